"""An intake by its number: leads to the page where it stands; and giving one up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt
from dalil.guide.actions import intakes
from dalil.guide.models import Intake
from dalil.guide.steps import page_of


@for_editors
def intake(request: HttpRequest, number: int) -> HttpResponse:
    """To where it stands."""
    return redirect(page_of(get_object_or_404(Intake, pk=number)))


@for_editors
@require_POST
def abandon(request: HttpRequest, number: int) -> HttpResponse:
    """Give it up before it is approved."""
    given_up, by, at = get_object_or_404(Intake, pk=number), person_of(request), timezone.now()
    attempt(request, lambda: intakes.abandon_intake(intake=given_up, by=by, at=at), _("The intake is abandoned."))
    return redirect("guide:intake_list")
