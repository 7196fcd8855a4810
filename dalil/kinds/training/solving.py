"""Multinomial logistic regression with a square penalty, solved by L-BFGS, on sparse rows, in numpy alone.

It sums in a fixed order and calls no library for matrices, so that the same rows give the same weights on every machine
up to the last bits, which rounding takes off. It never reads a file.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_STEPS: Final = 3000
_REMEMBERED: Final = 12
FLAT: Final = 1e-4
"""The steepest slope at which weights are good enough to be judged."""
FLATTEST: Final = 1e-8
"""The steepest at which they are shipped: what rounding makes of them no longer depends on how they were reached."""
# What the loss may seem to rise by the last bits of a long sum.
_LAST_BITS: Final = 1e-11


class Rows(NamedTuple):
    """A sparse matrix: the entries of row i are places starts[i] to starts[i + 1] of `columns` and `values`."""

    starts: Ints
    columns: Ints
    values: Floats
    width: int

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.starts) - 1


def rows_of(entries: Sequence[dict[int, float]], width: int) -> Rows:
    """Make a matrix of what each row has by column; a row may be empty."""
    starts = np.concatenate([[0], np.cumsum([len(row) for row in entries])]).astype(np.int64)
    columns = np.fromiter((column for row in entries for column in sorted(row)), np.int64, int(starts[-1]))
    values = np.fromiter((row[column] for row in entries for column in sorted(row)), np.float64, int(starts[-1]))
    return Rows(starts, columns, values, width)


def turned(rows: Rows) -> Rows:
    """The matrix with rows and columns exchanged."""
    order = np.argsort(rows.columns, kind="stable")
    owners = np.repeat(np.arange(rows.height), np.diff(rows.starts))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows.columns, minlength=rows.width))]).astype(np.int64)
    return Rows(starts, owners[order], rows.values[order], rows.height)


def times(rows: Rows, weights: Floats) -> Floats:
    """The product of a sparse matrix (n, m) and a dense one (m, k): (n, k)."""
    product = np.zeros((rows.height, weights.shape[1]))
    filled = np.flatnonzero(np.diff(rows.starts))
    if len(filled):
        spread = weights[rows.columns] * rows.values[:, None]
        product[filled] = np.add.reduceat(spread, rows.starts[filled], axis=0)
    return product


def probabilities(scores: Floats) -> Floats:
    """The softmax of each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


class Problem:
    """The loss to be made small: sum of weighted log losses plus `penalty` / 2 times the squares of the weights.

    `kinds` has the right column for each row, `importance` its weight; `given` (n, k) is known beforehand and added to the
    scores. The last column of `rows` should be a constant.
    """

    def __init__(self, rows: Rows, kinds: Ints, importance: Floats, given: Floats, penalty: float) -> None:
        self.rows, self.columns = rows, turned(rows)
        self.kinds, self.importance, self.given, self.penalty = kinds, importance, given, penalty

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """The loss at these weights (m, k), and its slope, of the same shape."""
        found = probabilities(times(self.rows, weights) + self.given)
        places = np.arange(len(self.kinds))
        right = np.maximum(found[places, self.kinds], 1e-300)
        loss = -float((np.log(right) * self.importance).sum()) + self.penalty / 2 * float((weights * weights).sum())
        found[places, self.kinds] -= 1.0
        return loss, times(self.columns, found * self.importance[:, None]) + self.penalty * weights


def solve(problem: Problem, flat: float = FLAT) -> Floats:
    """The weights (m, k) of least loss. Liu and Nocedal 1989, limited-memory BFGS, with steps halved until they help."""
    weights = np.zeros((problem.rows.width, problem.given.shape[1]))
    loss, slope = problem.loss(weights)
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=_REMEMBERED)
    for _ in range(_MOST_STEPS):
        if float(np.abs(slope).max()) < flat:
            break
        way = -_bent(slope, past)
        falls, step = float((way * slope).sum()), 1.0 if past else 1.0 / max(float(np.abs(slope).sum()), 1.0)
        slack = _LAST_BITS * abs(loss)
        while (tried := problem.loss(weights + step * way))[0] > loss + 1e-4 * step * falls + slack and step > 1e-12:
            step /= 2
        moved, turn = step * way, tried[1] - slope
        if (curve := float((moved * turn).sum())) > 1e-14:
            past.append((moved, turn, 1.0 / curve))
        weights, (loss, slope) = weights + moved, tried
    return weights


def _bent(slope: Floats, past: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The slope times the inverse curvature that the last steps let one see (the two-loop recursion)."""
    bent, shares = slope.copy(), []
    for moved, turn, inverse in reversed(past):
        share = inverse * float((moved * bent).sum())
        shares.append(share)
        bent -= share * turn
    if past:
        moved, turn, inverse = past[-1]
        bent *= 1.0 / (inverse * float((turn * turn).sum()))
    for (moved, turn, inverse), share in zip(past, reversed(shares), strict=True):
        bent += moved * (share - inverse * float((turn * bent).sum()))
    return bent
