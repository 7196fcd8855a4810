"""The written rules of a board as plain values: read from a text, checked against what no board may allow itself, written back.

It never touches the database or the clock, and counts nothing (`quorum` does).
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeVar

FIRST_RULES: Final = Path(__file__).with_name("rules.toml")
FEWEST_SEATS, MOST_SEATS = 5, 25
FEWEST_SIGNATURES = 3
LONGEST_NOTICE = 60


class Base(StrEnum):
    """Of whom the quorum is a share."""

    IN_OFFICE = "in office"
    SEATS = "seats"


class Asks(StrEnum):
    """Whether the share itself is enough."""

    MORE = "more"
    LEAST = "least"


class Of(StrEnum):
    """Of what a majority is a share."""

    CAST = "cast"
    PRESENT = "present"
    BASE = "base"
    SEATS = "seats"


class Closes(StrEnum):
    """When a vote may end before its time."""

    NEVER = "never"
    ALL_VOTED = "all voted"
    SETTLED = "settled"


class Count(StrEnum):
    """The majorities of which the rules speak."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    HOLD = "hold"
    CIRCULATION = "circulation"


class RulesRefused(ValueError):
    """The rules cannot be these; `place` names the line, `why` is a code."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number, and how many that is at least."""

    asks: Asks
    share: Fraction
    never_below: int

    def needed(self, whole: int) -> int:
        """The smallest whole number that is enough, of `whole`."""
        part = self.share * whole
        exact = part.numerator // part.denominator
        is_enough = part.denominator == 1 and self.asks is Asks.LEAST
        return max(self.never_below, exact if is_enough else exact + 1)


@dataclass(frozen=True, slots=True)
class Majority(Share):
    """How many votes for it a motion needs."""

    of: Of


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the written rules."""

    seats: int
    base: Base
    recusal_lowers: bool
    quorum: Share
    abstention_counts: bool
    remote_counts: bool
    majorities: Mapping[Count, Majority]
    chair_casts: bool
    closes_early: Closes
    secret: bool
    notice_days: int
    signatures: int

    def as_text(self) -> str:
        """The one way to write them: canonical JSON, which the ledger and every motion can be held against."""
        return json.dumps(_plain(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def first_rules() -> Rules:
    """The rules with which a board begins."""
    return from_values(tomllib.loads(FIRST_RULES.read_text("utf-8")))


def from_text(text: str) -> Rules:
    """Rules as `as_text` wrote them."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RulesRefused("rules", "no JSON") from error
    if not isinstance(values, dict):
        raise RulesRefused("rules", "no object")
    return from_values(values)


def from_values(values: Mapping[str, Any]) -> Rules:
    """Rules from nested values, checked. Raises RulesRefused."""
    quorum, voting, majority = (_section(values, name) for name in ("quorum", "voting", "majority"))
    rules = Rules(
        seats=_number(values, "seats", FEWEST_SEATS, MOST_SEATS),
        base=_one_of(Base, quorum, "base"),
        recusal_lowers=_yes_or_no(quorum, "recusal_lowers"),
        quorum=_share(quorum, "quorum"),
        abstention_counts=_yes_or_no(quorum, "abstention_counts"),
        remote_counts=_yes_or_no(quorum, "remote_counts"),
        majorities={count: _majority(majority, count) for count in Count},
        chair_casts=_yes_or_no(voting, "chair_casts"),
        closes_early=_one_of(Closes, voting, "closes_early"),
        secret=_yes_or_no(voting, "secret"),
        notice_days=_number(voting, "notice_days", 0, LONGEST_NOTICE),
        signatures=_number(voting, "signatures", 1, MOST_SEATS),
    )
    _refuse_weak(rules)
    return rules


def _refuse_weak(rules: Rules) -> None:
    """No board lets two of three decide: of all seats a quorum is more than half and three, and so is what protects people."""
    seats = rules.seats
    if seats % 2 == 0:
        raise RulesRefused("seats", "must be odd")
    _refuse_no_share("quorum", rules.quorum, seats)
    for count, majority in rules.majorities.items():
        _refuse_no_share(f"majority.{count}", majority, seats)
    if rules.quorum.needed(seats) * 2 <= seats or rules.quorum.never_below < 2:
        raise RulesRefused("quorum", "of all seats more than half, never below two")
    for count in (Count.SPECIAL, Count.HOLD, Count.CIRCULATION):
        majority = rules.majorities[count]
        if majority.of is not Of.SEATS or majority.needed(seats) < max(3, seats // 2 + 1):
            raise RulesRefused(f"majority.{count}", "of all seats, more than half, at least three")
    if rules.majorities[Count.ORDINARY].never_below < 1:
        raise RulesRefused("majority.ordinary.never_below", "at least one")
    if not FEWEST_SIGNATURES <= rules.signatures <= seats:
        raise RulesRefused("voting.signatures", "at least three, and no more than there are seats")


def _refuse_no_share(place: str, share: Share, seats: int) -> None:
    if share.share > 1 or share.share < Fraction(1, 2) or (share.share == 1 and share.asks is Asks.MORE):
        raise RulesRefused(f"{place}.share", "between a half and all")
    if share.never_below > seats:
        raise RulesRefused(f"{place}.never_below", "more than there are seats")


def _plain(rules: Rules) -> dict[str, Any]:
    told = asdict(rules)
    majorities = {str(count): _plain_share(majority) for count, majority in rules.majorities.items()}
    in_quorum = ("base", "recusal_lowers", "abstention_counts", "remote_counts")
    in_voting = ("chair_casts", "closes_early", "secret", "notice_days", "signatures")
    return {
        "seats": rules.seats,
        "quorum": {name: told[name] for name in in_quorum} | _plain_share(rules.quorum),
        "majority": majorities,
        "voting": {name: told[name] for name in in_voting},
    }


def _plain_share(share: Share) -> dict[str, Any]:
    plain = {"asks": str(share.asks), "share": str(share.share), "never_below": share.never_below}
    return plain | ({"of": str(share.of)} if isinstance(share, Majority) else {})


def _section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    if not isinstance(found, Mapping):
        raise RulesRefused(name, "missing")
    return found


def _number(values: Mapping[str, Any], name: str, least: int, most: int) -> int:
    found = values.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise RulesRefused(name, f"a number from {least} to {most}")
    return found


def _yes_or_no(values: Mapping[str, Any], name: str) -> bool:
    found = values.get(name)
    if not isinstance(found, bool):
        raise RulesRefused(name, "true or false")
    return found


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(kind: type[Choice], values: Mapping[str, Any], name: str) -> Choice:
    try:
        return kind(str(values.get(name)))
    except ValueError as error:
        raise RulesRefused(name, "one of " + ", ".join(kind)) from error


def _share(values: Mapping[str, Any], place: str) -> Share:
    try:
        share = Fraction(str(values.get("share")))
    except (ValueError, ZeroDivisionError) as error:
        raise RulesRefused(f"{place}.share", "a fraction such as 1/2") from error
    return Share(_one_of(Asks, values, "asks"), share, _number(values, "never_below", 0, MOST_SEATS))


def _majority(values: Mapping[str, Any], count: Count) -> Majority:
    section = _section(values, count)
    share = _share(section, f"majority.{count}")
    return Majority(share.asks, share.share, share.never_below, _one_of(Of, section, "of"))
