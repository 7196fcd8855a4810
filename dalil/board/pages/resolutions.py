"""For everyone: the resolutions that the board published, newest first; trustees see all. It changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.board.models import Resolution
from dalil.board.visibility import RESOLUTIONS

ON_A_PAGE = 50


@public("what the board published is for everyone")
def resolutions(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    rows = Resolution.objects.select_related("motion", "withdrawn_by")
    page = Paginator(RESOLUTIONS.visible(rows, viewer_of(request)), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "board/pages/resolutions.html", {"here": "board", "page": page})
