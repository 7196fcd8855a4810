"""The lists, registers and people that tell us about organisations. It never shows a file."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.guide.models import Source


@for_editors
def source_list(request: HttpRequest) -> HttpResponse:
    """The page."""
    sources = Source.objects.select_related("last_intake").annotate(held=Count("records")).order_by("name")
    return render(request, "guide/pages/staff/source_list.html", {"here": "sources", "sources": sources})
