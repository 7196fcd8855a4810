"""What the editors state of an organisation themselves, beside what the sources say; and whether the public sees it.

It never overwrites what a source says.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil import kinds
from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import editing
from dalil.guide.models import Organisation
from dalil.guide.side_by_side import values_of
from dalil.guide.spelt_out import spelt_out
from dalil.guide.stating import Statement


@for_editors
def organisation_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The page, or what was typed."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=number)
    stated = editing.stated_by_editors(organisation)
    statement = Statement(stated, request.POST if request.method == "POST" else None)
    is_refused = False
    if request.method == "POST" and statement.is_valid():
        by, at, reason = person_of(request), timezone.now(), statement.facts.cleaned_data["reason"]
        seen = typed(request, "seen") or None
        values, done = statement.record(), _("The editors state this now, beside what the sources say.")
        if attempt(
            request,
            lambda: editing.edit_organisation(
                organisation=organisation, values=values, by=by, at=at, reason=reason, seen=seen
            ),
            done,
        ):
            return redirect("guide:organisation", number)
        # What was typed stays in the form, and what another editor stated meanwhile stands beside it.
        is_refused = True
    page = {
        "here": "organisations",
        "organisation": organisation,
        "statement": statement,
        "seen": editing.mark_of(stated) if is_refused or request.method == "GET" else typed(request, "seen"),
        "mine": spelt_out(stated, get_language() or "en") if is_refused else [],
        "says": spelt_out(values_of(organisation), get_language() or "en"),
        "registers": kinds.registers().values(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "guide/pages/staff/organisation_edit.html", page, status=status)


@for_editors
@require_POST
def organisation_listing(request: HttpRequest, number: str) -> HttpResponse:
    """Show it to the public, or to editors alone."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=number)
    by, at, reason = person_of(request), timezone.now(), typed(request, "reason")
    is_listed = request.POST.get("listed") == "yes"
    done = _("The public sees it now.") if is_listed else _("Only editors see it now.")
    attempt(
        request,
        lambda: editing.set_listed(organisation=organisation, is_listed=is_listed, by=by, at=at, reason=reason),
        done,
    )
    return redirect("guide:organisation_edit", number)
