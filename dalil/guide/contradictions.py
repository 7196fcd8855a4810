"""Decisions that cannot all be true: A is B, B is C, A is not C. Found, and told with who decided each; never resolved here.

A chain is the decisions that tie the two records of a judgement to each other, in their order from one to the other.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from dalil.guide.components import component_of
from dalil.guide.judgements import judgements_between
from dalil.guide.models import NotSame, Operation, OperationKind, Outcome, Record


@dataclass(frozen=True, slots=True)
class Link:
    """One decision of a chain, in words, with who made it and when."""

    sentence: str
    by: str
    at: datetime
    operation: Operation | None = None
    judgement: NotSame | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A judgement that two are not the same, and the decisions by which they stand in one organisation all the same."""

    judgement: NotSame
    organisation_id: str
    chain: tuple[Link, ...]


def contradictions() -> list[Contradiction]:
    """The judgements in force that other decisions contradict, the oldest first, each with its chain."""
    held = NotSame.objects.filter(withdrawn_at=None, left__organisation_id=F("right__organisation_id"))
    held = held.select_related("by", "left__row__intake__source", "right__row__intake__source").order_by("pk")
    return [
        Contradiction(one, one.left.organisation_id, (link_of_judgement(one), *ties(one.left, one.right)))
        for one in held
    ]


def chain_between(left: str, right: str) -> tuple[Link, ...]:
    """Why these two organisations may not be merged: the decisions from one to the other; empty when they may be."""
    judgement = judgements_between(left, right).select_related("by", "left", "right").first()
    if judgement is None:
        return ()
    return chain_of(judgement)


def chain_of(judgement: NotSame) -> tuple[Link, ...]:
    """A judgement, with the decisions by which its two records came to the organisations where they are now."""
    ends = [led_to(record, record.organisation_id) for record in (judgement.left, judgement.right)]
    return (*ends[0], link_of_judgement(judgement), *reversed(ends[1]))


def led_to(record: Record, organisation: str) -> list[Link]:
    """The decisions by which a record came to an organisation."""
    operations = in_force_around([record.home_id, organisation])
    start, splits = start_of(record, operations)
    return [link_of_operation(one) for one in (*splits, *path(start, organisation, operations))]


def ties(left: Record, right: Record) -> list[Link]:
    """The decisions that tie two records of one organisation to each other."""
    operations = in_force_around([left.home_id, right.home_id, left.organisation_id])
    (here, before), (there, after) = start_of(left, operations), start_of(right, operations)
    found = [link_of_operation(one) for one in (*before, *path(here, there, operations), *after)]
    return found or [link for record in (left, right) if (link := link_of_joining(record))]


def in_force_around(organisation_ids: Iterable[str]) -> list[Operation]:
    """The operations in force that tie these organisations to any others, in their order."""
    return [one for one in component_of(organisation_ids).operations if one.undone_at is None]


def start_of(record: Record, operations: Sequence[Operation]) -> tuple[str, list[Operation]]:
    """The organisation from which merges carried a record on: its home, or where it was split off to last."""
    splits = [one for one in operations if one.kind == OperationKind.SPLIT and record.pk in one.records]
    return (splits[-1].moved_id, [splits[-1]]) if splits else (record.home_id, [])


def path(start: str, goal: str, operations: Sequence[Operation]) -> list[Operation]:
    """The fewest merges that lead from one organisation to another, in either direction; none if there is no way."""
    beside: dict[str, list[tuple[str, Operation]]] = defaultdict(list)
    for one in operations:
        if one.kind == OperationKind.MERGE:
            beside[one.stays_id].append((one.moved_id, one))
            beside[one.moved_id].append((one.stays_id, one))
    came_by: dict[str, tuple[str, Operation] | None] = {start: None}
    looking = deque([start])
    while looking and goal not in came_by:
        here = looking.popleft()
        for there, operation in beside[here]:
            if there not in came_by:
                came_by[there] = (here, operation)
                looking.append(there)
    found: list[Operation] = []
    step = came_by.get(goal)
    while step is not None:
        found.append(step[1])
        step = came_by[step[0]]
    return found[::-1]


def link_of_operation(operation: Operation) -> Link:
    """A merge or a split in words."""
    if operation.kind == OperationKind.MERGE:
        words = gettext("%(who)s merged “%(moved)s” into “%(stays)s” on %(day)s.")
    else:
        words = gettext("%(who)s split “%(moved)s” off “%(stays)s” on %(day)s.")
    titles = {"moved": str(operation.moved), "stays": str(operation.stays)}
    sentence = words % {"who": operation.by, "day": day(operation.at), **titles}
    return Link(sentence, str(operation.by), operation.at, operation=operation)


def link_of_judgement(judgement: NotSame) -> Link:
    """A judgement in words."""
    words = gettext("%(who)s judged on %(day)s that “%(left)s” and “%(right)s” are not the same.")
    names = {"left": called(judgement.left), "right": called(judgement.right)}
    sentence = words % {"who": judgement.by, "day": day(judgement.at), **names}
    return Link(sentence, str(judgement.by), judgement.at, judgement=judgement)


def link_of_joining(record: Record) -> Link | None:
    """How a row of a list was joined to an organisation, in words; None for a row that made one of its own."""
    row = record.row
    if row is None or row.intake.approved_by is None or row.outcome not in (Outcome.SAME, Outcome.DUPLICATE):
        return None
    at = row.intake.approved_at or row.intake.uploaded_at
    words = gettext("“%(name)s” was joined when “%(list)s” was taken in, approved by %(who)s on %(day)s.")
    particulars = {"name": called(record), "list": row.intake.source, "who": row.intake.approved_by, "day": day(at)}
    return Link(words % particulars, str(row.intake.approved_by), at)


def called(record: Record) -> str:
    """What a record calls its body."""
    names = record.read().names
    return names[0].value if names else record.key


def day(at: datetime) -> str:
    """A day as it is written in the language that is active."""
    return date_format(localtime(at), "DATE_FORMAT")
