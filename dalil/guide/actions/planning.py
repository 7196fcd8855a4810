"""Making a plan, changing it by hand, approving it. It never changes an organisation: that is carrying out."""

from contextlib import suppress
from datetime import datetime

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from dalil.accounts.models import Person
from dalil.formats.row import UnreadableFile
from dalil.guide import spool
from dalil.guide.actions.intakes import move, open_reading
from dalil.guide.actions.refusals import NoSuchOrganisation, NothingIsTakenIn, NotInThatState, PlanHasChanged
from dalil.guide.automation import automation_for
from dalil.guide.drafting import Drafter, Held, outcome_for
from dalil.guide.mapping import Mapping
from dalil.guide.matching import Pool
from dalil.guide.models import Contact, Intake, IntakeState, Organisation, Outcome, Record, Row
from dalil.guide.preparing import prepared
from dalil.guide.progress import Progress, no_progress
from dalil.guide.public_ids import public_id
from dalil.ledger.actions import write
from dalil.vault.destroying import let_pass

BATCH = 1000
# What leaves a record in the guide; a whole list without any of these would make all of its source disappear.
KEPT = (Outcome.NEW, Outcome.UPDATE, Outcome.SAME, Outcome.DUPLICATE, Outcome.UNCHANGED)


def drop_rows(intake: Intake) -> None:
    """What an earlier try left: rows, and contacts that no record has yet."""
    with transaction.atomic():
        let_pass(Contact.objects.filter(row__intake=intake, record=None))
        Row.objects.filter(intake=intake).delete()


def plan_intake(*, intake: Intake, by: Person, at: datetime, progress: Progress = no_progress) -> Intake:
    """Give every row an outcome. Nothing of an earlier try is kept; a file that breaks off leaves no plan at all."""
    move(intake, (IntakeState.READY,), IntakeState.PLANNING, rows_done=0, counts={}, beat_at=at)
    decided = decisions_of(intake)
    drop_rows(intake)
    intake.base_intake = intake.source.last_intake
    intake.save(update_fields=["base_intake"])
    try:
        plan_rows(intake, progress)
    except UnreadableFile as refusal:
        drop_rows(intake)
        notes = [msgspec.to_builtins(refusal.problem), *intake.notes]
        with transaction.atomic():
            move(intake, (IntakeState.PLANNING,), IntakeState.UNREADABLE, notes=notes, counts={})
            data = {"state": str(intake.state), "problem": refusal.problem.code}
            write(by=by, action="plan_intake", subject=f"intake:{intake.pk}", data=data, at=at)
        spool.drop(intake.pk)
        return intake
    take_up(decided, intake)
    counts = count_outcomes(intake)
    with transaction.atomic():
        total = sum(counts.values())
        move(intake, (IntakeState.PLANNING,), IntakeState.PLANNED, counts=counts, rows_done=total, rows_total=total)
        write(by=by, action="plan_intake", subject=f"intake:{intake.pk}", data=counts, at=at)
    return intake


def plan_rows(intake: Intake, progress: Progress) -> None:
    """Draft and store the rows, batch by batch, telling how far it is, and by each that whoever plans is alive."""
    mapping = msgspec.json.decode(intake.mapping, type=Mapping) if intake.mapping else Mapping()
    pool = Pool()
    intake.guide_size = len(pool.candidates)
    intake.save(update_fields=["guide_size"])
    drafter = Drafter(intake, pool, automation_for(intake.source))
    done = 0
    for batch in prepared(open_reading(intake).rows(), mapping, BATCH, settings.DALIL_KINDS):
        done += len(drafter.plan(batch))
        Intake.objects.filter(pk=intake.pk).update(rows_done=done, beat_at=Now())
        progress(done, intake.rows_total)


Decisions = dict[str, tuple[str, str, int]]


def decisions_of(intake: Intake) -> Decisions:
    """What people decided by hand in the plan so far: outcome, target and person by the key of the row."""
    by_hand = Row.objects.filter(intake=intake, is_first=True).exclude(decided_by=None)
    return {row.key: (row.outcome, row.target, row.decided_by_id or 0) for row in by_hand}


def take_up(decided: Decisions, intake: Intake) -> None:
    """Decide again as people decided before the plan was made anew, where the row and its target still stand."""
    for row in Row.objects.filter(intake=intake, is_first=True, key__in=list(decided)).exclude(outcome=Outcome.REFUSED):
        outcome, target, person = decided[row.key]
        with suppress(NoSuchOrganisation, NotInThatState):
            settle(row, outcome, target, person)


def count_outcomes(intake: Intake) -> dict[str, int]:
    """How many rows have each outcome; the sum is the number of rows read."""
    counted = Row.objects.filter(intake=intake).values_list("outcome").annotate(Count("id")).order_by("outcome")
    return {str(outcome): number for outcome, number in counted}


def decide_row(*, row: Row, outcome: str, version: int, by: Person, at: datetime, target: str = "") -> Row:
    """Change what becomes of a row: NEW, SAME as the organisation `target`, or LEFT_OUT.

    A row whose record the guide already has can be left out or taken back in. Raises PlanHasChanged,
    NoSuchOrganisation, or NotInThatState for rows that nobody can decide (refused, or repeating an earlier row).
    """
    intake = row.intake
    if row.outcome == Outcome.REFUSED or not row.is_first:
        raise NotInThatState
    with transaction.atomic():
        claim(intake, version, to=IntakeState.PLANNED)
        before = {"outcome": row.outcome, "target": row.target}
        settle(row, outcome, target, by.pk)
        Intake.objects.filter(pk=intake.pk).update(counts=count_outcomes(intake))
        data = {"row": row.number, "sheet": row.sheet, "before": before, "outcome": row.outcome, "target": row.target}
        write(by=by, action="decide_row", subject=f"intake:{intake.pk}", data=data, at=at)
    intake.refresh_from_db()
    return row


def settle(row: Row, outcome: str, target: str, person: int) -> None:
    """Give a row what a person decided, and bring its twins along. Raises what `decision` raises, before any change."""
    left, joined = row.target, row.outcome in (Outcome.SAME, Outcome.DUPLICATE) and row.decided_by_id is None
    row.outcome, row.target = decision(row, outcome, target)
    row.decided_by_id = person
    if joined and row.outcome == Outcome.NEW:
        row.taken_from = left
    elif row.outcome != Outcome.NEW:
        row.taken_from = ""
    if row.outcome != Outcome.NEW or row.lookalike == row.target:
        row.lookalike = ""
    row.save()
    if row.target != left:
        bring_twins(row, left)


def bring_twins(row: Row, left: str) -> None:
    """Duplicates of this row, and theirs, go from `left` to where it goes now, but for those that a person decided.

    Rows that only looked like an organisation that will not be made after all are asked about with the other one.
    """
    plan = Row.objects.filter(intake_id=row.intake_id)
    numbers = {row.number}
    while numbers:
        twins = plan.filter(outcome=Outcome.DUPLICATE, target=left, twin_number__in=numbers, decided_by=None)
        found = dict(twins.values_list("pk", "number"))
        plan.filter(pk__in=list(found)).update(target=row.target)
        numbers = set(found.values())
    if not Organisation.objects.filter(pk=left).exists():
        plan.filter(outcome=Outcome.NEW, lookalike=left).update(lookalike=row.target)


def decision(row: Row, outcome: str, target: str) -> tuple[str, str]:
    """The outcome and target that a person's choice comes to."""
    if outcome == Outcome.LEFT_OUT:
        return outcome, row.target
    held = Record.objects.filter(source_id=row.intake.source_id, key=row.key).first()
    if held is not None:
        known = Held(held.organisation_id, held.values, held.gone_at is not None)
        return outcome_for(known, row.values), held.organisation_id
    if outcome == Outcome.SAME:
        found = Organisation.objects.current().filter(pk=target).first()
        if found is None:
            raise NoSuchOrganisation
        return outcome, found.pk
    if outcome == Outcome.NEW:
        return outcome, fresh_id(row)
    raise NotInThatState


def fresh_id(row: Row) -> str:
    """The id for the new organisation that this row becomes."""
    attempt = 0
    while Organisation.objects.filter(pk=public_id(row.intake.source.slug, row.key, attempt)).exists():
        attempt += 1
    return public_id(row.intake.source.slug, row.key, attempt)


def claim(intake: Intake, version: int, *, to: IntakeState, **changes: object) -> None:
    """Take the plan exactly as the person saw it; of two people who act at once, one gets PlanHasChanged."""
    taken = Intake.objects.filter(pk=intake.pk, state=IntakeState.PLANNED, version=version).update(
        state=to, version=F("version") + 1, **changes
    )
    if not taken:
        raise PlanHasChanged


def approve_plan(*, intake: Intake, version: int, by: Person, at: datetime) -> Intake:
    """Approve the plan as seen at `version`; the worker carries it out. Raises PlanHasChanged, NothingIsTakenIn."""
    if intake.is_whole and not any(intake.counts.get(outcome) for outcome in KEPT):
        raise NothingIsTakenIn
    with transaction.atomic():
        claim(intake, version, to=IntakeState.APPROVED, approved_by=by, approved_at=at)
        write(by=by, action="approve_plan", subject=f"intake:{intake.pk}", data={"version": version}, at=at)
    intake.refresh_from_db()
    return intake
