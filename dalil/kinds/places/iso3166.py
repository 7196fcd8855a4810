"""Countries and territories of ISO 3166-1: codes, a point within, names by authority, and finding one by whatever people write.

It never draws a boundary and never guesses: a spelling that fits two countries fits none.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec
from babel import Locale

from dalil.kinds import loading
from dalil.kinds.folding import fold, fold_loosely, western_digits
from dalil.kinds.places.naming import Place, PlaceName

LANGUAGES: Final = ("ar", "en", "fr", "he", "es", "de", "it", "nl", "pt", "ru", "tr")
"""The languages in which CLDR's names are taken in."""

# Words of the long form of a name, with which a list may dress up any country.
# fmt: off
_FORMS: Final = frozenset(map(fold_loosely, (
    "republic", "rep", "kingdom", "state", "sultanate", "emirate", "federal", "islamic", "arab", "arabe",
    "republique", "royaume", "etat", "republica", "reino", "estado", "republik", "repubblica", "جمهورية",
    "الجمهورية", "مملكة", "المملكة", "دولة", "سلطنة", "العربية", "مدينة", "רפובליקת", "ממלכת", "מדינת",
)))
# fmt: on


class NamesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of places/names/*.toml: names in languages by country code, or mere spellings that are never shown."""

    authority: str
    names: dict[str, dict[str, str]] = {}
    variants: dict[str, tuple[str, ...]] = {}


class Countries(msgspec.Struct, frozen=True):
    """All countries by code, and the code of each by every folded spelling."""

    by_code: Mapping[str, Place]
    by_name: Mapping[str, str]


def countries() -> Mapping[str, Place]:
    """The countries and territories by ISO 3166-1 alpha-2 code (and `XK`, which CLDR adds)."""
    return _countries(loading.chosen_folder()).by_code


def country_named(text: str) -> str:
    """The ISO 3166-1 alpha-2 code for a code (alpha-2, alpha-3, M49) or a name in any of LANGUAGES; '' when unknown."""
    by_name = _countries(loading.chosen_folder()).by_name
    return first_known(by_name, _spellings_of(text))


def first_known(by_name: Mapping[str, str], spellings: Iterable[str]) -> str:
    """The code of the first spelling that the table knows; '' when it knows none."""
    return next((by_name[spelling] for spelling in spellings if spelling in by_name), "")


def _spellings_of(text: str) -> Iterator[str]:
    yield fold(text)
    if (number := western_digits(text).strip()).isdecimal():
        yield number.zfill(3)
    yield (loose := fold_loosely(text))
    yield " ".join(word for word in loose.split() if word not in _FORMS)


@cache
def _countries(extra: str) -> Countries:
    sourced: dict[str, list[PlaceName]] = {}
    variants: list[tuple[str, str]] = []
    for path in loading.find("places/names/*.toml", extra):
        file = loading.read(path, NamesFile)
        for code, names in file.names.items():
            sourced.setdefault(code, []).extend(PlaceName(name, lang, file.authority) for lang, name in names.items())
        variants += [(spelling, code) for code, spellings in file.variants.items() for spelling in spellings]
    cldr = {lang: Locale(lang).territories for lang in LANGUAGES}
    by_code: dict[str, Place] = {}
    for row in csv.DictReader((loading.HERE / "places/countries.csv").read_text(encoding="utf-8").splitlines()):
        code = row["alpha2"]
        shown = [PlaceName(cldr[lang][code], lang, "CLDR") for lang in LANGUAGES if code in cldr[lang]]
        by_code[code] = Place(
            code=code,
            scheme="ISO 3166-1",
            country=code,
            names=tuple(sourced.get(code, []) + shown),
            codes={scheme: row[scheme] for scheme in ("alpha3", "m49") if row[scheme]},
            lat=float(row["lat"]),
            lng=float(row["lng"]),
        )
    return Countries(MappingProxyType(by_code), MappingProxyType(_by_name(by_code, variants)))


def _by_name(by_code: Mapping[str, Place], variants: list[tuple[str, str]]) -> dict[str, str]:
    """Exact spellings over loose ones; within each, what two countries share means neither ('')."""
    spellings = variants + [(code, code) for code in by_code]
    spellings += [(other, code) for code, place in by_code.items() for other in place.codes.values()]
    spellings += [(name.value, code) for code, place in by_code.items() for name in place.names]
    table: dict[str, str] = {}
    for form in (fold_loosely, fold):
        claims: dict[str, set[str]] = {}
        for spelling, code in spellings:
            claims.setdefault(form(spelling), set()).add(code)
        table |= {spelling: codes.pop() if len(codes) == 1 else "" for spelling, codes in claims.items()}
    table.pop("", None)
    return table
