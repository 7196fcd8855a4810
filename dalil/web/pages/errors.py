"""The pages for what went wrong, one template for each status.

They never say more than the status does: not what exists, not what the program was doing.
"""

import sys
from http import HTTPStatus

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from dalil.vault.client import NoKeys


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when what was sent is too long. Under a host that is not ours no page can be made."""
    if isinstance(exception, DisallowedHost):
        return _sentence("There is no such site here.", 400)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return _problem(status) if request.path.startswith("/api/") else _page(request, status)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: no page of ours raises it, but a library may."""
    return _page(request, 403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from one of our own pages, or from one opened too long ago."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. What broke may break this page too; then a plain sentence has to do.

    Keys that are not at hand come here where a middleware asked for them; what a view raised is met before.
    """
    try:
        if isinstance(sys.exception(), NoKeys):
            return without_keys(request)
        return _page(request, 500)
    except Exception:
        return _sentence("Something went wrong here.", 500)


def without_keys(request: HttpRequest) -> HttpResponse:
    """503: the keys of private data are not at hand. What is public is not touched by it."""
    response = _problem(503) if request.path.startswith("/api/") else _page(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def _sentence(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _problem(status: int) -> HttpResponse:
    """What a program can read (RFC 9457)."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JsonResponse(said, status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"web/templates/errors/{status}.html", status=status)
