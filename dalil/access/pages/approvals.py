"""What waits for a second person: what you may decide, what you asked for, and what was decided before.

It never decides: that is on the page of each request.
"""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dalil.access.approvals import kind_of, waiting_for
from dalil.access.gates import for_signed_in
from dalil.access.models import Approval, ApprovalState
from dalil.access.viewer import viewer_of
from dalil.access.visibility import APPROVALS

ON_A_PAGE = 25


@for_signed_in
def approvals(request: HttpRequest) -> HttpResponse:
    """Three lists; the last has pages."""
    viewer, now = viewer_of(request), timezone.now()
    mine = Approval.objects.waiting(now).filter(asked_by=viewer.person).newest_first()
    seen = APPROVALS.visible(Approval.objects.newest_first(), viewer)
    earlier = seen.exclude(state=ApprovalState.ASKED, expires_at__gt=now)
    page = Paginator(earlier, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "to_decide": _worded(waiting_for(viewer, now).select_related("asked_by")[:100]),
        "asked": _worded(mine[:100]),
        "earlier": _worded(page.object_list),
        "page": page,
        "here": "approvals",
    }
    return render(request, "access/pages/approvals.html", shown)


def _worded(approvals: Iterable[Approval]) -> list[tuple[Approval, str]]:
    """Each with the sentence of its kind; of a kind that this version does not know, its code."""
    return [(one, str(known.sentence) if (known := kind_of(one)) else one.kind) for one in approvals]
