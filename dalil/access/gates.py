"""Gates: who may open a page. Each page wears exactly one, outermost.

    @public("the guide is for everyone")
    def organisation(request, number): ...

    @for_editors
    @freshly
    def publish(request): ...

    @for_signed_in
    @does(Act.EXPORT)
    def take_away(request): ...

What a page does, as far as the state of the platform asks (`state`), is reading or, by POST, writing, unless `does` says
otherwise; what the state does not allow is answered with 503. What happens behind a gate happens within the second wall,
and what it writes to the ledger is written when the page is done.

They never decide what is on the page (that is `rules`), and never answer 403: whoever may not open a page gets 404, so
that it can't be told from one that does not exist. A stranger is asked to sign in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Protocol, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from dalil.access.gate import Gate
from dalil.access.second_wall import as_viewer, has_second_wall
from dalil.access.state import Act, allows
from dalil.access.strength import is_fresh
from dalil.access.viewer import STRANGER, Viewer, viewer_of
from dalil.accounts.models import DelegateRole
from dalil.ledger.actions import at_the_end
from dalil.ledger.duty import during

Page = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


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
            if not allows(_act(page, request, Act.READ_PUBLIC)):
                return _not_now(request)
            with as_viewer(viewer_of(request) if has_second_wall() else STRANGER), at_the_end():
                return page(request, *args, **parameters)

        return _marked(open_to_all, Gate("public", reason))

    return gated


def for_signed_in(page: Page) -> GatedPage:
    """Only those who signed in."""
    return only("signed in", lambda viewer: viewer.is_signed_in)(page)


def for_known(page: Page) -> GatedPage:
    """Those whose password was right, whatever they still have to show: the pages where a factor is set up or given."""
    return only("known", lambda viewer: viewer.person is not None, is_recognised_later=True)(page)


def for_editors(page: Page) -> GatedPage:
    """Only editors."""
    return only("editors", lambda viewer: viewer.is_editor)(page)


def for_operators(page: Page) -> GatedPage:
    """Only operators on duty."""
    return only("operators", lambda viewer: viewer.is_operator)(page)


def for_staff(page: Page) -> GatedPage:
    """Only editors, operators (on duty or off), counsel and trustees: those whose word counts about another's identity."""
    return only("staff", lambda viewer: viewer.person is not None and viewer.person.needs_passkey)(page)


def for_counsel(page: Page) -> GatedPage:
    """Only counsel and trustees: those who place legal holds."""
    return only("counsel and trustees", lambda viewer: viewer.is_counsel or viewer.is_trustee)(page)


def for_trustees(page: Page) -> GatedPage:
    """Only trustees in office."""
    return only("trustees", lambda viewer: viewer.is_trustee)(page)


def for_delegates(*roles: DelegateRole) -> Callable[[Page], GatedPage]:
    """Only those who act for some body in this session, in one of these roles (any, when none is named)."""
    wanted = frozenset(roles or DelegateRole)
    named = "delegates" if not roles else "delegates: " + ", ".join(sorted(wanted))

    def passes(viewer: Viewer) -> bool:
        return viewer.acting_for is not None and viewer.acts_for[viewer.acting_for] in wanted

    return only(named, passes)


def only(
    name: str, passes: Callable[[Viewer], bool], *, is_recognised_later: bool = False
) -> Callable[[Page], GatedPage]:
    """A gate for those of whom `passes` is true; a room above makes its own of it."""

    def gated(page: Page) -> GatedPage:
        @wraps(page)
        def guarded(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
            if not allows(_act(page, request, Act.READ_PRIVATE)):
                return _not_now(request)
            viewer = viewer_of(request)
            if viewer.person is None:
                return _asked_to_sign_in(request)
            if not (viewer.is_recognised or is_recognised_later):
                return redirect_to_login(request.get_full_path(), resolve_url("access:factor"))
            if not passes(viewer):
                raise Http404
            request.viewer = viewer  # type: ignore[attr-defined]  # for what every page shows: duty, what waits
            with as_viewer(viewer), during(str(viewer.duty.pk) if viewer.duty else ""), at_the_end():
                response = page(request, *args, **parameters)
            add_never_cache_headers(response)
            return response

        return _marked(guarded, Gate(name))

    return gated


def does(act: Act, *, reading: Act | None = None) -> Callable[[Page], Page]:
    """Below a gate: what the page does, where that is neither reading nor plain writing; `reading` is what looking at it is."""

    def said(page: Page) -> Page:
        @wraps(page)
        def as_before(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
            return page(request, *args, **parameters)

        # Read by the gate above, through `wraps`.
        as_before.act, as_before.reading = act, reading or act  # type: ignore[attr-defined]
        return as_before

    return said


def freshly(page: Page) -> Page:
    """Below a gate: the factor must have been shown within ten minutes; else it is asked for again, and one comes back here."""

    @wraps(page)
    def after_proof(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
        if is_fresh(request.session, timezone.now()):
            return page(request, *args, **parameters)
        # What was about to be sent is not kept: one comes back to the page that has the form.
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        return redirect_to_login(back, resolve_url("access:prove"))

    return after_proof


def _act(page: Page, request: HttpRequest, reading: Act) -> Act:
    said = getattr(page, "reading" if request.method in READING else "act", None)
    if isinstance(said, Act):
        return said
    return reading if request.method in READING else Act.WRITE


def _not_now(request: HttpRequest) -> HttpResponseBase:
    response = render(request, "access/pages/not_now.html", status=503)
    add_never_cache_headers(response)
    return response


def freshly_sent(page: Page) -> Page:
    """As `freshly`, for pages that may be read without a new proof: only sending their form needs one."""
    fresh = freshly(page)

    @wraps(page)
    def by_method(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
        return (page if request.method in READING else fresh)(request, *args, **parameters)

    return by_method


def _page_before(request: HttpRequest) -> str:
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc == request.get_host()
    return urlunsplit(("", "", before.path, before.query, "")) if is_ours else request.get_full_path()


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
