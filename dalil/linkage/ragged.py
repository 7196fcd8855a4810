"""Lists of lists of numbers as two arrays, and what is done to all of them at once.

It never knows what the numbers stand for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def spread(starts: Longs, counts: Longs) -> Longs:
    """Return the numbers starts[0], starts[0]+1 ... (counts[0] of them), then those of the next: shape (sum of counts,)."""
    total = int(counts.sum())
    ends = np.cumsum(counts)
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + counts, counts)


@dataclass(frozen=True, slots=True)
class Ragged:
    """`values[starts[i]:starts[i+1]]` is the i-th list; shapes (all,) and (lists + 1,)."""

    values: NDArray[Any]
    starts: Longs

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]], dtype: Any = np.int64) -> Self:
        """Return the lists as arrays."""
        counts = np.fromiter(map(len, lists), np.int64, len(lists))
        values = np.fromiter((value for one in lists for value in one), dtype, int(counts.sum()))
        return cls(values, np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))))

    def __len__(self) -> int:
        """Return how many lists there are."""
        return len(self.starts) - 1

    @property
    def counts(self) -> Longs:
        """How long each list is."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Longs:
        """The number of the list that each value is in."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.counts)

    def plus(self, more: "Ragged") -> "Ragged":
        """Return these lists and then more."""
        starts = np.concatenate((self.starts, more.starts[1:] + self.starts[-1]))
        return Ragged(np.concatenate((self.values, more.values)), starts)

    def take(self, which: Longs) -> "Ragged":
        """Return the chosen lists in the order in which they are asked for."""
        counts = self.counts[which]
        values = self.values[spread(self.starts[which], counts)]
        return Ragged(values, np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))))


def crossed(a: Ragged, b: Ragged, left: Longs, right: Longs) -> tuple[Longs, Longs, Longs]:
    """Return every pairing of a value of `a[left[i]]` with one of `b[right[i]]`: (i, place in a.values, place in b.values)."""
    of_a, of_b = a.counts[left], b.counts[right]
    sizes = of_a * of_b
    number = np.repeat(np.arange(len(left), dtype=np.int64), sizes)
    within = np.arange(len(number), dtype=np.int64) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = of_b[number]
    return (
        number,
        a.starts[left][number] + within // np.maximum(width, 1),
        b.starts[right][number] + within % np.maximum(width, 1),
    )


def have_common(a: Ragged, b: Ragged, left: Longs, right: Longs) -> Bools:
    """Return for each pair whether list `a[left]` and list `b[right]` have a value in common."""
    number, x, y = crossed(a, b, left, right)
    found = np.zeros(len(left), bool)
    found[number[a.values[x] == b.values[y]]] = True
    return found
