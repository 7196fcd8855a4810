"""From scored pairs to clusters: greedy additive edge contraction, with people's decisions above every score.

The method is that of Keuper et al. (2015), "Efficient Decomposition of Image and Mesh Graphs by Lifted Multicuts": the pair
of clusters with the largest sum of bits is joined until no sum is above zero. Unlike connected components, one wrong link
does not join two bodies that everything else keeps apart. It never reads a record, and never settles a contradiction.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dalil.linkage.ragged import Floats, Longs

_FORBIDDEN: Final = -1e9
# What a pair that was not compared says, in bits: it shares too little to be looked at.
UNSAID: Final = -1.5


@dataclass(frozen=True, slots=True)
class Clusters:
    """`label[i]` is the cluster of record i: the smallest number in it.

    `contradictions`: records that decisions say are one and not one; the decisions that they are one were followed, and a
    person must settle them.
    """

    label: Longs
    contradictions: tuple[tuple[int, ...], ...]


class _Sets:
    """Disjoint sets of numbers; the smallest of a set stands for it."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, one: int) -> int:
        parent = self.parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: int, other: int) -> int:
        a, b = sorted((self.find(one), self.find(other)))
        self.parent[b] = a
        return a


def contract(nodes: Sequence[int], edges: Iterable[tuple[int, int, float]], unsaid: float = UNSAID) -> dict[int, int]:
    """Return for each node the smallest node of its cluster. O(edges x neighbours x log edges) at worst.

    A pair of nodes without an edge counts `unsaid` bits. Equal sums are taken in the order of the nodes, so that the result
    depends on nothing but the numbers.
    """
    beside: dict[int, dict[int, float]] = {node: {} for node in nodes}
    for a, b, bits in edges:
        beside[a][b] = beside[a].get(b, 0.0) + bits - unsaid
        beside[b][a] = beside[a][b]
    size = dict.fromkeys(nodes, 1)
    heap = [(-(bits + unsaid), a, b) for a, row in beside.items() for b, bits in row.items() if a < b]
    heap = [one for one in heap if one[0] < 0]
    heapq.heapify(heap)
    stands_for = {node: node for node in nodes}
    while heap:
        negative, a, b = heapq.heappop(heap)
        if a not in beside or b not in beside or beside[a].get(b) is None:
            continue
        if -negative != beside[a][b] + unsaid * size[a] * size[b]:
            continue
        stands_for[b] = a
        size[a] += size.pop(b)
        for other, bits in _joined(beside, a, b).items():
            total = bits + unsaid * size[a] * size[other]
            if total > 0:
                heapq.heappush(heap, (-total, min(a, other), max(a, other)))
    return {node: _root(stands_for, node) for node in nodes}


def _joined(beside: dict[int, dict[int, float]], a: int, b: int) -> dict[int, float]:
    """Give the edges of one node to the other, and return those that this one has then."""
    gone = beside.pop(b)
    row = beside[a]
    del row[b]
    for other, bits in gone.items():
        if other != a:
            del beside[other][b]
            row[other] = row.get(other, 0.0) + bits
    for other, bits in row.items():
        beside[other][a] = bits
    return row


def _root(stands_for: dict[int, int], node: int) -> int:
    while stands_for[node] != node:
        node = stands_for[node]
    return node


def clustered(
    size: int,
    left: Longs,
    right: Longs,
    bits: Floats,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    forbidden: Iterable[tuple[int, int]] = (),
    unsaid: float = UNSAID,
    marks: Longs | None = None,
) -> Clusters:
    """Return the clusters of `size` records by their scored pairs (bits above 0 speak for one body) and by decisions.

    Decisions hold transitively: what is the same as one of a cluster is in it, and no cluster holds two that were told
    apart, unless decisions contradict each other. `forbidden` pairs (registers keep them apart) are only overruled by `same`.

    Equal sums of bits are taken in the order of `marks`, of the numbers of the records if there are none: marks that come
    from what a record says make the clusters independent of the order of the records.
    """
    if marks is not None:
        return _in_order_of(marks, left, right, bits, (same, different, forbidden), unsaid)
    said, apart, wrong = _decided(size, same, different, forbidden)
    group = np.array([said.find(one) for one in range(size)], np.int64)
    joined = _Sets(size)
    for one in np.flatnonzero(group != np.arange(size)).tolist():
        joined.join(one, int(group[one]))
    x, y = group[left], group[right]
    # In whole hundredths: sums are then the same in whatever order they are made, and equal ones are equal.
    rounded = np.rint(bits.astype(np.float64) * 100)
    for a, b in zip(x[rounded > 0].tolist(), y[rounded > 0].tolist(), strict=True):
        joined.join(a, b)
    label = _within(group, joined, (x, y, rounded), apart, round(100 * unsaid))
    return Clusters(label, tuple(tuple(sorted(members)) for _, members in sorted(wrong.items())))


Decisions = Iterable[tuple[int, int]]


def _in_order_of(
    marks: Longs,
    left: Longs,
    right: Longs,
    bits: Floats,
    decisions: tuple[Decisions, Decisions, Decisions],
    unsaid: float,
) -> Clusters:
    """Return the clusters of records that are numbered by their marks, under the numbers that they have here."""
    of_rank = np.argsort(marks, kind="stable")
    rank = np.empty(len(marks), np.int64)
    rank[of_rank] = np.arange(len(marks))
    same, different, forbidden = ([(int(rank[a]), int(rank[b])) for a, b in pairs] for pairs in decisions)
    found = clustered(len(marks), rank[left], rank[right], bits, same, different, forbidden, unsaid)
    contradictions = sorted(tuple(sorted(of_rank[list(one)].tolist())) for one in found.contradictions)
    return Clusters(_smallest(found.label[rank]), tuple(contradictions))


def _decided(
    size: int, same: Decisions, different: Decisions, forbidden: Decisions
) -> tuple[_Sets, set[tuple[int, int]], dict[int, set[int]]]:
    """Return who was told to be one, which of those groups are kept apart, and who is in decisions that contradict."""
    said = _Sets(size)
    for a, b in same:
        said.join(a, b)
    apart: set[tuple[int, int]] = set()
    wrong: dict[int, set[int]] = {}
    for is_decided, pairs in ((True, different), (False, forbidden)):
        for a, b in pairs:
            x, y = said.find(a), said.find(b)
            if x != y:
                apart.add((min(x, y), max(x, y)))
            elif is_decided:
                wrong.setdefault(x, set()).update((a, b))
    return said, apart, wrong


def _within(
    group: Longs,
    joined: _Sets,
    pairs: tuple[Longs, Longs, NDArray[np.float64]],
    apart: set[tuple[int, int]],
    unsaid: float,
) -> Longs:
    """Return the label of each record: every component of positive pairs is contracted by itself."""
    component = np.array([joined.find(one) for one in range(len(group))], np.int64)
    x, y, bits = pairs
    inside = np.flatnonzero((component[x] == component[y]) & (x != y))
    kept = np.array(sorted(apart), np.int64).reshape(-1, 2)
    kept = kept[component[kept[:, 0]] == component[kept[:, 1]]]
    a = np.concatenate((np.minimum(x, y)[inside], kept[:, 0]))
    b = np.concatenate((np.maximum(x, y)[inside], kept[:, 1]))
    bits = np.concatenate((bits[inside], np.full(len(kept), _FORBIDDEN)))
    order = np.lexsort((bits, b, a, component[a]))
    a, b, bits, of = a[order], b[order], bits[order], component[a[order]]
    ends = np.append(np.flatnonzero(of[1:] != of[:-1]) + 1, len(of)) if len(of) else np.zeros(0, np.int64)
    starts = np.append(0, ends[:-1]) if len(of) else ends
    stands_for = np.arange(len(group))
    # Most components are a single pair, which is above zero or there would be none.
    alone = ends - starts == 1
    stands_for[b[starts[alone]]] = a[starts[alone]]
    for start, end in zip(starts[~alone].tolist(), ends[~alone].tolist(), strict=True):
        found = list(zip(a[start:end].tolist(), b[start:end].tolist(), bits[start:end].tolist(), strict=True))
        nodes = sorted({node for one in found for node in one[:2]})
        for node, root in contract(nodes, found, unsaid).items():
            stands_for[node] = root
    return _smallest(stands_for[group])


def _smallest(label: Longs) -> Longs:
    """Return for each the smallest number that has its label."""
    smallest = np.full(len(label), len(label), np.int64)
    np.minimum.at(smallest, label, np.arange(len(label)))
    return smallest[label]
