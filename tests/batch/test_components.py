"""What hangs together is found whole, whatever the order of edges."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dalil.batch.components import components

EDGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60)


def naive(edges: list[tuple[int, int]]) -> dict[int, int]:
    labels = {end: end for edge in edges for end in edge}
    for _ in labels:
        for a, b in edges:
            labels[a] = labels[b] = min(labels[a], labels[b])
    return labels


def found(edges: list[tuple[int, int]]) -> dict[int, int]:
    left, right = (np.array(side, np.int64) for side in (zip(*edges, strict=True) if edges else ((), ())))
    records, of = components(left, right)
    return dict(zip(records.tolist(), of.tolist(), strict=True))


@given(EDGES)
def test_every_record_gets_the_lowest_that_it_hangs_together_with(edges: list[tuple[int, int]]) -> None:
    assert found(edges) == naive(edges)


def test_a_long_chain_is_one() -> None:
    chain = [(n, n + 1) for n in range(5000)]
    assert set(found(chain[::-1]).values()) == {0}
