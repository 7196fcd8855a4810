"""Reports that an organisation closed, moved or reopened: filed by one person, counting once an editor approves."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide.actions.editing import edit_organisation, stated_by_editors
from dalil.guide.actions.refusals import AlreadyDecided
from dalil.guide.models import ChangeKind, Organisation, Report, ReportKind
from dalil.ledger.actions import write

STATUS = {ReportKind.CLOSED: "closed", ReportKind.MOVED: "moved", ReportKind.REOPENED: "active"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What was told, by whom (their role, never a private name), with which evidence."""

    kind: str
    told_by: str
    happened_on: str = ""
    evidence: str = ""
    note: str = ""


@transaction.atomic
def file_report(*, organisation: Organisation, telling: Telling, by: Person, at: datetime) -> Report:
    """Write down what was told; it changes nothing yet."""
    report = Report.objects.create(
        organisation=organisation,
        kind=telling.kind,
        told_by=telling.told_by[:200],
        happened_on=telling.happened_on[:10],
        evidence=telling.evidence[:500],
        note=telling.note[:1000],
        filed_by=by,
        filed_at=at,
    )
    data = {"report": report.pk, "kind": telling.kind, "told_by": telling.told_by}
    write(by=by, action="file_report", subject=f"organisation:{organisation.pk}", data=data, at=at)
    return report


@transaction.atomic
def decide_report(*, report: Report, is_approved: bool, by: Person, at: datetime) -> Report:
    """Approve or turn down a report. Approved, the editors state it, with its date. Raises AlreadyDecided."""
    report = Report.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=report.pk)
    if report.is_approved is not None:
        raise AlreadyDecided
    report.is_approved, report.decided_by, report.decided_at = is_approved, by, at
    report.save(update_fields=["is_approved", "decided_by", "decided_at"])
    data = {"report": report.pk, "is_approved": is_approved}
    write(by=by, action="decide_report", subject=f"organisation:{report.organisation_id}", data=data, at=at)
    if is_approved:
        organisation = report.organisation.standing()
        closed_on = report.happened_on if report.kind == ReportKind.CLOSED else ""
        values = msgspec.structs.replace(
            stated_by_editors(organisation), status=STATUS[ReportKind(report.kind)], closed_on=closed_on
        )
        edit_organisation(
            organisation=organisation, values=values, by=by, at=at, reason=report.note, kind=ChangeKind.REPORTED
        )
    return report
