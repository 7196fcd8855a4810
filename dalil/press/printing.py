"""Prints entries as the live guide has them now: reads them, has them set, and answers with the PDF.

Setting takes a process of its own for a second or more, so each server process sets one at a time and asks others to wait.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.guide.held_back import IN_PRINT
from dalil.guide.models import Source
from dalil.press.api import limits
from dalil.press.books import PAPERS
from dalil.press.freezing import entries_of, slugs_of, source_cards
from dalil.press.print.letters import MACHINE
from dalil.press.print.sheets import MOST, entry_pdf

_TURN = BoundedSemaphore(1)
# Whoever waits holds a thread that others could read pages by.
_WAIT_SECONDS = 1
# A print takes a process of its own for a second or more: of the minute's allowance it takes as much as 20 requests.
_COST = 20 * limits.OF_A_REQUEST
_TRY_AGAIN = "10"


def font_folders() -> tuple[Path, ...]:
    """The operator's folder of fonts before those of the machine."""
    own = settings.DALIL_FONTS
    return (Path(own), *MACHINE) if own else MACHINE


def answered(request: HttpRequest, numbers: Sequence[str], name: str, asked: str = "") -> HttpResponse:
    """The PDF of these organisations as an answer; 503 when too many ask at once, 404 is the page's matter."""
    allowance = limits.spend(request.META.get("REMOTE_ADDR", ""), _COST)
    if allowance.is_spent or not _TURN.acquire(timeout=_WAIT_SECONDS):
        busy = HttpResponse(_("Others are printing. Try again in some seconds."), status=503, content_type="text/plain")
        busy["Retry-After"] = _TRY_AGAIN
        return busy
    try:
        made = printed(request, numbers[:MOST], asked)
    finally:
        _TURN.release()
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def printed(request: HttpRequest, numbers: Sequence[str], asked: str = "") -> bytes:
    """The PDF of these organisations in their order, in the language of the request."""
    named = slugs_of(Source.objects.all())
    paper = request.GET.get("paper", "")
    return entry_pdf(
        list(entries_of(numbers, named, IN_PRINT, timezone.localdate())),
        {card.slug: card for card in source_cards(named)},
        language=(get_language() or "en").split("-")[0],
        platform=settings.DALIL_NAME,
        on=timezone.localdate(),
        paper=paper if paper in PAPERS else PAPERS[0],
        asked=asked,
        folders=font_folders(),
    )
