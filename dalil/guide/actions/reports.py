"""Reports of before there were proposed changes: those that still wait are decided here. New ones are proposals."""

from datetime import datetime

import msgspec
from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide.actions.editing import edit_organisation, stated_by_editors
from dalil.guide.actions.refusals import AlreadyDecided
from dalil.guide.models import ChangeKind, Report, ReportKind
from dalil.ledger.actions import write

STATUS = {ReportKind.CLOSED: "closed", ReportKind.MOVED: "moved", ReportKind.REOPENED: "active"}


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
