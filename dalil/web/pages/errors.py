"""The pages for what went wrong, one template for each status.

They never say more than the status does: not what exists, not what the program was doing.
"""

import sys

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from dalil.vault.client import NoKeys
from dalil.web.answers import page_of, problem, without_keys


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when what was sent is too long. Under a host that is not ours no page can be made."""
    if isinstance(exception, DisallowedHost):
        return _sentence("There is no such site here.", 400)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return problem(status) if request.path.startswith("/api/") else page_of(request, status)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: no page of ours raises it, but a library may."""
    return page_of(request, 403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from one of our own pages, or from one opened too long ago."""
    return page_of(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    return page_of(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. What broke may break this page too; then a plain sentence has to do.

    Keys that are not at hand come here where a middleware asked for them; what a view raised is met before.
    """
    try:
        if isinstance(sys.exception(), NoKeys):
            return without_keys(request)
        return page_of(request, 500)
    except Exception:
        return _sentence("Something went wrong here.", 500)


def _sentence(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
