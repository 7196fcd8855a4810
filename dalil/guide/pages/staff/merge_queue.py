"""Pairs too unsure for a batch: what teaches most first, or the likeliest first. It never decides one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.guide import asking, automation, judgements
from dalil.guide.models import Proposal
from dalil.guide.queue_tabs import tabs_of_queue
from dalil.guide.waterfall import waterfall_of_proposal

ON_A_PAGE = 30


@for_editors
def merge_queue(request: HttpRequest) -> HttpResponse:
    """The page."""
    order, rate = asking.order_asked(request), asking.rate_of(request)
    ids = asking.ids_in(order, rate)
    page = Paginator(ids, ON_A_PAGE).get_page(request.GET.get("page"))
    found = Proposal.objects.select_related("left", "right").in_bulk(list(page.object_list))
    calibration = automation.calibration_now()
    waiting = judgements.queue().count()
    shown = {
        "here": "proposals",
        "page": page,
        "asked": [(found[pk], waterfall_of_proposal(found[pk], calibration)) for pk in page.object_list if pk in found],
        "tabs": tabs_of_queue("grey", grey=len(ids), batch=waiting - len(ids)),
        "orders": [(code, label, code == order) for code, label in asking.ORDERS.items()],
        "order": order,
    }
    return render(request, "guide/pages/staff/merge_queue.html", shown)
