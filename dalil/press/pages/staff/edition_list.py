"""All editions as editors see them: the one under way first. It changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.press.models import Edition


@for_editors
def edition_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    page = {
        "here": "editions",
        "under_way": Edition.objects.under_way().select_related("drafted_by", "approved_by").first(),
        "editions": Edition.objects.public().select_related("drafted_by", "approved_by"),
    }
    return render(request, "press/pages/staff/edition_list.html", page)
