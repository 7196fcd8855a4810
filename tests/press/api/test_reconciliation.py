"""OpenRefine's requests get answers that the specification's own schemas accept, with reasons, and matches that are certain."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from dalil.formats.record import Location, Name, Record
from tests.guide.cast import add_listed
from tests.press.api.conftest import HIDDEN_NAME, HIDDEN_SOURCE

pytestmark = pytest.mark.django_db

STANDARD = Path(__file__).parents[2] / "standards/reconciliation"
# Swagger's schema of security schemes, to which the manifest's refers: we have none.
ELSEWHERE = {"definitions": {"securityDefinitions": {"additionalProperties": False}}}


def registry() -> Any:
    found = [("http://swagger.io/v2/schema.json", ELSEWHERE)]
    for path in (STANDARD / "schemas").glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        found.append((schema["$id"], schema))
    return Registry().with_resources((uri, Resource(one, DRAFT7)) for uri, one in found)


REGISTRY = registry()


def valid(content: Any, schema: str) -> Any:
    told = json.loads((STANDARD / f"schemas/{schema}.json").read_text("utf-8"))
    jsonschema.Draft7Validator(told, registry=REGISTRY).validate(content)
    return content


def example(name: str) -> Any:
    return json.loads((STANDARD / f"examples/{name}.json").read_text("utf-8"))


@pytest.fixture
def ask(api: Client) -> Callable[..., Any]:
    """The results of a batch, sent as OpenRefine sends it."""

    def asked(**queries: Any) -> Any:
        batch = {key: {"query": one} if isinstance(one, str) else one for key, one in queries.items()}
        valid(batch, "reconciliation-query-batch")
        answer = api.post("/api/reconcile", {"queries": json.dumps(batch)})
        assert answer.status_code == 200, answer.content
        found = valid(answer.json(), "reconciliation-result-batch")
        return {key: one["result"] for key, one in found.items()}

    return asked


def test_without_parameters_it_answers_with_its_manifest(get: Callable[..., Any]) -> None:
    manifest = valid(get("reconcile"), "manifest")

    assert manifest["versions"] == ["0.2"]
    assert manifest["view"]["url"].replace("{{id}}", "lamp") == "http://testserver/organisations/lamp/"
    assert manifest["identifierSpace"] == "http://testserver/organisations/"
    assert manifest["batchSize"] == 50


def test_every_address_of_the_manifest_answers(get: Callable[..., Any], api: Client) -> None:
    manifest = get("reconcile")
    at = {name: one["service_url"] + one["service_path"] for name, one in manifest["suggest"].items()}
    proposing = manifest["extend"]["propose_properties"]

    valid(api.get(at["entity"], {"prefix": "lamp"}).json(), "suggest-entities-response")
    valid(api.get(at["property"], {"prefix": "c"}).json(), "suggest-properties-response")
    valid(api.get(at["type"], {"prefix": ""}).json(), "suggest-types-response")
    assert api.get(manifest["preview"]["url"].replace("{{id}}", "lamp")).status_code == 200
    assert api.get(manifest["view"]["url"].replace("{{id}}", "lamp"), follow=True).status_code == 200
    assert b'id="feature-exact_name"' in api.get(manifest["feature_view"]["url"].partition("#")[0]).content
    proposed = api.get(
        proposing["service_url"] + proposing["service_path"], {"type": "organization", "limit": 2}
    ).json()
    assert proposed["limit"] == 2 and len(proposed["properties"]) == 2


def test_a_name_with_its_country_is_a_match_with_reasons_that_add_up(ask: Callable[..., Any]) -> None:
    told = {"properties": [{"pid": "country", "v": "Palestine"}, {"pid": "city", "v": "بيت لحم"}]}

    (first, *_rest) = ask(q0={"query": "The Lamp of Aida Society", **told})["q0"]

    assert (first["id"], first["match"]) == ("lamp", True)
    bits = {one["id"]: one["value"] for one in first["features"]}
    assert bits["exact_name"] > 0 and bits["same_city"] > 0
    assert first["score"] == pytest.approx(100 / (1 + 2 ** -sum(bits.values())), abs=0.05)
    assert "the names are equal" in first["description"]
    assert {"organization", "sector/culture", "kind/nonprofit"} <= {one["id"] for one in first["type"]}


def test_a_name_in_another_script_is_found(ask: Callable[..., Any]) -> None:
    assert ask(q0="جمعية قنديل عايدة")["q0"][0]["id"] == "lamp"


def test_a_number_in_a_register_leads_to_its_bearer_whatever_the_name(ask: Callable[..., Any]) -> None:
    by_scheme = {"query": "Lamp Aida", "properties": [{"pid": "identifier/XI-ROR", "v": "https://ror.org/02mhbdp94"}]}
    alone = {"properties": [{"pid": "identifier", "v": "XI-ROR-02mhbdp94"}]}

    found = ask(q0=by_scheme, q1=alone)

    assert found["q0"][0]["id"] == found["q1"][0]["id"] == "lamp"
    assert "identifier_equal" in {one["id"] for one in found["q0"][0]["features"]}


def test_an_id_or_an_address_of_an_entry_is_certain_also_after_a_merge(ask: Callable[..., Any]) -> None:
    found = ask(q0="riverwomen", q1="http://testserver/organisations/riverwomen/", q2="olderlamp")

    assert [(one[0]["id"], one[0]["score"], one[0]["match"]) for one in found.values()] == [
        ("riverwomen", 100, True),
        ("riverwomen", 100, True),
        ("lamp", 100, True),
    ]


def test_namesakes_are_no_match(ask: Callable[..., Any]) -> None:
    add_listed(
        {
            "dawn1": Record(names=(Name("Dawn Relief Committee", "en"),), locations=(Location("JO"),)),
            "dawn2": Record(names=(Name("Dawn Relief Committee", "en"),), locations=(Location("JO"),)),
        }
    )

    found = ask(q0={"query": "Dawn Relief Committee", "properties": [{"pid": "country", "v": "JO"}]})["q0"]

    assert {one["id"] for one in found} == {"dawn1", "dawn2"}
    assert not any(one["match"] for one in found)


def test_of_who_is_as_likely_the_one_written_most_nearly_so_comes_first(ask: Callable[..., Any]) -> None:
    add_listed(
        {
            "care1": Record(names=(Name("Ovarian Cancer Research Alliance", "en"),)),
            "care2": Record(names=(Name("Hunter Cancer Research Alliance", "en"),)),
        }
    )

    found = ask(q0="Cancer Research Alliance")["q0"]

    assert [one["id"] for one in found] == ["care2", "care1"]
    assert found[0]["score"] == found[1]["score"]


def test_the_query_that_cannot_be_read_is_named(api: Client) -> None:
    answer = api.post("/api/reconcile", {"queries": json.dumps({"q0": {"query": "Lamp"}, "q7": None})})
    assert answer.status_code == 400
    assert "q7" in answer.json()["detail"]

    without = api.get("/api/reconcile/preview")
    assert (without.status_code, without.json()["parameter"]) == (400, "id")


def test_two_numbers_in_one_register_are_never_a_match(ask: Callable[..., Any]) -> None:
    number = {"pid": "identifier/XI-ROR", "v": "001t02e86"}

    found = ask(q0={"query": "The Lamp of Aida Society", "properties": [number]})["q0"]

    assert found[0]["id"] == "lamp" and not found[0]["match"]
    assert "identifier_conflict" in {one["id"] for one in found[0]["features"]}


def test_types_narrow_who_may_be_meant(ask: Callable[..., Any]) -> None:
    found = ask(
        q0={"query": "The Lamp of Aida", "type": "sector/culture"},
        q1={"query": "The Lamp of Aida", "type": "sector/health"},
        q2={"query": "The Lamp of Aida", "type": ["sector/health", "sector/culture"], "type_strict": "any"},
        q3={"query": "The Lamp of Aida", "type": ["sector/health", "sector/culture"], "type_strict": "all"},
        q4={"query": "The Lamp of Aida", "type": "Person"},
    )

    assert [[one["id"] for one in results] for results in found.values()] == [["lamp"], [], ["lamp"], [], []]


def test_a_query_is_answered_by_itself_whatever_else_is_in_the_batch(ask: Callable[..., Any]) -> None:
    alone = ask(q0="Lamp of Aida")["q0"]

    together = ask(q9="Women of the River", q0="Lamp of Aida", q1="Keepers of the Reef", q2="")

    assert together["q0"] == alone
    assert together["q2"] == []


def test_ten_names_cost_as_many_database_queries_as_one(
    ask: Callable[..., Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        ask(q0="Lamp of Aida")
    with django_assert_max_num_queries(8):
        ask(**{f"q{n}": name for n, name in enumerate(["Lamp of Aida", "Women of the River", "Keepers"] * 3)})


def test_the_examples_of_the_specification_get_answers(api: Client) -> None:
    batch = valid(example("multi-values"), "reconciliation-query-batch")
    extend = valid(example("extend"), "data-extension-query")

    found = api.post("/api/reconcile", {"queries": json.dumps(batch)})
    extended = api.get("/api/reconcile", {"extend": json.dumps(extend)})

    assert valid(found.json(), "reconciliation-result-batch") == {"q0": {"result": []}}
    assert valid(extended.json(), "data-extension-response") == {
        "meta": [],
        "rows": {"10662041X": {}, "1064905412": {}},
    }
    with pytest.raises(jsonschema.ValidationError):
        valid(example("empty-query"), "reconciliation-query-batch")
    refused = api.post("/api/reconcile", {"queries": json.dumps(example("empty-query"))})
    assert refused.status_code == 400 and refused.json()["parameter"] == "queries"


def test_a_batch_by_get_is_answered_as_by_post(api: Client) -> None:
    batch = json.dumps({"q0": {"query": "Lamp of Aida"}})

    by_post = api.post("/api/reconcile", {"queries": batch})
    by_get = api.get(f"/api/reconcile?queries={quote(batch)}")

    assert by_get.json() == by_post.json()
    assert by_get.headers["Access-Control-Allow-Origin"] == by_post.headers["Access-Control-Allow-Origin"] == "*"


def test_data_is_extended_also_of_who_was_merged(api: Client) -> None:
    wanted = [
        {"id": one} for one in ("name", "country", "country_name", "identifier/XI-ROR", "founded", "no_such_thing")
    ]
    extend = valid({"ids": ["lamp", "oldlamp", "hidden", "nobody"], "properties": wanted}, "data-extension-query")

    told = api.post("/api/reconcile", {"extend": json.dumps(extend)}, headers={"accept-language": "fr"}).json()

    valid(told, "data-extension-response")
    assert [one["id"] for one in told["meta"]] == ["name", "country", "country_name", "identifier/XI-ROR", "founded"]
    assert told["rows"]["oldlamp"] == told["rows"]["lamp"]
    assert told["rows"]["lamp"]["country"] == [{"str": "PS"}]
    assert told["rows"]["lamp"]["identifier/XI-ROR"] == [{"str": "02mhbdp94"}]
    assert told["rows"]["lamp"]["founded"] == [{"str": "1999"}, {"str": "1998-04"}]
    assert told["rows"]["lamp"]["name"][0] == {"str": "La Lampe d'Aïda"}
    assert all(cells == [] for number in ("hidden", "nobody") for cells in told["rows"][number].values())


def test_a_preview_says_why_and_names_no_source_that_is_not_public(api: Client) -> None:
    page = api.get("/api/reconcile/preview?id=riverwomen&query=Women+of+the+River").content.decode()

    assert "Why it is proposed" in page and "The names" in page
    assert "the editors of this guide" in page
    assert HIDDEN_NAME not in page and HIDDEN_SOURCE not in page
    assert 'src="http' not in page and "<script" not in page and "style=" not in page


def test_a_preview_may_stand_in_a_frame_of_another_site(api: Client) -> None:
    answer = api.get("/api/reconcile/preview?id=lamp")

    assert answer.xframe_options_exempt is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q0": "x"}'}, 400),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, 400),
        ({"queries": '{"q0": {"limit": "many", "query": "x"}}'}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(51)})}, 422),
        ({"extend": json.dumps({"ids": ["x"] * 201, "properties": []})}, 422),
        ({"extend": "{}"}, 400),
        ({}, 400),
    ],
)
def test_what_cannot_be_read_is_a_clear_problem(api: Client, form: dict[str, str], status: int) -> None:
    answer = api.post("/api/reconcile", form)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(text=st.text(max_size=400), value=st.one_of(st.none(), st.floats(), st.text(), st.lists(st.text(), max_size=3)))
def test_any_text_gets_a_valid_answer(api: Client, text: str, value: Any) -> None:
    query = {
        "query": text,
        "limit": 3,
        "properties": [{"pid": pid, "v": value} for pid in ("country", "founded", "identifier")],
    }

    answer = api.post("/api/reconcile", {"queries": json.dumps({"q": query})})

    if answer.status_code == 200:
        valid(answer.json(), "reconciliation-result-batch")
    else:
        assert answer.status_code == 400 and answer.json()["detail"]


def test_a_number_of_an_unnamed_source_is_a_value_like_any_other(ask: Callable[..., Any]) -> None:
    found = ask(q0={"properties": [{"pid": "identifier", "v": "XI-WIKIDATA-Q424242"}]})["q0"]

    assert found[0]["id"] == "riverwomen"
