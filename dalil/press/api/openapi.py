"""The description of the API as OpenAPI 3.1, made from the endpoints and their types. It never says what no type says.

It is in English, whoever asks: it is read by programs and by those who write them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest

import dalil
from dalil.guide.addresses import public_address
from dalil.press.api import limits
from dalil.press.api.asking import asked
from dalil.press.api.endpoint import Endpoint, NoParameters
from dalil.press.api.problems import MEDIA, Problem
from dalil.press.api.sending import JSON, Answer

_PART: Final = re.compile(r"<str:(\w+)>")
_TEMPLATE: Final = "#/components/schemas/{name}"
FORM: Final = "application/x-www-form-urlencoded"
INSIDE: Final = "contentSchema"
REFUSALS: Final = {
    400: "A parameter is not as it should be; the answer names it.",
    404: "Nothing is at this address, or nothing that everybody may see.",
    422: "Too many queries at once.",
    429: "More than a minute allows; `Retry-After` says when to ask again.",
}
HEADERS: Final = {
    "ETag": "Give it back as `If-None-Match` to be told only whether anything changed.",
    "RateLimit": "How many units are left, and for how many seconds.",
    "RateLimit-Policy": "How many units a minute allows.",
}
ABOUT: Final = f"""The guide of organisations for programs: every value with who says so. Everybody may read it, without an
account.

Answers are in the words of HSDS 3.1, in Arabic, English, French or Hebrew by `Accept-Language`. A parameter that is not
declared, or cannot be what it should be, is refused and named. Dates and moments are ISO 8601, in UTC.

A minute allows {settings.DALIL_API_UNITS:,} units to an address: a request costs {limits.OF_A_REQUEST}, and each query of a
reconciliation batch {limits.OF_A_QUERY} more."""


def description(endpoints: Sequence[Endpoint]) -> Callable[[HttpRequest], Answer]:
    """What answers with the description of these endpoints."""

    def openapi(request: HttpRequest) -> Answer:
        asked(request.GET, NoParameters)
        return Answer(document(tuple(endpoints), public_address(request, "/api")), language="en")

    return openapi


def document(endpoints: tuple[Endpoint, ...], server: str) -> dict[str, Any]:
    """The description. `server` is the address below which the endpoints are."""
    return {**described(endpoints), "servers": [{"url": server}]}


@lru_cache(maxsize=2)
def described(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """The description but for where the API is: always the same."""
    types = [Problem, *(kind for endpoint in endpoints for kind in (*kinds_of(endpoint), endpoint.parameters))]
    types += [endpoint.form for endpoint in endpoints if endpoint.form]
    schemas, components = msgspec.json.schema_components(types, ref_template=_TEMPLATE)
    components = {name: without_empty(one) for name, one in components.items()}
    asked_only = {kind.parameters.__name__ for kind in endpoints}
    by_type = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        at = paths.setdefault(address_in(endpoint), {})
        at["get"] = operation(endpoint, by_type, components)
        if endpoint.form:
            at["post"] = operation(endpoint, by_type, components, endpoint.form)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dalil: the guide of civil-society organisations",
            "version": dalil.__version__,
            "description": ABOUT,
            "license": {"name": "Each source has its own licence: see /sources"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": paths,
        "components": {"schemas": {name: one for name, one in components.items() if name not in asked_only}},
    }


def kinds_of(endpoint: Endpoint) -> tuple[Any, ...]:
    """The types of its answers."""
    return endpoint.returns if isinstance(endpoint.returns, tuple) else (endpoint.returns,)


def without_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type without defaults that only say that a value may be missing: what is empty is not sent."""
    properties = {
        name: {key: value for key, value in one.items() if key != "default" or value not in ("", (), [], {}, None)}
        for name, one in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else schema


def address_in(endpoint: Endpoint) -> str:
    """The address of an endpoint as the description writes it."""
    return "/" + _PART.sub(r"{\1}", endpoint.route)


def operation(
    endpoint: Endpoint, by_type: dict[str, Any], components: dict[str, Any], form: type[msgspec.Struct] | None = None
) -> dict[str, Any]:
    """One way of asking an endpoint."""
    told: dict[str, Any] = {
        "operationId": endpoint.name + ("_by_form" if form else ""),
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": [*parts_of(endpoint), *([] if form else parameters_of(endpoint, components))],
        "responses": responses_of(endpoint, by_type),
    }
    if endpoint.description:
        told["description"] = endpoint.description
    if form:
        told["requestBody"] = {"required": True, "content": {FORM: form_of(components[form.__name__])}}
    return told


def form_of(declared: dict[str, Any]) -> dict[str, Any]:
    """A form whose fields may hold JSON."""
    fields = declared["properties"]
    schema = {**declared, "properties": {name: one.get(INSIDE, one) for name, one in fields.items()}}
    schema["anyOf"] = [{"required": [name]} for name in fields]
    return {
        "schema": schema,
        "encoding": {name: {"contentType": JSON} for name, one in fields.items() if INSIDE in one},
    }


def parts_of(endpoint: Endpoint) -> Iterable[dict[str, Any]]:
    """The parts of the address."""
    for name, what in endpoint.parts.items():
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": r"^[A-Za-z0-9_-]+$"}
        yield {"name": name, "in": "path", "required": True, "description": what, "schema": schema}


def parameters_of(endpoint: Endpoint, components: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The parameters behind the question mark."""
    declared = components.get(endpoint.parameters.__name__, {})
    for name, schema in declared.get("properties", {}).items():
        schema = dict(schema)
        what = schema.pop("description", "")
        told: dict[str, Any] = {"name": name, "in": "query", "required": name in declared.get("required", ())}
        told |= {"content": {JSON: {"schema": schema[INSIDE]}}} if INSIDE in schema else {"schema": schema}
        if what:
            told["description"] = what
        yield told


def responses_of(endpoint: Endpoint, by_type: dict[str, Any]) -> dict[str, Any]:
    """What may be answered."""
    schemas = [by_type[repr(kind)] for kind in kinds_of(endpoint)]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    problem = {MEDIA: {"schema": by_type[repr(Problem)]}}
    told: dict[str, Any] = {
        "200": {
            "description": endpoint.summary,
            "headers": {name: {"description": what, "schema": {"type": "string"}} for name, what in HEADERS.items()},
            "content": {endpoint.media: {"schema": schema}},
        }
    }
    for status, what in endpoint.also.items():
        told[str(status)] = {"description": what}
    told["304"] = {"description": "Nothing changed since the answer with this ETag."}
    for status in sorted({400, 429, *endpoint.refusals}):
        told[str(status)] = {"description": REFUSALS[status], "content": problem}
    return told
