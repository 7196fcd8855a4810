"""All intakes, the newest first. It never shows rows."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.guide.models import Intake

ON_A_PAGE = 50


@for_editors
def intake_list(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = Intake.objects.select_related("source", "uploaded_by").order_by("-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "guide/pages/staff/intake_list.html", {"here": "intakes", "page": page})
