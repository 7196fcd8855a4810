"""All motions, newest first; and the kinds of which a new one can be. It changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_trustees
from dalil.access.viewer import viewer_of
from dalil.board.kinds import all_kinds
from dalil.board.models import Motion
from dalil.board.motion_forms import FORMS
from dalil.board.visibility import MOTIONS
from dalil.board.wording import arithmetic

ON_A_PAGE = 50


@for_trustees
def motion_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    rows = MOTIONS.visible(Motion.objects.all(), viewer_of(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"here": "board_desk", "page": page, "motions": [(one, arithmetic(one.figures)) for one in page]}
    return render(request, "board/pages/staff/motion_list.html", shown)


@for_trustees
def motion_kinds(request: HttpRequest) -> HttpResponse:
    """The kinds that have a form."""
    kinds = [kind for kind in all_kinds() if kind.code in FORMS]
    return render(request, "board/pages/staff/motion_kinds.html", {"here": "board_desk", "kinds": kinds})
