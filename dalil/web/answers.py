"""How an answer to what went wrong is made: for people a page, for programs a problem. When, is for `pages.errors`."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def without_keys(request: HttpRequest) -> HttpResponse:
    """503: the keys of private data are not at hand. What is public is not touched by it."""
    response = problem(503) if request.path.startswith("/api/") else page_of(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def problem(status: int) -> HttpResponse:
    """What a program can read (RFC 9457)."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JsonResponse(said, status=status, content_type="application/problem+json")


def page_of(request: HttpRequest, status: int) -> HttpResponse:
    """What a person can read, in their language."""
    return render(request, f"web/templates/errors/{status}.html", status=status)
