"""Carrying out an approved plan: in one go, or not at all. Repeating it changes nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from dalil.accounts.models import Person
from dalil.formats.record import decode
from dalil.guide import spool
from dalil.guide.actions.contacts import carry_contacts
from dalil.guide.actions.proposing import keep_decisions, propose
from dalil.guide.actions.refusals import GuideHasMovedOn, NotInThatState
from dalil.guide.actions.sources import restore_source
from dalil.guide.components import TITLE_LENGTH, touch
from dalil.guide.indexing import catch_up
from dalil.guide.inserting import insert
from dalil.guide.models import (
    Change,
    ChangeKind,
    Intake,
    IntakeState,
    Organisation,
    Outcome,
    Record,
    Row,
    Source,
)
from dalil.guide.planner import tell_planner
from dalil.guide.profile import title_of
from dalil.guide.profiles import former_names
from dalil.guide.progress import Progress, no_progress
from dalil.guide.reading import BY_HAND
from dalil.ledger.actions import write

BATCH = 1000
TAKEN_IN = (Outcome.NEW, Outcome.SAME, Outcome.DUPLICATE)


def carry_out(*, intake: Intake, at: datetime, progress: Progress = no_progress) -> Intake:
    """Do what the approved plan says, in one transaction; then bring the search index up to date.

    An intake carried out before is returned as it is. Raises GuideHasMovedOn (and has the plan made anew) when another
    edition of the source came first, NotInThatState when the plan is not approved. Killed half-way, nothing is done,
    and the next call does it.
    """
    try:
        with transaction.atomic():
            done = carry(intake.pk, at, progress)
    except GuideHasMovedOn:
        Intake.objects.filter(pk=intake.pk, state=IntakeState.APPROVED).update(state=IntakeState.READY)
        raise
    spool.drop(done.pk)
    tell_planner()
    catch_up()
    return done


def carry(intake_id: int, at: datetime, progress: Progress) -> Intake:
    """The work of `carry_out`, inside its transaction."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("source", "approved_by").get(pk=intake_id)
    if intake.state == IntakeState.CARRIED_OUT:
        return intake
    if intake.state != IntakeState.APPROVED or intake.approved_by is None:
        raise NotInThatState
    source = Source.objects.select_for_update().get(pk=intake.source_id)
    if source.last_intake_id != intake.base_intake_id:
        raise GuideHasMovedOn
    carrier = Carrier(intake, intake.approved_by, at)
    done = 0
    for rows in carrier.batches():
        carrier.take_in(rows)
        done += len(rows)
        progress(done, intake.rows_total)
    carrier.point_to_rows()
    gone = carrier.note_gone() if intake.is_whole else 0
    contacts = carry_contacts(intake, by=carrier.by, at=at)
    asked = propose(intake, carrier.standing, at)
    judged = keep_decisions(intake, carrier.standing, carrier.by, at)
    source.last_intake = intake
    source.save(update_fields=["last_intake"])
    # What was approved now is shown again; what the source let go of before stays withheld.
    restore_source(source=source, by=carrier.by, at=at)
    intake.state, intake.carried_out_at, intake.gone_count = IntakeState.CARRIED_OUT, at, gone
    intake.version += 1
    intake.save()
    data = {**intake.counts, "gone": gone, "asked": asked, "contacts": contacts, **judged, "plan": carrier.digest()}
    write(by=intake.approved_by, action="carry_out", subject=f"intake:{intake.pk}", data=data, at=at)
    return intake


class Carrier:
    """Carries one plan out, a batch of rows at a time."""

    def __init__(self, intake: Intake, by: Person, at: datetime) -> None:
        self.intake = intake
        self.by = by
        self.at = at
        self.plan_hash = hashlib.sha256()

    def rows(self) -> QuerySet[Row]:
        """The rows that do something, in the order in which they stand in the list."""
        return self.intake.rows.filter(is_first=True).exclude(outcome__in=(Outcome.REFUSED, Outcome.LEFT_OUT))

    def batches(self) -> Iterator[list[Row]]:
        """The rows in lists of BATCH, by id, so that no query stays open across writes."""
        last = 0
        while rows := list(self.rows().filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = rows[-1].pk
            yield rows

    def digest(self) -> str:
        """A hash over what every row came to, for the ledger."""
        return self.plan_hash.hexdigest()

    def take_in(self, rows: list[Row]) -> None:
        """Organisations and records for one batch."""
        for row in rows:
            self.plan_hash.update(f"{row.number}:{row.sheet}:{row.outcome}:{row.target}\n".encode("utf-8", "replace"))
        self.create([row for row in rows if row.outcome in TAKEN_IN])
        self.update([row for row in rows if row.outcome == Outcome.UPDATE])

    def create(self, rows: list[Row]) -> None:
        """New records, and the organisations that do not exist yet."""
        targets = self.standing({row.target for row in rows})
        fresh = {row.target: row for row in reversed(rows) if row.target not in targets}
        insert(
            [
                Organisation(pk=pk, title=self.title(row), created_at=self.at, changed_at=self.at)
                for pk, row in sorted(fresh.items())
            ]
        )
        insert([self.record(row, targets.get(row.target, row.target)) for row in rows])
        joined = {targets[row.target] for row in rows if row.target in targets}
        shared = {target for target, count in Counter(row.target for row in rows).items() if count > 1} & fresh.keys()
        Change.objects.bulk_create(
            Change(organisation_id=targets[row.target], kind=ChangeKind.JOINED, at=self.at, by=self.by, row=row)
            for row in rows
            if row.target in targets and row.outcome == Outcome.SAME
        )
        touch(sorted(joined | shared), self.at)

    def title(self, row: Row) -> str:
        """The title of an organisation that has only this record so far."""
        return title_of(decode(row.values))[:TITLE_LENGTH]

    def record(self, row: Row, organisation: str) -> Record:
        """The record that a row becomes."""
        return Record(
            source_id=self.intake.source_id,
            key=row.key,
            organisation_id=organisation,
            home_id=organisation,
            row=row,
            values=row.values,
            keys=row.keys,
            first_seen_at=self.at,
            last_seen_at=self.at,
        )

    def standing(self, ids: Iterable[str]) -> dict[str, str]:
        """For each id that exists, the organisation that it stands for now, redirects followed.

        They are held until the plan is carried out: a merge meanwhile would not see the records that go there.
        """
        found: dict[str, str] = {}
        looking = {pk: pk for pk in ids}
        while looking:
            held = Organisation.objects.select_for_update().filter(pk__in=set(looking.values())).order_by("pk")
            leads = dict(held.values_list("pk", "merged_into"))
            onward: dict[str, str] = {}
            for asked, here in looking.items():
                if here not in leads:
                    continue
                if (further := leads[here]) is None:
                    found[asked] = here
                else:
                    onward[asked] = further
            looking = onward
        return found

    def update(self, rows: list[Row]) -> None:
        """Records whose row says something else now."""
        by_key = {row.key: row for row in rows}
        records = list(Record.objects.filter(source_id=self.intake.source_id, key__in=list(by_key)))
        changes = []
        for record in records:
            row = by_key[record.key]
            changes.append(
                Change(
                    organisation_id=record.organisation_id,
                    kind=ChangeKind.UPDATED,
                    at=self.at,
                    by=self.by,
                    record=record,
                    row=row,
                    before=record.values,
                    after=row.values,
                )
            )
            record.former_names = former_names(record.read(), decode(row.values), record.former_names)
            record.values, record.gone_at = row.values, None
            record.keys = row.keys
        Record.objects.bulk_update(records, ["values", "keys", "former_names", "gone_at"], batch_size=200)
        Change.objects.bulk_create(changes)
        touch({record.organisation_id for record in records}, self.at)

    def point_to_rows(self) -> None:
        """Every record that the list still holds points to its newest row, in one statement."""
        newest = self.rows().filter(key=OuterRef("key")).order_by("pk").values("pk")[:1]
        held = Record.objects.filter(source_id=self.intake.source_id).exclude(row__intake=self.intake)
        held.filter(Exists(self.rows().filter(key=OuterRef("key")))).update(
            row_id=Subquery(newest), last_seen_at=self.at
        )

    def note_gone(self) -> int:
        """Records that a whole list no longer holds: kept, marked, and ranked after what lists still say."""
        named = Exists(self.intake.rows.filter(key=OuterRef("key")))
        gone = list(
            Record.objects.present()
            .filter(source_id=self.intake.source_id)
            .exclude(named)
            .exclude(key__startswith=BY_HAND)  # no list ever held it
            .values_list("pk", "organisation_id")
        )
        for start in range(0, len(gone), BATCH):
            some = gone[start : start + BATCH]
            Record.objects.filter(pk__in=[pk for pk, _ in some]).update(gone_at=self.at)
            Change.objects.bulk_create(
                Change(organisation_id=owner, kind=ChangeKind.GONE, at=self.at, by=self.by, record_id=pk)
                for pk, owner in some
            )
            touch({owner for _, owner in some}, self.at)
        return len(gone)
