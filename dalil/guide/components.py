"""The part of the guide that an operation can touch, read from the database, and its re-computed assignment put back.

It never decides anything: `assignment.assign` does, from the homes of the records and the operations in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dalil.guide.assignment import Step, assign
from dalil.guide.models import Operation, OperationKind, Organisation, Record
from dalil.guide.profiles import profiles_of

TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Component:
    """Organisations tied by operations, in force or undone, with those operations and the records at home there."""

    organisations: frozenset[str]
    operations: tuple[Operation, ...]
    homes: dict[int, str]


def component_of(organisation_ids: Iterable[str]) -> Component:
    """Everything that can be reached from these organisations through operations."""
    reached: set[str] = set()
    fresh = set(organisation_ids)
    operations: dict[int, Operation] = {}
    while fresh:
        reached |= fresh
        found = Operation.objects.filter(Q(stays_id__in=fresh) | Q(moved_id__in=fresh))
        operations.update((operation.pk, operation) for operation in found)
        homes_of_split = Record.objects.filter(
            pk__in=[pk for operation in found for pk in operation.records]
        ).values_list("home_id", flat=True)
        ends = {end for operation in found for end in (operation.stays_id, operation.moved_id)}
        fresh = (ends | set(homes_of_split)) - reached
    homes = dict(Record.objects.filter(home_id__in=reached).values_list("pk", "home_id"))
    ordered = tuple(operations[pk] for pk in sorted(operations))
    return Component(frozenset(reached), ordered, homes)


def step_of(operation: Operation) -> Step:
    """An operation as the pure computation reads it."""
    return Step(
        stays=operation.stays_id,
        moved=operation.moved_id,
        records=frozenset(operation.records),
        is_split=operation.kind == OperationKind.SPLIT,
        is_undone=operation.undone_at is not None,
    )


def reassign(component: Component, at: datetime) -> frozenset[str]:
    """Put every record and every redirect of the component where the operations in force say; return what changed."""
    result = assign(component.homes, [step_of(operation) for operation in component.operations])
    changed: set[str] = set()
    moving = []
    for record in Record.objects.filter(pk__in=component.homes):
        owner = result.owner[record.pk]
        if record.organisation_id != owner:
            changed |= {record.organisation_id, owner}
            record.organisation_id = owner
            moving.append(record)
    Record.objects.bulk_update(moving, ["organisation"], batch_size=500)
    redirected = []
    for organisation in Organisation.objects.filter(pk__in=component.organisations):
        leads_to = result.leads_to.get(organisation.pk)
        if organisation.merged_into_id != leads_to:
            changed.add(organisation.pk)
            organisation.merged_into_id = leads_to
            redirected.append(organisation)
    Organisation.objects.bulk_update(redirected, ["merged_into"], batch_size=500)
    touch(changed, at)
    return frozenset(changed)


def touch(organisation_ids: Iterable[str], at: datetime) -> None:
    """Refresh the title kept for lists, and note the moment, and mark them for the index."""
    ids = list(organisation_ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        profiles = profiles_of(some)
        organisations = list(Organisation.objects.filter(pk__in=some))
        for organisation in organisations:
            if organisation.pk in profiles:
                organisation.title = profiles[organisation.pk].title()[:TITLE_LENGTH]
            organisation.changed_at = at
            organisation.is_indexed = False
        Organisation.objects.bulk_update(organisations, ["title", "changed_at", "is_indexed"], batch_size=250)
