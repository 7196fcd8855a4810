"""How far an intake is while the worker has it, or why it ended. Asks again by itself, with htmx or without."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from dalil.access.gates import for_editors
from dalil.guide import problems
from dalil.guide.models import Intake, IntakeState
from dalil.guide.steps import WORKING, is_at, page_of


@for_editors
def intake_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The page; whoever looks is led on when the work is done."""
    intake = get_object_or_404(Intake.objects.select_related("source"), pk=number)
    if not is_at(intake, "guide:intake_progress"):
        address = page_of(intake)
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
    page = {
        "here": "intakes",
        "intake": intake,
        "is_working": intake.state in WORKING,
        "is_unreadable": intake.state == IntakeState.UNREADABLE,
        "problems": [problems.worded(problem, intake.file_name) for problem in problems.stored(intake.notes)],
    }
    return render(request, "guide/pages/staff/intake_progress.html", page)
