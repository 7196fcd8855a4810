"""A small list in three languages, and the desk at which Layla takes it in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dalil.accounts.models import Person
from dalil.guide.actions.sources import SourceCard, create_source
from dalil.guide.models import Intake, Organisation, Source
from dalil.guide.tasks import work_once
from tests.guide.staff.by_hand import small_guide

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

FIRST_EDITION = """Name,Ville,Pays,Site,Contact
Olive Growers Association,Jenin,Palestine,https://olives.example,grower@olives.example
جمعية الهلال للتنمية,غزة,فلسطين,,
Comité des droits de la rivière,Tunis,Tunisie,https://riviere.example,
Comité des droits de la rivière,Tunis,Tunisie,https://riviere.example,
,Haifa,Israel,,
"""


def clock() -> datetime:
    return AT


@pytest.fixture
def desk(layla: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(layla)


@pytest.fixture
def source(layla: Person) -> Source:
    return create_source(slug="river-list", card=SourceCard(name="The river list"), by=layla, at=AT)


@pytest.fixture
def drop(desk: Client, source: Source) -> Callable[..., Intake]:
    """Drop a text in as a file, and find the intake that it became."""

    def dropped(text: str = FIRST_EDITION, name: str = "list.csv", **more: str) -> Intake:
        file = SimpleUploadedFile(name, text.encode())
        form = {"source": source.slug, "file": file, "is_whole": "on", **more}
        answer = desk.post("/en/staff/intakes/upload/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        return Intake.objects.latest("pk")

    return dropped


FIELDS = {"field-0": "name", "field-1": "locality", "field-2": "country", "field-3": "website", "field-4": "private"}


@pytest.fixture
def planned(desk: Client, drop: Callable[..., Intake]) -> Callable[..., Intake]:
    """Drop a list in, name its columns, and let the worker plan it."""

    def plan(text: str = FIRST_EDITION) -> Intake:
        intake = drop(text)
        if intake.state == "uploaded":
            desk.post(f"/en/staff/intakes/{intake.pk}/mapping/", {**FIELDS, "keep": "on"})
        while work_once(clock):
            pass
        intake.refresh_from_db()
        assert intake.state == "planned"
        return intake

    return plan


@pytest.fixture
def carried(desk: Client, planned: Callable[..., Intake]) -> Callable[..., Intake]:
    """Take a list in to the end."""

    def carry(text: str = FIRST_EDITION) -> Intake:
        intake = planned(text)
        desk.post(f"/en/staff/intakes/{intake.pk}/approve/", {"version": intake.version})
        while work_once(clock):
            pass
        intake.refresh_from_db()
        assert intake.state == "carried_out"
        return intake

    return carry


@pytest.fixture
def birzeit(source: Source) -> Organisation:
    """The university in a small guide that knows it by its English name alone."""
    return small_guide(source)


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, layla: Person, signed_in: Callable[[Person], Client]
) -> Iterator[Page]:
    """A browser in which Layla signed in; anything that the page complains of fails the test."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.add_cookies(
        [{"name": "sessionid", "value": signed_in(layla).cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto("/en/staff/")
    yield page
    context.close()
    assert complaints == []
