"""What a unit of the question may be among the words of a segment: the same word, its meaning, its shape, its sound.

Expansion is at the vocabulary, not at the names, so its cost grows with distinct words; and what a word may be is
remembered as long as the segment is open. It never looks at a row.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.process import cdist

from dalil.names.folding import romanise_word
from dalil.names.scripts import script_of
from dalil.names.stems import shared_beginning, without_ending, without_latin_article
from dalil.names.vocabulary import skeleton_of
from dalil.names.writing import language_for, latin_coded, likeness, strength_of, writing_of
from dalil.search.arrays import Floats, Ints, Longs, hashes_of, spans
from dalil.search.asking import Unit
from dalil.search.segment import Segment
from dalil.search.wording import is_latin, sound_keys, sound_of

SAME, MEANING, SHAPE, SOUND = range(4)

_KEPT: Final = 20_000
_MOST_SHAPES: Final = 400
_SHORTEST_SHAPE: Final = 4
_BEGINNING: Final = 0.6
_LONGEST_ENDING: Final = 4
_LEAST: Final = 0.2
_MOST_SOUNDS: Final = 48
_MOST_IN_SHORT: Final = 160
_MOST_KEPT: Final = 24
_STRIPPED: Final = 0.95


@dataclass(frozen=True, slots=True)
class _Sought:
    """A word whose other spellings are sought for a unit: what their strength is taken times, how many are kept, among which."""

    unit: int
    word: str
    share: float
    kept: int
    places: Longs


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a segment that a unit may be: their numbers, how surely (0..1), and in which way."""

    words: Ints
    strengths: Floats
    ways: Ints


class Expanding:
    """Expands units in one segment. Shared by threads: the worst that a race does is work done twice."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._known: OrderedDict[tuple[object, ...], Expansion] = OrderedDict()

    def of(self, units: Sequence[Unit], language: str, *, is_short: bool = False) -> list[Expansion]:
        """Return what each unit may be; in a short text there is time to compare more spellings."""
        keys: list[tuple[object, ...]] = [
            (replace(unit, covers=()), len(unit.covers), language, is_short) for unit in units
        ]
        found = {key: self._known.get(key) for key in keys}
        unknown = {key: unit for key, unit in zip(keys, units, strict=True) if found[key] is None}
        expanded = self._expanded(list(unknown.values()), language, _MOST_IN_SHORT if is_short else _MOST_SOUNDS)
        made = dict(zip(unknown, expanded, strict=True))
        self._known |= made
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return [found[key] or made[key] for key in keys]

    def holds(self, word: str) -> bool:
        """Return whether the segment has the word."""
        return bool(len(self._segment.word_places.of_one(word)))

    def frequency(self, word: str) -> int:
        """Return in how many rows the word is."""
        return int(self._segment.frequencies[self._segment.word_places.of_one(word)].sum())

    def exactly(self, word: str) -> Expansion:
        """Return the word itself and nothing else."""
        places = self._segment.word_places.of_one(word).astype(np.int32)
        return Expansion(places, np.ones(len(places), np.float32), np.full(len(places), SAME, np.int32))

    def _expanded(self, units: Sequence[Unit], language: str, compared: int) -> list[Expansion]:
        found: list[dict[int, tuple[float, int]]] = [{} for _ in units]
        sought: list[_Sought] = []
        for number, (unit, words) in enumerate(zip(units, found, strict=True)):
            is_alone = len(unit.covers) == 1
            if not unit.is_phrase:
                words |= {int(place): (1.0, SAME) for place in self._segment.word_places.of_one(unit.word)}
            self._by_meaning(unit, words)
            if is_alone and len(unit.word) >= _SHORTEST_SHAPE:
                self._by_shape(unit.word, 1.0, words)
            sought += self._sought(number, unit, language, compared)
        for one, strengths in zip(sought, self._likeness(sought, language), strict=True):
            order = np.argsort(-strengths, kind="stable")[: one.kept]
            for place, strength in zip(one.places[order].tolist(), strengths[order].tolist(), strict=True):
                _note(found[one.unit], place, strength * one.share, SOUND)
        return list(map(_expansion, found))

    def _sought(self, number: int, unit: Unit, language: str, compared: int) -> Iterator[_Sought]:
        """Return of which words of a unit, itself and without its ending, other spellings are sought, and among which."""
        if unit.is_phrase or not unit.is_sounded:
            return
        is_alone = len(unit.covers) == 1
        stem = without_ending(unit.word, language_for(unit.word, language)) if is_alone else ""
        wanted = ((unit.word, 1.0, _MOST_KEPT if is_alone else _MOST_KEPT // 3), (stem, _STRIPPED, _MOST_KEPT // 2))
        for word, share, kept in wanted:
            sound = sound_of(word) if word and not word.isdigit() else ""
            if sound and len(places := self._candidates(word, sound, compared)):
                yield _Sought(number, word, share, kept, places)

    def _by_meaning(self, unit: Unit, found: dict[int, tuple[float, int]]) -> None:
        segment = self._segment
        english = dict(unit.english)
        if not unit.is_phrase and unit.word.isascii():
            english.setdefault(unit.word, 1.0)
        hashes = hashes_of(list(english))
        starts, ends = segment.english.places_of(hashes)
        for (meaning, strength), start, end in zip(english.items(), starts, ends, strict=True):
            words, strengths = segment.english.numbers[start:end], segment.english_strengths[start:end]
            for word, other in zip(words.tolist(), strengths.tolist(), strict=True):
                _note(found, word, strength * other, MEANING)
            if meaning != unit.word:
                for word in segment.word_places.of_one(meaning):
                    _note(found, int(word), strength, MEANING)
                if len(meaning) >= _SHORTEST_SHAPE:
                    self._by_shape(meaning, strength, found, MEANING)

    def _by_shape(self, word: str, strength: float, found: dict[int, tuple[float, int]], way: int = SHAPE) -> None:
        """Note words that begin the same and end otherwise: `region` and `regional`."""
        beginning = word[: max(_SHORTEST_SHAPE, round(len(word) * _BEGINNING))]
        start, end = self._segment.words.range_of(beginning)
        if end - start > _MOST_SHAPES:
            start, end = self._segment.words.range_of(word[: max(_SHORTEST_SHAPE, len(word) - 1)])
        places = np.arange(start, min(end, start + _MOST_SHAPES))
        for place, other in zip(places.tolist(), self._segment.words.many(places), strict=True):
            shared = shared_beginning(word, other)
            longest = max(len(word), len(other))
            if longest - shared <= _LONGEST_ENDING:
                _note(found, place, strength * (0.95 - 0.9 * (1 - shared / longest)), way)

    def _candidates(self, word: str, sound: str, compared: int) -> Longs:
        """Return the words of like sound: those with most shared keys and letters first, at most some dozens."""
        segment = self._segment
        starts, ends = segment.sounds.places_of(hashes_of(sound_keys(sound)))
        places, shared = np.unique(segment.sounds.numbers[spans(starts, ends)], return_counts=True)
        roman = romanise_word(word)
        if len(places) > 12 * compared:  # before letters are read: more keys in common, and of like length
            far = np.abs(segment.romans.lengths(places) - len(roman)) - 2 * shared
            places = places[np.argpartition(far, 12 * compared)[: 12 * compared]]
        if len(places) <= compared:
            return places.astype(np.int64)
        others = segment.romans.many(places)
        alike = cdist([roman], others, scorer=Indel.normalized_similarity)[0]
        if not is_latin(word):
            skeletons = list(map(skeleton_of, others))
            alike = alike + cdist([skeleton_of(roman)], skeletons, scorer=Levenshtein.normalized_similarity)[0]
        return places[np.argsort(-alike, kind="stable")[:compared]].astype(np.int64)

    def _likeness(self, sought: Sequence[_Sought], language: str) -> list[Floats]:
        """Return for all sought how surely each word is another spelling: by the learned cost of writing one as the other.

        Latin words are compared all together, as a table of costs is gone through in lockstep.
        """
        latin = [number for number, one in enumerate(sought) if is_latin(one.word)]
        found: dict[int, Floats] = {}
        if latin:
            lengths = [len(sought[number].places) for number in latin]
            others = self._segment.words.many(np.concatenate([sought[number].places for number in latin]))
            romans = [romanise_word(sought[number].word) for number in latin]
            strengths = _likeness_of_latin(romans, np.repeat(np.arange(len(latin)), lengths), others)
            found = dict(zip(latin, np.split(strengths, np.cumsum(lengths)[:-1]), strict=True))
        return [found[n] if n in found else self._of_another_script(one, language) for n, one in enumerate(sought)]

    def _of_another_script(self, one: _Sought, language: str) -> Floats:
        """Return how surely each word is another spelling of one that is not Latin."""
        segment, word = self._segment, one.word
        others, romans = segment.words.many(one.places), segment.romans.many(one.places)
        script = script_of(word)
        strengths = likeness(word, romans, language)
        glued = [(number, rest) for number, roman in enumerate(romans) if (rest := without_latin_article(roman))]
        if glued:
            places_of_glued = [number for number, _ in glued]
            apart = likeness(word, [rest for _, rest in glued], language) * _STRIPPED
            strengths[places_of_glued] = np.maximum(strengths[places_of_glued], apart)
        for number, other in enumerate(others):
            if not is_latin(other):
                same = script_of(other) == script
                a, b = (word, other) if same else (romanise_word(word), romans[number])
                strengths[number] = Levenshtein.normalized_similarity(a, b) ** 2
        return strengths


def _note(found: dict[int, tuple[float, int]], word: int, strength: float, way: int) -> None:
    if strength >= _LEAST and (word not in found or found[word][0] < strength):
        found[word] = (strength, way)


def _expansion(found: dict[int, tuple[float, int]]) -> Expansion:
    best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[: 3 * _MOST_KEPT]
    return Expansion(
        np.array([word for word, _ in best], np.int32),
        np.array([strength for _, (strength, _) in best], np.float32),
        np.array([way for _, (_, way) in best], np.int32),
    )


def _likeness_of_latin(romans: list[str], of: Longs, others: list[str]) -> Floats:
    """Return how surely each word is a respelling of a Latin one, or what it is written as in another script.

    `of` tells for each of the words which of `romans` it stands beside.
    """
    result = np.zeros(len(others), np.float32)
    targets = latin_coded(romans)
    widths = np.array([len(roman) for roman in romans])
    groups: dict[str, list[int]] = {}
    for place, other in enumerate(others):
        groups.setdefault(language_for(other) or "en", []).append(place)
    for code, places in groups.items():
        writing = writing_of(code)
        words = [romanise_word(others[place]) if code == LATIN_TABLE else others[place] for place in places]
        sources = writing.coded(words)
        costs = writing.costs(sources, targets[of[places]])
        lengths = (sources > 0).sum(axis=1)
        result[places] = strength_of(costs - writing.least(sources), lengths, widths[of[places]])
    return result


LATIN_TABLE: Final = "en"
