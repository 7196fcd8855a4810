"""Gates: who may open a page. Each page wears exactly one, outermost.

    @public("the guide is for everyone")
    def organisation(request, number): ...

They never decide what is on the page (that is `rules`), and never answer 403: whoever may not open a page gets 404, so
that it can't be told from one that does not exist. A stranger is asked to sign in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Protocol, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from dalil.access.gate import Gate
from dalil.access.viewer import Viewer, viewer_of

Page = Callable[..., HttpResponseBase]


class GatedPage(Protocol):
    """A page with its gate."""

    gate: Gate

    def __call__(self, request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
        """Answers the request."""


def public(reason: str) -> Callable[[Page], GatedPage]:
    """Anyone may open the page, and `reason` says why."""

    def gated(page: Page) -> GatedPage:
        @wraps(page)
        def open_to_all(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
            return page(request, *args, **parameters)

        return _marked(open_to_all, Gate("public", reason))

    return gated


def for_signed_in(page: Page) -> GatedPage:
    """Only those who signed in."""
    return _staff_only(page, Gate("signed in"), lambda viewer: viewer.is_signed_in)


def for_editors(page: Page) -> GatedPage:
    """Only editors."""
    return _staff_only(page, Gate("editors"), lambda viewer: viewer.is_editor)


def for_operators(page: Page) -> GatedPage:
    """Only operators."""
    return _staff_only(page, Gate("operators"), lambda viewer: viewer.is_operator)


def _staff_only(page: Page, gate: Gate, passes: Callable[[Viewer], bool]) -> GatedPage:
    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
        viewer = viewer_of(request)
        if not viewer.is_signed_in:
            return _asked_to_sign_in(request)
        if not passes(viewer):
            raise Http404
        response = page(request, *args, **parameters)
        add_never_cache_headers(response)
        return response

    return _marked(guarded, gate)


def _asked_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    # A fragment was asked for: the whole page goes to sign in, and comes back to where it was.
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    return HttpResponseClientRedirect(redirect_to_login(urlunsplit(("", "", *shown[2:4], ""))).url)


def _marked(page: Page, gate: Gate) -> GatedPage:
    gated = cast(GatedPage, page)
    gated.gate = gate
    return gated
