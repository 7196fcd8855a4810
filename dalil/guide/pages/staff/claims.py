"""Claims to entries: those that wait, oldest first, and the others by what became of them."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from dalil.access.gates import for_editors
from dalil.access.viewer import viewer_of
from dalil.guide.actions.inviting import unmanaged
from dalil.guide.models import Claim, ClaimState, ManagerOffer
from dalil.guide.models.owners import WAITING_CLAIMS
from dalil.guide.owners_visibility import CLAIMS, OFFERS

ON_A_PAGE = 50


@for_editors
def claims(request: HttpRequest) -> HttpResponse:
    """The page."""
    viewer, state = viewer_of(request), request.GET.get("state", "")
    seen = CLAIMS.visible(Claim.objects.all(), viewer)
    counts = dict(seen.values_list("state").annotate(Count("pk")))
    state = state if state in ClaimState.values else ""
    found = seen.filter(state=state) if state else seen.filter(state__in=WAITING_CLAIMS)
    rows = found.select_related("organisation", "anchor__organisation", "decided_by", "holder").order_by(
        "filed_at", "pk"
    )
    held = Count("evidence", filter=Q(evidence__holds_since__isnull=False))
    waiting = sum(counts.get(one, 0) for one in WAITING_CLAIMS)
    places = [("", gettext("Waiting"), waiting), *((s.value, s.label, counts.get(s.value, 0)) for s in ClaimState)]
    offers = ManagerOffer.objects.filter(closed_at=None, is_in_place=False, accepted_at__isnull=False, agreed_by=None)
    page = {
        "here": "claims",
        "page": Paginator(rows.annotate(held=held), ON_A_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {
                "label": label,
                "count": count,
                "is_current": code == state,
                "address": f"{reverse('guide:claims')}?state={code}",
            }
            for code, label, count in places
        ],
        "unmanaged": CLAIMS.visible(unmanaged(timezone.now()), viewer).select_related(
            "organisation", "anchor__organisation"
        )[:ON_A_PAGE],
        "offers": OFFERS.visible(offers, viewer).select_related("delegation__body", "delegation__person"),
    }
    return render(request, "guide/pages/staff/claims.html", page)
