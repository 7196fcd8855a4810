"""All editions, newest first: what each holds, and the revoked ones with the reason. It changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.press.models import Edition


@public("editions are published for everyone")
def editions(request: HttpRequest) -> HttpResponse:
    """The page; one query."""
    page = {"here": "editions", "editions": list(Edition.objects.public())}
    return render(request, "press/pages/editions.html", page)
