"""Proposed merges, the likeliest first. It never decides one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.guide import judgements

ON_A_PAGE = 50


@for_editors
def merge_queue(request: HttpRequest) -> HttpResponse:
    """The page."""
    page = Paginator(judgements.queue(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "guide/pages/staff/merge_queue.html", {"here": "proposals", "page": page})
