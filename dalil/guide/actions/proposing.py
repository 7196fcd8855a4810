"""What a plan, once carried out, leaves behind: questions for the queue, and the decisions that it was made of.

It is the last part of carrying out, in the same transaction. It never moves a record.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from dalil.accounts.models import Person
from dalil.guide import deciding
from dalil.guide.deciding import Pair
from dalil.guide.judgements import pairs_judged
from dalil.guide.models import Decision, How, Intake, Mode, NotSame, Outcome, Proposal, Record, Row, Verdict
from dalil.linkage.calibration import MODEL

BATCH = 1000
# Given ids of organisations: for each that exists the one that it stands for now.
Standing = Callable[[Iterable[str]], dict[str, str]]


def propose(intake: Intake, standing: Standing, at: datetime) -> int:
    """Put pairs that look alike into the queue, except those that an editor judged to differ; return how many were asked."""
    asked = intake.rows.exclude(lookalike="").filter(is_first=True, outcome=Outcome.NEW)
    before = Proposal.objects.count()
    for rows in batches(asked):
        stands = standing({pk for row in rows for pk in (row.target, row.lookalike)})
        judged = pairs_judged(stands.values())
        pairs = compared_pairs(intake, rows)
        proposals = []
        for row in rows:
            left, right = sorted((stands.get(row.target, ""), stands.get(row.lookalike, "")))
            if left and left != right and frozenset((left, right)) not in judged:
                proposals.append(proposal(row, left, right, pairs.get(row.pk), intake, at))
        Proposal.objects.bulk_create(proposals, ignore_conflicts=True)
    return Proposal.objects.count() - before


def proposal(row: Row, left: str, right: str, pair: Pair | None, intake: Intake, at: datetime) -> Proposal:
    """The question that a row asks, not stored yet; with the two records when they belong to the two."""
    by_owner: dict[str, Record] = {}
    if pair is not None:
        by_owner = {record.organisation_id: record for record in (pair.left, pair.right)}
    if by_owner.keys() != {left, right}:
        by_owner = {}
    return Proposal(
        left_id=left,
        right_id=right,
        left_record=by_owner.get(left),
        right_record=by_owner.get(right),
        score=row.score or 0.0,
        bits=row.bits or 0.0,
        reasons=row.reasons,
        alike=deciding.alike(row.reasons),
        mode=mode_of(row),
        size=size_of(row, intake),
        model=MODEL if row.bits is not None else "",
        source_id=intake.source_id,
        created_at=at,
    )


def mode_of(row: Row) -> str:
    """Whether a row was compared with the guide or with another row of its list."""
    return Mode.LIST if row.twin_number is None else Mode.WITHIN


def size_of(row: Row, intake: Intake) -> int:
    """Among how many records its like was found."""
    return intake.guide_size if row.twin_number is None else intake.rows_read


def batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows by id in lists of BATCH, so that no query stays open across writes."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = some[-1].pk
        yield some


def compared_pairs(intake: Intake, rows: Sequence[Row]) -> dict[int, Pair]:
    """By row the record that it became, the record that it was compared with, and what was found: two queries."""
    keys = {key for row in rows for key in (row.key, row.near_key) if key}
    mine = {one.key: one for one in Record.objects.filter(source_id=intake.source_id, key__in=keys)}
    near = Record.objects.in_bulk({row.near_record for row in rows if row.near_record})
    found = {}
    for row in rows:
        own = mine.get(row.key)
        other = near.get(row.near_record) if row.near_record else mine.get(row.near_key)
        if own is not None and other is not None and own.pk != other.pk:
            found[row.pk] = Pair(
                own, other, row.bits or 0.0, row.score or 0.0, row.reasons, mode_of(row), size_of(row, intake), MODEL
            )
    return found


def keep_decisions(intake: Intake, standing: Standing, by: Person, at: datetime) -> dict[str, int]:
    """Keep what was joined without asking, and what people decided in the plan by hand; return how many of each.

    A row that a person took apart from what the plan had joined it to is judged not to be the same, for good.
    """
    joined = intake.rows.filter(is_first=True, outcome__in=(Outcome.SAME, Outcome.DUPLICATE))
    by_hand = Q(decided_by=None)
    automatic = sum(
        keep_joined(intake, rows, How.AUTOMATIC, by, at) for rows in batches(joined.filter(by_hand, bits__isnull=False))
    )
    decided = sum(keep_joined(intake, rows, How.PLAN, by, at) for rows in batches(joined.exclude(by_hand)))
    taken = intake.rows.filter(is_first=True, outcome=Outcome.NEW).exclude(taken_from="")
    parted = sum(keep_parted(intake, rows, standing, at) for rows in batches(taken))
    return {"joined": automatic, "decided": decided, "parted": parted}


def keep_joined(intake: Intake, rows: Sequence[Row], how: How, by: Person, at: datetime) -> int:
    """Keep that these rows are the same as what they were joined to."""
    pairs = compared_pairs(intake, rows)
    kept = []
    for row in rows:
        pair = pairs.get(row.pk)
        if pair is None or pair.left.organisation_id != pair.right.organisation_id:
            pair = pair_within(intake, row) if how == How.PLAN else None
        if pair is not None:
            kept.append(decision(pair, Verdict.SAME, how, intake, row, by, at))
    deciding.keep(kept)
    return len(kept)


def pair_within(intake: Intake, row: Row) -> Pair | None:
    """The record of a row with the first other one of the organisation that a person chose for it, compared now."""
    own = Record.objects.filter(source_id=intake.source_id, key=row.key).first()
    if own is None:
        return None
    other = Record.objects.filter(organisation_id=own.organisation_id).exclude(pk=own.pk).order_by("pk").first()
    return None if other is None else deciding.compared(own, other, mode=Mode.LIST, size=intake.guide_size)


def keep_parted(intake: Intake, rows: Sequence[Row], standing: Standing, at: datetime) -> int:
    """Judge that these rows are not what the plan had joined them to, in the name of those who took them apart."""
    pairs = compared_pairs(intake, rows)
    stands = standing({row.taken_from for row in rows})
    kept = []
    for row in rows:
        pair = pairs.get(row.pk)
        if pair is None or pair.right.organisation_id != stands.get(row.taken_from) or row.decided_by is None:
            continue
        if pair.left.organisation_id == pair.right.organisation_id:
            continue
        judgement = NotSame.objects.create(left=pair.left, right=pair.right, by=row.decided_by, at=at)
        made = decision(pair, Verdict.NOT_SAME, How.PLAN, intake, row, row.decided_by, at)
        made.judgement = judgement
        kept.append(made)
    deciding.keep(kept)
    return len(kept)


def decision(pair: Pair, verdict: str, how: How, intake: Intake, row: Row, by: Person, at: datetime) -> Decision:
    """One decision of a plan, in the name of who decided the row, or else of who approved the plan."""
    made = deciding.decision(pair, verdict, how, by=row.decided_by or by, at=at)
    made.source = intake.source
    return made
