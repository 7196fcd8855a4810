"""Who read or changed what belongs to one's organisation: shown to its delegates, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import subjects
from dalil.access.viewer import ACTING_FOR
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.ledger import actions as ledger
from dalil.ledger.actions import Leaf
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/en/who-saw"


def body_of(person: Person, name: str) -> Body:
    body = Body.objects.create(name=name, made_at=timezone.now())
    since = timezone.now() - timedelta(days=1)
    Delegation.objects.create(body=body, person=person, role=DelegateRole.READER, since=since)
    return body


@pytest.fixture
def ours(noa: Person, monkeypatch: pytest.MonkeyPatch) -> Body:
    body = body_of(noa, "Olive Trust")
    monkeypatch.setattr(subjects, "_FINDERS", [])

    @subjects.of_bodies
    def contacts(asked: UUID) -> list[str]:
        return ["contact:1", "contact:2"] if asked == body.pk else ["contact:9"]

    return body


@pytest.fixture
def browser(noa: Person, ours: Body, signed_in: Callable[[Person], Client]) -> Client:
    client = signed_in(noa)
    session = client.session
    session[ACTING_FOR] = str(ours.pk)
    session.save()
    return client


def rows(page: Any) -> list[tuple[str, str, bool]]:
    return [(row["who"], row["why"], row["is_reading"]) for row in page.context["rows"]]


def test_it_shows_staff_and_own_people_by_name_and_others_by_their_organisation(
    browser: Client, ours: Body, noa: Person, layla: Person
) -> None:
    stranger = Person.objects.create_person("rami", "Rami Secret")
    other = body_of(stranger, "Cedar League")
    told: dict[str, Any] = {"data": {}, "at": timezone.now()}
    ledger.write(by=layla, action="private.open", subject="contact:1", why="asked by phone", **told)
    leaves = [Leaf("contact:2"), Leaf("contact:9")]
    ledger.write_batch(
        by=stranger, action="private.open", leaves=leaves, subject="x:1", acting_for=other.pk, why="a case", **told
    )
    ledger.write(by=noa, action="change_contact", subject="contact:1", acting_for=ours.pk, **told)
    ledger.write(by=layla, action="private.open", subject="contact:9", why="not ours", **told)

    page = browser.get(PAGE)

    assert rows(page) == [
        ("Noa Levi", "", False),
        ("somebody for Cedar League", "a case", True),
        ("Layla Haddad", "asked by phone", True),
    ]
    assert "Rami" not in page.content.decode()


def test_what_it_was_about_is_said_in_words_and_each_cell_names_its_column(
    browser: Client, ours: Body, layla: Person
) -> None:
    for subject in (f"body:{ours.pk}", "contact:1"):
        ledger.write(by=layla, action="private.open", subject=subject, why="asked", data={}, at=timezone.now())
    ledger.write_batch(
        by=layla, action="export", leaves=[Leaf("contact:2")], subject="contact:9", data={}, at=timezone.now()
    )

    page = browser.get(PAGE)

    assert [row["subject"] for row in page.context["rows"]] == ["", "Private contacts", "Olive Trust"]
    told = page.content.decode()
    assert "contact:1" not in told and str(ours.pk) not in told and '<code dir="ltr">contact:9</code>' in told
    assert told.count('data-label="Why"') == told.count('data-label="Subject"') == 3


def test_looking_is_noted_for_whom_and_is_no_part_of_the_list(browser: Client, ours: Body) -> None:
    browser.get(PAGE)
    browser.get(PAGE)

    entry = Entry.objects.get(action="read_ledger")
    assert (entry.acting_for, entry.data["about"]) == (str(ours.pk), f"body:{ours.pk}")
    assert rows(browser.get(PAGE)) == []


@pytest.mark.t23
def test_who_does_not_act_for_it_sees_nothing(ours: Body, layla: Person, noa: Person, signed_in: Any) -> None:
    assert signed_in(layla).get(PAGE).status_code == 404
    assert signed_in(noa).get(PAGE).status_code == 404  # acts for nobody in this session
    forged = signed_in(layla)
    session = forged.session
    session[ACTING_FOR] = str(ours.pk)
    session.save()
    assert forged.get(PAGE).status_code == 404


def test_a_page_takes_the_same_queries_however_full(
    browser: Client, layla: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        ledger.write(
            by=layla, action="private.open", subject="contact:1", data={"n": number}, at=timezone.now(), why="x"
        )
    browser.get(PAGE)
    with django_assert_max_num_queries(20):
        assert len(rows(browser.get(PAGE))) == 50
