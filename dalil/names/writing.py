"""What it costs to write a word of one script in Latin letters, and to respell a Latin word: learned tables, many words at once.

The table of a language is `languages/<code>/costs.tsv` (made by `dalil.names.training`); a language without one is read
by the letters of its `language.toml`. The model is that of Ristad and Yianilos (1998), the cheapest path counts.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dalil.names.languages import LANGUAGES, table_of
from dalil.names.scripts import script_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

LATIN: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
LONGEST: Final = 20
UNKNOWN_COST: Final = 9.0
_WIDTH: Final = len(LATIN) + 1  # 0 is the empty place
_PLACES: Final = {letter: place for place, letter in enumerate(LATIN, start=1)}
_READ_BY_FILE: Final = 0.3
_LOST: Final = 3.0
# Where a spelling is as likely meant as not, in nats a letter above the likeliest writing, and how fast that turns.
_EVEN: Final = 1.6
_STEEP: Final = 1.8


class Writing:
    """The costs of one language: `costs` maps (letters taken, Latin letters given) to nats."""

    def __init__(self, costs: dict[tuple[str, str], float]) -> None:
        letters = sorted({letter for source, _ in costs for letter in source})
        self.places = {letter: place for place, letter in enumerate(letters, start=1)}
        size = len(letters) + 1
        self._one_one = np.full((size, _WIDTH), UNKNOWN_COST, np.float32)
        self._one_two = np.full((size, _WIDTH * _WIDTH), 2 * UNKNOWN_COST, np.float32)
        self._two_one = np.full((size * size, _WIDTH), 2 * UNKNOWN_COST, np.float32)
        self._lost = np.full(size, UNKNOWN_COST, np.float32)
        self._put_in = np.full(_WIDTH, UNKNOWN_COST, np.float32)
        for (source, target), cost in costs.items():
            self._note([self.places[letter] for letter in source], [_PLACES[letter] for letter in target], cost)
        self.cheapest = np.minimum(np.minimum(self._one_one.min(axis=1), self._one_two.min(axis=1)), self._lost)

    def _note(self, source: list[int], target: list[int], cost: float) -> None:
        size = len(self.places) + 1
        match len(source), len(target):
            case 1, 1:
                self._one_one[source[0], target[0]] = cost
            case 1, 2:
                self._one_two[source[0], target[0] * _WIDTH + target[1]] = cost
            case 2, 1:
                self._two_one[source[0] * size + source[1], target[0]] = cost
            case 1, 0:
                self._lost[source[0]] = cost
            case 0, 1:
                self._put_in[target[0]] = cost

    def coded(self, words: Sequence[str]) -> Ints:
        """Return source words as a table of letter places, one row a word, padded with 0."""
        return _coded(words, self.places)

    def costs(self, sources: Ints, targets: Ints) -> Floats:
        """Return the cost in nats of writing each row of `sources` as the same row of `targets` (see `latin_coded`).

        Words by words in lockstep: time O(longest source × longest target) in steps over all rows at once.
        """
        rows = len(sources)
        if not rows:
            return np.zeros(0, np.float32)
        source, target = np.ascontiguousarray(sources.T), np.ascontiguousarray(targets.T)
        length, width = len(source), len(target)
        one_one = self._one_one[source[:, None, :], target[None, :, :]]
        pair_in = target[:-1] * _WIDTH + target[1:]
        one_two = self._one_two[source[:, None, :], pair_in[None, :, :]]
        pair_of = source[:-1] * (len(self.places) + 1) + source[1:]
        two_one = self._two_one[pair_of[:, None, :], target[None, :, :]]
        lost, put_in = self._lost[source], self._put_in[target]
        reached = np.empty((length + 1, width + 1, rows), np.float32)
        # What is put in costs the same wherever it comes: with the sums of it, the best way along a row is a running minimum.
        along = np.zeros((width + 1, rows), np.float32)
        np.cumsum(put_in, axis=0, out=along[1:])
        reached[0] = along
        for i in range(1, length + 1):
            here, above = reached[i], reached[i - 1]
            # What does not come from the left in this row is taken for all columns in one go.
            np.add(above, lost[i - 1], out=here)
            np.minimum(here[1:], above[:-1] + one_one[i - 1], out=here[1:])
            if width > 1:
                np.minimum(here[2:], above[:-2] + one_two[i - 1], out=here[2:])
            if i > 1:
                np.minimum(here[1:], reached[i - 2][:-1] + two_one[i - 2], out=here[1:])
            here -= along
            np.minimum.accumulate(here, axis=0, out=here)
            here += along
        ends = (sources > 0).sum(axis=1), (targets > 0).sum(axis=1), np.arange(rows)
        return np.asarray(reached[ends], np.float32)

    def least(self, sources: Ints) -> Floats:
        """Return for each word the cost of its likeliest writing, letter by letter."""
        return np.asarray(np.where(sources > 0, self.cheapest[sources], 0.0).sum(axis=1), np.float32)


def _coded(words: Sequence[str], places: dict[str, int]) -> Ints:
    longest = min(LONGEST, max(map(len, words), default=1))
    table = np.zeros((len(words), max(1, longest)), np.int32)
    for row, word in enumerate(words):
        known = [places[letter] for letter in word[:LONGEST] if letter in places]
        table[row, : len(known)] = known
    return table


def latin_coded(words: Sequence[str]) -> Ints:
    """Return words of a-z and 0-9 as a table for `Writing.costs`, one row a word."""
    return _coded(words, _PLACES)


def _table(code: str) -> dict[tuple[str, str], float]:
    """Return the learned costs of a language, or what its letters say when nothing was learned."""
    if learned := {(source, target): float(cost) for source, target, cost in table_of(code, "costs.tsv")}:
        return learned
    language = LANGUAGES[code]
    costs = {(letter, ""): _LOST for letter in language.letters}
    costs |= {("", letter): _LOST for letter in LATIN}
    for readings in (language.letters, language.initial, language.final):
        costs |= {(letter, latin[:2]): _READ_BY_FILE for letter, latin in readings.items() if len(letter) == 1}
    return costs


@lru_cache(maxsize=64)
def writing_of(code: str) -> Writing:
    """Return how a language is written in Latin letters. Raises `KeyError` for a language without a folder."""
    return Writing(_table(code))


def language_for(word: str, likely: str = "") -> str:
    """Return the language whose table reads the word: the likely one if it is of its script, else the first of the script."""
    script = "Latn" if word.isascii() else script_of(word)
    if likely in LANGUAGES and LANGUAGES[likely].script == script and (script == "Latn" or LANGUAGES[likely].letters):
        return likely
    return _FIRST_OF.get(script, "")


# A language whose letters nobody has read (Chinese, Korean) is read by `romanise_word`, as one without a folder.
_FIRST_OF: Final = {
    language.script: code for code, language in sorted(LANGUAGES.items(), reverse=True) if language.letters
} | {"Latn": "en", "Cyrl": "ru"}


def strength_of(excess: Floats, length: int | Longs, width: int | Longs) -> Floats:
    """Return a cost above the likeliest writing, in nats, as how surely it is the same word, 0..1.

    The cost is taken per letter: `length` and `width` are the letters of the two words, and count by their mean.
    """
    per_letter = np.maximum(0.0, excess) / np.maximum(1.0, (np.asarray(length) + np.asarray(width)) / 2)
    return np.asarray(1 / (1 + np.exp((per_letter - _EVEN) * _STEEP)), np.float32)


def likeness(word: str, romans: list[str], language: str) -> Floats:
    """Return how surely each Latin word is the folded word of another script written in Latin letters, 0..1.

    >>> [bool(strength > 0.5) for strength in likeness("بيرزيت", ["birzeit", "bethlehem"], "ar")]
    [True, False]
    """
    writing = writing_of(language_for(word, language) or "en")
    source = writing.coded([word])
    targets = latin_coded(romans)
    costs = writing.costs(np.repeat(source, len(romans), axis=0), targets)
    return strength_of(costs - writing.least(source)[0], len(word), (targets > 0).sum(axis=1))
