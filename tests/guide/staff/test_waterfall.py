"""The waterfall of a pair: the rows add up, the picture holds them, and the sentence says the same. No database is needed."""

import re
from math import isclose

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dalil.guide import reasons
from dalil.guide.waterfall import MOST_BITS, Waterfall, Yardstick, bits_of, signed, waterfall_of
from dalil.linkage import REASON_CODES, Reason
from dalil.linkage.calibration import MODES, Calibration, Curve, Judged

PLAIN = Yardstick(Calibration())
# By a curve of its own, whatever curve ships: 9.4 bits are about 96 in 100.
GENTLE = Yardstick(Calibration(dict.fromkeys(MODES, Curve((-0.2, 0.35)))))
PAIR = (
    Reason("exact_name", {"name": "Olive Society"}, 12.3),
    Reason("same_domain", {"domain": "olive.example"}, 6.1),
    Reason("different_city", {"a": "Jenin", "b": "Tunis"}, -3.0),
)


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def percent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


def test_a_pair_is_summed_up_in_one_sentence() -> None:
    said = plain(waterfall_of(PAIR, 9.4, GENTLE).summary)
    assert said.startswith(
        "The names are equal (+12.3), the websites are the same (+6.1), the towns differ (−3.0). Together +9.4 bits: about "
    )
    assert said.endswith(" in 100 such pairs are expected to be the same.")


@pytest.mark.parametrize("language", ["ar", "en", "fr", "he"])
def test_the_sentence_is_told_in_four_languages(language: str) -> None:
    with translation.override("en"):
        english = waterfall_of(PAIR, 9.4, PLAIN).summary
    with translation.override(language):
        told = waterfall_of(PAIR, 9.4, PLAIN)
    assert (told.summary == english) is (language == "en")
    assert ("9,4" if language == "fr" else "9.4") in told.summary


def test_once_enough_pairs_were_judged_the_sentence_says_judged() -> None:
    judged = [Judged(float(i % 20), i % 20 > 8, "whole") for i in range(400)]
    learned = Yardstick(Calibration.learn(judged))
    assert "such pairs were judged the same" in waterfall_of(PAIR, 9.4, learned).summary


def test_what_the_reasons_do_not_account_for_is_where_it_began() -> None:
    fall = waterfall_of(PAIR, 9.4, PLAIN)
    assert [step.kind for step in fall.steps] == ["start", "for", "for", "against", "sum"]
    assert isclose(fall.steps[0].bits, -6.0)
    assert [plain(step.figure) for step in fall.steps] == ["−6.0", "+12.3", "+6.1", "−3.0", "+9.4"]


def test_a_language_from_the_right_mirrors_the_picture() -> None:
    english = waterfall_of(PAIR, 9.4, PLAIN)
    with translation.override("ar"):
        arabic = waterfall_of(PAIR, 9.4, PLAIN)
    for one, other in zip(english.steps, arabic.steps, strict=True):
        assert isclose(percent(one.x) + percent(one.width) + percent(other.x), 100, abs_tol=0.05)
        assert one.width == other.width
    for line, mirrored in zip(english.lines, arabic.lines, strict=True):
        assert isclose(percent(line.x) + percent(mirrored.x), 100, abs_tol=0.05)


def test_nothing_is_said_to_be_certain() -> None:
    assert "more than 99 in 100" in waterfall_of((), 59.0, PLAIN).summary
    assert "fewer than 1 in 100" in waterfall_of((), -59.0, PLAIN).summary
    assert (waterfall_of((), 59.0, PLAIN).percent, waterfall_of((), -59.0, PLAIN).percent) == (99, 1)


def test_a_bar_that_no_sum_reaches_is_no_line() -> None:
    never = Yardstick(Calibration(), error_rate=0.0)
    assert [line.kind for line in waterfall_of(PAIR, 9.4, never).lines] == ["zero", "asking"]


def test_a_score_of_one_has_finitely_many_bits() -> None:
    assert 0 < bits_of(1.0) <= MOST_BITS
    assert bits_of(0.0) == pytest.approx(-MOST_BITS)
    assert bits_of(0.5) == pytest.approx(0.0)


def test_a_figure_close_to_nothing_has_no_sign() -> None:
    assert plain(signed(-0.01)) == "0.0"


def test_every_reason_has_a_clause_for_the_sentence() -> None:
    assert set(reasons.CLAUSES) == set(REASON_CODES)


def test_a_reason_of_a_later_version_does_not_break_the_picture() -> None:
    fall = waterfall_of([Reason("from_the_future", {}, 1.0)], 1.0, PLAIN)
    assert "from_the_future" in fall.steps[1].sentence


some_reasons = st.lists(
    st.builds(
        Reason,
        st.sampled_from(sorted(REASON_CODES)),
        st.just({}),
        st.floats(-40, 40, allow_nan=False),
    ),
    max_size=12,
)


@given(some_reasons, st.floats(-80, 80, allow_nan=False), st.sampled_from(["en", "ar"]))
def test_whatever_the_reasons_the_rows_add_up_and_stay_inside_the_picture(
    found: list[Reason], bits: float, language: str
) -> None:
    with translation.override(language):
        fall: Waterfall = waterfall_of(found, bits, PLAIN)
    *rows, total = fall.steps
    assert sum(row.bits for row in rows) == pytest.approx(total.bits)
    assert [abs(row.bits) for row in rows[1:]] == sorted((abs(row.bits) for row in rows[1:]), reverse=True)
    for step in fall.steps:
        assert -0.01 <= percent(step.x) <= 100
        assert percent(step.x) + percent(step.width) <= 100.7
    assert all(0 <= percent(line.x) <= 100 for line in fall.lines)
    assert 0 < len(fall.ticks) <= 9
