"""The statements of the platform, newest first. It changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil.access.gates import public
from dalil.press.models import Statement
from dalil.press.saying import said_in

ON_A_PAGE = 30


@public("statements are made to everyone")
def statements(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    page = Paginator(Statement.objects.public(), ON_A_PAGE).get_page(request.GET.get("page"))
    language = get_language() or "en"
    context = {"here": "statements", "page": page, "statements": [said_in(one, language) for one in page.object_list]}
    return render(request, "press/pages/statements.html", context)
