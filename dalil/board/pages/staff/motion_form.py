"""Proposing a motion of one kind. It never opens the vote: another trustee does, by seconding."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_trustees, freshly
from dalil.access.once import once
from dalil.access.viewer import person_of
from dalil.board.acting import attempt_form
from dalil.board.actions import motions
from dalil.board.forms import in_time
from dalil.board.kinds import kind_called
from dalil.board.motion_forms import FORMS
from dalil.board.standing import rules_in_force


@for_trustees
@freshly
@once()
def motion_form(request: HttpRequest, code: str) -> HttpResponse:
    """The form, or a new motion."""
    kind, by, at = kind_called(code), person_of(request), timezone.now()
    if kind is None or code not in FORMS:
        raise Http404
    days = rules_in_force(at).rules.notice_days
    asked = {name: request.GET[name][:200] for name in ("subject", "hold", "resolution") if name in request.GET}
    initial = {"authoritative": get_language(), "closes_at": in_time(days), **asked}
    form = FORMS[code](request.POST if request.method == "POST" else None, kind=code, initial=initial)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if attempt_form(
            request,
            form,
            lambda: motions.propose(by=by, at=at, draft=draft),
            _("Proposed. Another trustee must second it."),
        ):
            return redirect("board:motion_list")
    page = {"here": "board_desk", "form": form, "kind": kind}
    return render(request, "board/pages/staff/motion_form.html", page, status=422 if form.errors else 200)
