"""The plan of an intake: every row with its outcome, adding up to the rows read; changed by hand, approved, once.

It never changes an organisation: the worker carries an approved plan out.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import problems
from dalil.guide.acting import attempt, version_in
from dalil.guide.actions import planning
from dalil.guide.actions.refusals import GuideHasMovedOn
from dalil.guide.models import Intake, IntakeState, Outcome
from dalil.guide.plan_rows import CountedRows, planned_rows
from dalil.guide.steps import is_at, page_of
from dalil.guide.sums import sum_of


@for_editors
def intake_plan(request: HttpRequest, number: int) -> HttpResponse:
    """The page."""
    intake = get_object_or_404(Intake.objects.select_related("source"), pk=number)
    if not intake.counts and not is_at(intake, "guide:intake_plan"):
        return redirect(page_of(intake))
    outcome = request.GET.get("outcome", "")
    is_filtered = outcome in Outcome.values
    rows = intake.rows.filter(outcome=outcome) if is_filtered else intake.rows.all()
    count = intake.counts.get(outcome, 0) if is_filtered else intake.rows_read
    page = CountedRows(rows.order_by("pk"), count).get_page(request.GET.get("page"))
    is_open = intake.state == IntakeState.PLANNED
    # It was approved and yet it is open: carrying it out found that the guide had moved on, and had it planned anew.
    anew = [str(GuideHasMovedOn.sentence)] if is_open and intake.approved_at else []
    told = [problems.worded(problem, intake.file_name) for problem in problems.stored(intake.notes)]
    shown = {
        "here": "intakes",
        "intake": intake,
        "is_open": is_open,
        "sum": sum_of(intake.counts),
        "tabs": tabs(intake, outcome if is_filtered else ""),
        "page": page,
        "rows": planned_rows(page.object_list),
        "notes": [*anew, *told],
    }
    return render(request, "guide/pages/staff/intake_plan.html", shown)


def tabs(intake: Intake, chosen: str) -> list[dict[str, object]]:
    """All rows, and those of each outcome that occurs."""
    here = reverse("guide:intake_plan", args=[intake.pk])
    found: list[dict[str, object]] = [
        {"label": _("All rows"), "count": intake.rows_read, "address": here, "is_current": not chosen}
    ]
    for outcome in Outcome:
        if count := intake.counts.get(outcome.value):
            address = f"{here}?outcome={outcome.value}"
            found.append(
                {"label": outcome.label, "count": count, "address": address, "is_current": outcome.value == chosen}
            )
    return found


@for_editors
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the plan as it was shown; whoever comes second is told that it has changed."""
    intake = get_object_or_404(Intake, pk=number)
    version, by, at = version_in(request), person_of(request), timezone.now()
    done = _("The plan is approved. It is being carried out.")
    attempt(request, lambda: planning.approve_plan(intake=intake, version=version, by=by, at=at), done)
    intake.refresh_from_db()
    return redirect(page_of(intake))
