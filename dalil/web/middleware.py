"""What holds for every request: headers against foreign scripts, sessions that end, bodies that are not too long.

It never decides who may open a page: that is for the gates.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dalil.access.viewer import viewer_of
from dalil.vault.client import NoKeys
from dalil.web.answers import without_keys

Answer = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
FRAMED_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

SEEN_AT = "seen_at"
# A session is written again at most this often, so that reading pages does not queue for the right to write.
SEEN_EVERY_SECONDS = 60


class SecurityHeaders:
    """Nothing inline, nothing from elsewhere, in no frame."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the two headers for which Django 5.2 has no setting, and the one against frames for old browsers."""
        response = self.get_response(request)
        # A page made for frames (a preview that OpenRefine shows) says so itself; it sets no cookie and has no form.
        is_framed = getattr(response, "xframe_options_exempt", False)
        policy = FRAMED_POLICY if is_framed else CONTENT_SECURITY_POLICY
        # A file that is handed out says of itself that it is no page at all.
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        if not is_framed:
            response.headers["X-Frame-Options"] = "DENY"
        return response


class TrueAddress:
    """Behind proxies of our own, who asks is what the outermost of them saw, not the proxy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Counts from the right: what stands further left than our own proxies wrote may be invented."""
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if 0 < settings.DALIL_PROXIES <= len(seen):
            request.META["REMOTE_ADDR"] = seen[-settings.DALIL_PROXIES]
        return self.get_response(request)


class SessionEnds:
    """A session that somebody uses is noted as alive. When it ends is for the store to say (`dalil.accounts.sessions`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Notes it, at most once a minute."""
        now = timezone.now().timestamp()
        if request.user.is_authenticated and now - request.session.get(SEEN_AT, 0) > SEEN_EVERY_SECONDS:
            request.session[SEEN_AT] = now
        return self.get_response(request)


class WithoutKeys:
    """A page that needs a private value while the keys are not at hand is a clean 503; its transaction was undone before."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing, as long as nothing is missing."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says so, for this exception alone."""
        if not isinstance(exception, NoKeys):
            return None
        LOG.error("A page needed private values: %s. See `dalil keys status`.", exception)
        return without_keys(request)


class BodyLimit:
    """Only those who signed in may send a file, and none longer than the operator allows: refused before it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuses by the announced length; the server reads no further than what was announced."""
        announced = int(request.headers.get("Content-Length") or 0)
        known, others = settings.DALIL_UPLOAD_MIB * 1024 * 1024, settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        # Who asks is looked up only where it matters: this runs for every request.
        if announced > min(known, others) and announced > (known if viewer_of(request).is_signed_in else others):
            raise RequestDataTooBig
        return self.get_response(request)
