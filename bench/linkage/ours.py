"""Dalil's own linkage as the bench calls it: the only file that knows its interface.

It never sets a bar of its own, unless asked to (`--bars`).
"""

from collections.abc import Sequence
from math import log2

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker
from dalil.formats.record import Record
from dalil.linkage import ASK_BAR, SAME_BAR, Comparison, compare, link
from dalil.linkage.incremental import Linker as Incremental
from dalil.linkage.incremental import Touched

ASK_BITS = log2(ASK_BAR / (1 - ASK_BAR))


def verdict(a: Record, b: Record) -> str:
    """Return what is said of two records alone: same, ask or apart."""
    found = compare(a, b)
    if found.score >= SAME_BAR and not found.is_forbidden:
        return "same"
    return "ask" if found.score >= ASK_BAR else "apart"


def explain(a: Record, b: Record) -> Comparison:
    """Return the comparison of two records with its reasons."""
    return compare(a, b)


class Ours(Linker):
    """`dalil.linkage.link` at the bar that it has by itself, or at `bar` bits."""

    def __init__(self, bar: float | None = None) -> None:
        self._bar = {} if bar is None else {"bar": bar}

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Return the clusters and the scored pairs."""
        linked = link(records, lists=lists, **self._bar)
        clusters = np.zeros(len(records), dtype=np.int64)
        for number, members in enumerate(linked.clusters):
            clusters[list(members)] = number
        left, right = (np.asarray(side, dtype=np.int64) for side in (linked.left, linked.right))
        return Answer(clusters, left, right, np.asarray(linked.bits, dtype=np.float64))


class Guide:
    """A guide to which new rows are added: what is known is read once, then only what the rows touch."""

    def __init__(self, records: Sequence[Record], lists: Sequence[str]) -> None:
        self._size = len(records)
        self._linker = Incremental.of(records, lists=lists)

    def add(self, rows: Sequence[Record], lists: Sequence[str]) -> tuple[int, int]:
        """Link the rows; return how many of them have a body in the guide, and with how many records they were compared."""
        self._linker.extend(rows, lists)
        linked = self._linker.linked()
        known = sum(
            sum(number >= self._size for number in members) for members in linked.clusters if members[0] < self._size
        )
        return known, int((linked.right >= self._size).sum())

    @property
    def touched(self) -> Touched:
        """What was looked at for the rows added last."""
        return self._linker.touched
