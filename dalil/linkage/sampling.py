"""Which pairs an editor is shown before a list is trusted, and what their answers prove.

The same pairs and the same seed give the same sample on every machine. It never reads a record and never decides.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

SIZE: Final = 100
LAYERS: Final = 4
# The part of a sample that is the weakest pairs, all of them: where a list goes wrong, it goes wrong there first.
WEAKEST: Final = 0.2
CONFIDENCE: Final = 0.95
_HALVINGS: Final = 60


class Drawable(NamedTuple):
    """A pair by a name that never changes, and its strength: any number that is greater the surer the pair is."""

    name: str
    strength: float


def lot(name: str, seed: str) -> int:
    """Return the number that decides whether a pair is drawn: the lower, the sooner."""
    return int.from_bytes(blake2b(f"{seed}\0{name}".encode("utf-8", "replace"), digest_size=8).digest(), "big")


def draw(pairs: Sequence[Drawable], *, seed: str, size: int = SIZE) -> list[int]:
    """Return the places of the drawn pairs in `pairs`, the weakest first; all of them when there are no more than `size`.

    A fifth are the weakest pairs of all. The others are drawn by lot, as many from each of four layers of equal count,
    from weak to strong. The weak are thus over-represented, so the share found right is below that of all pairs rather than
    above it. The order in which pairs are given does not matter; names must differ.
    """
    order = sorted(range(len(pairs)), key=lambda i: (pairs[i].strength, pairs[i].name))
    if len(order) <= size:
        return order
    weakest = int(size * WEAKEST)
    chosen = order[:weakest]
    rest, wanted = order[weakest:], size - weakest
    for layer, quota in zip(_parts(len(rest)), _parts(wanted), strict=True):
        by_lot = sorted(rest[layer[0] : layer[1]], key=lambda i: (lot(pairs[i].name, seed), pairs[i].name))
        chosen += by_lot[: quota[1] - quota[0]]
    place = {i: rank for rank, i in enumerate(order)}
    return sorted(chosen, key=place.__getitem__)


def _parts(count: int) -> list[tuple[int, int]]:
    """Return LAYERS stretches of so many things, as equal as can be, the longer first."""
    edges = [count // LAYERS * i + min(i, count % LAYERS) for i in range(LAYERS + 1)]
    return list(pairwise(edges))


def interval(right: int, judged: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the bounds of the share that is right among all, when `right` of `judged` were.

    The exact interval of Clopper and Pearson (1934), which never claims more confidence than it has. Nothing judged: (0, 1).
    Raises `ValueError` unless 0 <= right <= judged.
    """
    if not 0 <= right <= judged:
        raise ValueError(f"{right} of {judged} cannot be")
    tail = (1 - confidence) / 2
    low = 0.0 if right == 0 else _share_at(lambda share: 1 - _at_most(right - 1, judged, share) >= tail)
    high = 1.0 if right == judged else _share_at(lambda share: _at_most(right, judged, share) <= tail)
    return low, high


def _share_at(is_reached: Callable[[float], bool]) -> float:
    """Return the least share in [0, 1] from which on the condition holds."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_reached(middle) else (middle, high)
    return high


def _at_most(count: int, trials: int, share: float) -> float:
    """Return the probability of at most `count` successes in `trials`, each with the chance `share` in (0, 1)."""
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, trials + 1)))))
    k = np.arange(count + 1)
    ways = logs[trials] - logs[k] - logs[trials - k]
    return float(np.exp(ways + k * np.log(share) + (trials - k) * np.log1p(-share)).sum())
