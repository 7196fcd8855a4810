"""The figures, held against counts by hand and against the slow way to count."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.linkage.benchmark import Benchmark, Group
from bench.linkage.linker import Answer, blocked, joined
from bench.linkage.measuring import (
    at_bars,
    between,
    candidacy,
    exponent,
    harmonic,
    mixed,
    proposals,
    quality,
    strata_recall,
)
from bench.linkage.reading import record

LABELS = st.lists(st.tuples(st.sampled_from("abcd "), st.integers(0, 4)), max_size=25)


def job_of(truth: str, lists: str = "", groups: tuple[Group, ...] = ()) -> Benchmark:
    records = [record(f"Body {letter} {number}") for number, letter in enumerate(truth)]
    return Benchmark("job", records, [letter.strip() for letter in truth], list(lists or truth), "", groups)


def answer_of(clusters: list[int], pairs: list[tuple[int, int, float]] = []) -> Answer:  # noqa: B006
    left, right, bits = (np.array([pair[place] for pair in pairs]) for place in range(3))
    return Answer(np.array(clusters), left.astype(np.int64), right.astype(np.int64), bits.astype(np.float64))


def test_pairwise_and_b_cubed_figures_are_what_a_count_by_hand_gives() -> None:
    found = quality(["a", "a", "a", "b", "b", "c"], [0, 0, 1, 1, 1, 2])
    assert (found.precision, found.recall, found.f1) == (2 / 4, 2 / 4, 0.5)
    assert found.b3_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6)
    assert found.b3 == pytest.approx(harmonic(found.b3_precision, found.b3_recall))
    assert mixed(["a", "a", "a", "b", "b", "c"], [0, 0, 1, 1, 1, 2]) == 3 / 6


def test_nothing_joined_is_precise_and_everything_joined_is_complete() -> None:
    apart, whole = quality("aabb", [0, 1, 2, 3]), quality("aabb", [0, 0, 0, 0])
    assert (apart.precision, apart.recall, apart.f1) == (1.0, 0.0, 0.0)
    assert (whole.precision, whole.recall) == (2 / 6, 1.0)


@given(LABELS)
def test_the_counts_agree_with_looking_at_every_pair(rows: list[tuple[str, int]]) -> None:
    judged = [(label, cluster) for label, cluster in rows if label != " "]
    pairs = list(combinations(judged, 2))
    true, made = [a[0] == b[0] for a, b in pairs], [a[1] == b[1] for a, b in pairs]
    right = sum(x and y for x, y in zip(true, made, strict=True))
    found = quality([label.strip() for label, _ in rows], [cluster for _, cluster in rows])
    assert found.precision == pytest.approx(right / sum(made) if any(made) else 1.0)
    assert found.recall == pytest.approx(right / sum(true) if any(true) else 1.0)
    worst = [other for one in judged for other in [one] if any(one[1] == x[1] and one[0] != x[0] for x in judged)]
    labels, clusters = [label.strip() for label, _ in rows], [cluster for _, cluster in rows]
    assert mixed(labels, clusters) == pytest.approx(len(worst) / max(1, len(judged)))


@given(LABELS)
def test_the_truth_itself_is_perfect_and_numbering_does_not_matter(rows: list[tuple[str, int]]) -> None:
    truth = [label for label, _ in rows]
    itself = quality(truth, [ord(label) for label in truth])
    assert (itself.f1, itself.b3 or 1.0) == (1.0, 1.0)
    clusters = [cluster for _, cluster in rows]
    assert quality(truth, clusters) == quality(truth, [97 - cluster for cluster in clusters])


def test_candidates_are_counted_from_both_sides_and_pairs_may_come_in_any_order() -> None:
    job = job_of("aabb")
    near = candidacy(job, answer_of([0, 1, 2, 3], [(0, 1, 2.0), (0, 3, -5.0), (1, 2, 0.0)]))
    assert (near.recall, near.a_record) == (0.5, 6 / 4)
    assert strata_recall(job, answer_of([0, 0, 2, 3])) == {"same script": (0.5, 2)}


def test_bars_count_judged_pairs_only() -> None:
    job = job_of("aa b")
    lines = at_bars(job, answer_of([0] * 4, [(0, 1, 6.0), (0, 2, 6.0), (0, 3, 1.0)]), (0.0, 5.0))
    assert [(line.count, line.precision, line.recall) for line in lines] == [(2, 0.5, 1.0), (1, 1.0, 1.0)]


def test_a_proposal_is_a_merge_a_score_above_the_bar_or_the_best_of_the_guide() -> None:
    group = Group("old to new", "proposed", np.array([(0, 4), (1, 5), (2, 6), (3, 7)]))
    job = job_of("abcdefgh", "oooogggg", (group,))
    scored = [(0, 4, -9.0), (0, 1, 9.0), (1, 4, 5.0), (1, 5, 3.0), (2, 4, 4.0), (2, 6, 1.0)]
    found = proposals(job, answer_of([0, 1, 2, 3, 4, 5, 6, 3], scored), group, 2.0)
    # 0 is led to its best of the guide, 1 to one above the bar, 2 to another first, 3 is merged without a score.
    assert (found.proposed, found.merged, found.scored, found.count) == (0.75, 0.25, 1.0, 4)
    silent = proposals(job, answer_of([0, 1, 2, 3, 4, 5, 6, 3]), group, 2.0)
    assert silent.proposed == silent.merged == 0.25 and silent.scored != silent.scored


def test_the_exponent_of_a_known_growth_is_found() -> None:
    sizes = [1_000, 4_000, 16_000]
    assert exponent(sizes, [size**1.5 for size in sizes]) == pytest.approx(1.5)
    assert between(sizes, [3.0 * size for size in sizes]) == pytest.approx([1.0, 1.0])
    assert exponent([1_000], [2.0]) is None and exponent([5, 5], [1.0, 1.0]) is None


def test_joining_is_transitive_and_blocks_are_of_shared_words_or_hosts() -> None:
    assert joined(5, [(3, 1), (1, 4)]).tolist() == [0, 1, 2, 1, 1]
    texts = [["olive fund"], ["fund of olives"], ["bank"], ["bank"], ["x"]]
    assert blocked(texts, ["", "", "a.org", "", "a.org"]) == [(0, 1), (2, 3), (2, 4)]
