"""The confidential papers of a motion, and the minutes of a meeting. Each look is a reading that the ledger names.

Whoever stands aside in a motion finds no papers there: the page is as good as absent.
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_trustees, freshly
from dalil.access.once import once
from dalil.access.viewer import person_of, viewer_of
from dalil.accounts.models import Person
from dalil.board.acting import attempt_form
from dalil.board.actions import papers as acts
from dalil.board.forms import MinutesTextForm, PaperForm
from dalil.board.models import Meeting, Motion
from dalil.board.refusals import NotInOffice
from dalil.board.standing import trustee
from dalil.board.visibility import MEETINGS, papers_of


@for_trustees
@freshly
@once()
def motion_papers(request: HttpRequest, number: int) -> HttpResponse:
    """The papers, opened; and a form for one more."""
    viewer, by, at = viewer_of(request), person_of(request), timezone.now()
    _in_office(by, at)
    motion = papers_of(Motion.objects.all(), viewer).filter(pk=number).first() if number < 2**62 else None
    if motion is None:
        raise Http404
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt_form(
            request,
            form,
            lambda: acts.add_paper(by=by, at=at, motion=motion, title=data["title"], text=data["text"]),
            _("The paper is added, encrypted."),
        ):
            return redirect("board:motion_papers", number)
    page = {
        "here": "board_desk",
        "motion": motion,
        "form": form,
        "papers": acts.read_papers(by=by, at=at, motion=motion),
    }
    return render(request, "board/pages/staff/motion_papers.html", page, status=422 if form.errors else 200)


@for_trustees
@freshly
def meeting_minutes(request: HttpRequest, number: int) -> HttpResponse:
    """The minutes, opened; and until they are approved a form to change them."""
    viewer, by, at = viewer_of(request), person_of(request), timezone.now()
    _in_office(by, at)
    meeting = MEETINGS.visible(Meeting.objects.all(), viewer).filter(number=number).first() if number < 2**31 else None
    if meeting is None:
        raise Http404
    text, version = acts.read_minutes(by=by, at=at, meeting=meeting)
    typed = request.POST if request.method == "POST" else None
    form = MinutesTextForm(typed, initial={"text": text, "version": version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt_form(
            request,
            form,
            lambda: acts.draft_minutes(by=by, at=at, meeting=meeting, text=data["text"], version=data["version"]),
            _("The minutes are kept, encrypted."),
        ):
            return redirect("board:meeting_minutes", number)
    is_fixed = meeting.minutes_approved_by_id is not None
    page = {"here": "board_desk", "meeting": meeting, "text": text, "form": None if is_fixed else form}
    return render(request, "board/pages/staff/meeting_minutes.html", page, status=422 if form.errors else 200)


def _in_office(by: Person, at: datetime) -> None:
    """A term may be over before the role is taken away: then the page is as good as absent."""
    try:
        trustee(by, at)
    except NotInOffice:
        raise Http404 from None
