"""Lists by choices, text and change; pages that hold while the guide changes; what nobody may see; headers; bad input."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dalil.guide import indexing
from dalil.guide.models import Organisation
from dalil.press.api import limits
from tests.guide.cast import NOON, add_bodies
from tests.press.api.conftest import HIDDEN_NAME, HIDDEN_SOURCE

pytestmark = pytest.mark.django_db

EVERYTHING = (
    "", "profile", "openapi.json", "organizations?per_page=100", "organizations?full=true", "organizations?search=lantern",
    "organizations?search=whisper", f"organizations?source={HIDDEN_SOURCE}", "organizations?modified_after=2000-01-01",
    "organizations/riverwomen", "organizations/riverwomen/sources", "sources", "services", "taxonomies", "taxonomy_terms",
    "reconcile", "reconcile/suggest/entity?prefix=hidden", "reconcile/suggest/entity?prefix=whis",
    "reconcile/suggest/property?prefix=", "reconcile/preview?id=riverwomen",
    'reconcile?queries={"q0":{"query":"Hidden Lantern"},"q1":{"query":"hidden"},"q2":{"query":"River Clinic"}}',
    'reconcile?extend={"ids":["hidden","riverwomen"],"properties":[{"id":"name"},{"id":"uri"}]}',
)  # fmt: skip


def ids_in(page: Any) -> list[str]:
    return [one["dalil_id"] for one in page["contents"]]


def read_all(get: Callable[..., Any], address: str, between: Callable[[int], None] = lambda page: None) -> list[str]:
    """Every id of a list, page by page; `between` is called after each page."""
    found: list[str] = []
    page = get(address)
    for number in range(200):
        found += ids_in(page)
        if page["next_cursor"] is None:
            return found
        between(number)
        page = get(f"{address}&cursor={page['next_cursor']}")
    raise AssertionError("a list without an end")


@pytest.mark.parametrize("address", EVERYTHING)
def test_who_is_not_listed_and_who_is_not_named_appears_nowhere(api: Client, address: str) -> None:
    for language in ("en", "ar"):
        answer = api.get(f"/api/{address}", headers={"accept-language": language})

        assert answer.status_code == 200
        text = answer.content.decode()
        assert HIDDEN_NAME not in text and "Hidden Lantern" not in text
        assert '"hidden"' not in text.replace('"ids":["hidden"', "").replace('{"hidden":{"name":[],"uri":[]}', "")
        assert HIDDEN_SOURCE not in text.replace(f"prefix={HIDDEN_SOURCE}", "")


@pytest.mark.parametrize("number", ["hidden", "nobody", "a" * 300, "%00", "..%2f..", "0" * 36])
def test_who_may_not_be_seen_is_as_good_as_absent(api: Client, number: str) -> None:
    answers = [api.get(f"/api/organizations/{number}{rest}") for rest in ("", "/sources")]

    assert all(answer.status_code in (400, 404) for answer in answers)
    assert all(answer.headers["Content-Type"] == "application/problem+json" for answer in answers)


def test_what_an_unnamed_source_says_is_there_with_its_kind_alone(get: Callable[..., Any]) -> None:
    told = get("organizations/riverwomen/sources")

    (unnamed,) = [one for one in told["sources"] if one["id"].startswith("unnamed-")]
    assert unnamed == {"id": unnamed["id"], "kind": "editor"}
    (number,) = [one for one in told["statements"] if one["field"] == "identifiers"]
    assert number["value"] == {"scheme": "XI-WIKIDATA", "value": "Q424242"} and number["said_by"] == [unnamed["id"]]


def test_a_merged_organisation_leads_to_the_survivor(api: Client) -> None:
    answer = api.get("/api/organizations/olderlamp")
    then = api.get(answer.headers["Location"])

    assert answer.status_code == 308
    assert then.json()["dalil_id"] == "lamp"
    assert then.json()["merged"] == ["olderlamp", "oldlamp"]
    assert api.get(f"/api/organizations/{then.json()['id']}/sources").json()["dalil_id"] == "lamp"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["lamp", "reefkeepers", "riverwomen", "waterforall"]),
        ("country=TN", ["riverwomen"]),
        ("country=TN&country=IL", ["riverwomen", "waterforall"]),
        ("region=PS0145", ["lamp"]),
        ("region=ps0145", ["lamp"]),
        ("country=tn", ["riverwomen"]),
        ("sector=culture", ["lamp"]),
        ("kind=nonprofit", ["lamp"]),
        ("status=active", ["lamp"]),
        ("status=closed", []),
        ("source=register", ["lamp"]),
        ("source=no-such-source", []),
        ("country=IL&sector=culture", []),
        ("search=lamp", ["lamp"]),
        ("search=lamp&country=TN", []),
        ("modified_after=2026-11-22", ["lamp", "reefkeepers", "riverwomen", "waterforall"]),
        ("modified_after=2026-11-22T12:00:01Z", []),
        ("modified_after=2026-11-22T14:00:00+02:00&country=PW", ["reefkeepers"]),
        ("search=lamp&modified_after=2026-11-23", []),
        ("search=lamp&modified_after=2026-11-22", ["lamp"]),
    ],
)
def test_choices_narrow_the_list(get: Callable[..., Any], query: str, expected: list[str]) -> None:
    page = get(f"organizations?{query}")

    assert ids_in(page) == expected
    assert page["total_items"] == len(expected) and page["empty"] == (not expected)


def test_a_term_of_the_taxonomy_is_a_choice(get: Callable[..., Any]) -> None:
    term = get("taxonomy_terms/culture")

    assert ids_in(get(f"organizations?taxonomy_term_id={term['id']}")) == ["lamp"]
    assert ids_in(get(f"organizations?taxonomy_term_id={term['taxonomy_id']}")) == []
    assert "lamp" in ids_in(get(f"organizations?taxonomy_id={term['taxonomy_id']}"))


@pytest.mark.parametrize(
    "query", ["per_page=3", "per_page=3&full=true", "per_page=3&search=lantern", "per_page=3&modified_after=2000-01-01"]
)
def test_a_list_is_read_to_its_end_page_by_page(get: Callable[..., Any], query: str) -> None:
    add_bodies(20)

    whole = read_all(get, f"organizations?{query}")

    assert len(whole) == len(set(whole)) >= 20
    assert set(whole) >= {f"lantern{number}" for number in range(20)}


def test_a_list_is_read_whole_while_it_changes(get: Callable[..., Any]) -> None:
    add_bodies(12)
    whole = set(read_all(get, "organizations?per_page=100"))

    def change(number: int) -> None:
        # One that was shown goes, and one that comes before all others arrives.
        Organisation.objects.filter(pk=f"lantern{number}").update(is_listed=False, is_indexed=False)
        Organisation.objects.create(pk=f"aa{number}", title="A", created_at=NOON, changed_at=NOON)
        indexing.catch_up()

    found = read_all(get, "organizations?per_page=4", between=change)

    assert len(found) == len(set(found))
    assert set(found) >= {one for one in whole if not one.startswith("lantern")}


def test_a_harvest_by_change_misses_nothing_that_changes_meanwhile(get: Callable[..., Any]) -> None:
    add_bodies(9)

    def change(number: int) -> None:
        later = NOON + timedelta(hours=number + 1)
        if number < 3:
            Organisation.objects.filter(pk=f"lantern{number}").update(changed_at=later)

    found = read_all(get, "organizations?modified_after=2026-11-22&per_page=4", between=change)

    assert {f"lantern{number}" for number in range(9)} <= set(found)
    assert found[-3:] == ["lantern0", "lantern1", "lantern2"]


def test_pages_by_number_and_by_cursor_tell_the_same(get: Callable[..., Any]) -> None:
    first = get("organizations?per_page=2")
    second = get(f"organizations?per_page=2&cursor={first['next_cursor']}")

    assert second == get("organizations?per_page=2&page=2")
    assert (second["page_number"], second["first_page"], second["last_page"]) == (2, False, True)
    assert get("organizations?per_page=2&page=9")["empty"]


def test_a_cursor_is_bound_to_its_list_and_cannot_be_made_up(api: Client) -> None:
    cursor = api.get("/api/organizations?per_page=2").json()["next_cursor"]
    bent = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")

    for query in (
        f"per_page=3&cursor={cursor}",
        f"per_page=2&country=TN&cursor={cursor}",
        f"per_page=2&cursor={bent}",
        "cursor=x",
    ):
        answer = api.get(f"/api/organizations?{query}")
        assert answer.status_code == 400 and answer.json()["parameter"] == "cursor"
    both = api.get(f"/api/organizations?per_page=2&page=2&cursor={cursor}")
    assert both.status_code == 400 and both.json()["parameter"] == "page"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("per_page=1000000", "per_page"),
        ("per_page=0", "per_page"),
        ("per_page=many", "per_page"),
        ("page=0", "page"),
        ("colour=red", "colour"),
        ("search=a%00b", "search"),
        ("search=%ED%A0%80", "search"),
        ("search=" + "x" * 201, "search"),
        ("search=a&search=b", "search"),
        ("sector=wizardry", "sector"),
        ("status=asleep", "status"),
        ("country=" + "&country=".join(["TN"] * 21), "country"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=2026-13-01", "modified_after"),
        ("modified_after=0001-01-01T00:00:00%2B14:00", "modified_after"),
        ("full=perhaps", "full"),
    ],
)
def test_a_wrong_parameter_is_named(api: Client, query: str, parameter: str) -> None:
    answer = api.get(f"/api/organizations?{query}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter and answer.json()["detail"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(name=st.sampled_from(["search", "sector", "country", "source", "modified_after", "page", "per_page", "cursor", "x"]),
       value=st.text(max_size=60))  # fmt: skip
def test_no_value_breaks_it(api: Client, name: str, value: str) -> None:
    answer = api.get("/api/organizations", {name: value.encode("utf-8", "replace").decode()})

    assert answer.status_code in (200, 400)
    json.loads(answer.content)


def test_the_list_asks_the_database_as_often_for_one_as_for_a_hundred(
    api: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    add_bodies(60)
    api.get("/api/organizations")
    for size in (1, 60):
        with django_assert_num_queries(4):
            api.get(f"/api/organizations?per_page={size}")
        with django_assert_max_num_queries(14):  # one more for each merge of a merged one
            api.get(f"/api/organizations?per_page={size}&full=true")


def test_answers_come_in_the_language_that_is_preferred(api: Client) -> None:
    in_hebrew = api.get("/api/organizations/lamp", headers={"accept-language": "he"})
    in_arabic = api.get("/api/organizations/lamp", headers={"accept-language": "ar"})

    assert (in_hebrew.json()["name"], in_arabic.json()["name"]) == ("מנורת עאידה", "جمعية قنديل عايدة")
    assert in_hebrew.headers["Content-Language"] == "he"
    assert "Accept-Language" in in_hebrew.headers["Vary"]
    assert in_hebrew.headers["ETag"] != in_arabic.headers["ETag"]


def test_who_has_it_already_is_told_so(api: Client) -> None:
    answer = api.get("/api/organizations/lamp")
    again = api.get("/api/organizations/lamp", headers={"if-none-match": answer.headers["ETag"]})
    since = api.get("/api/organizations/lamp", headers={"if-modified-since": answer.headers["Last-Modified"]})

    assert (again.status_code, again.content, since.status_code) == (304, b"", 304)
    assert api.get("/api/organizations/lamp", headers={"if-none-match": '"other"'}).status_code == 200


def test_head_and_options_and_other_methods(api: Client) -> None:
    got, head = api.get("/api/organizations"), api.head("/api/organizations")
    options, put = api.options("/api/organizations"), api.put("/api/organizations")

    assert head.content == b"" and head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]
    assert options.status_code == 204 and options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert put.status_code == 405 and put.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert put.headers["Content-Type"] == "application/problem+json"


def test_pages_of_other_sites_may_read_it_and_no_cookie_is_set(api: Client) -> None:
    for address in ("organizations", "nowhere", "organizations?x=1"):
        answer = api.get(f"/api/{address}", headers={"origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies


def test_beyond_the_allowance_of_a_minute_the_answer_says_when_to_come_back(api: Client, settings: Any) -> None:
    settings.DALIL_API_UNITS = 3 * limits.OF_A_REQUEST
    answers = [api.get("/api/", REMOTE_ADDR="192.0.2.1") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"minute";q=30;w=60'
    assert answers[0].headers["RateLimit"].startswith('"minute";r=20;t=')
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].json()["status"] == 429
    assert api.get("/api/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_each_query_of_a_batch_counts(api: Client, settings: Any) -> None:
    settings.DALIL_API_UNITS = limits.OF_A_REQUEST + 3
    batch = {f"q{n}": {"query": "Lamp"} for n in range(4)}

    assert api.post("/api/reconcile", {"queries": json.dumps(batch)}).status_code == 429


def test_the_page_for_people_opens_in_every_language(api: Client) -> None:
    for language in ("ar", "en", "fr", "he"):
        page = api.get(f"/{language}/api/").content.decode()
        assert "/api/organizations" in page and "reconcile" in page
        assert 'src="http' not in page and "style=" not in page
