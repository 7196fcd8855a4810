"""Which rows of a segment may answer, and what speaks for each: a table of features, one line a row.

Rare words retrieve, frequent words only score. It never decides the order: `ranking` weighs the features.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dalil.search.arrays import Floats, Ints, Longs, Numbers
from dalil.search.asking import JOINED, Asked, Unit
from dalil.search.expanding import Expanding, Expansion
from dalil.search.segment import Segment

Mask = NDArray[np.bool_]

_MOST_POSTINGS: Final = 80_000
_MOST_ROWS: Final = 400
_UNKNOWN_SHARE: Final = 0.7
_SHORT: Final = 3
_NAMED: Final = 1.0
_COUNTRY: Final = 0.15
_LEFT_OUT: Final = 0.8
_SHORTEST_SPLIT: Final = 5
_SHORTEST_HALF: Final = 2


@dataclass(frozen=True, slots=True)
class Split:
    """A token that no name holds, read as two words that names do hold: which units they are, and the first one's share."""

    token: int
    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class Question:
    """The question in one segment: the tokens with their weights, and every word that a unit may be."""

    asked: Asked
    units: tuple[Unit, ...]
    expansions: tuple[Expansion, ...]
    weights: Floats  # of each token, in nats
    splits: tuple[Split, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether any word of the segment can answer."""
        return any(len(expansion.words) for expansion in self.expansions)


def question_in(segment: Segment, expanding: Expanding, asked: Asked) -> Question:
    """Return the question with every unit expanded, those without any word left out."""
    units, expansions = [], []
    is_short = len(asked.tokens) <= _SHORT
    for unit, expansion in zip(asked.units, expanding.of(asked.units, asked.language, is_short=is_short), strict=True):
        if len(expansion.words):
            units.append(unit)
            expansions.append(expansion)
    unknown = np.log1p(max(1, len(segment.rows)) / 2)
    weights = np.full(len(asked.tokens), _UNKNOWN_SHARE * unknown, np.float32)
    best = np.zeros(len(asked.tokens), np.float32)
    for unit, expansion in zip(units, expansions, strict=True):
        if len(unit.covers) == 1:
            place = unit.covers[0]
            rarities = segment.rarities[expansion.words]
            told = float((expansion.strengths * rarities).max())
            best[place] = float(expansion.strengths.max())
            weights[place] = told + (1 - best[place]) * _UNKNOWN_SHARE * unknown
    weights *= [1 - _LEFT_OUT * share for share in asked.left_out]
    splits = _splits(segment, expanding, asked, units, expansions)
    for split in splits:
        told = sum(float(segment.rarities[expansions[unit].words[:1]].sum()) for unit in (split.first, split.second))
        weights[split.token] = max(float(weights[split.token]), told)
    return Question(asked, tuple(units), tuple(expansions), weights, splits)


def _splits(
    segment: Segment, expanding: Expanding, asked: Asked, units: list[Unit], expansions: list[Expansion]
) -> tuple[Split, ...]:
    """Read long tokens that the segment lacks as two words that it has, and add those to the units."""
    splits = []
    for place, token in enumerate(asked.tokens):
        if len(token) < _SHORTEST_SPLIT or expanding.holds(token):
            continue
        if parts := _halves(segment, expanding, token):
            for part in parts:
                unit = Unit(part, (place,), (), is_half=True)
                units.append(unit)
                expansions.append(expanding.exactly(part))
            splits.append(Split(place, len(units) - 2, len(units) - 1, len(parts[0]) / len(token)))
    return tuple(splits)


def _halves(segment: Segment, expanding: Expanding, token: str) -> tuple[str, str] | None:
    """Return the two known words that make up the token, those of which the rarer one is most common."""
    best, parts = 0, None
    for end in range(_SHORTEST_HALF, len(token) - _SHORTEST_HALF + 1):
        counts = [expanding.frequency(half) for half in (token[:end], token[end:])]
        if min(counts) > best:
            best, parts = min(counts), (token[:end], token[end:])
    return parts


def candidates(segment: Segment, question: Question, allowed: Mask, country: Floats) -> Ints:
    """Return the rows of names worth a closer look, best guess first: at most some hundreds, of allowed entries only.

    `country` is what the language says for each country of the segment.
    """
    if not question.is_known:
        return np.zeros(0, np.int32)
    words = np.concatenate([e.words for e in question.expansions])
    worth = np.concatenate(
        [
            e.strengths * segment.rarities[e.words] * (1.0 if len(u.covers) == 1 else 1.6)
            for u, e in zip(question.units, question.expansions, strict=True)
        ]
    )
    unit_of = np.repeat(np.arange(len(question.expansions)), [len(e.words) for e in question.expansions])
    order = np.argsort(-worth, kind="stable")
    words, worth, unit_of = words[order], worth[order], unit_of[order]
    taken = np.cumsum(segment.frequencies[words]) <= _MOST_POSTINGS
    taken[0] = True
    words, worth, unit_of = words[taken], worth[taken], unit_of[taken]
    rows, lengths = segment.postings.of_all(words)
    values = np.repeat(worth, lengths)
    units = np.repeat(unit_of, lengths)
    if not allowed.all() or segment.place_rows is not None:
        kept = allowed[segment.row_owners[rows]] & ~segment.are_places[rows]
        rows, values, units = rows[kept], values[kept], units[kept]
    if not len(rows):
        return np.zeros(0, np.int32)
    return _best_rows(rows, values, units, segment, country)


def _best_rows(rows: Numbers, values: Floats, units: Longs, segment: Segment, country: Floats) -> Ints:
    """Return the rows by the sum over units of the best value that each gives the row."""
    keys = rows.astype(np.int64) * 64 + units
    order = np.argsort(keys, kind="stable")  # values stand in descending order within a key
    keys = keys[order]
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    of_row, value = (keys[first] >> 6), values[order][first]
    starts = np.ones(len(of_row), bool)
    starts[1:] = of_row[1:] != of_row[:-1]
    places = np.flatnonzero(starts)
    sums = np.add.reduceat(value, places)
    found = of_row[places]
    # Of rows that share as much the one with less beside it comes first, and the one from where the language is spoken.
    guess = sums / sums.max() + _NAMED * np.minimum(1.0, sums / segment.row_rarities[found])
    guess += _COUNTRY * country[segment.main_countries[segment.row_owners[found]]]
    if len(found) > _MOST_ROWS:
        best = np.argpartition(-guess, _MOST_ROWS)[:_MOST_ROWS]
        found, guess = found[best], guess[best]
    return found[np.argsort(-guess, kind="stable")].astype(np.int32)


@dataclass(frozen=True, slots=True)
class Matched:
    """How each row holds the question: `tokens` (rows × tokens) and `words` (rows × words), 0..1; ways of the words."""

    rows: Ints
    tokens: Floats
    words: Floats
    ways: Numbers
    word_tokens: Numbers  # which token each word answers best, -1 = none
    rarities: Floats  # rows × words, 0 where there is no word
    lengths: Longs


def matched(segment: Segment, question: Question, rows: Ints) -> Matched:
    """Return how each of the rows holds the question. O(rows × words × units)."""
    starts = segment.rows.starts[rows]
    lengths = segment.rows.starts[rows + 1] - starts
    width = int(lengths.max(initial=1))
    there = np.arange(width)[None, :] < lengths[:, None]
    held = np.where(there, starts[:, None] + np.arange(width)[None, :], 0)
    words = np.where(there, segment.rows.values[held], -1)
    known, strengths, ways = _table(question)
    column = np.searchsorted(known, words)
    column[column == len(known)] = 0
    is_known = (known[column] == words) & there
    # units × rows × words
    each = np.where(is_known[None], strengths[:, column], 0.0)
    each_way = ways[:, column]
    tokens = np.zeros((len(rows), len(question.asked.tokens)), np.float32)
    shares: list[Floats] = []
    best = np.zeros(words.shape, np.float32)
    best_way = np.full(words.shape, -1, np.int8)
    best_token = np.full(words.shape, -1, np.int8)
    for number, unit in enumerate(question.units):
        share = each[number].max(axis=1)
        if len(unit.covers) > 1:
            share = share * JOINED
        shares.append(share)
        for token in () if unit.is_half else unit.covers:
            np.maximum(tokens[:, token], share, out=tokens[:, token])
        better = each[number] > best
        best = np.where(better, each[number], best)
        best_way = np.where(better, each_way[number], best_way)
        best_token = np.where(better, unit.covers[0], best_token)
    for split in question.splits:
        both = shares[split.first] * split.share + shares[split.second] * (1 - split.share)
        np.maximum(tokens[:, split.token], both * JOINED, out=tokens[:, split.token])
    rarities = np.where(there, segment.rarities[np.maximum(words, 0)], 0.0).astype(np.float32)
    return Matched(rows, tokens, best, best_way, best_token, rarities, lengths)


def _table(question: Question) -> tuple[Ints, Floats, Numbers]:
    """Return all words that any unit may be, ascending, with strengths and ways (units × words)."""
    if not question.is_known:  # vectors alone may have brought the rows
        return np.array([-2], np.int32), np.zeros((0, 1), np.float32), np.full((0, 1), -1, np.int8)
    known = np.unique(np.concatenate([e.words for e in question.expansions]))
    strengths = np.zeros((len(question.units), len(known)), np.float32)
    ways = np.full((len(question.units), len(known)), -1, np.int8)
    for number, expansion in enumerate(question.expansions):
        columns = np.searchsorted(known, expansion.words)
        strengths[number, columns] = expansion.strengths
        ways[number, columns] = expansion.ways
    return known, strengths, ways
