"""From classified charities to a table of weights: which words are entries, what tags they share, and what they weigh.

Published parts: multinomial logistic regression; weights that words of one tag share are the "feature augmentation" of Daumé
2007 with tags in place of domains. It never judges what it learned (that is `judging`) and never reads a file.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from dalil.kinds.hearing import Heard, Lists, hear, said_by, words_of
from dalil.kinds.training.reading import Labelled, Pattern
from dalil.kinds.training.solving import FLAT, Floats, Problem, rows_of, solve
from dalil.kinds.weighing import FIELDS, Weights, assembled

PENALTY: Final = 0.2
RARE: Final = 3
"""A word in fewer charities is no entry, unless it fits the pattern of a tag."""
FEWEST_OF_A_KIND: Final = 40
LEAST_WEIGHT: Final = 0.1
TAG_SCALE: Final = 1.5
LISTS: Final = {"name": 0.9, "text": 0.35}
"""What each unit of a sector's own lists weighs for it. Set by hand and never learned: the lists say what a sector means, in all
languages, and one country's labels shall not talk them out of it. The words learn what is missing beside them."""
SOFT: Final = 5.0
"""Divides the logarithm of a word's rarity, so that features are about as large as one."""
STRONG: Final = 3.0
AGAINST: Final = 0.2
"""No word that the lists strongly give to one sector alone may weigh more than this for another, or against its own. That a
refugee council is filed under advocacy in Britain, or most women's groups there are clubs, says nothing of what words mean."""
DESCRIBED: Final = 0.3
"""What the description of a code counts, beside one charity."""


class Lesson(NamedTuple):
    """What is learned from besides the rows: tags with patterns, phrases that may fit them, lists, descriptions of codes.

    `is_place` tells a word (or two) that names a place: where charities of one country work says nothing of those of another.
    """

    patterns: Sequence[Pattern]
    phrases: frozenset[str]
    lists: Lists
    is_place: Callable[[str], object]
    described: Sequence[Labelled] = ()


class Learned(NamedTuple):
    """The weights by kind of body, as they are written into the table."""

    kinds: dict[str, tuple[str, float]]
    words: dict[str, dict[str, float]]

    def weights(self, slopes: Mapping[str, float]) -> Weights:
        """The table in memory."""
        names = list(self.kinds)

        def row(said: Mapping[str, float]) -> Floats:
            return np.array([said.get(kind, 0.0) for kind in names])

        return assembled(
            {kind: sector for kind, (sector, _) in self.kinds.items()},
            {
                "start": {"": np.array([start for _, start in self.kinds.values()])},
                "list": {field: np.array([scale]) for field, scale in LISTS.items()},
                "word": {word: row(said) for word, said in self.words.items()},
                "slope": {field: np.array([slope]) for field, slope in slopes.items()},
            },
        )


class Columns(NamedTuple):
    """Where features stand: entries with their rarity, tags and the entries that have them; the last is a constant."""

    entries: dict[str, int]
    rarity: dict[str, float]
    tags: dict[str, int]
    tags_of: Mapping[str, tuple[str, ...]]

    @property
    def last(self) -> int:
        """The constant's column."""
        return len(self.entries) + len(self.tags)

    def features(self, heard: Heard) -> dict[int, float]:
        """What was heard, by column."""
        found = {self.last: 1.0}
        for entry, loudness in heard.entries.items():
            value = loudness * self.rarity[entry]
            found[self.entries[entry]] = value
            for tag in self.tags_of.get(entry, ()):
                found[self.tags[tag]] = found.get(self.tags[tag], 0.0) + value * TAG_SCALE
        return found


def phrases_of(texts: Iterable[str]) -> Counter[str]:
    """All words and pairs of neighbours, and in how many texts each stands."""
    found: Counter[str] = Counter()
    for text in texts:
        words = words_of(text)
        found.update({*words, *map(" ".join, pairwise(words))})
    return found


def kinds_of(rows: Sequence[Labelled]) -> list[str]:
    """The kind of body of each row: its ICNP/TSO code; where that is rare, its group's rare codes together; then its sector's."""
    codes = Counter(row.code for row in rows)
    first = [row.code if codes[row.code] >= FEWEST_OF_A_KIND else f"{row.code[:2]}-{row.sector}" for row in rows]
    together = Counter(first)
    enough = [together[kind] >= FEWEST_OF_A_KIND / 2 for kind in first]
    return [kind if is_enough else row.sector for kind, is_enough, row in zip(first, enough, rows, strict=True)]


def columns_of(rows: Sequence[Labelled], lesson: Lesson) -> Columns:
    """The features of a lesson: words that are not too rare, and phrases that fit a tag."""
    counts = phrases_of(f"{row.name} . {row.text}" for row in rows)
    phrases = sorted(lesson.phrases.union(counts))
    fitting = ((phrase, tuple(tag.code for tag in lesson.patterns if tag.fits(phrase))) for phrase in phrases)
    tags_of = {phrase: found for phrase, found in fitting if found}
    frequent = {word for word, count in counts.items() if count >= RARE and " " not in word}
    entries = [p for p in sorted(frequent.union(tags_of)) if not _is_local(p, lesson.is_place)]
    tags = sorted({tag for entry in entries for tag in tags_of.get(entry, ())})
    return Columns(
        entries={entry: place for place, entry in enumerate(entries)},
        rarity={entry: math.log(len(rows) / max(counts[entry], RARE)) / SOFT for entry in entries},
        tags={tag: len(entries) + place for place, tag in enumerate(tags)},
        tags_of=tags_of,
    )


# fmt: off
_LOCAL: Final = frozenset({
    "uk", "gb", "british", "britain", "great", "united", "kingdom", "england", "english", "scotland", "scottish", "wales",
    "welsh", "cymru", "northern", "ireland", "irish", "london", "charity", "charities", "cio", "scio",
})
# fmt: on


def _is_local(phrase: str, is_place: Callable[[str], object]) -> bool:
    """Whether a phrase says where, or is of this one country's law, or has digits: none of that carries over."""
    words = phrase.split()
    return bool(
        any(map(str.isdigit, phrase))
        or _LOCAL.intersection(words)
        or any(len(part) > 3 and is_place(part) for part in (phrase, *words))
    )


def learn(rows: Sequence[Labelled], lesson: Lesson, flat: float = FLAT) -> Learned:
    """Learn from rows that have a sector. Every sector counts the same, however many rows it has."""
    columns = columns_of(rows, lesson)
    per_sector = Counter(row.sector for row in rows)
    described = [row for row in lesson.described if row.sector in per_sector]
    importance = [len(rows) / len(per_sector) / per_sector[row.sector] for row in rows] + [DESCRIBED] * len(described)
    rows = [*rows, *described]
    kinds = kinds_of(rows)
    names = sorted(set(kinds))

    def find(word: str) -> str:
        return word if word in columns.entries else ""

    heard = [hear([row.name], row.text, find, lesson.lists) for row in rows]
    sector = dict(zip(kinds, (row.sector for row in rows), strict=True))
    places = np.array([names.index(kind) for kind in kinds], np.int64)
    matrix = rows_of([columns.features(one) for one in heard], columns.last + 1)
    given = np.array([[_listed(one, sector[name]) for name in names] for one in heard])
    weights = solve(Problem(matrix, places, np.array(importance), given, PENALTY), flat)
    return _told(columns, names, sector, weights, lesson.lists)


def _listed(heard: Heard, sector: str) -> float:
    return sum(LISTS[name] * heard.listed.get((sector, field), 0.0) for field, name in enumerate(FIELDS))


def _owner(entry: str, lists: Lists) -> str:
    """The one sector to which the lists strongly give a word; '' when there is none, or more than one speak for it."""
    said = lists.whole.get(entry, ()) if " " in entry else said_by(entry, lists)
    return said[0][0] if len(said) == 1 and said[0][1] >= STRONG else ""


def _told(columns: Columns, names: list[str], sector: Mapping[str, str], solved: Floats, lists: Lists) -> Learned:
    """The solution by name: what an entry shares with those of its tags is added to its own, and its rarity is multiplied in."""

    def said(row: Floats) -> dict[str, float]:
        rounded = np.round(row, 2).tolist()
        return {name: weight for name, weight in zip(names, rounded, strict=True) if abs(weight) >= LEAST_WEIGHT}

    words = {}
    for entry, place in columns.entries.items():
        own = solved[place].copy()
        for tag in columns.tags_of.get(entry, ()):
            own += TAG_SCALE * solved[columns.tags[tag]]
        own *= columns.rarity[entry]
        if owner := _owner(entry, lists):
            mine = np.array([sector[name] == owner for name in names])
            own = np.where(mine, np.maximum(own, -AGAINST), np.minimum(own, AGAINST))
        words[entry] = said(own)
    starts = np.round(solved[columns.last], 2).tolist()
    return Learned({name: (sector[name], start) for name, start in zip(names, starts, strict=True)}, words)
