"""The operators' page of the ledger: filters, batches, for whom and why, anchors; and that looking is noted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dalil.accounts.models import Body, Person
from dalil.ledger import actions
from dalil.ledger.actions import Leaf
from dalil.ledger.models import Anchor, Entry, Walk

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PAGE = "/en/staff/ledger/"


@pytest.fixture
def desk(omar: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(omar)


@pytest.fixture
def body(layla: Person, noa: Person) -> Body:
    """Some entries: for a body, of a batch, on two days, by two people."""
    body = Body.objects.create(name="جمعية الزيتون", made_at=AT)
    actions.write(
        by=layla, action="touch", subject="contact:1", data={}, at=AT, acting_for=body.pk, why="asked by the owner"
    )
    leaves = [Leaf(f"contact:{number}") for number in range(1, 46)]
    actions.write_batch(
        by=noa,
        action="open_records",
        leaves=leaves,
        subject="contact",
        data={},
        at=AT + timedelta(days=1),
        why="a <b>list</b>",
    )
    actions.write(by=noa, action="other", subject="thing:9", data={}, at=AT)
    return body


def numbers(page: Any) -> list[int]:
    return [row["entry"].number for row in page.context["rows"]]


def test_it_shows_for_whom_why_and_how_many_records(desk: Client, body: Body) -> None:
    text = desk.get(PAGE).content.decode()

    assert "جمعية الزيتون" in text
    assert "asked by the owner" in text
    assert "a &lt;b&gt;list&lt;/b&gt;" in text
    assert "45 records" in text
    assert "kept nowhere else" in text


def test_it_filters_by_subject_person_and_day(desk: Client, body: Body, layla: Person, noa: Person) -> None:
    first = Entry.objects.get(action="touch").number
    assert numbers(desk.get(PAGE, {"subject": "contact:1"})) == [first + 1, first]
    assert numbers(desk.get(PAGE, {"subject": "contact:45"})) == [first + 1]
    assert numbers(desk.get(PAGE, {"person": layla.pk})) == [first]
    assert numbers(desk.get(PAGE, {"person": noa.pk, "day": "2026-11-20"})) == [first + 2]
    assert numbers(desk.get(PAGE, {"subject": "contact:2", "day": "2026-11-21", "person": noa.pk})) == [first + 1]
    assert numbers(desk.get(PAGE, {"subject": "contact:99"})) == []


@pytest.mark.parametrize("query", [{"day": "yesterday"}, {"person": "x"}, {"person": "999999"}, {"subject": "a" * 300}])
def test_what_cannot_be_understood_is_said_at_its_field(desk: Client, body: Body, query: dict[str, str]) -> None:
    page = desk.get(PAGE, query)

    assert page.status_code == 200
    assert numbers(page) == []
    assert next(iter(query)) in page.context["form"].errors
    assert desk.get(PAGE, {"subject": "nul\x00"}).status_code == 200


def test_that_somebody_looked_is_noted_once_and_what_they_looked_for(desk: Client, body: Body, omar: Person) -> None:
    before = actions.head().number
    desk.get(PAGE, {"subject": "contact:1"})
    desk.get(PAGE, {"subject": "contact:1"})
    desk.get(PAGE)
    desk.get(PAGE, {"page": "7"})

    noted = Entry.objects.filter(action="read_ledger", number__gt=before).order_by("number")
    assert [{name: said for name, said in entry.data.items() if name != "duty"} for entry in noted] == [
        {"about": "contact:1", "page": 1},
        {"page": 1},
    ]
    assert {entry.actor_id for entry in noted} == {omar.pk}


def test_anchors_that_fail_and_a_ledger_that_broke_are_shown(desk: Client, body: Body) -> None:
    Anchor.objects.create(number=2, hash="a" * 64, place="file", at=AT, kept_where="/media/stick/anchors")
    Anchor.objects.create(number=3, hash="b" * 64, place="file", at=AT, kept_where="-", problem="the stick is gone")
    Walk.objects.create(at=AT, entries=3, anchors=1)
    text = desk.get(PAGE).content.decode()
    assert "the stick is gone" in text
    assert "whole up to entry 3" in text

    Walk.objects.create(at=timezone.now(), entries=1, anchors=1, fault="changed", first_broken=2)
    text = desk.get(PAGE).content.decode()
    assert "found the ledger broken" in text
    assert "The ledger is broken" in desk.get(PAGE, {"check": "1"}).content.decode()  # the anchor above is false


def test_it_takes_the_same_queries_for_one_entry_as_for_a_page_full(
    desk: Client, body: Body, layla: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        actions.write(
            by=layla, action="touch", subject=f"contact:{number}", data={}, at=AT, acting_for=body.pk, why="more"
        )
    desk.get(PAGE)
    with django_assert_max_num_queries(22):
        desk.get(PAGE)


@pytest.mark.parametrize("who", ["layla", "noa"])
def test_nobody_but_operators_on_duty_sees_it(who: str, request: Any, signed_in: Callable[[Person], Client]) -> None:
    assert signed_in(request.getfixturevalue(who)).get(PAGE).status_code == 404
