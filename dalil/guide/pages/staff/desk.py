"""The desk: what waits for somebody, and where to begin. It never shows what a role does not open.

Whoever only acts for organisations goes on to theirs; whoever has no role at all is told what they can do.
"""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dalil.access.gates import for_signed_in
from dalil.access.viewer import person_of, viewer_of
from dalil.guide import judgements
from dalil.guide.models import ChangeProposal, Claim, Intake, IntakeState, Operation, Organisation, Report, Source

SETTLED = (IntakeState.CARRIED_OUT, IntakeState.ABANDONED)
MOST = 10


@for_signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """The page."""
    person, has_organisations = person_of(request), bool(viewer_of(request).acts_for)
    if has_organisations and not person.needs_passkey:
        return redirect("guide:member")
    page: dict[str, object] = {"here": "desk", "has_organisations": has_organisations}
    if person.is_editor:
        page |= {
            "intakes": Intake.objects.exclude(state__in=SETTLED).select_related("source").order_by("-pk")[:MOST],
            "proposal_count": judgements.queue().count(),
            "report_count": Report.objects.filter(is_approved=None).count(),
            "change_count": ChangeProposal.objects.waiting().count(),
            "claim_count": Claim.objects.waiting().count(),
            "organisation_count": Organisation.objects.current().count(),
            "sources": Source.objects.annotate(held=Count("records")).order_by("-held")[:MOST],
            "operations": Operation.objects.select_related("stays", "moved", "by").order_by("-pk")[:5],
        }
    return render(request, "guide/pages/staff/desk.html", page)
