"""The Atom feed of changes is valid, keeps its ids, and names nobody who is not public."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dalil.accounts.models import Person
from dalil.formats.record import Name, Record, encode
from dalil.guide.actions.sources import withdraw_source
from dalil.guide.models import Change, Organisation
from tests.guide.cast import NOON, add_bodies
from tests.press.api.conftest import HIDDEN_NAME

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(api: Client, address: str = "/feeds/changes.atom", **headers: str) -> Any:
    answer = api.get(address, headers=headers)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def entries(root: Any) -> list[tuple[str, str]]:
    return [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}title")) for one in root.iter(f"{ATOM}entry")]


def change(guide: dict[str, Organisation], before: Record, after: Record) -> None:
    Change.objects.create(
        organisation=guide["lamp"],
        kind="edited",
        at=NOON.replace(hour=15),
        by=Person.objects.command_line(),
        before=encode(before).decode(),
        after=encode(after).decode(),
    )


def test_it_has_all_that_a_feed_must_have(api: Client) -> None:
    root = feed(api)

    for place in (root, *root.iter(f"{ATOM}entry")):
        assert all(place.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    ids = [number for number, _ in entries(root)]
    assert len(ids) == len(set(ids)) == 5
    assert all(number.startswith("urn:uuid:") for number in ids)
    assert {one.get("rel") for one in root.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_a_new_name_and_a_new_standing_are_told(api: Client, guide: dict[str, Organisation]) -> None:
    change(guide, Record(names=(Name("Lamp", "en"),)), Record(names=(Name("Lantern", "en"),), status="closed"))

    title = entries(feed(api))[0][1].replace("\u2068", "").replace("\u2069", "")

    assert title == "The Lamp of Aida Society: now closed; now called “Lantern”"


def test_ids_are_the_same_in_every_language_and_titles_are_not(api: Client) -> None:
    english, arabic = entries(feed(api, "/en/feeds/changes/")), entries(feed(api, "/ar/feeds/changes/"))

    assert [number for number, _ in english] == [number for number, _ in arabic]
    assert english != arabic
    assert entries(feed(api, **{"accept-language": "ar"})) == arabic


def test_nobody_who_is_not_public_is_in_it(api: Client, guide: dict[str, Organisation]) -> None:
    Change.objects.create(organisation=guide["hidden"], kind="edited", at=NOON, by=Person.objects.command_line())
    text = api.get("/feeds/changes.atom").content.decode()

    assert "Hidden Lantern" not in text and HIDDEN_NAME not in text and "/hidden/" not in text


def test_what_a_withdrawn_source_changed_is_told_no_longer(
    api: Client, guide: dict[str, Organisation], layla: Person
) -> None:
    change(guide, Record(names=(Name("Lamp", "en"),)), Record(names=(Name("Withdrawn Secret", "en"),)))
    record = guide["lamp"].records.select_related("source").first()
    assert record is not None
    Change.objects.filter(organisation=guide["lamp"], kind="edited").update(record=record)
    assert "Withdrawn Secret" in api.get("/feeds/changes.atom").content.decode()
    withdraw_source(source=record.source, reason="revoked", by=layla, at=NOON)

    assert "Withdrawn Secret" not in api.get("/feeds/changes.atom").content.decode()


def test_it_is_short_whatever_happened_and_asks_four_queries(
    api: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_bodies(130)

    with django_assert_num_queries(4):
        root = feed(api)

    assert len(entries(root)) == 100


def test_who_has_it_already_is_told_so(api: Client) -> None:
    etag = api.get("/feeds/changes.atom").headers["ETag"]

    assert api.get("/feeds/changes.atom", headers={"if-none-match": etag}).status_code == 304
