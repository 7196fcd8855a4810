"""The trustee's desk: what waits for one's vote or second, the meetings to come, one's own term. It counts nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly
from dalil.access.viewer import person_of, viewer_of
from dalil.board.acting import attempt
from dalil.board.actions import terms
from dalil.board.models import Meeting, Motion, MotionState, Resolution, SigningKey
from dalil.board.standing import term_of
from dalil.board.visibility import HOLDS, MEETINGS, MOTIONS, RESOLUTIONS
from dalil.vault.models import Hold

MOST = 20


@for_trustees
def board_desk(request: HttpRequest) -> HttpResponse:
    """The page; nine queries at most."""
    viewer, by, now = viewer_of(request), person_of(request), timezone.now()
    motions = MOTIONS.visible(Motion.objects.filter(state__in=(MotionState.PROPOSED, MotionState.OPEN)), viewer)
    mine = set(motions.filter(ballots__term__person=by).values_list("pk", flat=True))
    aside = set(motions.filter(recusals__term__person=by).values_list("pk", flat=True))
    unsigned = RESOLUTIONS.visible(Resolution.objects.select_related("motion"), viewer)
    page = {
        "here": "board_desk",
        "term": term_of(by, now),
        "motions": [(one, one.pk in mine, one.pk in aside) for one in motions.order_by("closes_at")[:MOST]],
        "meetings": MEETINGS.visible(Meeting.objects.filter(starts_at__gte=now, cancelled_at=None), viewer)[:MOST],
        "unsigned": unsigned.exclude(signatures__term__person=by).exclude(motion__recusals__term__person=by)[:MOST],
        "has_key": SigningKey.objects.filter(person=by, ended_at=None, confirmed_at__isnull=False).exists(),
        "overdue": HOLDS.visible(Hold.objects.all().in_force().filter(review_on__lt=now.date()), viewer).count(),
    }
    return render(request, "board/pages/staff/board_desk.html", page)


@for_trustees
@require_POST
@freshly
def show_me(request: HttpRequest) -> HttpResponse:
    """Stand on the public list by name, or no longer."""
    by, is_shown = person_of(request), request.POST.get("is_shown") == "yes"
    attempt(request, lambda: terms.show_me(by=by, at=timezone.now(), is_shown=is_shown), _("Noted."))
    return redirect("board:board_desk")


@for_trustees
@require_POST
@freshly
def resign(request: HttpRequest) -> HttpResponse:
    """Leave the board."""
    by, why = person_of(request), request.POST.get("why", "")[:500].replace("\0", "")
    if attempt(request, lambda: terms.resign(by=by, at=timezone.now(), why=why), _("Your term is over.")):
        return redirect("guide:home")
    return redirect("board:board_desk")
