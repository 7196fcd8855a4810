"""What an intake came to: the rows as the sum of their outcomes, and what disappeared from the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dalil.access.gates import for_editors
from dalil.guide.models import Intake, Proposal, ProposalState, Record
from dalil.guide.steps import is_at, page_of
from dalil.guide.sums import sum_of

MOST_GONE = 100


@for_editors
def intake_done(request: HttpRequest, number: int) -> HttpResponse:
    """The page."""
    intake = get_object_or_404(Intake.objects.select_related("source", "approved_by"), pk=number)
    if not is_at(intake, "guide:intake_done"):
        return redirect(page_of(intake))
    gone = Record.objects.filter(source=intake.source, gone_at=intake.carried_out_at).select_related("organisation")
    asked = Proposal.objects.filter(created_at__exact=intake.carried_out_at or intake.uploaded_at)
    page = {
        "here": "intakes",
        "intake": intake,
        "sum": sum_of(intake.counts),
        "gone": gone.order_by("organisation__title")[:MOST_GONE] if intake.gone_count else (),
        "proposal_count": asked.filter(state=ProposalState.OPEN).count(),
    }
    return render(request, "guide/pages/staff/intake_done.html", page)
