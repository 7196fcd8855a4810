"""An endpoint: its address, what may be asked, what is answered, who may ask. Views and the description are made from it.

Everybody may ask: what is shown is what a stranger may see, whoever asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt

from dalil.access.gates import public
from dalil.guide.addresses import public_address
from dalil.press.api import limits
from dalil.press.api.asking import fit
from dalil.press.api.problems import NOT_THIS_METHOD, TOO_MANY_REQUESTS, Refused
from dalil.press.api.sending import Answer, opened, preflight, sent, told, without_body

REASON: Final = "the guide is for everyone, also for programs"
READ: Final = ("GET", "HEAD", "OPTIONS")
READ_AND_ASK: Final = ("GET", "HEAD", "OPTIONS", "POST")


class NoParameters(msgspec.Struct, frozen=True):
    """Nothing may be asked."""


@dataclass(frozen=True, slots=True)
class Example:
    """A call that the description shows and a test makes: the part of the address behind `/api/`."""

    address: str
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """One address. `route` is Django's, below `/api/`; `answer` is given the request and the parts of the address.

    `returns` is the type of the answer, or several. `parts` says what the parts of the address are. `is_lenient`: what is
    not declared is passed over, as its protocol wants.
    """

    route: str
    name: str
    summary: str
    answer: Callable[..., Answer]
    returns: Any
    tag: str
    parameters: type[msgspec.Struct] = NoParameters
    description: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    form: type[msgspec.Struct] | None = None
    media: str = "application/json"
    is_lenient: bool = False
    refusals: tuple[int, ...] = ()
    example: Example | None = None
    also: Mapping[int, str] = field(default_factory=dict)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods by which it may be asked."""
        return READ_AND_ASK if self.form else READ

    def pattern(self) -> URLPattern:
        """The address with its gate."""
        return path(self.route, public(REASON)(csrf_exempt(view_of(self))), name=f"api_{self.name}")


def view_of(endpoint: Endpoint) -> Callable[..., HttpResponse]:
    """The view: counts what it costs, answers, and turns a refusal into a problem."""

    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            response = answered(endpoint, request, parts)
        except Refused as refused:
            response = told(refused, address_of_problems(request))
        response = opened(response)
        return without_body(response) if request.method == "HEAD" else response

    view.__doc__ = endpoint.summary
    return view


def answered(endpoint: Endpoint, request: HttpRequest, parts: Mapping[str, str]) -> HttpResponse:
    """The response. Raises `Refused`."""
    if request.method == "OPTIONS":
        return preflight(endpoint.methods)
    if request.method not in endpoint.methods:
        raise Refused(
            NOT_THIS_METHOD,
            gettext("This address is asked by %(methods)s.") % {"methods": ", ".join(endpoint.methods)},
            headers={"Allow": ", ".join(endpoint.methods)},
        )
    allowance = spent(request, limits.OF_A_REQUEST)
    for name, value in parts.items():
        fit(name, value)
    response = sent(request, endpoint.answer(request, **parts))
    for name, value in allowance.headers().items():
        response.headers.setdefault(name, value)
    return response


def spent(request: HttpRequest, amount: int) -> limits.Allowance:
    """Count what is asked. Raises `Refused` when it is too much for this minute."""
    allowance = limits.spend(request.META.get("REMOTE_ADDR", ""), amount)
    if allowance.is_spent:
        detail = gettext("You asked for more than a minute allows. Ask again in %(seconds)d s.")
        raise Refused(
            TOO_MANY_REQUESTS,
            detail % {"seconds": allowance.seconds},
            headers={"Retry-After": str(allowance.seconds), **allowance.headers()},
        )
    return allowance


def language_of(request: HttpRequest) -> str:
    """The language to answer in: one of the interface's, as the asker prefers."""
    code = get_language() or settings.LANGUAGE_CODE
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address_to(request: HttpRequest, name: str, *parts: str) -> str:
    """The full address of an endpoint."""
    return public_address(request, reverse(f"api_{name}", args=parts))


def address_of_problems(request: HttpRequest) -> str:
    """The page that says what each problem means."""
    return public_address(request, f"/{language_of(request)}/api/")
