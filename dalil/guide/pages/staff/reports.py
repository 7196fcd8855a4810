"""Reports that organisations closed, moved or reopened, those that wait first; approved or turned down here."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt
from dalil.guide.actions import reports as actions
from dalil.guide.models import Report

ON_A_PAGE = 50


@for_editors
def reports(request: HttpRequest) -> HttpResponse:
    """The page."""
    waiting_first = F("decided_at").desc(nulls_first=True)
    found = Report.objects.select_related("organisation", "filed_by", "decided_by").order_by(waiting_first, "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "guide/pages/staff/reports.html", {"here": "reports", "page": page})


@for_editors
@require_POST
def decide_report(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a report, or turn it down."""
    report, by, at = get_object_or_404(Report, pk=number), person_of(request), timezone.now()
    is_approved = request.POST.get("decision") == "approve"
    done = _("Approved: the editors state it now.") if is_approved else _("Turned down.")
    attempt(request, lambda: actions.decide_report(report=report, is_approved=is_approved, by=by, at=at), done)
    return redirect("guide:reports")
