"""Writing down what somebody told the editors: that an organisation closed, moved or reopened. It is one more proposed change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.once import once
from dalil.access.viewer import person_of
from dalil.guide.actions.proposing_changes import propose_change
from dalil.guide.models import Organisation
from dalil.guide.staff_forms import ReportForm


@for_editors
@once()
def organisation_report(request: HttpRequest, number: str) -> HttpResponse:
    """The page, or what was told."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=number)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        propose_change(organisation=organisation, wish=form.wish(), by=by, at=at)
        messages.success(request, _("Written down. It counts once an editor approves it."))
        return redirect("guide:change_list")
    page = {"here": "reports", "organisation": organisation, "form": form}
    return render(request, "guide/pages/staff/organisation_report.html", page, status=422 if form.errors else 200)
