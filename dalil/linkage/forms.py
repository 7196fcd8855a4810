"""What of records is compared, as arrays: words of their names, acronyms, numbers of registers, hosts, places, years.

It never weighs one record against another (see `evidence`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from babel import Locale

from dalil.formats.record import Record
from dalil.linkage.hosts import host_of, labels_of
from dalil.linkage.ragged import Ints, Longs, Ragged
from dalil.linkage.words import TELLS_NOTHING, Words, number_of, stem_of
from dalil.names import fold, romanise, split_acronym
from dalil.names.glossary import languages_of, readings
from dalil.names.vocabulary import skeleton_of, word_of

MOST_NAMES: Final = 8
MOST_WORDS: Final = 14
# Of numbers, hosts, towns and acronyms so many are read: those of two records are compared each with each.
MOST_BESIDE: Final = 32
_LONGEST_NAME: Final = 300
_LONGEST_ACRONYM: Final = 10
_SHORTEST_ACRONYM: Final = 2
_KEPT: Final = 65_536
# Relations between two bodies; a successor or predecessor may be the same body under another name.
_APART: Final = frozenset({"parent", "child", "related"})
_COUNTRIES: Final = Locale("en").territories
_YEAR: Final = re.compile(r"\d{4}")
# Catalogues that may give one body several numbers: a difference there is evidence, no proof.
LOOSE_SCHEMES: Final = frozenset({"XI-WIKIDATA", "XI-ISNI", "XI-GRID", "XI-FUNDREF"})


@lru_cache(maxsize=_KEPT)
def place_of(text: str) -> tuple[int, ...]:
    """Return what a town is, in any script: the numbers of what it is called in English, of its spelling and of its sound."""
    folded = fold(text)
    if not folded:
        return ()
    words = {number_of("word " + stem_of(one)) for one in _spellings(folded)}
    return tuple(sorted(words.union(sounds_of(text))))


@lru_cache(maxsize=_KEPT)
def sounds_of(text: str) -> tuple[int, ...]:
    """Return how a town sounds, in any script: the numbers of the consonants of its spellings, the English one first."""
    found = dict.fromkeys(skeleton_of(one) for one in _spellings(fold(text))[::-1])
    return tuple(number_of("town " + skeleton) for skeleton in found)


def _spellings(folded: str) -> list[str]:
    """Return a folded name of a town in Latin letters, as it is written and as English has it, without spaces."""
    english = (reading.english for reading in readings(folded, languages_of(folded))[:2]) if folded else ()
    return [text for one in (romanise(folded), *english) if (text := one.replace(" ", ""))]


@lru_cache(maxsize=512)
def words_of_country(code: str) -> tuple[int, ...]:
    """Return the words of a country's English name (ISO 3166-1 alpha-2), as concepts; lists add it in brackets to names."""
    name = _COUNTRIES.get(code, "")
    return tuple(sorted({number_of("word " + stem_of(word)) for word in fold(name).split() if len(word) > 2}))


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of a record: full ones, acronyms, and whether it has nothing but acronyms."""

    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    is_short: bool


def names_of(record: Record) -> Taken:
    """Return the full names and the acronyms of a record, each once, in an order that does not depend on the record's."""
    full: dict[str, str] = {}
    short: set[str] = set()
    for name in record.names:
        value = name.value[:_LONGEST_NAME]
        if "acronym" in name.types:
            short.add(value)
            continue
        long, acronym = split_acronym(value)
        folded = fold(long)
        if folded:
            full[folded] = min(long, full.get(folded, long))
        if acronym:
            short.add(acronym)
        elif _is_acronym(value):
            short.add(value)
    acronyms = {folded for one in short if _SHORTEST_ACRONYM <= len(folded := fold(one).replace(" ", "")) <= 16}
    is_short = all(_is_acronym(one) for one in full.values())
    if not full:
        full = {fold(one): one for one in short if fold(one)}
    return Taken(
        tuple(full[folded] for folded in sorted(full))[:MOST_NAMES], tuple(sorted(acronyms))[:MOST_BESIDE], is_short
    )


def _is_acronym(value: str) -> bool:
    letters = [character for character in value if character.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return " " not in value and 2 <= len(value) <= _LONGEST_ACRONYM and capitals * 2 > len(letters) and capitals >= 2


class Forms:
    """Records as arrays; records are numbered in the order in which they were given."""

    def __init__(
        self,
        records: Iterable[Record],
        lists: Sequence[str] = (),
        words: Words | None = None,
    ) -> None:
        self.words = Words() if words is None else words
        self.values: list[str] = []
        self.folded: list[str] = []
        names: list[list[int]] = []
        names_of_record: list[int] = []
        columns: dict[str, list[Sequence[int]]] = {column: [] for column in _COLUMNS}
        years: list[int] = []
        self.acronyms_shown: list[tuple[str, ...]] = []
        short: list[bool] = []
        for record in records:
            taken = names_of(record)
            for value in taken.names:
                folded = fold(value)
                names.append(self.words.of_name(folded, MOST_WORDS))
                self.values.append(value)
                self.folded.append(folded)
            names_of_record.append(len(taken.names))
            self.acronyms_shown.append(taken.acronyms)
            short.append(taken.is_short)
            for column, numbers in _numbers(record, taken).items():
                columns[column].append(numbers)
            years.append(int(record.founded[:4]) if _YEAR.match(record.founded) else 0)
        self.words.settle()
        self.is_short = np.array(short, bool)
        self.shapes = [initials_of(folded) for folded in self.folded]
        self.first_letters = [{word[0] for word in folded.split()} for folded in self.folded]
        self.names = Ragged.of(names, np.int32)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.array(names_of_record, np.int64))))
        self.names_of = Ragged(np.arange(len(names), dtype=np.int64), starts.astype(np.int64))
        self.owners: Longs = np.repeat(np.arange(len(years), dtype=np.int64), np.array(names_of_record, np.int64))
        self.years: Ints = np.array(years, np.int32)
        self.acronyms, self.identifiers, self.schemes = (Ragged.of(columns[c]) for c in _COLUMNS[:3])
        self.hosts, self.cities, self.countries, self.related, self.labels, self.place_words, self.towns = (
            Ragged.of(columns[c]) for c in _COLUMNS[3:]
        )
        self.texts = ["".join(self.words.romans[n] for n in one) for one in names]
        self.list_names = ["", *sorted(set(lists) - {""})]
        known = {name: number for number, name in enumerate(self.list_names)}
        self.lists: Ints = np.array([known[one] for one in lists] or [0] * len(years), np.int32)

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self.years)

    def add(self, more: "Forms") -> None:
        """Put further records after these; they must share the words of these."""
        self.owners = np.concatenate((self.owners, more.owners + len(self)))
        self.values += more.values
        self.folded += more.folded
        self.texts += more.texts
        self.shapes += more.shapes
        self.first_letters += more.first_letters
        self.acronyms_shown += more.acronyms_shown
        for column in ("names", "acronyms", "identifiers", "schemes", *_COLUMNS[3:]):
            setattr(self, column, getattr(self, column).plus(getattr(more, column)))
        names = np.arange(len(self.names), dtype=np.int64)
        self.names_of = Ragged(names, self.names_of.plus(more.names_of).starts)
        self.is_short = np.concatenate((self.is_short, more.is_short))
        self.years = np.concatenate((self.years, more.years))
        known = {name: number for number, name in enumerate(dict.fromkeys((*self.list_names, *more.list_names)))}
        of_more = np.array([known[name] for name in more.list_names], np.int32)
        self.lists = np.concatenate((self.lists, of_more[more.lists]))
        self.list_names = list(known)


_COLUMNS: Final = (
    "acronyms",
    "identifiers",
    "schemes",
    "hosts",
    "cities",
    "countries",
    "related",
    "labels",
    "place_words",
    "towns",
)


def _numbers(record: Record, taken: Taken) -> dict[str, Sequence[int]]:
    """Return what else is compared of a record, hashed; lists in ascending order, so that equal records are equal here."""
    given = {(one.scheme, one.value) for one in record.identifiers if one.scheme and one.value}
    told = sorted((number_of(f"id {scheme} {value}"), _scheme(scheme)) for scheme, value in given)[:MOST_BESIDE]
    hosts = {host for link in record.links if (host := host_of(link))}
    labels = {label for host in hosts for label in labels_of(host)}
    cities = {number for one in record.locations if one.locality for number in place_of(one.locality)}
    found = {
        "acronyms": sorted(number_of("acronym " + one) for one in taken.acronyms),
        "identifiers": [number for number, _ in told],
        "schemes": [scheme for _, scheme in told],
        "hosts": sorted(number_of("host " + host) for host in hosts),
        "labels": sorted(number_of("acronym " + label) for label in labels),
        "cities": sorted(cities),
        "towns": sorted({sounds[0] for one in record.locations if (sounds := sounds_of(one.locality))}),
        "place_words": sorted(cities.union(*(words_of_country(one.country) for one in record.locations))),
        "countries": sorted({number_of("country " + one.country) for one in record.locations if one.country}),
        "related": sorted(
            {
                number_of(f"id {r.scheme} {r.value}")
                for r in record.relations
                if r.value and r.scheme and r.kind in _APART
            }
        ),
    }
    return {column: numbers[:MOST_BESIDE] for column, numbers in found.items()}


@lru_cache(maxsize=1024)
def _scheme(scheme: str) -> int:
    """Return a number for a register; even for one that gives a body one number at most, odd for a loose catalogue."""
    return (number_of("scheme " + scheme) & ~1) | (scheme in LOOSE_SCHEMES)


@lru_cache(maxsize=_KEPT)
def initials_of(folded: str) -> tuple[str, ...]:
    """Return the initials of a folded name, small words left out and not: the shapes that its acronym may have."""
    words = folded.split()
    telling = "".join(word[0] for word in words if word_of(word).weight > TELLS_NOTHING)
    every = "".join(word[0] for word in words)
    begun = (telling[:length] for length in range(_SHORTEST_ACRONYM, len(telling)))
    return tuple(sorted({one for one in (telling, every, *begun) if _SHORTEST_ACRONYM <= len(one) <= _LONGEST_ACRONYM}))
