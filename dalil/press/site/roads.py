"""The two addresses that the guide's own computing asks for by name, so that making a site loads no page of the live one.

What it answers is never shown: templates ask `{% url %}` of the site.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nowhere(request: HttpRequest, what: str) -> HttpResponse:
    """No page: nothing is served from here."""
    return HttpResponse(status=404)


_GUIDE = [path("o/<what>", nowhere, name="organisation"), path("p/<what>", nowhere, name="place")]

urlpatterns = [path("", include((_GUIDE, "guide")))]
