"""The record of who did what, when, for operators; and whether it is still whole. It never writes to it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_operators
from dalil.ledger import actions
from dalil.ledger.models import Entry

ON_A_PAGE = 100


@for_operators
def ledger(request: HttpRequest) -> HttpResponse:
    """The page; with `check` the whole chain is walked."""
    page = Paginator(Entry.objects.all().newest_first(), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "here": "ledger",
        "page": page,
        "head": actions.head(),
        "check": actions.check() if "check" in request.GET else None,
    }
    return render(request, "guide/pages/staff/ledger.html", shown)
