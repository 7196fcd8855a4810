"""Which word of one name is which of the other, for many pairs of names at once: greedily, the surest first.

It never judges the names: what the words are worth is the matter of `evidence`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA

from dalil.linkage.likeness import strengths
from dalil.linkage.ragged import Bools, Floats, Ints, Longs, Ragged, crossed
from dalil.linkage.words import Words

_LEAST_JOINED: Final = 0.85
_MOST_OTHER_LETTERS: Final = 2
_JOINED: Final = 0.9


@dataclass(frozen=True, slots=True)
class Aligned:
    """Pairs of words that stand for one another: the number of the pair of names, places in the names' words, how surely."""

    of_pair: Longs
    left: Longs
    right: Longs
    strength: Floats
    way: Ints


def aligned(words: Words, names: Ragged, one: Longs, other: Longs, known: Bools) -> Aligned:
    """Return the alignment of names `one[i]` and `other[i]`. O(words squared) a pair; no word is in two pairs."""
    number, x, y = crossed(names, names, one, other)
    strength, way = strengths(words, names.values[x].astype(np.int64), names.values[y].astype(np.int64), known)
    some = strength > 0
    number, x, y, strength, way = number[some], x[some], y[some], strength[some], way[some]
    # Of equals, the pair that stands alike in both names, and then one of the two that does not depend on their numbers.
    ahead = np.abs((x - names.starts[one[number]]) - (y - names.starts[other[number]]))
    mark = words.concepts[:, 0] ^ words.sounds ^ words.halves[:, 1]
    first = mark[names.values[x]] ^ mark[names.values[y]]
    order = np.lexsort((first, ahead, -strength, number))
    number, x, y, strength, way = number[order], x[order], y[order], strength[order], way[order]
    kept: list[Longs] = []
    left = np.arange(len(number))
    taken_x = np.full(len(one), -1, np.int64)
    taken_y = np.full(len(one), -1, np.int64)
    while len(left):
        of = number[left]
        is_first = np.concatenate(([True], of[1:] != of[:-1]))
        best = left[is_first]
        kept.append(best)
        taken_x[number[best]], taken_y[number[best]] = x[best], y[best]
        free = (x[left] != taken_x[of]) & (y[left] != taken_y[of])
        left = left[free]
    every = np.sort(np.concatenate(kept)) if kept else np.zeros(0, np.int64)
    return Aligned(number[every], x[every], y[every], strength[every], way[every])


def joined(
    words: Words, names: Ragged, one: Longs, other: Longs, lost: tuple[tuple[Longs, Longs], tuple[Longs, Longs]]
) -> tuple[Longs, Floats]:
    """Return the pairs of names whose words without a partner are one text written with other gaps, and how surely.

    `lost` has for each side the number of the pair and the place of every telling word without a partner.
    """
    counts = [np.bincount(pair, minlength=len(one)) for pair, _ in lost]
    letters = [np.bincount(pair, words.lengths[names.values[place]], minlength=len(one)) for pair, place in lost]
    near = (counts[0] > 0) & (counts[1] > 0) & (counts[0] != counts[1]) & (counts[0] + counts[1] <= 6)
    near &= (np.abs(letters[0] - letters[1]) <= _MOST_OTHER_LETTERS) & (np.minimum(*letters) > 3)
    if not near.any():
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    texts: list[dict[int, str]] = [{}, {}]
    for side, (pair, place) in enumerate(lost):
        some = near[pair]
        for of, word in zip(pair[some].tolist(), names.values[place[some]].tolist(), strict=True):
            texts[side][of] = texts[side].get(of, "") + words.romans[word]
    found: list[int] = []
    sure: list[float] = []
    for of, text in texts[0].items():
        alike = OSA.normalized_similarity(text, texts[1][of])
        if alike >= _LEAST_JOINED:
            found.append(of)
            sure.append(alike * _JOINED)
    return np.array(found, np.int64), np.array(sure, np.float32)
