"""What the guide is, by which rule values are ranked, and whose work it stands on. It reads nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.guide.models import SourceKind


@public("everyone may know what this is")
def about(request: HttpRequest) -> HttpResponse:
    """The page."""
    page = {
        "here": "about",
        "ranks": SourceKind.labels,
        "policy": settings.DALIL_PLACE_NAMES,
        "mail": settings.DALIL_MAIL_SUGGESTIONS,
    }
    return render(request, "guide/pages/about.html", page)
