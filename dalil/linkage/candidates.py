"""Which known records share telling keys with a new one: sorted arrays in memory, 16 bytes a key.

It never reads a record: it knows keys and the numbers of those who have them.
"""

from array import array
from collections.abc import Iterable, Sequence
from math import log2
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from dalil.linkage.blocking import SHARES
from dalil.linkage.frequencies import RARE, scale_of
from dalil.linkage.keys import KIND_MASK

Array = NDArray[np.int64]
# Of kinds that later versions may add, a shared key counts as a shared word.
SHARES_OF: Final = (*SHARES.tolist(), *(1.0,) * (KIND_MASK + 1 - len(SHARES)))

# A key of more owners than this says too little; at most so many shared keys are weighed for one question.
_COMMON: Final = 100
_MOST_WEIGHED: Final = 1_500
# How many bits the shared keys must have in all, as a share of log2 of the guide; and a part of what the best one shares.
_LEAST_BITS: Final = 0.3
_LEAST_OF_BEST: Final = 0.2
_PENDING_KEYS: Final = 20_000


class _Run:
    """Keys in ascending order with their owners beside them."""

    def __init__(self, keys: Array, owners: Array) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.owners = keys[order], owners[order]

    def merged_with(self, other: "_Run") -> "_Run":
        return _Run(np.concatenate((self.keys, other.keys)), np.concatenate((self.owners, other.owners)))


class Candidates:
    """The index of blocking keys. Grows by `add`; owners may come several times, with other keys each time."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._pending: dict[int, list[int]] = {}
        self._pending_keys = 0
        self._additions = 0

    @classmethod
    def build(cls, pairs: Iterable[tuple[int, bytes]]) -> Self:
        """Return the index of (owner, packed keys). Raises `ValueError` if keys are not a multiple of eight bytes."""
        index = cls()
        packed, owners, counts = bytearray(), array("q"), array("q")
        for owner, packed_keys in pairs:
            if len(packed_keys) % 8:
                raise ValueError(f"keys of {owner} are not whole 64-bit numbers")
            packed += packed_keys
            owners.append(owner)
            counts.append(len(packed_keys) // 8)
        if packed:
            keys = np.frombuffer(packed, dtype="<i8").astype(np.int64, copy=False)
            index._runs.append(_Run(keys, np.repeat(np.array(owners, dtype=np.int64), np.array(counts))))
        index._additions = len(owners)
        return index

    def __len__(self) -> int:
        """Return how many times an owner was added."""
        return self._additions

    def add(self, owner: int, keys: Sequence[int]) -> None:
        """Make an owner findable by its keys."""
        self._note(owner, keys)
        self._settle_when_many()

    def _note(self, owner: int, keys: Sequence[int]) -> None:
        for key in keys:
            self._pending.setdefault(key & ~KIND_MASK, []).append(owner)
        self._additions += 1
        self._pending_keys += len(keys)

    def _settle_when_many(self) -> None:
        if self._pending_keys >= _PENDING_KEYS:
            self._settle()

    def _settle(self) -> None:
        """Turn what was added into a run, and join runs of like size, so that there are never many of them."""
        keys = np.fromiter((k for k, owners in self._pending.items() for _ in owners), np.int64, self._pending_keys)
        owners = np.fromiter((o for owners in self._pending.values() for o in owners), np.int64, self._pending_keys)
        self._pending, self._pending_keys = {}, 0
        run = _Run(keys, owners)
        while self._runs and len(self._runs[-1].keys) <= 2 * len(run.keys):
            run = self._runs.pop().merged_with(run)
        self._runs.append(run)

    def near(self, keys: Sequence[int], *, most: int = 20) -> list[int]:
        """Return at most `most` owners, those with the rarest shared keys first; equals by ascending number."""
        return self._ranked(self._shared(keys, self._found(keys)), most)

    def near_each(self, arriving: Sequence[tuple[int, Sequence[int]]], *, most: int = 20) -> list[list[int]]:
        """Return for each (owner, keys) in turn what `near` gives, and then `add` it: each is near those before it.

        The keys of all are looked up at once, which takes a third of the time of asking one by one.
        """
        found = self._found([key for _, keys in arriving for key in keys])
        answers, place = [], 0
        for owner, keys in arriving:
            answers.append(self._ranked(self._shared(keys, found[place : place + len(keys)]), most))
            self._note(owner, keys)
            place += len(keys)
        self._settle_when_many()
        return answers

    def _found(self, keys: Sequence[int]) -> list[list[Array]]:
        """Return for each key the owners that have it in each run, whatever kind of key it is to them."""
        asked = np.array(keys, dtype=np.int64)
        found: list[list[Array]] = [[] for _ in keys]
        for run in self._runs:
            starts = run.keys.searchsorted(asked & ~KIND_MASK, "left")
            ends = run.keys.searchsorted(asked | KIND_MASK, "right")
            for place in np.flatnonzero(ends > starts).tolist():
                found[place].append(run.owners[starts[place] : ends[place]])
        return found

    def _shared(self, keys: Sequence[int], found: list[list[Array]]) -> list[tuple[float, list[int]]]:
        """Return what each shared key that is not common weighs, with its owners, the rarest first."""
        scale = scale_of(self._additions)
        shared: list[tuple[float, list[int]]] = []
        for key, parts in zip(keys, found, strict=True):
            pending = self._pending.get(key & ~KIND_MASK, [])
            count = sum(map(len, parts)) + len(pending)
            if 0 < count <= _COMMON:
                owners = [owner for part in parts for owner in part.tolist()] + pending
                bits = max(0.5, scale - (log2(count + RARE - 1) - log2(RARE)))
                shared.append((bits * SHARES_OF[key & KIND_MASK], owners))
        return sorted(shared, key=lambda one: len(one[1]))

    def _ranked(self, shared: list[tuple[float, list[int]]], most: int) -> list[int]:
        scores: dict[int, float] = {}
        weighed = 0
        for weight, owners in shared:
            for owner in set(owners):
                scores[owner] = scores.get(owner, 0.0) + weight
            weighed += len(owners)
            if weighed > _MOST_WEIGHED:
                break
        least = max(_LEAST_BITS * scale_of(self._additions), _LEAST_OF_BEST * max(scores.values(), default=0.0))
        telling = [owner for owner, score in scores.items() if score >= least]
        return sorted(telling, key=lambda owner: (-scores[owner], owner))[:most]
