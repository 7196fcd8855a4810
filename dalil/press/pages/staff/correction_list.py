"""The log of corrections as editors keep it: entering what is said to be wrong, and answering it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.once import once
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions.refusals import Refused
from dalil.press.actions import corrections
from dalil.press.models import Correction, CorrectionState, Edition
from dalil.press.staff_forms import CorrectionForm

SHOWN = 100


@for_editors
@once()
def correction_list(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and the form for a new one."""
    known = {"received_on": timezone.localdate(), "said_in": get_language()}
    form = CorrectionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        newest = Edition.objects.published().first()
        try:
            corrections.enter_correction(**form.cleaned_data, edition=newest, by=person_of(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Entered in the public log."))
            return redirect("press:correction_list")
    waiting = Correction.objects.filter(state=CorrectionState.OPEN).order_by("due_on", "pk")[:SHOWN]
    page = {"here": "editions", "form": form, "waiting": waiting, "today": timezone.localdate()}
    return render(request, "press/pages/staff/correction_list.html", page, status=422 if form.errors else 200)


@for_editors
@require_POST
def correction_answer(request: HttpRequest, key: int) -> HttpResponse:
    """Say what became of it."""
    correction, by, at = get_object_or_404(Correction, pk=key), person_of(request), timezone.now()
    is_corrected, answer = request.POST.get("decision") == "corrected", typed(request, "answer", 1000)
    attempt(
        request,
        lambda: corrections.answer_correction(
            correction=correction,
            is_corrected=is_corrected,
            answer=answer,
            answered_on=timezone.localdate(at),
            by=by,
            at=at,
        ),
        _("Answered in the public log."),
    )
    return redirect("press:correction_list")
