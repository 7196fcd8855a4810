"""How an answer goes out: as JSON with an ETag, open to programs in any browser, whole or as "not changed".

It never sets a cookie and never says who asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from dalil.press.api.problems import MEDIA, Refused, encoded

JSON: Final = "application/json"
# What a program in a browser may read of an answer, beyond what it always may.
EXPOSED: Final = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After"
ACCEPTED: Final = "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match"
DAY: Final = "86400"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: `content` as JSON, or bytes of another `media` type."""

    content: Any
    media: str = JSON
    changed_at: datetime | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    status: int = HTTPStatus.OK.value
    is_framed: bool = False


def sent(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The response, or "not changed" to who has it already."""
    body = answer.content if isinstance(answer.content, bytes) else encoded(answer.content)
    media = answer.media if answer.media != JSON else f"{JSON}; charset=utf-8"
    response = HttpResponse(body, content_type=media, status=answer.status)
    response.headers["Content-Language"] = answer.language or get_language() or "en"
    response.headers["Cache-Control"] = "public, no-cache"
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.links:
        response.headers["Link"] = ", ".join(f'<{to}>; rel="{relation}"' for relation, to in answer.links.items())
    if request.method in ("GET", "HEAD") and answer.status == HTTPStatus.OK:
        response = as_conditional(request, response, body, answer.changed_at)
    if answer.is_framed:
        # Django's own mark, that pages of others may show this one in a frame.
        response.xframe_options_exempt = True
    return response


def as_conditional(
    request: HttpRequest, response: HttpResponse, body: bytes, changed_at: datetime | None
) -> HttpResponse:
    """The response with its ETag; without a body when the asker has it."""
    etag = f'"{blake2b(body, digest_size=16, person=b"dalil.api").hexdigest()}"'
    response.headers["ETag"] = etag
    seconds = int(changed_at.timestamp()) if changed_at else None
    if changed_at:
        response.headers["Last-Modified"] = changed_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return cast(HttpResponse, get_conditional_response(request, etag, seconds, response))


def told(refused: Refused, address: str) -> HttpResponse:
    """The problem as a response."""
    response = HttpResponse(encoded(refused.problem(address)), content_type=MEDIA, status=refused.status)
    response.headers["Cache-Control"] = "no-store"
    for name, value in refused.headers.items():
        response.headers[name] = value
    return response


def preflight(methods: tuple[str, ...]) -> HttpResponse:
    """The answer to OPTIONS: what may be asked, and from where (from everywhere)."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response.headers["Allow"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Headers"] = ACCEPTED
    response.headers["Access-Control-Max-Age"] = DAY
    return response


def opened(response: HttpResponse) -> HttpResponse:
    """The response, readable for pages of any site: nothing here depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    patch_vary_headers(response, ["Accept-Language"])
    return response


def without_body(response: HttpResponse) -> HttpResponse:
    """The answer to HEAD: as to GET, but for the body."""
    response.headers["Content-Length"] = str(len(response.content))
    response.content = b""
    return response
