"""The description is valid, says all that there is, and its examples give what it shows. schemathesis finds nothing."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as bounded
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from dalil.access.checks import all_pages, gate_of
from dalil.guide.models import Organisation
from dalil.press.api import openapi
from dalil.press.api.catalogue import DESCRIBED

pytestmark = pytest.mark.django_db

DESCRIPTION = openapi.document(DESCRIBED, "http://testserver/api")
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)


def checked(content: Any, endpoint_schema: dict[str, Any]) -> None:
    whole = {**endpoint_schema, "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(content)


def schema_of(address: str, method: str = "get", status: str = "200") -> dict[str, Any]:
    content = DESCRIPTION["paths"][address][method]["responses"][status]["content"]
    found: dict[str, Any] = next(iter(content.values()))["schema"]
    return found


def test_the_description_is_valid_and_the_one_that_is_served(get: Callable[..., Any]) -> None:
    validate(DESCRIPTION)

    assert get("openapi.json") == json.loads(json.dumps(DESCRIPTION))
    assert DESCRIPTION["openapi"] == "3.1.0"


def test_every_address_below_api_is_described_and_public_with_a_reason() -> None:
    found = {address: gate_of(pattern) for address, pattern in all_pages() if address.startswith("api/")}

    described = {f"api{openapi.address_in(endpoint)}" for endpoint in DESCRIBED}
    assert {address.replace("<str:number>", "{number}") for address in found} - described == {
        "api/openapi.json",
        "api/^(?P<rest>.*)$",
    }
    assert all(gate and gate.name == "public" and gate.reason for gate in found.values())


@pytest.mark.parametrize("endpoint", [one for one in DESCRIBED if one.example], ids=lambda one: one.name)
def test_every_example_gives_what_the_description_says(api: Client, endpoint: Any) -> None:
    address = "/api/" + endpoint.example.address.format(dalil_id="lamp")

    answer = api.post(address, endpoint.example.form) if endpoint.example.form else api.get(address)

    assert answer.status_code == 200
    checked(answer.json(), schema_of(openapi.address_in(endpoint)))


@pytest.mark.parametrize("path", ["organizations?per_page=1000000", "organizations?colour=red", "services/none"])
def test_every_problem_is_one_as_described(api: Client, path: str) -> None:
    answer = api.get(f"/api/{path}")

    assert answer.headers["Content-Type"] == "application/problem+json"
    checked(answer.json(), schema_of("/organizations", status="400"))
    assert answer.json()["status"] == answer.status_code


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """A whole WSGI request ends by closing its database connection: here that is the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@SCHEMA.parametrize()
@bounded(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_schemathesis_finds_nothing(case: Any, guide: dict[str, Organisation], connection_kept: None) -> None:
    settings.DALIL_API_UNITS = 10**9
    if case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        # What no schema can say: that this platform gave the cursor.
        case.query.pop("cursor", None)
    if case.method == "POST" and isinstance(case.body, dict):
        # The fields of the form hold JSON, which schemathesis does not yet write.
        case.body = {name: one if isinstance(one, str) else json.dumps(one) for name, one in case.body.items()}
    answer = case.call(app=WSGIHandler(), base_url="http://testserver/api", headers={"Accept-Encoding": "identity"})
    case.validate_response(answer, excluded_checks=[ignored_auth])
    assert answer.status_code < 500
