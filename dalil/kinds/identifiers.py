"""Registers that give organisations a number: their codes (those of org-id.guide), and whether a number can be right.

It never asks a register whether a number exists, and never refuses a scheme that it does not know: such a number is
kept as it was given, unchecked.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import msgspec

from dalil.kinds import loading
from dalil.kinds.checksums import CHECKS
from dalil.kinds.folding import fold, western_digits

PROBLEM_CODES: Final = ("identifier-empty", "identifier-pattern", "identifier-checksum")


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One register. `code` is an org-id.guide list code, or our own where `is_free` is true.

    `pattern` is a regular expression for the whole compact number, i.e. after the prefixes in `drop` and everything but
    letters and digits (and the characters in `keep`) are taken out, letters made upper or lower by `letters`, and zeros
    put before it up to `width`. Of what fits the pattern, the first `cut` characters are the number. `shape` writes it
    in the register's own way, one `#` per character. `url` has `{value}` (as shaped) or `{compact}`.
    """

    code: str
    name: str
    country: str = ""
    local_name: str = ""
    names: dict[str, str] = {}
    also: tuple[str, ...] = ()
    url: str = ""
    drop: tuple[str, ...] = ()
    keep: str = ""
    letters: str = "upper"
    width: int = 0
    pattern: str = ""
    cut: int = 0
    shape: str = ""
    check: str = ""
    is_free: bool = False
    is_closed: bool = False

    def name_in(self, lang: str) -> str:
        """The register's name in a language, or in English."""
        return self.names.get(lang) or self.name


class RegistersFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of registers.toml."""

    register: tuple[Register, ...]


class CheckedIdentifier(msgspec.Struct, frozen=True):
    """A number as it is stored: in the register's own writing where known, in western digits always.

    `is_checked` says whether we know a rule for the scheme; `url` leads to the entry in the public register, if there is one.
    """

    scheme: str
    value: str
    is_valid: bool
    is_checked: bool = False
    problem_code: str = ""
    url: str = ""


class Registers(msgspec.Struct, frozen=True):
    """All registers by code, and the code of each by every name it goes by."""

    by_code: Mapping[str, Register]
    by_name: Mapping[str, str]


def registers() -> Mapping[str, Register]:
    """The registers by code."""
    return _registers(loading.chosen_folder()).by_code


def register_named(text: str) -> str:
    """The code of the register that a word or column header means (`ROR`, `charity number`, `עמותה`); '' when unknown."""
    return _registers(loading.chosen_folder()).by_name.get(fold(text), "")


def check_identifier(scheme: str, value: str) -> CheckedIdentifier:
    """Bring a number into the form in which it is stored, and say whether it can be right.

    Accepts what people paste: the address of the entry, the org-id prefix (`GB-CHC-1000430`), spaces, dots, any digits.
    """
    scheme = scheme.strip().upper()
    given = _PAD.sub("", western_digits(value)).strip()
    register = registers().get(scheme)
    if not given:
        return CheckedIdentifier(scheme, "", is_valid=False, problem_code="identifier-empty")
    if register is None:
        return CheckedIdentifier(scheme, _without_prefix(given, (f"{scheme}-",)), is_valid=True)
    compact = _compact(register, given)
    if not _fits(register, compact):
        return CheckedIdentifier(scheme, given, is_valid=False, is_checked=True, problem_code="identifier-pattern")
    compact = compact[: register.cut] if register.cut else compact
    if register.check and not CHECKS[register.check](compact):
        return CheckedIdentifier(scheme, given, is_valid=False, is_checked=True, problem_code="identifier-checksum")
    stored = _shaped(register, compact)
    url = register.url.format(value=quote(stored), compact=quote(compact)) if register.url else ""
    return CheckedIdentifier(scheme, stored, is_valid=True, is_checked=bool(register.pattern), url=url)


# Marks that change the direction of writing, and other letters without a shape that ride along when a number is copied.
_PAD: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")


def _without_prefix(given: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if given.casefold().startswith(prefix.casefold()) and len(given) > len(prefix):
            return given[len(prefix) :].strip()
    return given


def _compact(register: Register, given: str) -> str:
    if not register.pattern:
        return _without_prefix(given, (f"{register.code}-",))
    bare = _without_prefix(_DASHES.sub("-", given), (f"{register.code}-", *register.drop))
    kept = "".join(letter for letter in bare if letter.isalnum() or letter in register.keep)
    return (kept.lower() if register.letters == "lower" else kept.upper()).rjust(register.width, "0")


def _fits(register: Register, compact: str) -> bool:
    return bool(compact) and (not register.pattern or bool(re.fullmatch(register.pattern, compact, re.ASCII)))


def _shaped(register: Register, compact: str) -> str:
    if register.shape.count("#") != len(compact):
        return compact
    letters = iter(compact)
    return "".join(next(letters) if place == "#" else place for place in register.shape)


@cache
def _registers(extra: str) -> Registers:
    by_code: dict[str, Register] = {}
    by_name: dict[str, str] = {}
    for path in loading.find("registers.toml", extra):
        for register in loading.read(path, RegistersFile).register:
            if register.check and register.check not in CHECKS:
                raise loading.KindsFileIsWrong(path, f"{register.code}: no such check {register.check} - at `$.check`")
            try:
                re.compile(register.pattern)
            except re.error as error:
                raise loading.KindsFileIsWrong(path, f"{register.code}: {error} - at `$.pattern`") from error
            by_code[register.code] = register
    for register in by_code.values():
        spellings = (register.code, register.name, register.local_name, *register.names.values(), *register.also)
        for spelling in spellings:
            by_name.setdefault(fold(spelling), register.code)
    by_name.pop("", None)
    return Registers(MappingProxyType(by_code), MappingProxyType(by_name))
