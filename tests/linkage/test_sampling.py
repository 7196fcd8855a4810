"""A sample is the same on every machine, holds the weakest pairs, and its interval keeps to what was published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.linkage.sampling import WEAKEST, Drawable, draw, interval

pairs = st.lists(
    st.builds(Drawable, st.text(max_size=8), st.floats(-20, 40)), unique_by=lambda pair: pair.name, max_size=150
)


@given(pairs, st.integers(5, 60), st.text(max_size=5), st.randoms(use_true_random=False))
def test_the_same_pairs_are_drawn_in_whatever_order_they_come(
    given_pairs: list[Drawable], size: int, seed: str, order: "st.Random"
) -> None:
    drawn = [given_pairs[i] for i in draw(given_pairs, seed=seed, size=size)]
    assert len(drawn) == len(set(drawn)) == min(size, len(given_pairs))
    shuffled = list(given_pairs)
    order.shuffle(shuffled)
    assert [shuffled[i] for i in draw(shuffled, seed=seed, size=size)] == drawn


@given(pairs, st.integers(5, 60), st.text(max_size=5))
def test_the_weakest_are_always_in(given_pairs: list[Drawable], size: int, seed: str) -> None:
    drawn = {given_pairs[i] for i in draw(given_pairs, seed=seed, size=size)}
    weakest = sorted(given_pairs, key=lambda pair: (pair.strength, pair.name))
    assert set(weakest[: int(size * WEAKEST)]) <= drawn


def test_every_layer_of_strength_is_in_a_sample_and_another_seed_draws_others() -> None:
    many = [Drawable(str(n), float(n)) for n in range(10_000)]
    drawn = draw(many, seed="a")
    assert len(drawn) == 100 and drawn[:20] == list(range(20))
    assert [sum(n - 20 in range(low, low + 2495) for n in drawn[20:]) for low in range(0, 9980, 2495)] == [20] * 4
    assert draw(many, seed="b") != drawn


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (99, 100, 0.9455, 0.9997),
        (81, 263, 0.2527, 0.3676),
    ],
)
def test_the_interval_is_the_one_of_clopper_and_pearson(right: int, judged: int, low: float, high: float) -> None:
    assert interval(right, judged) == pytest.approx((low, high), abs=2e-4)


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_holds_the_share_that_was_seen(one: int, other: int) -> None:
    right, judged = sorted((one, other))
    low, high = interval(right, judged)
    assert 0 <= low <= (right / judged if judged else 0.5) <= high <= 1


def test_more_right_than_judged_cannot_be() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        interval(3, 2)
