"""Dalil's own linkage as the bench calls it: the only file that knows its interface.

It never sets a bar of its own, unless asked to (`--bars`).
"""

from collections.abc import Sequence
from math import log2

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker
from dalil.formats.record import Record
from dalil.linkage import ASK_BAR, SAME_BAR, Candidates, Comparison, compare, keys_of, link, pack_keys

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
    """A guide that is asked about new rows: the index is made once, then each row finds its like."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._index = Candidates.build((number, pack_keys(keys_of(one))) for number, one in enumerate(records))

    def like(self, rows: Sequence[Record]) -> list[list[tuple[int, float]]]:
        """Return for each row (number of a record of the guide, bits), best first."""
        answers = []
        for row in rows:
            near = self._index.near(keys_of(row))
            found = [(other, compare(row, self._records[other]).bits) for other in near]
            answers.append(sorted(found, key=lambda one: (-one[1], one[0])))
        return answers
