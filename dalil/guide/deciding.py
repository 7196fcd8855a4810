"""Keeping a decision whole: the pair, the verdict, the evidence as it was, how, by whom, when.

It never decides, and only ever adds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from dalil.accounts.models import Person
from dalil.guide.models import (
    Batch,
    Decision,
    DecisionQuerySet,
    How,
    Mode,
    NotSame,
    Operation,
    Organisation,
    Proposal,
    Record,
    Source,
    Verdict,
)
from dalil.linkage import Comparison, compare
from dalil.linkage.calibration import MODEL

# Of two bodies with many records, so many of each are compared to find the pair that speaks loudest.
MOST_COMPARED = 6
NOTE_LENGTH = 500
ALIKE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what spoke for and against them when they were compared."""

    left: Record
    right: Record
    bits: float
    score: float
    reasons: list[Any] = field(default_factory=list)
    mode: str = Mode.WHOLE
    size: int = 0
    model: str = MODEL
    proposal: Proposal | None = None
    source: Source | None = None


def alike(reasons: Iterable[Any]) -> str:
    """The codes of reasons as one text: by it proposals are known to rest on the same evidence."""
    return " ".join(sorted({("+" if one["bits"] >= 0 else "-") + one["code"] for one in reasons}))[:ALIKE_LENGTH]


def compared(left: Record, right: Record, *, mode: str = Mode.WHOLE, size: int = 0) -> Pair:
    """Two records compared now."""
    found: Comparison = compare(left.read(), right.read())
    return Pair(left, right, found.bits, found.score, msgspec.to_builtins(found.reasons), mode, size)


def pair_for(left: Organisation, right: Organisation, proposal: Proposal | None = None) -> Pair | None:
    """The two records that stand for a decision on two organisations; None when one of them has no record.

    Those that were compared when the two were proposed, with the reasons of then; otherwise those that are most alike.
    """
    proposal = proposal or proposal_between(left, right)
    if proposal is not None and owners_now(proposal) == {left.pk, right.pk}:
        return pair_of_proposal(proposal)
    mine, other = (list(one.records.order_by("pk")[:MOST_COMPARED]) for one in (left, right))
    pairs = [compared(a, b, size=Record.objects.count()) for a, b in product(mine, other)]
    best = max(pairs, key=lambda pair: (pair.bits, -pair.left.pk, -pair.right.pk), default=None)
    if best is None or proposal is None:
        return best
    mode, source = proposal.mode, proposal.source
    return Pair(best.left, best.right, best.bits, best.score, best.reasons, mode, best.size, MODEL, proposal, source)


def proposal_between(left: Organisation, right: Organisation) -> Proposal | None:
    """The proposal of exactly these two, if there is one."""
    first, second = sorted((left.pk, right.pk))
    return Proposal.objects.filter(left_id=first, right_id=second).first()


def owners_now(proposal: Proposal) -> set[str]:
    """The organisations to which the two records of a proposal belong by now; none if they were not kept."""
    ids = [proposal.left_record_id, proposal.right_record_id]
    return set(Record.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("organisation_id", flat=True))


def pair_of_proposal(proposal: Proposal) -> Pair | None:
    """The records of a proposal with its reasons, when they were kept."""
    left, right = proposal.left_record, proposal.right_record
    if left is None or right is None:
        return None
    return Pair(
        left,
        right,
        proposal.bits,
        proposal.score,
        proposal.reasons,
        proposal.mode,
        proposal.size,
        proposal.model,
        proposal,
        proposal.source,
    )


def decision(
    pair: Pair,
    verdict: str,
    how: str,
    *,
    by: Person,
    at: datetime,
    note: str = "",
    operation: Operation | None = None,
    judgement: NotSame | None = None,
    batch: Batch | None = None,
) -> Decision:
    """The decision, not stored yet. The record with the lower number stands left."""
    left, right = sorted((pair.left, pair.right), key=lambda record: record.pk)
    is_kept_whole = how != How.AUTOMATIC
    return Decision(
        left=left,
        right=right,
        left_values=left.values if is_kept_whole else "",
        right_values=right.values if is_kept_whole else "",
        verdict=verdict,
        how=how,
        mode=pair.mode,
        size=pair.size,
        bits=pair.bits,
        score=pair.score,
        reasons=pair.reasons,
        model=pair.model,
        source=pair.source,
        proposal=pair.proposal,
        note=note[:NOTE_LENGTH],
        operation=operation,
        judgement=judgement,
        batch=batch,
        by=by,
        at=at,
    )


def keep(decisions: Iterable[Decision]) -> None:
    """Store new decisions, a thousand at a time."""
    Decision.objects.bulk_create(decisions, batch_size=1000)


def withdraw(decisions: QuerySet[Decision], *, by: Person, at: datetime) -> int:
    """Take back those of the decisions that are in force, by adding one for each that supersedes it; return how many."""
    held = list(decisions.filter(superseding=None).exclude(verdict=Verdict.WITHDRAWN).order_by("pk"))
    keep(
        Decision(
            left_id=one.left_id,
            right_id=one.right_id,
            verdict=Verdict.WITHDRAWN,
            how=one.how,
            mode=one.mode,
            size=one.size,
            bits=one.bits,
            score=one.score,
            reasons=one.reasons,
            model=one.model,
            source_id=one.source_id,
            proposal_id=one.proposal_id,
            operation_id=one.operation_id,
            judgement_id=one.judgement_id,
            batch_id=one.batch_id,
            supersedes=one,
            by=by,
            at=at,
        )
        for one in held
    )
    return len(held)


def across(one: Iterable[int], other: Iterable[int]) -> DecisionQuerySet:
    """Decisions on pairs of which one record is here and one is there."""
    here, there = list(one), list(other)
    so = Q(left_id__in=here, right_id__in=there)
    return Decision.objects.filter(so | Q(left_id__in=there, right_id__in=here))
