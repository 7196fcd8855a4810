"""Accepting many proposals at once, at an error rate that a person states; one unit, which can be undone as a whole.

It never accepts anything else than what was shown: all of it in one transaction, or nothing, with what changed meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide import automation, deciding
from dalil.guide.actions.merging import follow
from dalil.guide.actions.refusals import AlreadyUndone, Refused
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.judgements import open_rated
from dalil.guide.models import (
    Batch,
    ChangeKind,
    Decision,
    How,
    Operation,
    OperationKind,
    Organisation,
    Proposal,
    ProposalState,
    Record,
    Verdict,
)
from dalil.guide.uniting import LeftOut, Union, standing_ends, unite_all
from dalil.ledger.actions import write

# As many as are put before a person at once, and moved in one transaction.
MOST = 1000


class NoSuchErrorRate(Refused):
    """An error rate is a share: 0.01 means that one in a hundred may be wrong."""

    sentence = _("State how many may be wrong as a share between 0 and 0.5, such as 0.01 for one in a hundred.")


class NothingToAccept(Refused):
    """A batch needs at least one proposal."""

    sentence = _("There is nothing to accept in this batch.")


@dataclass(frozen=True, slots=True)
class Changed:
    """A proposal of a batch that is no longer what was shown, and why."""

    proposal_id: int
    sentence: str


class BatchHasChanged(Refused):
    """Something of the batch changed since it was shown; nothing of it was accepted."""

    sentence = _("Something changed since you opened this page, so nothing was accepted. Look at the batch again.")

    def __init__(self, changed: Sequence[Changed]) -> None:
        super().__init__()
        self.changed = tuple(changed)

    def __str__(self) -> str:
        return " ".join([str(self.sentence), *dict.fromkeys(one.sentence for one in self.changed)])


@dataclass(frozen=True, slots=True)
class Offered:
    """One proposal of a batch, how probable it is, and which address would stay."""

    proposal: Proposal
    probability: float
    stays: str
    moved: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be accepted at an error rate, the weakest first; what was left out and why; how many may be wrong.

    `has_more` says that more wait than one batch takes. `bars` are the bits at which the batch begins, by mode.
    """

    error_rate: float
    proposals: tuple[Offered, ...]
    left_out: tuple[LeftOut, ...]
    expected_wrong: float
    has_more: bool
    bars: dict[str, float]


def batch(error_rate: float, *, most: int = MOST) -> Offer:
    """The open proposals of which each is wrong at most this often; it only reads. Raises NoSuchErrorRate.

    Where a batch cannot hold them all, the surest are in it. A pair that would unite what was judged to differ, or what one
    register numbers differently, is left out, the surest of contradicting pairs before the others.
    """
    check(error_rate)
    sure = [one for one in open_rated() if one.probability >= 1 - error_rate]
    sure.sort(key=lambda one: (-one.probability, one.number))
    chance = {one.number: one.probability for one in sure[: min(most, MOST)]}
    found = Proposal.objects.select_related("left", "right").in_bulk(list(chance))
    accepted, left_out = unite_all([found[number] for number in chance])
    offered = [Offered(one.proposal, chance[one.proposal.pk], one.stays, one.moved) for one in accepted]
    return Offer(
        error_rate=error_rate,
        proposals=tuple(sorted(offered, key=lambda one: (one.probability, one.proposal.pk))),
        left_out=tuple(left_out),
        expected_wrong=sum(1 - one.probability for one in offered),
        has_more=len(sure) > len(chance),
        bars=automation.bars(error_rate, automation.calibration_now(), size=Record.objects.count()),
    )


def check(error_rate: float) -> None:
    """Raises NoSuchErrorRate for what is none. Half of all wrong is no error rate but a coin."""
    if not 0 <= error_rate <= 0.5:
        raise NoSuchErrorRate


@transaction.atomic
def accept_batch(
    *, ids: Iterable[int], error_rate: float, by: Person, at: datetime, seen_at: datetime | None = None
) -> Batch:
    """Merge all of these proposals, as they were shown at `seen_at`, in one transaction. Each is kept as a decision.

    Raises BatchHasChanged with what changed meanwhile, NothingToAccept, NoSuchErrorRate; then nothing was merged.
    """
    check(error_rate)
    wanted = list(dict.fromkeys(ids))[: MOST + 1]
    if not wanted or len(wanted) > MOST:
        raise NothingToAccept
    held = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {one.pk: one for one in held.select_related("left_record", "right_record", "source")}
    proposals = [found[pk] for pk in wanted if pk in found]
    ends = {one.pk for one in standing_ends(proposals).values()}
    bodies = {one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=ends).order_by("pk")}
    calibration = automation.calibration_now()
    chance = {one.pk: automation.probability_of(one, calibration) for one in proposals}
    proposals.sort(key=lambda one: (-chance[one.pk], one.pk))
    changed = [Changed(pk, gettext("A proposal is no longer there.")) for pk in wanted if pk not in found]
    changed += changes_since(seen_at, proposals, bodies)
    accepted, left_out = unite_all(proposals)
    changed += [Changed(one.proposal.pk, one.sentence) for one in left_out]
    if changed:
        raise BatchHasChanged(changed)
    made = Batch.objects.create(
        error_rate=error_rate, count=len(proposals), expected_wrong=sum(1 - p for p in chance.values()), by=by, at=at
    )
    operations = merged(accepted, made, by, at)
    follow(operations, ChangeKind.MERGED, by=by, at=at)
    data = {"error_rate": error_rate, "proposals": sorted(wanted), "operations": [one.pk for one in operations]}
    write(by=by, action="accept_batch", subject=f"batch:{made.pk}", data=data, at=at)
    catch_up_after_commit()
    return made


def changes_since(
    seen_at: datetime | None, proposals: Sequence[Proposal], bodies: dict[str, Organisation]
) -> list[Changed]:
    """What is not as it was shown: settled proposals, and organisations that changed."""
    ends = standing_ends(proposals)
    changed = []
    for one in proposals:
        sides = [bodies.get(ends[pk].pk) for pk in (one.left_id, one.right_id)]
        if one.state != ProposalState.OPEN:
            words = gettext("“%(left)s” and “%(right)s” were decided on meanwhile.")
        elif any(side is None or (seen_at is not None and side.changed_at > seen_at) for side in sides):
            words = gettext("“%(left)s” or “%(right)s” changed meanwhile.")
        else:
            continue
        titles = {"left": str(ends[one.left_id]), "right": str(ends[one.right_id])}
        changed.append(Changed(one.pk, words % titles))
    return changed


def merged(accepted: Sequence[Union], made: Batch, by: Person, at: datetime) -> list[Operation]:
    """The merges of a batch and the decisions behind them, stored. A pair united by others before it needs no merge."""
    operations = Operation.objects.bulk_create(
        Operation(kind=OperationKind.MERGE, stays_id=one.stays, moved_id=one.moved, batch=made, by=by, at=at)
        for one in accepted
        if one.stays != one.moved
    )
    by_moved = {one.moved_id: one for one in operations}
    kept = []
    for one in accepted:
        operation = by_moved.get(one.moved) if one.stays != one.moved else None
        pair = kept_pair(one.proposal)
        if pair is not None:
            kept.append(deciding.decision(pair, Verdict.SAME, How.BATCH, by=by, at=at, operation=operation, batch=made))
    deciding.keep(kept)
    return operations


def kept_pair(proposal: Proposal) -> deciding.Pair | None:
    """The records of a proposal as they were compared; of one older than they were kept, the two most alike."""
    kept = deciding.pair_of_proposal(proposal)
    return kept or deciding.pair_for(proposal.left.standing(), proposal.right.standing(), proposal)


@transaction.atomic
def undo_batch(*, batch: Batch, by: Person, at: datetime) -> frozenset[str]:
    """Undo all merges of a batch that still hold, whatever came after them; return the organisations that changed.

    Raises AlreadyUndone.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at is not None:
        raise AlreadyUndone
    operations = list(Operation.objects.select_for_update(of=("self",)).in_force().filter(batch=batch))
    for one in operations:
        one.undone_by, one.undone_at = by, at
    Operation.objects.bulk_update(operations, ["undone_by", "undone_at"], batch_size=500)
    batch.undone_by, batch.undone_at = by, at
    batch.save(update_fields=["undone_by", "undone_at"])
    deciding.withdraw(Decision.objects.filter(batch=batch), by=by, at=at)
    changed = follow(operations, ChangeKind.UNDONE, by=by, at=at)
    data = {"operations": [one.pk for one in operations]}
    write(by=by, action="undo_batch", subject=f"batch:{batch.pk}", data=data, at=at)
    catch_up_after_commit()
    return changed
