"""The nine sectors: their labels, and which codes of other classifications fall into which.

It never guesses from an organisation's name (that is `suggestion`), and never maps political parties: a person decides those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from dalil.kinds import loading
from dalil.kinds.folding import fold, fold_loosely, western_digits

LANGUAGES: Final = ("ar", "en", "fr", "he")


class NeedsDecision(Exception):
    """The code has no sector by rule (political parties and campaigns): a person must decide."""

    def __init__(self, scheme: str, code: str) -> None:
        super().__init__(f"{scheme} {code}")
        self.scheme = scheme
        self.code = code


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one language that speak for a sector (see `suggestion`): `*` ends a beginning, two words are neighbours.

    The decisive ones name the kind of house (a university hospital is a hospital); a fair one does not suffice alone.
    """

    decisive: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    def weighed(self) -> Iterator[tuple[str, float]]:
        """Each word with its weight, roughly the logarithm of the odds that it gives."""
        for words, weight in ((self.decisive, 4.5), (self.strong, 3.0), (self.fair, 1.8), (self.weak, 0.8)):
            for word in words:
                yield word, weight


class Sector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sector. `also` holds other names for it, `alone` those that name it only when they are the whole text.

    In mapped codes `x` stands for any digit, and the pattern with fewest `x` wins: `K21` beats `K2x`.
    """

    code: str
    number: int
    label: dict[str, str]
    picture: str
    colour: str
    icnptso: tuple[str, ...] = ()
    icnpo: tuple[str, ...] = ()
    dac: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    also: dict[str, tuple[str, ...]] = {}
    alone: tuple[str, ...] = ()
    words: dict[str, Words] = {}

    def label_in(self, lang: str) -> str:
        """The label in a language, or in English where there is none."""
        return self.label.get(lang) or self.label["en"]


class Exceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes that no sector takes: those a person decides, and those that stay without a sector."""

    needs_decision: dict[str, tuple[str, ...]] = {}
    unclassified: dict[str, tuple[str, ...]] = {}


class Taxonomy(msgspec.Struct, frozen=True):
    """The sectors in order, with the tables that answer questions about them."""

    sectors: Mapping[str, Sector]
    patterns: Mapping[str, Mapping[str, str]]
    undecided: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    alone: Mapping[str, str]
    longest: int


# What sources call the classifications; the numbers are IATI's SectorVocabulary.
_SCHEMES: Final = {
    "icnptso": "icnptso", "icnpo": "icnpo", "dac": "dac", "dac5": "dac", "dac3": "dac", "crs": "dac", "oecddac": "dac",
    "daccrs": "dac", "oecddaccrs": "dac", "1": "dac", "2": "dac", "clusters": "clusters", "cluster": "clusters",
    "iasc": "clusters", "iasccluster": "clusters", "iascclusters": "clusters", "10": "clusters",
    "sdg": "sdg", "unsdg": "sdg", "7": "sdg", "8": "sdg", "dalil": "dalil", "99": "dalil",
}  # fmt: skip


def sectors() -> Mapping[str, Sector]:
    """The sectors by code, in the order of their numbers."""
    return taxonomy(loading.chosen_folder()).sectors


def sector_for(scheme: str, code: str) -> str:
    """The sector that a code of another classification falls into; '' when unclassified.

    `scheme` is one of ICNP/TSO, ICNPO, DAC (CRS purpose codes and their groups), clusters (IASC), SDG, as people write
    them, or an IATI SectorVocabulary number. Mapping: design/standards.md 2.3. Raises NeedsDecision for political activities.
    """
    table = taxonomy(loading.chosen_folder())
    known = _SCHEMES.get(re.sub(r"[\W_]", "", scheme.casefold()), "")
    wanted = western_digits(code).strip().upper()
    if known == "dalil":
        return wanted.lower() if wanted.lower() in table.sectors else ""
    steps = list(_wider(wanted))
    if table.undecided.get(known, frozenset()).intersection(steps):
        raise NeedsDecision(known, wanted)
    patterns = table.patterns.get(known, {})
    return next((patterns[step] for step in steps if step in patterns), "")


def sector_named(text: str) -> str:
    """The sector that a label means, in any of the four languages, whole or in part; '' when none or more than one."""
    table = taxonomy(loading.chosen_folder())
    for form in (fold(text), loose := fold_loosely(text)):
        if found := table.labels.get(form) or table.alone.get(form):
            return found
    parts = set(_longest_labels(loose.split(), table))
    return parts.pop() if len(parts) == 1 else ""


def _longest_labels(words: list[str], table: Taxonomy) -> Iterable[str]:
    """The sectors of the labels inside a text, the longest first at each word: child protection is not protection."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + table.longest), start, -1):
            part = " ".join(words[start:end])
            if part in table.labels:
                yield table.labels[part]
                start = end - 1
                break
        start += 1


@cache
def taxonomy(extra: str) -> Taxonomy:
    """Load and check our sectors and those of the operator's folder; a file with a known code replaces ours."""
    found = _read_sectors(extra)
    patterns = {scheme: _patterns(found, scheme) for scheme in ("icnptso", "icnpo", "dac", "clusters", "sdg")}
    undecided: dict[str, frozenset[str]] = {}
    for path in loading.find("sector-exceptions.toml", extra):
        exceptions = loading.read(path, Exceptions)
        undecided |= {scheme: frozenset(codes) for scheme, codes in exceptions.needs_decision.items()}
        for scheme, codes in exceptions.unclassified.items():
            patterns[scheme] |= dict.fromkeys(codes, "")
    labels = _spellings((s.code, [*s.label.values(), *chain.from_iterable(s.also.values())]) for _, s in found)
    return Taxonomy(
        sectors=MappingProxyType({sector.code: sector for _, sector in found}),
        patterns=patterns,
        undecided=undecided,
        labels=labels,
        alone=_spellings((s.code, [s.code, f"S{s.number}", *s.alone]) for _, s in found),
        longest=max(len(label.split()) for label in labels),
    )


def _read_sectors(extra: str) -> list[tuple[Path, Sector]]:
    """The sectors in order of their numbers, each with its file."""
    found: dict[str, tuple[Path, Sector]] = {}
    for path in loading.find("sectors/*.toml", extra):
        sector = loading.read(path, Sector)
        for lang in LANGUAGES:
            if not sector.label.get(lang):
                raise loading.KindsFileIsWrong(path, f"there is no label in this language - at `$.label.{lang}`")
        found[sector.code] = (path, sector)
    return sorted(found.values(), key=lambda pair: pair[1].number)


def _patterns(found: list[tuple[Path, Sector]], scheme: str) -> dict[str, str]:
    """Which sector takes which codes of a scheme. Only a goal may be listed by several; then it tells nothing ('')."""
    taken: dict[str, str] = {}
    for path, sector in found:
        for code in (one for given in getattr(sector, scheme) for one in _spread(given)):
            if taken.setdefault(code, sector.code) == sector.code:
                continue
            if scheme != "sdg":
                raise loading.KindsFileIsWrong(path, f"{code} belongs to {taken[code]} already - at `$.{scheme}`")
            taken[code] = ""
    return taken


def _spread(given: str) -> Iterable[str]:
    """Write out a range of numbers: `15110-15112` gives three codes."""
    first, dash, last = given.partition("-")
    return (str(number) for number in range(int(first), int(last) + 1)) if dash else (given,)


def _wider(code: str) -> Iterable[str]:
    """The code, then ever wider patterns: K21, K2x, Kxx; for a target such as 4.7 also its goal 4."""
    yield code
    for kept in range(len(code) - 1, 0, -1):
        yield code[:kept] + "x" * (len(code) - kept)
    if "." in code:
        yield code.partition(".")[0]


def _spellings(found: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Sectors by the comparison forms of their spellings. The first sector to claim a form keeps it."""
    table: dict[str, str] = {}
    for code, spellings in found:
        for form in chain(map(fold, spellings), map(fold_loosely, spellings)):
            table.setdefault(form, code)
    table.pop("", None)
    return table
