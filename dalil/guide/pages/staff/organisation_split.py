"""Splitting an organisation: choosing the records that are about another body. It can be undone like a merge."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import merging
from dalil.guide.models import Organisation, Record
from dalil.guide.spelt_out import Lines, spelt_out


@dataclass(frozen=True, slots=True)
class Witness:
    """One record, and what it says."""

    record: Record
    says: list[tuple[str, Lines]]


@for_editors
def organisation_split(request: HttpRequest, number: str) -> HttpResponse:
    """The page, or the choice."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=number)
    records = list(organisation.records.select_related("source", "row").order_by("pk"))
    if request.method == "POST":
        chosen = [record for record in records if str(record.pk) in request.POST.getlist("records")]
        by, at, reason = person_of(request), timezone.now(), typed(request, "reason")
        if attempt(
            request,
            lambda: merging.split(organisation=organisation, records=chosen, reason=reason, by=by, at=at),
            _("The records are split off."),
        ):
            return redirect("guide:organisation_history", number)
        return redirect("guide:organisation_split", number)
    language = get_language() or "en"
    page = {
        "here": "organisations",
        "organisation": organisation,
        "witnesses": [Witness(record, spelt_out(record.read(), language)) for record in records],
    }
    return render(request, "guide/pages/staff/organisation_split.html", page)
