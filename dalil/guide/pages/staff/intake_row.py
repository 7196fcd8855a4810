"""One row of an intake: verbatim, what it says normalised, what becomes of it and why; and another decision.

It never changes an organisation, and never shows what was not kept of a row.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil import search
from dalil.access.gates import for_editors
from dalil.access.viewer import person_of, viewer_of
from dalil.formats.record import Record as Values
from dalil.formats.record import decode
from dalil.guide import indexing, problems, reasons
from dalil.guide.acting import asked, attempt, typed, version_in
from dalil.guide.actions import planning
from dalil.guide.cards import cards_found
from dalil.guide.models import Intake, IntakeState, Organisation, Outcome, Row
from dalil.guide.plan_rows import cells_of
from dalil.guide.side_by_side import values_of
from dalil.guide.spelt_out import compared, spelt_out

MOST_FOUND = 10


@for_editors
def intake_row(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """The page."""
    shown = row_of(number, row)
    language = get_language() or "en"
    values = decode(shown.values) if shown.values else Values()
    other = Organisation.objects.filter(pk=shown.lookalike or shown.target).first()
    words = asked(request, "q")
    is_decidable = shown.is_first and shown.outcome != Outcome.REFUSED
    page = {
        "here": "intakes",
        "row": shown,
        "cells": cells_of(shown),
        "values": spelt_out(values, language),
        "other": other,
        "lines": compared(values, values_of(other), language) if other else [],
        "reasons": reasons.worded_all(shown.reasons),
        "problems": [problems.worded(p, shown.intake.file_name) for p in problems.stored(shown.problems)],
        "is_open": shown.intake.state == IntakeState.PLANNED and is_decidable,
        "q": words,
        "found": found(request, words, language) if words else (),
    }
    return render(request, "guide/pages/staff/intake_row.html", page)


def row_of(number: int, row: int) -> Row:
    """The row with its intake and source."""
    return get_object_or_404(Row.objects.select_related("intake__source", "decided_by"), intake_id=number, pk=row)


def found(request: HttpRequest, words: str, language: str) -> object:
    """Organisations to choose from."""
    return cards_found(indexing.find(search.Query(text=words, limit=MOST_FOUND)), viewer_of(request), language)


@for_editors
@require_POST
def decide(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Change what becomes of the row, if the plan is still as it was shown."""
    shown, by, at = row_of(number, row), person_of(request), timezone.now()
    outcome, target = request.POST.get("outcome", ""), typed(request, "target")
    if outcome not in (Outcome.NEW, Outcome.SAME, Outcome.LEFT_OUT):
        raise Http404
    version = version_in(request)
    attempt(
        request,
        lambda: planning.decide_row(row=shown, outcome=outcome, target=target, version=version, by=by, at=at),
        _("Row %(number)d: decided.") % {"number": shown.number},
    )
    return back(request, shown.intake)


def back(request: HttpRequest, intake: Intake) -> HttpResponse:
    """To the page of the plan that the form stood on."""
    wanted = request.POST.get("next", "")
    plan = reverse("guide:intake_plan", args=[intake.pk])
    if wanted.startswith(plan) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return HttpResponseRedirect(wanted)
    return redirect(plan)
