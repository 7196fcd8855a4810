"""Dalil's own linkage as the bench calls it: the only file that knows its interface.

As long as `dalil.linkage` has no `link`, candidates and compare stand in for it: what may merge by itself is joined.
It never sets a bar of its own.
"""

from collections.abc import Sequence
from math import log2

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, joined
from dalil import linkage
from dalil.formats.record import Record
from dalil.linkage import ASK_BAR, SAME_BAR, Candidates, Comparison, compare, keys_of, pack_keys
from dalil.linkage.keys import are_worth_comparing

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
    """`dalil.linkage.link` at the bar that it has by itself."""

    remark = "" if callable(getattr(linkage, "link", None)) else "stand-in: candidates and compare, joined at SAME_BAR"

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Return the clusters and the scored pairs."""
        link = getattr(linkage, "link", None)
        if not callable(link):
            return _stand_in(records)
        linked = link(records, lists=lists)
        clusters = np.zeros(len(records), dtype=np.int64)
        for number, members in enumerate(linked.clusters):
            clusters[list(members)] = number
        left, right = (np.asarray(side, dtype=np.int64) for side in (linked.left, linked.right))
        return Answer(clusters, left, right, np.asarray(linked.bits, dtype=np.float64))


def _stand_in(records: Sequence[Record]) -> Answer:
    keys = [keys_of(record) for record in records]
    packed = [pack_keys(some) for some in keys]
    pairs: list[tuple[int, int]] = []
    bits: list[float] = []
    same: list[tuple[int, int]] = []
    for number, near in enumerate(Candidates().near_each(list(enumerate(keys)))):
        mine = frozenset(keys[number])
        for other in near:
            if other == number or not are_worth_comparing(mine, packed[other]):
                continue
            found = compare(records[number], records[other])
            pairs.append((other, number))
            bits.append(found.bits)
            if found.score >= SAME_BAR and not found.is_forbidden:
                same.append((other, number))
    sides = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Answer(joined(len(records), same), sides[:, 0], sides[:, 1], np.array(bits))


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
