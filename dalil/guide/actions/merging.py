"""Merging, splitting, undoing, and judging that two are not the same. Nothing is ever lost by any of them.

Every decision is kept whole beside what it does (`deciding`); taking one back adds to it and deletes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide import deciding
from dalil.guide.actions.refusals import (
    AlreadyUndone,
    KnownToDiffer,
    NoSuchOrganisation,
    NothingToSplit,
    SameOrganisation,
)
from dalil.guide.components import component_of, reassign
from dalil.guide.contradictions import Link, chain_between
from dalil.guide.deciding import Pair
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.judgements import judgement_between, settle
from dalil.guide.models import (
    Change,
    ChangeKind,
    Decision,
    How,
    NotSame,
    Operation,
    OperationKind,
    Organisation,
    Proposal,
    Record,
    Verdict,
)
from dalil.guide.public_ids import public_id
from dalil.ledger.actions import write


class KnownToDifferBy(KnownToDiffer):
    """A merge would contradict what was judged: `chain` is the decisions that stand against it, in their order."""

    def __init__(self, chain: Sequence[Link]) -> None:
        super().__init__()
        self.chain = tuple(chain)

    def __str__(self) -> str:
        return " ".join([str(self.sentence), *(link.sentence for link in self.chain)])


def locked(*ids: str) -> list[Organisation]:
    """These organisations, held until the action is done, so that two editors cannot move the same records."""
    found = {o.pk: o for o in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    try:
        return [found[pk] for pk in ids]
    except KeyError:
        raise NoSuchOrganisation from None


@transaction.atomic
def merge(
    *,
    stays: Organisation,
    moved: Organisation,
    by: Person,
    at: datetime,
    reason: str = "",
    how: str = How.PAGE,
    proposal: Proposal | None = None,
    pair: Pair | None = None,
) -> Operation:
    """Judge that two organisations are one: `moved` leads to `stays` from now on.

    The decision is kept with its evidence: that of `pair`, of the proposal, or what is found now. Raises SameOrganisation,
    KnownToDifferBy with the decisions against it, or NoSuchOrganisation for one that was itself merged away.
    """
    stays, moved = locked(stays.pk, moved.pk)
    if stays.pk == moved.pk:
        raise SameOrganisation
    if stays.merged_into_id or moved.merged_into_id:
        raise NoSuchOrganisation
    if chain := chain_between(stays.pk, moved.pk):
        raise KnownToDifferBy(chain)
    pair = pair or deciding.pair_for(stays, moved, proposal)
    operation = Operation.objects.create(
        kind=OperationKind.MERGE, stays=stays, moved=moved, reason=reason[:500], by=by, at=at
    )
    note(pair, Verdict.SAME, how, by=by, at=at, reason=reason, operation=operation)
    finish(operation, ChangeKind.MERGED, "merge", by=by, at=at)
    return operation


@transaction.atomic
def split(
    *,
    organisation: Organisation,
    records: Sequence[Record],
    by: Person,
    at: datetime,
    reason: str = "",
    how: str = How.SPLIT,
) -> Operation:
    """Judge that some records of an organisation are about another body: they become an organisation of their own.

    What was decided before on pairs that this parts is superseded. Raises NothingToSplit unless some of its records are
    chosen and at least one stays.
    """
    (organisation,) = locked(organisation.pk)
    mine = {record.pk: record for record in organisation.records.order_by("pk")}
    chosen = {record.pk for record in records}
    if not chosen or not chosen < mine.keys():
        raise NothingToSplit
    operation = Operation(kind=OperationKind.SPLIT, stays=organisation, records=sorted(chosen), by=by, at=at)
    operation.reason = reason[:500]
    operation.moved = Organisation.objects.create(pk=id_for_split(organisation, chosen), created_at=at, changed_at=at)
    operation.save()
    staying = [record for pk, record in mine.items() if pk not in chosen]
    parted = deciding.across(chosen, [record.pk for record in staying]).filter(verdict=Verdict.SAME)
    deciding.withdraw(parted, by=by, at=at)
    pair = deciding.compared(staying[0], mine[min(chosen)], size=Record.objects.count())
    note(pair, Verdict.NOT_SAME, how, by=by, at=at, reason=reason, operation=operation)
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
    deciding.withdraw(Decision.objects.filter(operation=operation), by=by, at=at)
    return finish(operation, ChangeKind.UNDONE, f"undo_{operation.kind}", by=by, at=at)


def finish(operation: Operation, kind: ChangeKind, action: str, *, by: Person, at: datetime) -> frozenset[str]:
    """Compute the assignment anew and write down what happened: history, queue, ledger, index."""
    changed = follow([operation], kind, by=by, at=at)
    data = {
        "operation": operation.pk,
        "moved": operation.moved_id,
        "records": operation.records,
        "reason": operation.reason,
    }
    write(by=by, action=action, subject=f"organisation:{operation.stays_id}", data=data, at=at)
    catch_up_after_commit()
    return changed


def follow(operations: Sequence[Operation], kind: ChangeKind, *, by: Person, at: datetime) -> frozenset[str]:
    """Put everything where the operations in force say, once for any number of them; keep the history, settle the queue."""
    ends = {end for one in operations for end in (one.stays_id, one.moved_id)}
    component = component_of(ends)
    changed = reassign(component, at)
    Change.objects.bulk_create(
        Change(organisation_id=pk, kind=kind, at=at, by=by, operation=one)
        for one in operations
        for pk in sorted({one.stays_id, one.moved_id})
    )
    settle(component.organisations)
    return changed


def note(
    pair: Pair | None,
    verdict: str,
    how: str,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    operation: Operation | None = None,
    judgement: NotSame | None = None,
) -> None:
    """Keep one decision; of organisations without records there is no pair to keep."""
    if pair is not None:
        kept = deciding.decision(
            pair, verdict, how, by=by, at=at, note=reason, operation=operation, judgement=judgement
        )
        deciding.keep([kept])


@transaction.atomic
def judge_not_same(
    *,
    left: Organisation,
    right: Organisation,
    by: Person,
    at: datetime,
    reason: str = "",
    how: str = How.PAGE,
    proposal: Proposal | None = None,
    pair: Pair | None = None,
) -> NotSame:
    """Judge that two organisations are different bodies: never proposed again, and no merge can join them.

    It is the two records that were compared that differ. What was judged so before and holds is given back as it is: one
    withdrawal then takes it back. Raises SameOrganisation, or NoSuchOrganisation for one without records.
    """
    left, right = locked(left.pk, right.pk)
    if left.pk == right.pk:
        raise SameOrganisation
    if known := judgement_between(left.pk, right.pk):
        return known
    pair = pair or deciding.pair_for(left, right, proposal)
    if pair is None:
        raise NoSuchOrganisation
    judgement = NotSame.objects.create(left=pair.left, right=pair.right, reason=reason[:500], by=by, at=at)
    note(pair, Verdict.NOT_SAME, how, by=by, at=at, reason=reason, judgement=judgement)
    settle([left.pk, right.pk])
    write(by=by, action="judge_not_same", subject=f"organisation:{left.pk}", data={"other": right.pk}, at=at)
    return judgement


@transaction.atomic
def judge_unsure(*, proposal: Proposal, by: Person, at: datetime, reason: str = "", how: str = How.QUEUE) -> None:
    """Note that it cannot be told whether the two are one: the question stays open, and is asked last from now on.

    Raises SameOrganisation when they have become one, NoSuchOrganisation for one without records.
    """
    left, right = proposal.left.standing(), proposal.right.standing()
    if left.pk == right.pk:
        raise SameOrganisation
    pair = deciding.pair_for(left, right, proposal)
    if pair is None:
        raise NoSuchOrganisation
    note(pair, Verdict.UNSURE, how, by=by, at=at, reason=reason)
    write(by=by, action="judge_unsure", subject=f"organisation:{left.pk}", data={"other": right.pk}, at=at)


@transaction.atomic
def withdraw_not_same(*, judgement: NotSame, by: Person, at: datetime) -> None:
    """Take a judgement back: the pair may be proposed and merged again. The judgement itself stays on record."""
    judgement = NotSame.objects.select_for_update(of=("self",)).select_related("left", "right").get(pk=judgement.pk)
    if judgement.withdrawn_at is not None:
        raise AlreadyUndone
    judgement.withdrawn_by, judgement.withdrawn_at = by, at
    judgement.save(update_fields=["withdrawn_by", "withdrawn_at"])
    deciding.withdraw(Decision.objects.filter(judgement=judgement), by=by, at=at)
    settle([judgement.left.organisation_id, judgement.right.organisation_id])
    data = {"judgement": judgement.pk}
    write(by=by, action="withdraw_not_same", subject=f"record:{judgement.left_id}", data=data, at=at)
