"""Where one is signed in, and the way to end it there. It never shows a network address: none is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dalil.access.actions import sessions as actions
from dalil.access.gates import for_signed_in
from dalil.access.viewer import person_of
from dalil.accounts.models import LiveSession
from dalil.accounts.sessions import hash_of


@for_signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """All of one's own that are alive; the one in which this page is read is marked."""
    own = LiveSession.objects.alive(timezone.now()).filter(person=person_of(request)).defer("data")[:100]
    shown = {"sessions": own, "this": hash_of(request.session.session_key or ""), "here": "account"}
    return render(request, "access/pages/sessions.html", shown)


@for_signed_in
@require_POST
def end_session(request: HttpRequest, session: UUID) -> HttpResponse:
    """Ends one of them."""
    if not actions.end_own(by=person_of(request), at=timezone.now(), session=session):
        raise Http404
    messages.success(request, _("That session is ended."))
    return redirect("access:sessions")


@for_signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Ends all but this one."""
    person = person_of(request)
    ended = actions.end_all(by=person, at=timezone.now(), person=person, but=request.session.session_key)
    told = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
    messages.success(request, told)
    return redirect("access:sessions")
