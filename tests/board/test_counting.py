"""Votes are counted as a table of cases says, and what no rule may break does not break."""

import csv
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dalil.board.quorum import Choice, Outcome, Result, Sitting, count, is_settled, may_close
from dalil.board.rules import Asks, Base, Closes, Count, Majority, Of, Rules, first_rules

TABLE = Path(__file__).with_name("cases.tsv").read_text("utf-8")
CASES = list(csv.DictReader(TABLE.splitlines(), delimiter="\t"))
SAID = {"+": Choice.FOR, "-": Choice.AGAINST, "0": Choice.ABSTAIN}
FIVE = first_rules()


def with_majority(rules: Rules, kind: Count, **changed: Any) -> Rules:
    return replace(rules, majorities={**rules.majorities, kind: replace(rules.majorities[kind], **changed)})


RULES = {
    "-": FIVE,
    "chair": replace(FIVE, chair_casts=True),
    "abstention-absent": replace(FIVE, abstention_counts=False),
    "recusal-keeps": replace(FIVE, recusal_lowers=False),
    "base-seats": replace(FIVE, base=Base.SEATS),
    "circulation-all": with_majority(FIVE, Count.CIRCULATION, asks=Asks.LEAST, share=Fraction(1)),
    "two-thirds": with_majority(FIVE, Count.ORDINARY, asks=Asks.LEAST, share=Fraction(2, 3)),
    "of-present": with_majority(FIVE, Count.ORDINARY, of=Of.PRESENT),
}


def names(text: str) -> frozenset[str]:
    return frozenset(text.replace("-", ""))


def counted(case: dict[str, str]) -> Outcome:
    sitting = Sitting(
        in_office=names(case["in_office"]),
        recused=names(case["recused"]),
        present=names(case["present"]),
        votes={}
        if case["votes"] == "-"
        else {who: SAID[said] for who, said in re.findall(r"(\w)([-+0])", case["votes"])},
        chair=None if case["chair"] == "-" else case["chair"],
        by_circulation=case["way"] == "circulation",
    )
    return count(replace(RULES[case["rules"]], seats=int(case["board"])), Count(case["kind"]), sitting)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_vote_is_counted_as_the_table_says(case: dict[str, str]) -> None:
    outcome = counted(case)

    assert outcome.result == case["result"]
    assert (outcome.base, outcome.quorum, outcome.there) == tuple(int(case[key]) for key in ("base", "quorum", "there"))


def test_the_table_has_every_result_in_every_way() -> None:
    assert len(CASES) >= 40
    assert {case["result"] for case in CASES} == set(Result)
    assert {(case["way"], case["result"]) for case in CASES} >= {
        (way, result) for way in ("meeting", "circulation") for result in ("passed", "failed", "no quorum")
    }
    assert {case["rules"] for case in CASES} == set(RULES)


PEOPLE = tuple("ABCDEFG")


@st.composite
def majorities(draw: st.DrawFn) -> Majority:
    share = draw(st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(3, 4)]))
    return Majority(draw(st.sampled_from(Asks)), share, draw(st.integers(1, 4)), draw(st.sampled_from(Of)))


@st.composite
def boards(draw: st.DrawFn) -> tuple[Rules, Count, Sitting]:
    rules = replace(
        FIVE,
        seats=draw(st.sampled_from([5, 7])),
        base=draw(st.sampled_from(Base)),
        recusal_lowers=draw(st.booleans()),
        abstention_counts=draw(st.booleans()),
        chair_casts=draw(st.booleans()),
        closes_early=draw(st.sampled_from(Closes)),
        majorities={kind: draw(majorities()) for kind in Count},
    )
    all_seats = PEOPLE[: rules.seats]
    few = st.frozensets(st.sampled_from(all_seats), max_size=2)
    # Mostly boards that work: few seats vacant, few recused, few away; and any other.
    most = st.one_of(few.map(lambda some: frozenset(all_seats) - some), st.frozensets(st.sampled_from(all_seats)))
    vote = st.sampled_from([Choice.FOR, *Choice])
    sitting = Sitting(
        in_office=draw(most),
        recused=draw(st.one_of(few, st.frozensets(st.sampled_from(all_seats)))),
        present=draw(most),
        votes=draw(st.dictionaries(st.sampled_from(PEOPLE), vote, min_size=3)),
        chair=draw(st.sampled_from([None, *PEOPLE])),
        by_circulation=draw(st.booleans()),
    )
    return rules, draw(st.sampled_from(Count)), sitting


def voted(sitting: Sitting, who: str, choice: Choice | None) -> Sitting:
    votes = (
        {**sitting.votes, who: choice} if choice else {one: said for one, said in sitting.votes.items() if one != who}
    )
    return replace(sitting, votes=votes)


@given(boards(), st.sampled_from(PEOPLE))
def test_one_more_vote_for_never_undoes_what_passed(board: tuple[Rules, Count, Sitting], who: str) -> None:
    rules, kind, sitting = board
    before, after = (count(rules, kind, one).result for one in (sitting, voted(sitting, who, Choice.FOR)))

    assert before is not Result.PASSED or after is Result.PASSED


@given(boards(), st.sampled_from(PEOPLE))
def test_one_more_vote_against_never_makes_a_failed_motion_pass_where_the_quorum_was_there(
    board: tuple[Rules, Count, Sitting], who: str
) -> None:
    rules, kind, sitting = board
    before, after = (count(rules, kind, voted(sitting, who, said)).result for said in (None, Choice.AGAINST))

    assert before is not Result.FAILED or after is not Result.PASSED


@given(boards(), st.sampled_from(PEOPLE))
def test_to_abstain_is_never_worse_for_a_motion_than_to_vote_against_it(
    board: tuple[Rules, Count, Sitting], who: str
) -> None:
    rules, kind, sitting = board
    # Where abstaining keeps one from being there, it can cost the quorum: then that is the difference.
    rules = replace(rules, abstention_counts=True)
    against, abstains = (
        count(rules, kind, voted(sitting, who, said)).result for said in (Choice.AGAINST, Choice.ABSTAIN)
    )

    assert against is not Result.PASSED or abstains is Result.PASSED


@given(boards(), st.sampled_from(PEOPLE))
def test_an_abstention_is_counted_as_nothing_else(board: tuple[Rules, Count, Sitting], who: str) -> None:
    rules, kind, sitting = board
    silent, abstains = (count(rules, kind, voted(sitting, who, said)) for said in (None, Choice.ABSTAIN))

    assert (silent.votes_for, silent.votes_against) == (abstains.votes_for, abstains.votes_against)
    assert abstains.abstained - silent.abstained in (0, 1)


@given(boards(), st.data())
def test_what_the_recused_say_changes_nothing(board: tuple[Rules, Count, Sitting], data: st.DataObject) -> None:
    rules, kind, sitting = board
    assume(sitting.recused)
    who = data.draw(st.sampled_from(sorted(sitting.recused)))
    outcomes = {count(rules, kind, voted(sitting, who, said)) for said in (None, *Choice)}
    elsewhere = replace(sitting, present=sitting.present ^ {who})

    assert len(outcomes) == 1
    assert count(rules, kind, elsewhere) in outcomes


@given(boards(), st.permutations(PEOPLE))
def test_nobody_weighs_more_than_another(board: tuple[Rules, Count, Sitting], other: list[str]) -> None:
    rules, kind, sitting = board
    called = dict(zip(PEOPLE, other, strict=True))
    renamed = Sitting(
        in_office=frozenset(called[who] for who in sitting.in_office),
        recused=frozenset(called[who] for who in sitting.recused),
        present=frozenset(called[who] for who in sitting.present),
        votes={called[str(who)]: said for who, said in sitting.votes.items()},
        chair=called[str(sitting.chair)] if sitting.chair else None,
        by_circulation=sitting.by_circulation,
    )

    assert count(rules, kind, renamed) == count(rules, kind, sitting)


@given(boards())
def test_what_passes_has_quorum_majority_and_a_vote_for_it(board: tuple[Rules, Count, Sitting]) -> None:
    outcome = count(*board)
    is_enough = outcome.there >= outcome.quorum >= 2 and all(outcome.votes_for >= one.needed for one in outcome.demands)

    assert (outcome.result is Result.PASSED) == (is_enough or (outcome.chair_decided and outcome.result == "passed"))
    assert outcome.result is not Result.PASSED or outcome.votes_for >= 1
    assert len(outcome.demands) == (1 if not board[2].by_circulation or board[1] is Count.CIRCULATION else 2)


@settings(max_examples=60)
@given(boards(), st.data())
def test_what_is_settled_stays_so_whatever_the_others_say(
    board: tuple[Rules, Count, Sitting], data: st.DataObject
) -> None:
    rules, kind, sitting = board
    assume(is_settled(rules, kind, sitting))
    result = count(rules, kind, sitting).result
    silent = [who for who in PEOPLE if who not in sitting.votes]
    later = data.draw(st.dictionaries(st.sampled_from(silent), st.sampled_from(Choice))) if silent else {}

    assert count(rules, kind, replace(sitting, votes={**sitting.votes, **later})).result is result


def at_a_meeting(**said: Choice) -> Sitting:
    return Sitting(in_office=frozenset("ABCDE"), present=frozenset("ABCDE"), votes=said)


def test_a_vote_may_end_early_once_nothing_can_change_it() -> None:
    three = at_a_meeting(A=Choice.FOR, B=Choice.FOR, C=Choice.FOR)
    two = at_a_meeting(A=Choice.FOR, B=Choice.FOR)

    assert may_close(FIVE, Count.ORDINARY, three)
    assert not may_close(FIVE, Count.ORDINARY, two)
    assert not may_close(replace(FIVE, closes_early=Closes.ALL_VOTED), Count.ORDINARY, three)
    assert not may_close(replace(FIVE, closes_early=Closes.NEVER), Count.ORDINARY, three)


def test_a_vote_may_end_early_once_all_have_voted_who_may() -> None:
    all_but_one = at_a_meeting(A=Choice.FOR, B=Choice.AGAINST, C=Choice.FOR, D=Choice.AGAINST)
    rules = replace(FIVE, closes_early=Closes.ALL_VOTED)

    assert not may_close(rules, Count.ORDINARY, all_but_one)
    assert may_close(rules, Count.ORDINARY, replace(all_but_one, recused=frozenset("E")))
    assert may_close(rules, Count.ORDINARY, replace(all_but_one, present=frozenset("ABCD")))


def test_by_circulation_nobody_is_cut_off_within_the_notice() -> None:
    three = Sitting(in_office=frozenset("ABCDE"), by_circulation=True, votes=dict.fromkeys("ABC", Choice.FOR))
    everybody = replace(three, votes=dict.fromkeys("ABCDE", Choice.FOR))

    assert may_close(FIVE, Count.ORDINARY, three)
    assert not may_close(FIVE, Count.ORDINARY, three, notice_is_over=False)
    assert may_close(FIVE, Count.ORDINARY, everybody, notice_is_over=False)
    assert may_close(FIVE, Count.ORDINARY, at_a_meeting(**three.votes), notice_is_over=False)


def test_nothing_ends_before_anybody_voted() -> None:
    alone = Sitting(in_office=frozenset("A"), present=frozenset("A"), votes={})

    assert is_settled(FIVE, Count.ORDINARY, alone)
    assert not may_close(FIVE, Count.ORDINARY, alone)
