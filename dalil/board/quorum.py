"""Counting a vote: from the rules and from who is in office, recused, there and voted how, to the outcome and its arithmetic.

Plain functions: they never touch the database or the clock. Trustees are told apart by whatever hashable name the caller gives
them, and nothing depends on which. What the figures mean in words stands in `wording`.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from dalil.board.rules import Base, Closes, Count, Majority, Of, Rules

Trustee = Hashable


class Choice(StrEnum):
    """What a trustee may say."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Result(StrEnum):
    """How a vote ended."""

    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no quorum"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class Sitting:
    """All that is counted, as it stood at the moment of closing.

    `present` are those at the meeting in a way that the rules count; nobody else's vote counts. By circulation it is left
    empty, and whoever answered is there. `recused` beats everything.
    """

    in_office: frozenset[Trustee]
    votes: Mapping[Any, Choice]
    recused: frozenset[Trustee] = frozenset()
    present: frozenset[Trustee] = frozenset()
    chair: Trustee | None = None
    by_circulation: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """One majority that was asked for: so many votes for, out of so many of these."""

    count: Count
    of: Of
    whole: int
    needed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result and every figure that led to it."""

    result: Result
    in_office: int
    recused: int
    base: int
    quorum: int
    there: int
    votes_for: int
    votes_against: int
    abstained: int
    demands: tuple[Demand, ...] = field(default=())
    # The chair's own vote decided between equal numbers.
    chair_decided: bool = False


def count(rules: Rules, kind: Count, sitting: Sitting) -> Outcome:
    """The outcome of a motion whose kind asks for this majority."""
    recused = sitting.recused & sitting.in_office
    eligible = sitting.in_office - recused
    attending = eligible & (frozenset(sitting.votes) if sitting.by_circulation else sitting.present)
    votes = {who: Choice(choice) for who, choice in sitting.votes.items() if who in attending}
    said = list(votes.values())
    votes_for, votes_against, abstained = (said.count(choice) for choice in Choice)
    # Who abstains is there or not, by rule; who came to the meeting and said nothing is there.
    there = len(attending) - (0 if rules.abstention_counts else abstained)
    members = rules.seats if rules.base is Base.SEATS else len(sitting.in_office)
    base = max(0, members - (len(recused) if rules.recusal_lowers else 0))
    quorum = rules.quorum.needed(base)
    wholes = {Of.CAST: votes_for + votes_against, Of.PRESENT: there, Of.BASE: base, Of.SEATS: rules.seats}
    asked = (kind, Count.CIRCULATION) if sitting.by_circulation else (kind,)
    demands = tuple(_demand(rules, one, wholes) for one in dict.fromkeys(asked))
    result, chair_decided = _result(rules, demands, votes_for, votes_against, there >= quorum, votes.get(sitting.chair))
    return Outcome(
        result=result,
        in_office=len(sitting.in_office),
        recused=len(recused),
        base=base,
        quorum=quorum,
        there=there,
        votes_for=votes_for,
        votes_against=votes_against,
        abstained=abstained,
        demands=demands,
        chair_decided=chair_decided,
    )


def may_close(rules: Rules, kind: Count, sitting: Sitting, *, notice_is_over: bool = True) -> bool:
    """Whether the rules let the vote end before its time, as it stands now.

    By circulation nobody is cut off within the notice, however the others voted: reading, objecting and standing aside take time.
    """
    if rules.closes_early is Closes.NEVER or not sitting.votes:
        return False
    if not _waiting(sitting):
        return True
    if sitting.by_circulation and not notice_is_over:
        return False
    return rules.closes_early is Closes.SETTLED and is_settled(rules, kind, sitting)


def is_settled(rules: Rules, kind: Count, sitting: Sitting) -> bool:
    """Whether no vote still to come can change the result; what was voted is taken as it stands."""
    waiting = sorted(_waiting(sitting), key=lambda who: (who == sitting.chair, repr(who)))
    now = count(rules, kind, sitting).result
    return all(count(rules, kind, after).result is now for after in _possible(sitting, waiting))


def _waiting(sitting: Sitting) -> frozenset[Trustee]:
    """Those who may still vote: by circulation all in office, at a meeting all who are there."""
    may = sitting.in_office if sitting.by_circulation else sitting.in_office & sitting.present
    return may - sitting.recused - frozenset(sitting.votes)


def _possible(sitting: Sitting, waiting: list[Trustee]) -> list[Sitting]:
    """The vote as it could end: who waits says nothing, or one of three. All but the chair are alike, so numbers are enough."""
    ends = []
    chairs, others = [who for who in waiting if who == sitting.chair], [who for who in waiting if who != sitting.chair]
    for said in ((), *((choice,) for choice in Choice)) if chairs else ((),):
        base = {**sitting.votes, **dict(zip(chairs, said, strict=False))}
        for ayes in range(len(others) + 1):
            for noes in range(len(others) - ayes + 1):
                for silent in range(len(others) - ayes - noes + 1):
                    row = [Choice.FOR] * ayes + [Choice.AGAINST] * noes + [Choice.ABSTAIN] * silent
                    ends.append(replace(sitting, votes={**base, **dict(zip(others, row, strict=False))}))
    return ends


def _demand(rules: Rules, kind: Count, wholes: Mapping[Of, int]) -> Demand:
    majority: Majority = rules.majorities[kind]
    whole = wholes[majority.of]
    return Demand(kind, majority.of, whole, majority.needed(whole))


def _asks_for_more_than_half_of_votes(rules: Rules, demand: Demand) -> bool:
    return demand.of is Of.CAST and rules.majorities[demand.count].share == Fraction(1, 2)


def _result(
    rules: Rules,
    demands: tuple[Demand, ...],
    votes_for: int,
    votes_against: int,
    has_quorum: bool,
    chair: Choice | None,
) -> tuple[Result, bool]:
    if not has_quorum:
        return Result.NO_QUORUM, False
    if all(votes_for >= demand.needed for demand in demands):
        return Result.PASSED, False
    is_even = 0 < votes_for == votes_against
    if not (is_even and all(_asks_for_more_than_half_of_votes(rules, demand) for demand in demands)):
        return Result.FAILED, False
    if not rules.chair_casts or chair not in (Choice.FOR, Choice.AGAINST):
        return Result.TIED, False
    return (Result.PASSED if chair is Choice.FOR else Result.FAILED), True
