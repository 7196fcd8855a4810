"""Meetings: listed, called, and one with its agenda, its motions and who takes part. A trustee speaks for nobody else."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly
from dalil.access.once import once
from dalil.access.viewer import person_of, viewer_of
from dalil.board.acting import attempt, attempt_form
from dalil.board.actions import meetings as acts
from dalil.board.forms import AttendForm, MeetingForm
from dalil.board.models import Attending, Meeting
from dalil.board.visibility import MEETINGS

ON_A_PAGE = 50


@for_trustees
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    rows = MEETINGS.visible(Meeting.objects.all(), viewer_of(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "board/pages/staff/meeting_list.html", {"here": "board_desk", "page": page})


@for_trustees
@freshly
@once()
def meeting_add(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    form, by, at = MeetingForm(request.POST if request.method == "POST" else None), person_of(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        agenda = data["agenda"].splitlines()
        if attempt_form(
            request,
            form,
            lambda: acts.call(by=by, at=at, starts_at=data["starts_at"], place=data["place"], agenda=agenda),
            _("The meeting is called."),
        ):
            return redirect("board:meeting_list")
    page = {"here": "board_desk", "form": form}
    return render(request, "board/pages/staff/meeting_add.html", page, status=422 if form.errors else 200)


@for_trustees
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """One meeting; five queries."""
    found, now = known(request, number), timezone.now()
    page = {
        "here": "board_desk",
        "meeting": found,
        "agenda": found.agenda.all(),
        "motions": found.motions.order_by("pk"),
        "attendance": found.attendance.select_related("term__person", "term__seat").order_by("term__seat__number"),
        "form": AttendForm() if now < found.starts_at + acts.LONGEST and not found.cancelled_at else None,
        "may_cancel": now < found.starts_at and not found.cancelled_at and found.called_by_id == person_of(request).pk,
    }
    return render(request, "board/pages/staff/meeting.html", page)


@for_trustees
@require_POST
@freshly
def meeting_attend(request: HttpRequest, number: int) -> HttpResponse:
    """Say how one takes part."""
    found, by, at, form = known(request, number), person_of(request), timezone.now(), AttendForm(request.POST)
    if not form.is_valid():
        raise Http404
    how = Attending(form.cleaned_data["how"])
    attempt(request, lambda: acts.attend(by=by, at=at, meeting=found, how=how), _("Noted."))
    return redirect("board:meeting", number)


@for_trustees
@require_POST
@freshly
def meeting_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """It does not take place."""
    found, by, at = known(request, number), person_of(request), timezone.now()
    attempt(request, lambda: acts.cancel(by=by, at=at, meeting=found), _("The meeting is cancelled."))
    return redirect("board:meeting", number)


def known(request: HttpRequest, number: int) -> Meeting:
    """The meeting, if this viewer may see it."""
    rows = MEETINGS.visible(Meeting.objects.all(), viewer_of(request))
    found = rows.filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return found
