"""Merging, splitting, undoing, and judging that two are not the same. Nothing is ever lost by any of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide.actions.refusals import (
    AlreadyUndone,
    KnownToDiffer,
    NoSuchOrganisation,
    NothingToSplit,
    SameOrganisation,
)
from dalil.guide.components import component_of, reassign
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.judgements import are_known_to_differ, judgement_between, settle
from dalil.guide.models import Change, ChangeKind, NotSame, Operation, OperationKind, Organisation, Record
from dalil.guide.public_ids import public_id
from dalil.ledger.actions import write


def locked(*ids: str) -> list[Organisation]:
    """These organisations, held until the action is done, so that two editors cannot move the same records."""
    found = {o.pk: o for o in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    try:
        return [found[pk] for pk in ids]
    except KeyError:
        raise NoSuchOrganisation from None


@transaction.atomic
def merge(*, stays: Organisation, moved: Organisation, by: Person, at: datetime, reason: str = "") -> Operation:
    """Judge that two organisations are one: `moved` leads to `stays` from now on.

    Raises SameOrganisation, KnownToDiffer, or NoSuchOrganisation for one that was itself merged away.
    """
    stays, moved = locked(stays.pk, moved.pk)
    if stays.pk == moved.pk:
        raise SameOrganisation
    if stays.merged_into_id or moved.merged_into_id:
        raise NoSuchOrganisation
    if are_known_to_differ(stays.pk, moved.pk):
        raise KnownToDiffer
    operation = Operation.objects.create(
        kind=OperationKind.MERGE, stays=stays, moved=moved, reason=reason[:500], by=by, at=at
    )
    finish(operation, ChangeKind.MERGED, "merge", by=by, at=at)
    return operation


@transaction.atomic
def split(
    *, organisation: Organisation, records: Sequence[Record], by: Person, at: datetime, reason: str = ""
) -> Operation:
    """Judge that some records of an organisation are about another body: they become an organisation of their own.

    Raises NothingToSplit unless some of its records are chosen and at least one stays.
    """
    (organisation,) = locked(organisation.pk)
    mine = set(organisation.records.values_list("pk", flat=True))
    chosen = {record.pk for record in records}
    if not chosen or not chosen < mine:
        raise NothingToSplit
    operation = Operation(kind=OperationKind.SPLIT, stays=organisation, records=sorted(chosen), by=by, at=at)
    operation.reason = reason[:500]
    operation.moved = Organisation.objects.create(pk=id_for_split(organisation, chosen), created_at=at, changed_at=at)
    operation.save()
    finish(operation, ChangeKind.SPLIT, "split", by=by, at=at)
    return operation


def id_for_split(organisation: Organisation, chosen: Iterable[int]) -> str:
    """A new id for what is split off; a later split of the same records gets another."""
    key = f"{organisation.pk}:{','.join(map(str, sorted(chosen)))}"
    attempt = 0
    while Organisation.objects.filter(pk=public_id("split", key, attempt)).exists():
        attempt += 1
    return public_id("split", key, attempt)


@transaction.atomic
def undo(*, operation: Operation, by: Person, at: datetime) -> frozenset[str]:
    """Undo a merge or a split, also when others came after it; return the ids of the organisations that changed."""
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.undone_at is not None:
        raise AlreadyUndone
    operation.undone_by, operation.undone_at = by, at
    operation.save(update_fields=["undone_by", "undone_at"])
    return finish(operation, ChangeKind.UNDONE, f"undo_{operation.kind}", by=by, at=at)


def finish(operation: Operation, kind: ChangeKind, action: str, *, by: Person, at: datetime) -> frozenset[str]:
    """Compute the assignment anew and write down what happened: history, queue, ledger, index."""
    component = component_of([operation.stays_id, operation.moved_id])
    changed = reassign(component, at)
    told = sorted({operation.stays_id, operation.moved_id})
    Change.objects.bulk_create(Change(organisation_id=pk, kind=kind, at=at, by=by, operation=operation) for pk in told)
    settle(component.organisations)
    data = {
        "operation": operation.pk,
        "moved": operation.moved_id,
        "records": operation.records,
        "reason": operation.reason,
    }
    write(by=by, action=action, subject=f"organisation:{operation.stays_id}", data=data, at=at)
    catch_up_after_commit()
    return changed


@transaction.atomic
def judge_not_same(*, left: Organisation, right: Organisation, by: Person, at: datetime, reason: str = "") -> NotSame:
    """Judge that two organisations are different bodies: never proposed again, and no merge can join them.

    What was judged so before and holds is given back as it is: one withdrawal then takes it back.
    """
    left, right = locked(left.pk, right.pk)
    if left.pk == right.pk:
        raise SameOrganisation
    if known := judgement_between(left.pk, right.pk):
        return known
    anchors = [organisation.records.order_by("pk").first() for organisation in (left, right)]
    if anchors[0] is None or anchors[1] is None:
        raise NoSuchOrganisation
    judgement = NotSame.objects.create(left=anchors[0], right=anchors[1], reason=reason[:500], by=by, at=at)
    settle([left.pk, right.pk])
    write(by=by, action="judge_not_same", subject=f"organisation:{left.pk}", data={"other": right.pk}, at=at)
    return judgement


@transaction.atomic
def withdraw_not_same(*, judgement: NotSame, by: Person, at: datetime) -> None:
    """Take a judgement back: the pair may be proposed and merged again. The judgement itself stays on record."""
    judgement = NotSame.objects.select_for_update().select_related("left", "right").get(pk=judgement.pk)
    if judgement.withdrawn_at is not None:
        raise AlreadyUndone
    judgement.withdrawn_at = at
    judgement.save(update_fields=["withdrawn_at"])
    settle([judgement.left.organisation_id, judgement.right.organisation_id])
    data = {"judgement": judgement.pk}
    write(by=by, action="withdraw_not_same", subject=f"record:{judgement.left_id}", data=data, at=at)
