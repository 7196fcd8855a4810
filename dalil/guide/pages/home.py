"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public


@public("the guide is for everyone")
def home(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return render(request, "web/templates/base.html")
