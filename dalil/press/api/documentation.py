"""The page about the API, for people: made from the same description that programs read. It loads nothing from elsewhere."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from dalil.access.gates import public
from dalil.guide.addresses import public_address
from dalil.guide.reasons import SENTENCES
from dalil.linkage import REASON_CODES
from dalil.press.api import limits, openapi, problems
from dalil.press.api.catalogue import DESCRIBED
from dalil.press.api.endpoint import REASON, Endpoint, address_to
from dalil.press.api.reconciliation.matching import ITSELF, PRIOR
from dalil.press.api.reconciliation.protocol import MOST_QUERIES

IN_JSON: Final = {"type": "JSON"}
_TELLING: Final = ("enum", "minimum", "maximum", "maxLength", "maxItems", "default", "format")


@dataclass(frozen=True, slots=True)
class Told:
    """An endpoint as the page tells it."""

    endpoint: Endpoint
    about: str
    address: str
    methods: str
    parameters: tuple[dict[str, Any], ...]
    example: str


def told(request: HttpRequest, endpoint: Endpoint, described: dict[str, Any]) -> Told:
    """An endpoint with its parameters, as the description has them."""
    ways = described["paths"][openapi.address_in(endpoint)]
    parameters = tuple(
        {**one, "description": plain(one.get("description", "")), "limits": limits_of(one.get("schema", IN_JSON))}
        for one in ways["get"]["parameters"]
    )
    methods = "GET, POST" if "post" in ways else "GET"
    root = public_address(request, reverse("api_root"))
    can_be_followed = endpoint.example and not endpoint.example.form and "{" not in endpoint.example.address
    example = root + endpoint.example.address if endpoint.example and can_be_followed else ""
    about = plain(endpoint.description)
    return Told(endpoint, about, root.rstrip("/") + openapi.address_in(endpoint), methods, parameters, example)


def plain(text: str) -> str:
    """Words of the description without the marks around code."""
    return text.replace("`", "")


def limits_of(schema: dict[str, Any]) -> str:
    """What a value may be, in the words of the schema."""
    inner = schema.get("items", {})
    found = {**{key: inner[key] for key in _TELLING if key in inner}, **{k: schema[k] for k in _TELLING if k in schema}}
    kind = schema.get("type", "")
    parts = [str(kind), *(f"{key}: {', '.join(value) if key == 'enum' else value}" for key, value in found.items())]
    return "; ".join(part for part in parts if part)


def features() -> list[tuple[str, str]]:
    """Every piece of evidence by its code, with its sentence."""
    own = {
        ITSELF: gettext("The text is the id of the organisation."),
        PRIOR: gettext("What is to be expected of any two before they are compared."),
    }
    blank = {name: "…" for names in REASON_CODES.values() for name in names}
    return [*((code, str(SENTENCES[code]) % blank) for code in REASON_CODES if code in SENTENCES), *own.items()]


@public(REASON)
def documentation(request: HttpRequest) -> HttpResponse:
    """The page."""
    described = openapi.described(DESCRIBED)
    page = {
        "here": "api",
        "endpoints": [told(request, endpoint, described) for endpoint in DESCRIBED],
        "problems": [(code, problems.title_of(code), status.value) for code, status in problems.STATUSES.items()],
        "features": features(),
        "openapi": address_to(request, "openapi"),
        "root": address_to(request, "root"),
        "reconcile": address_to(request, "reconcile"),
        "units": settings.DALIL_API_UNITS,
        "of_a_request": limits.OF_A_REQUEST,
        "of_a_query": limits.OF_A_QUERY,
        "most_queries": MOST_QUERIES,
    }
    return render(request, "press/api/documentation.html", page)
