"""Bits become probabilities that never fall, stay in [0, 1], and do not depend on the order of the decisions."""

from math import inf, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.linkage.calibration import (
    LEAST_FOR_A_LINE,
    LEAST_FOR_STEPS,
    MODES,
    REFERENCE_SIZE,
    Asked,
    Calibration,
    Judged,
    reliability,
    teaching_order,
)

decisions = st.builds(
    Judged,
    bits=st.floats(-60, 60),
    is_same=st.booleans(),
    mode=st.sampled_from(MODES),
    size=st.sampled_from((0, 1, 50, 10_000, 10_000_000)),
)


def at_random(seed: int) -> list[Judged]:
    """So many decisions that steps are learned, with no sense in them and many of equal bits."""
    chance = np.random.default_rng(seed)
    bits = chance.choice(chance.uniform(-60, 60, 80), LEAST_FOR_STEPS + 50)
    return [
        Judged(float(b), bool(s)) for b, s in zip(bits, chance.uniform(size=len(bits)) < chance.uniform(), strict=True)
    ]


many = st.integers(0, 2**31).map(at_random)
any_amount = st.one_of(st.lists(decisions, max_size=120), many)
GRID = np.linspace(-80, 80, 400)


def world(count: int, *, seed: int = 7, slope: float = 0.5, start: float = -2.0) -> list[Judged]:
    """Decisions of a world in which the evidence is worth half of what it says."""
    chance = np.random.default_rng(seed)
    bits = chance.uniform(-5, 20, count)
    same = chance.uniform(size=count) < 1 / (1 + np.exp(-(start + slope * bits)))
    return [Judged(float(b), bool(s), "list", REFERENCE_SIZE) for b, s in zip(bits, same, strict=True)]


@given(any_amount)
def test_more_bits_are_never_less_likely_and_a_probability_is_one(judged: list[Judged]) -> None:
    calibration = Calibration.learn(judged)
    for mode in MODES:
        found = calibration.curve(mode).at(GRID)
        assert (np.diff(found) >= -1e-12).all()
        assert (found >= 0).all() and (found <= 1).all()


@given(any_amount, st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(judged: list[Judged], order: "st.Random") -> None:
    shuffled = list(judged)
    order.shuffle(shuffled)
    assert Calibration.learn(shuffled) == Calibration.learn(judged)


@given(any_amount, st.floats(0, 1), st.sampled_from(MODES), st.integers(1, 10**8))
def test_whatever_is_at_the_bar_keeps_to_the_stated_error_rate(
    judged: list[Judged], error_rate: float, mode: str, size: int
) -> None:
    calibration = Calibration.learn(judged)
    bar = calibration.bar_for(error_rate, mode=mode, size=size)
    if abs(bar) != inf:
        assert calibration.probability(bar + 1e-6, mode=mode, size=size) >= 1 - error_rate - 1e-9
    if bar == inf:
        assert calibration.probability(150, mode=mode, size=size) < 1 - error_rate + 1e-9


@given(any_amount, st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_error_rate_never_lowers_the_bar(judged: list[Judged], one: float, other: float) -> None:
    curve = Calibration.learn(judged).curve("list")
    strict, loose = sorted((one, other))
    assert curve.bar_for(strict) >= curve.bar_for(loose)


@given(any_amount, st.floats(-40, 40), st.integers(1, 10**7))
def test_a_guide_of_twice_the_size_asks_for_one_bit_more(judged: list[Judged], bits: float, size: int) -> None:
    calibration = Calibration.learn(judged)
    here = calibration.probability(bits, mode="list", size=size)
    assert calibration.probability(bits + 1, mode="list", size=2 * size) == pytest.approx(here, abs=1e-9)
    bar = calibration.bar_for(0.05, mode="list", size=size)
    if abs(bar) != inf:
        assert calibration.bar_for(0.05, mode="list", size=2 * size) == pytest.approx(bar + 1)


def test_too_few_decisions_leave_the_shipped_curve_and_say_so() -> None:
    curve = Calibration.learn(world(LEAST_FOR_A_LINE - 1)).curve("list")
    assert (curve.basis, curve.judged, curve.needed) == ("shipped", LEAST_FOR_A_LINE - 1, LEAST_FOR_A_LINE)
    assert (curve.at(GRID) == Calibration().curve("list").at(GRID)).all()


def test_decisions_of_one_verdict_alone_teach_nothing() -> None:
    judged = [one._replace(is_same=True) for one in world(LEAST_FOR_STEPS)]
    assert Calibration.learn(judged).curve("list").basis == "shipped"


@pytest.mark.parametrize(("count", "basis", "off"), [(150, "logistic", 0.2), (4000, "isotonic", 0.07)])
def test_what_is_learned_comes_near_the_world_it_is_learned_from(count: int, basis: str, off: float) -> None:
    curve = Calibration.learn(world(count)).curve("list")
    assert curve.basis == basis
    bits = np.linspace(-4, 19, 60)
    assert np.abs(curve.at(bits) - 1 / (1 + np.exp(-(-2 + 0.5 * bits)))).max() < off


def test_the_stated_error_rate_holds_for_decisions_that_were_not_learned_from() -> None:
    curve = Calibration.learn(world(3000, seed=1)).curve("list")
    bar = curve.bar_for(0.05)
    above = [one for one in world(20_000, seed=2) if one.bits >= bar]
    wrong = sum(not one.is_same for one in above) / len(above)
    assert len(above) > 1000 and wrong <= 0.05
    stated = {round(said, 1): abs(said - seen) for said, seen, count in reliability(curve, above) if count > 200}
    assert stated and max(stated.values()) < 0.05


def test_a_hundred_right_answers_are_no_certainty() -> None:
    judged = [Judged(20.0, True)] * 250 + [Judged(0.0, False)] * 100
    curve = Calibration.learn(judged).curve("list")
    assert curve.basis == "isotonic"
    assert 0.99 < curve.at(20.0) < 1
    assert curve.bar_for(1e-7) == inf


def test_one_mode_teaches_another_nothing() -> None:
    calibration = Calibration.learn(world(1000))
    assert calibration.curve("within").basis == calibration.curve("whole").basis == "shipped"


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_an_error_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="error rate"):
        Calibration().bar_for(rate, mode="list", size=1)


def test_the_size_of_the_guide_counts_in_bits() -> None:
    bar = Calibration().bar_for(0.01, mode="list", size=REFERENCE_SIZE)
    assert Calibration().bar_for(0.01, mode="list", size=1_000_000) - bar == pytest.approx(log2(100))


asked = st.lists(
    st.builds(Asked, st.integers(1, 10**6), st.floats(0, 1), st.sampled_from(("a", "a b", "c"))),
    unique_by=lambda one: one.number,
    max_size=60,
)


@given(asked, st.randoms(use_true_random=False))
def test_every_question_is_asked_once_in_an_order_that_is_always_the_same(
    questions: list[Asked], order: "st.Random"
) -> None:
    first = teaching_order(questions)
    assert sorted(first) == sorted(one.number for one in questions)
    order.shuffle(questions)
    assert teaching_order(questions) == first


def test_the_unsure_come_before_the_sure_and_what_many_hang_on_before_what_is_rare() -> None:
    sure, unsure = Asked(1, 0.99, "a"), Asked(2, 0.5, "b")
    assert teaching_order([sure, unsure]) == [2, 1]
    crowd = [Asked(number, 0.5, "crowd") for number in range(10, 20)]
    assert teaching_order([unsure, *crowd])[0] == 10
    assert 2 in teaching_order([unsure, *crowd])[:5]
