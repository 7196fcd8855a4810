"""Weights of levels learned from pairs that are known to be one body or not: by the bench's lists, or by editors' decisions.

Logistic regression on the levels, solved by Newton's method with a ridge, then made monotone where a feature is ordered
(pool adjacent violators: Barlow et al., 1972). It never judges a pair.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dalil.linkage.evidence import FEATURES, LEVELS, NAMED, Levels
from dalil.linkage.ragged import Bools, Floats
from dalil.linkage.weights import Weights

Doubles = NDArray[np.float64]

# The level of each feature that weighs nothing; the prior is what a pair has that is at all of these.
REFERENCES: Final[Mapping[str, int]] = {
    **dict.fromkeys(FEATURES, 0),
    "way": NAMED["way"].index("same"),
    "place": NAMED["place"].index("unknown"),
}
# Features whose levels may only rise (1) or fall (-1) in weight.
_ORDERED: Final = {
    "shared_words": 1,
    "letters": 1,
    "place": 1,
    **dict.fromkeys(("alone_both", "alone_one", "alone_both_translated", "alone_one_translated"), -1),
    **dict.fromkeys(("slips", "numbers", "namesakes"), -1),
}
_RIDGE: Final = 2.0
_STEPS: Final = 40
_LONGEST_STEP: Final = 3.0
_CLOSE: Final = 1e-4
_BITS: Final = float(np.log(2))


def _columns() -> tuple[dict[str, int], int]:
    starts, total = {}, 0
    for feature in FEATURES:
        starts[feature] = total
        total += LEVELS[feature]
    return starts, total


def _rising(weights: Doubles, counts: Doubles) -> Doubles:
    """Return the closest weights that never fall, each counted by how often its level was met."""
    blocks: list[tuple[float, float, int]] = []
    for weight, count in zip(weights.tolist(), counts.tolist(), strict=True):
        blocks.append((weight, count, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (w1, c1, n1), (w2, c2, n2) = blocks[-2:]
            blocks[-2:] = [((w1 * c1 + w2 * c2) / (c1 + c2), c1 + c2, n1 + n2)]
    return np.array([weight for weight, _, length in blocks for _ in range(length)])


def learned(levels: Levels, same: Bools, shares: Floats, version: str, start: Weights | None = None) -> Weights:
    """Return the weights that fit pairs with these levels (pairs, features), of which some are the same body.

    `shares` say how much each pair counts. With `start`, weights stay near those unless there is much that speaks against.
    """
    starts, width = _columns()
    code = np.zeros(len(levels), np.int64)
    for column, feature in enumerate(FEATURES):
        code = code * LEVELS[feature] + levels[:, column]
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    patterns = levels[first]
    ones = np.bincount(place, shares * same, len(patterns)).astype(np.float64)
    every = np.bincount(place, shares, len(patterns)).astype(np.float64)
    table = np.zeros((len(patterns), width + 1))
    for column, feature in enumerate(FEATURES):
        table[np.arange(len(patterns)), starts[feature] + patterns[:, column]] = 1
    table[:, width] = 1
    for feature, level in REFERENCES.items():
        table[:, starts[feature] + level] = 0
    ahead = _as_column(start, starts, width)
    found = _fitted(table, ones, every, ahead)
    bits: dict[str, tuple[float, ...]] = {}
    for feature in FEATURES:
        part = found[starts[feature] : starts[feature] + LEVELS[feature]] / _BITS
        if sign := _ORDERED.get(feature):
            counts = np.bincount(levels[:, FEATURES.index(feature)], shares, LEVELS[feature]) + 0.01
            part = sign * _rising(np.asarray(sign * part, np.float64), np.asarray(counts, np.float64))
            part -= part[REFERENCES[feature]]
        bits[feature] = tuple(round(float(one), 2) + 0.0 for one in part)
    return Weights(round(float(found[width]) / _BITS, 2), bits, version)


def _as_column(start: Weights | None, starts: Mapping[str, int], width: int) -> Doubles:
    column = np.zeros(width + 1)
    if start is not None:
        for feature, first in starts.items():
            column[first : first + LEVELS[feature]] = np.array(start.bits[feature]) * _BITS
        column[width] = start.prior * _BITS
    return column


def _fitted(table: Doubles, ones: Doubles, every: Doubles, ahead: Doubles) -> Doubles:
    """Return the coefficients; the ridge pulls all but the last to where they began."""
    ridge = np.full(table.shape[1], _RIDGE)
    ridge[-1] = 1e-3
    found = ahead.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -40, 40)))
        slope = table.T @ (ones - every * chance) - ridge * (found - ahead)
        bend = (table * (every * chance * (1 - chance))[:, None]).T @ table + np.diag(ridge)
        step = np.clip(np.linalg.solve(bend, slope), -_LONGEST_STEP, _LONGEST_STEP)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            break
    return found
