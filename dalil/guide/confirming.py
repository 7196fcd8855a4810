"""When the values of an entry were last confirmed, and whether it is time to say that nobody confirmed them since. Pure.

A confirmation speaks of values as they were: once a field says something else, it speaks of that field no more. It is given
the day, never asks the clock, and never judges whether a value is true.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final

import msgspec

from dalil.guide.profile import Profile, Said, Testimony

REGISTER: Final = "register"
_FIELDS: Final = (
    ("names", "names"),
    ("identifiers", "identifiers"),
    ("locations", "locations"),
    ("links", "links"),
    ("sectors", "sectors"),
    ("relations", "relations"),
    ("descriptions", "descriptions"),
    ("languages", "languages"),
    ("kind", "kinds"),
    ("status", "statuses"),
    ("founded", "founded"),
    ("closed_on", "closed_on"),
)


class Step(StrEnum):
    """What is due for an entry that somebody holds."""

    NOTHING = ""
    FIRST = "first"
    AGAIN = "again"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Periods:
    """After how long an owner is asked, asked again, all managers are, and the entry is marked; in months and days.

    `unheld_months` is for entries that nobody holds: so old may the newest source be.
    """

    ask_months: int = 12
    again_days: int = 14
    all_days: int = 30
    mark_days: int = 60
    unheld_months: int = 24


@dataclass(frozen=True, slots=True)
class Looked:
    """A verification: the marks of the fields that were found right, whether that was all of the entry, how and when."""

    marks: Mapping[str, str]
    is_whole: bool
    how: str
    on: date


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What is known of an entry: when it was last confirmed and how, each field likewise, and the day of its newest source.

    `since` is the day since which nobody confirmed it, once that is too long ago; None while it is not.
    """

    on: date | None = None
    how: str = ""
    fields: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    newest_source: date | None = None
    is_held: bool = False
    since: date | None = None
    step: Step = Step.NOTHING

    @property
    def base(self) -> date | None:
        """The day from which it is counted: the last confirmation, or else the newest source."""
        return self.on or self.newest_source


def marks_of(profile: Profile) -> dict[str, str]:
    """A short hash of each field that says anything; equal values in another order give the same."""
    found = {}
    for name, attribute in _FIELDS:
        values = sorted(msgspec.json.encode(said.value, order="deterministic") for said in getattr(profile, attribute))
        if values:
            found[name] = blake2b(b"\n".join(values), digest_size=12).hexdigest()
    return found


def mark_of(marks: Mapping[str, str]) -> str:
    """One hash of all fields: of the entry as it was shown."""
    return blake2b(msgspec.json.encode(sorted(marks.items())), digest_size=24).hexdigest()


def confirmed_of(
    profile: Profile, looked: Iterable[Looked], *, is_held: bool, today: date, periods: Periods
) -> Confirmed:
    """When and how an entry and each of its fields was last confirmed, and what is due."""
    marks = marks_of(profile)
    fields: dict[str, tuple[date, str]] = {}
    whole: tuple[date, str] | None = None
    for one in sorted(looked, key=lambda each: each.on):
        if one.is_whole:
            whole = (one.on, one.how)
        for name, mark in one.marks.items():
            if marks.get(name) == mark:
                fields[name] = (one.on, one.how)
    said_again = _by_register(profile)
    for name, day in said_again.items():
        if name not in fields or fields[name][0] < day:
            fields[name] = (day, REGISTER)
    refreshed = max(said_again.values(), default=None)
    if refreshed and (whole is None or whole[0] < refreshed):
        whole = (refreshed, REGISTER)
    newest = max((_day(one) for one in profile.testimonies if not one.is_gone), default=None)
    on: date | None = whole[0] if whole else None
    how = whole[1] if whole else ""
    step, since = due(on or newest, is_held=is_held, today=today, periods=periods)
    return Confirmed(on, how, fields, newest, is_held, since, step)


def due(base: date | None, *, is_held: bool, today: date, periods: Periods) -> tuple[Step, date | None]:
    """Who is to be asked by now, and since when the entry counts as not confirmed."""
    if base is None:
        return Step.NOTHING, None
    if not is_held:
        return Step.NOTHING, base if today >= months_after(base, periods.unheld_months) else None
    asked = months_after(base, periods.ask_months)
    if today < asked:
        return Step.NOTHING, None
    late = (today - asked).days
    steps = ((periods.all_days, Step.ALL), (periods.again_days, Step.AGAIN))
    step = next((one for days, one in steps if late >= days), Step.FIRST)
    return step, base if late >= periods.mark_days else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(years, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def _by_register(profile: Profile) -> dict[str, date]:
    """The fields of which every value shown first is a register's word in its newest list, with that list's day."""
    found: dict[str, date] = {}
    for name, attribute in _FIELDS:
        said: Sequence[Said[object]] = getattr(profile, attribute)
        days = [_day(one) for each in said[:1] for one in each.by if one.source_kind == REGISTER and not one.is_gone]
        if days:
            found[name] = max(days)
    return found


def _day(testimony: Testimony) -> date:
    return testimony.as_of.date() if isinstance(testimony.as_of, datetime) else testimony.as_of
