"""Clusters by contraction: the greedy rule itself, beside a slow and plain one, and decisions above every score."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.linkage.clusters import UNSAID, clustered, contract

Edges = dict[tuple[int, int], int]

nodes = st.integers(2, 7)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    """Return a number of nodes and bits of some of their pairs, whole numbers so that sums are exact."""
    size = draw(nodes)
    pairs = list(combinations(range(size), 2))
    return size, draw(st.dictionaries(st.sampled_from(pairs), st.integers(-9, 9)))


def greedy(size: int, edges: Edges, unsaid: float) -> dict[int, int]:
    """Join the two clusters with the largest sum until none is above zero: the rule in its plainest words."""
    clusters = [{node} for node in range(size)]
    while True:
        sums = []
        for a, b in combinations(sorted(clusters, key=min), 2):
            said = [edges.get((min(x, y), max(x, y)), unsaid) for x in a for y in b]
            sums.append((-sum(said), min(a), min(b), a, b))
        best = min(sums, key=lambda one: one[:3], default=None)
        if best is None or best[0] >= 0:
            return {node: min(cluster) for cluster in clusters for node in cluster}
        clusters = [one for one in clusters if one not in best[3:]] + [best[3] | best[4]]


@given(graphs(), st.sampled_from([0.0, UNSAID, -4.0]))
def test_contraction_is_greedy(graph: tuple[int, Edges], unsaid: float) -> None:
    size, edges = graph
    assert contract(range(size), [(*pair, bits) for pair, bits in edges.items()], unsaid) == greedy(size, edges, unsaid)


def clusters_of(size: int, edges: Edges, **told: object) -> list[int]:
    left, right = (np.array([pair[side] for pair in edges], np.int64) for side in (0, 1))
    return clustered(size, left, right, np.array(list(edges.values()), np.float32), **told).label.tolist()  # type: ignore[arg-type]


@given(graphs())
def test_cutting_component_by_component_is_the_same_as_all_at_once(graph: tuple[int, Edges]) -> None:
    size, edges = graph
    found = greedy(size, edges, UNSAID)
    assert clusters_of(size, edges) == [found[node] for node in range(size)]


@given(graphs(), st.data())
def test_the_order_in_which_records_are_numbered_changes_nothing_with_marks(
    graph: tuple[int, Edges], data: st.DataObject
) -> None:
    size, edges = graph
    place = data.draw(st.permutations(range(size)))
    turned = {(min(place[a], place[b]), max(place[a], place[b])): bits for (a, b), bits in edges.items()}
    marks = np.empty(size, np.int64)
    marks[place] = np.arange(size)
    first, second = clusters_of(size, edges), clusters_of(size, turned, marks=marks)
    assert {frozenset(n for n in range(size) if first[n] == one) for one in first} == {
        frozenset(n for n in range(size) if second[place[n]] == one) for one in second
    }


@given(graphs(), st.data())
def test_decisions_win_over_any_bits(graph: tuple[int, Edges], data: st.DataObject) -> None:
    size, edges = graph
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    same, different, forbidden = (data.draw(st.lists(pair, max_size=4)) for _ in range(3))
    left, right = (np.array([one[side] for one in edges], np.int64) for side in (0, 1))
    bits = np.array(list(edges.values()), np.float32)
    found = clustered(size, left, right, bits, same, different, forbidden)
    one = clustered(size, left[:0], right[:0], bits[:0], same)
    assert all(found.label[a] == found.label[b] for a, b in same)
    for a, b in (*different, *forbidden):
        assert (found.label[a] == found.label[b]) == (one.label[a] == one.label[b])
    told = {n for group in found.contradictions for n in group}
    assert told == {n for a, b in different if one.label[a] == one.label[b] for n in (a, b)}
    assert found.label.tolist() == [found.label.tolist().index(label) for label in found.label.tolist()]


@pytest.mark.parametrize("length", [3, 10, 101])
def test_a_circle_of_same_with_one_different_is_told_once(length: int) -> None:
    same = [(n, n + 1) for n in range(length - 1)]
    none = np.zeros(0, np.int64)
    found = clustered(length, none, none, np.zeros(0, np.float32), same, [(length - 1, 0), (0, length - 1)])
    assert found.contradictions == ((0, length - 1),)
    assert set(found.label.tolist()) == {0}


def test_one_link_does_not_join_what_everything_else_keeps_apart() -> None:
    clique = dict.fromkeys((*combinations(range(4), 2), *combinations(range(4, 8), 2)), 6)
    assert clusters_of(8, clique | {(3, 4): 5}) == [0] * 4 + [4] * 4
