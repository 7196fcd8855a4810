"""What depended on a decision since it was made: told before it is undone. It replays what undoing would do, and does nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from dalil.guide.assignment import Assignment, assign
from dalil.guide.components import Component, component_of, step_of
from dalil.guide.judgements import ends_of_proposals
from dalil.guide.models import (
    Batch,
    Change,
    ChangeKind,
    NotSame,
    Operation,
    Proposal,
    ProposalState,
    Record,
)

EDITED = (ChangeKind.EDITED, ChangeKind.REPORTED, ChangeKind.UPDATED)


@dataclass(frozen=True)
class Consequences:
    """What undoing would touch. `later`, `judgements`, `edits` and `taken_in` came after the decision; nothing is lost of them.

    `moving` are the records that would go to another organisation, with where; `contradictions` judgements of which both
    records would then be in one organisation. `edits` are of the organisation as it stands, so they stay with it.
    """

    organisations: tuple[str, ...] = ()
    moving: tuple[tuple[int, str], ...] = ()
    later: tuple[Operation, ...] = ()
    judgements: tuple[NotSame, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    edits: tuple[Change, ...] = ()
    taken_in: tuple[Record, ...] = ()
    contradictions: tuple[NotSame, ...] = ()

    @property
    def records_moving(self) -> int:
        """How many records would go to another organisation."""
        return len(self.moving)

    @property
    def is_alone(self) -> bool:
        """Whether nothing came after the decision that has to do with it."""
        return not (self.later or self.judgements or self.edits or self.taken_in or self.contradictions)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words, one sentence for each sort of thing that there is."""
        counted = (
            (len(self.moving), moving_words),
            (len(self.later), later_words),
            (len(self.judgements), judged_words),
            (len(self.proposals), open_words),
            (len(self.edits), edited_words),
            (len(self.taken_in), taken_in_words),
            (len(self.contradictions), contradicted_words),
        )
        return tuple(words(count) for count, words in counted if count)


def of(operation: Operation) -> Consequences:
    """What undoing a merge or a split would touch; nothing for one that is undone."""
    return of_all([operation])


def of_batch(batch: Batch) -> Consequences:
    """What undoing a whole batch would touch."""
    return of_all(list(batch.operations.in_force()))


def of_all(operations: Sequence[Operation]) -> Consequences:
    """What undoing these operations together would touch."""
    undone = {one.pk for one in operations if one.undone_at is None}
    if not undone:
        return Consequences()
    component = component_of({end for one in operations for end in (one.stays_id, one.moved_id)})
    now, then = replayed(component, frozenset()), replayed(component, undone)
    moving = {pk: owner for pk, owner in then.owner.items() if owner != now.owner[pk]}
    first = min(one.at for one in operations)
    touched = {owner for pk, owner in moving.items()} | {now.owner[pk] for pk in moving}
    inside = [pk for pk, owner in now.owner.items() if owner in touched]
    return Consequences(
        organisations=tuple(sorted(touched)),
        moving=tuple(sorted(moving.items())),
        later=later_operations(component, undone, touched, now),
        judgements=tuple(judgements_of(moving).filter(at__gte=first)),
        proposals=tuple(open_again(component, then)),
        edits=tuple(edits_of(touched, first)),
        taken_in=tuple(Record.objects.filter(pk__in=inside, first_seen_at__gt=first).order_by("pk")),
        contradictions=tuple(contradicted(moving, then)),
    )


def replayed(component: Component, undone: Iterable[int]) -> Assignment:
    """Where everything stands when these operations are left out besides those undone."""
    left_out = set(undone)
    steps = [
        replace(step_of(one), is_undone=True) if one.pk in left_out else step_of(one) for one in component.operations
    ]
    return assign(component.homes, steps)


def later_operations(
    component: Component, undone: set[int], touched: set[str], now: Assignment
) -> tuple[Operation, ...]:
    """Merges and splits in force that came after and have an end in what would be parted or joined."""
    last = min(undone)

    def stands(pk: str) -> str:
        return now.leads_to.get(pk, pk)

    return tuple(
        one
        for one in component.operations
        if one.undone_at is None and one.pk > last and one.pk not in undone
        if stands(one.stays_id) in touched or stands(one.moved_id) in touched
    )


def judgements_of(records: Iterable[int]) -> QuerySet[NotSame]:
    """Judgements in force that follow these records."""
    ids = list(records)
    held = NotSame.objects.filter(withdrawn_at=None).filter(Q(left_id__in=ids) | Q(right_id__in=ids))
    return held.select_related("by", "left__organisation", "right__organisation").order_by("pk")


def contradicted(moving: dict[int, str], then: Assignment) -> list[NotSame]:
    """Judgements of which both records would be in one organisation."""
    found = []
    for one in judgements_of(moving):
        left = then.owner.get(one.left_id, one.left.organisation_id)
        right = then.owner.get(one.right_id, one.right.organisation_id)
        if left == right and one.left.organisation_id != one.right.organisation_id:
            found.append(one)
    return found


def open_again(component: Component, then: Assignment) -> list[Proposal]:
    """Proposals that are settled because the two are one, and would not be any more."""
    settled = (one for one in ends_of_proposals(component.organisations) if one.state == ProposalState.MERGED)
    found = [
        one
        for one in settled
        if then.leads_to.get(one.left_id, one.left_id) != then.leads_to.get(one.right_id, one.right_id)
    ]
    return sorted(found, key=lambda one: one.pk)


def edits_of(organisations: set[str], since: datetime) -> QuerySet[Change]:
    """What was edited, reported or said anew by a source of these organisations since."""
    changes = Change.objects.filter(organisation_id__in=organisations, kind__in=EDITED, at__gt=since)
    return changes.select_related("by", "organisation").order_by("pk")


def moving_words(count: int) -> str:
    """How many records go elsewhere."""
    words = ngettext(
        "%(count)d record goes to another organisation.", "%(count)d records go to another organisation.", count
    )
    return words % {"count": count}


def later_words(count: int) -> str:
    """How many merges and splits came after."""
    words = ngettext(
        "%(count)d later merge or split of the same organisations stays in force.",
        "%(count)d later merges or splits of the same organisations stay in force.",
        count,
    )
    return words % {"count": count}


def judged_words(count: int) -> str:
    """How many judgements follow the records."""
    words = ngettext(
        "%(count)d later judgement “not the same” follows its record.",
        "%(count)d later judgements “not the same” follow their records.",
        count,
    )
    return words % {"count": count}


def open_words(count: int) -> str:
    """How many questions come back."""
    words = ngettext("%(count)d proposal is asked again.", "%(count)d proposals are asked again.", count)
    return words % {"count": count}


def edited_words(count: int) -> str:
    """How many edits came after."""
    words = ngettext(
        "%(count)d later edit stays where it was made.", "%(count)d later edits stay where they were made.", count
    )
    return words % {"count": count}


def taken_in_words(count: int) -> str:
    """How many records were taken in since."""
    words = ngettext(
        "%(count)d record was taken in since; look whether it belongs there.",
        "%(count)d records were taken in since; look whether they belong there.",
        count,
    )
    return words % {"count": count}


def contradicted_words(count: int) -> str:
    """How many judgements would be contradicted."""
    words = ngettext(
        "%(count)d judgement “not the same” would be contradicted: both would be in one organisation again.",
        "%(count)d judgements “not the same” would be contradicted: both would be in one organisation again.",
        count,
    )
    return words % {"count": count}
