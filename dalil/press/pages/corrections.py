"""The public log of corrections: what was said to be wrong, by when it is answered, and the answer. It changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dalil.access.gates import public
from dalil.press.actions.corrections import DAYS_TO_ANSWER
from dalil.press.models import Correction

ON_A_PAGE = 50


@public("whoever reads the guide may read what was wrong in it")
def corrections(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    found = Correction.objects.select_related("edition").order_by("-received_on", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"here": "editions", "page": page, "days": DAYS_TO_ANSWER, "today": timezone.localdate()}
    return render(request, "press/pages/corrections.html", context)
