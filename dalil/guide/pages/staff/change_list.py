"""Changes that anybody proposed: those that wait, oldest first, by what they are about; and those that were answered."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dalil.access.gates import for_editors
from dalil.access.viewer import viewer_of
from dalil.guide.models import Aspect, ChangeProposal, ProposedState, Report
from dalil.guide.owners_visibility import CHANGES

ON_A_PAGE = 50


@for_editors
def change_list(request: HttpRequest) -> HttpResponse:
    """The page."""
    seen = CHANGES.visible(ChangeProposal.objects.all(), viewer_of(request))
    state, aspect = request.GET.get("state", ""), request.GET.get("about", "")
    state = state if state in ProposedState.values else ProposedState.OPEN.value
    aspect = aspect if aspect in Aspect.values else ""
    counts = dict(seen.values_list("state").annotate(Count("pk")))
    by_aspect = dict(seen.filter(state=state).values_list("aspect").annotate(Count("pk")))
    rows = seen.filter(state=state, **({"aspect": aspect} if aspect else {}))
    rows = rows.select_related("organisation", "anchor__organisation").order_by("filed_at", "pk")
    here = reverse("guide:change_list")
    page = {
        "here": "changes",
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {"label": one.label, "count": counts.get(one.value, 0), "is_current": one.value == state,
             "address": f"{here}?state={one.value}"}
            for one in ProposedState
        ],
        "aspects": [
            {"label": one.label, "count": by_aspect[one.value], "is_current": one.value == aspect,
             "address": f"{here}?state={state}&about={one.value}"}
            for one in Aspect if one.value in by_aspect
        ],
        "old_reports": Report.objects.exists(),
    }  # fmt: skip
    return render(request, "guide/pages/staff/change_list.html", page)
