"""All editions as editors see them: the one under way first, and which signatures end soon. It changes nothing."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dalil import mirrors
from dalil.access.gates import for_editors
from dalil.mirrors import MirrorRefused
from dalil.press import folder
from dalil.press.models import Edition


@for_editors
def edition_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    page = {
        "here": "editions",
        "under_way": Edition.objects.under_way().select_related("drafted_by", "approved_by").first(),
        "ends": ends_of_signatures(timezone.now()),
        "editions": Edition.objects.public().select_related("drafted_by", "approved_by"),
    }
    return render(request, "press/pages/staff/edition_list.html", page)


def ends_of_signatures(now: datetime) -> dict[str, datetime]:
    """What must be signed anew soon, by role; of a mirror that cannot be read nothing: publishing says what is wrong with it."""
    try:
        return mirrors.running_out(folder.mirror(), now=now)
    except MirrorRefused:
        return {}
