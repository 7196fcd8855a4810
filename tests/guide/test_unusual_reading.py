"""Unusual reading is told to those whose data it is, that of many to trustees and counsel; usual reading to nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dalil.access import unusual
from dalil.access.viewer import Viewer, viewer_for
from dalil.accounts.models import Body, DelegateRole, Delegation, Notice, NoticeKind, Person
from dalil.guide.actions import contacts
from dalil.guide.actions.contacts import EnoughForToday, open_contacts
from dalil.guide.actions.merging import merge
from dalil.guide.models import Claim, Contact, Organisation
from tests.guide.owners.acts import approved, body_holding, browser
from tests.guide.owners.acts import delegate as stands
from tests.guide.owners.conftest import field_list, lamp, register
from tests.guide.test_contacts import rows_of, take_in

__all__ = ["field_list", "lamp", "register"]

pytestmark = pytest.mark.django_db
Browses = Callable[..., Client]


def entry(number: int) -> Organisation:
    return Organisation.objects.get(title=f"House of Canary {number}")


def of(number: int) -> list[Contact]:
    return list(Contact.objects.filter(record__organisation=entry(number)))


def told(kind: NoticeKind) -> list[str]:
    return [notice.person.sign_in_name for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def overseers() -> list[Person]:
    """A trustee and counsel."""
    found = [Person.objects.create_person(name, name.title()) for name in ("tamar", "salma")]
    Person.objects.filter(pk=found[0].pk).update(is_trustee=True)
    Person.objects.filter(pk=found[1].pk).update(is_counsel=True)
    return found


@pytest.fixture
def held(layla: Person, moment: datetime, tmp_path: Path) -> Body:
    """Twelve entries; the first is held by a body with two managers, an editor, and one manager who left."""
    take_in(rows_of(12), layla, moment, tmp_path)
    body = body_holding(entry(0), "The nest")
    Body.objects.filter(pk=body.pk).update(made_at=moment)
    for name in ("mona", "mira"):
        stands(body, name)
    stands(body, "edda", DelegateRole.EDITOR)
    stands(body, "gone", ended_at=moment)
    Delegation.objects.update(since=moment - timedelta(days=1))
    return body


def test_managers_are_told_once_a_day_when_an_editor_opens_what_is_theirs(
    held: Body, layla: Person, moment: datetime
) -> None:
    editor = viewer_for(layla, at=moment)

    for minutes in (0, 1, 2):
        open_contacts(contacts=of(0), viewer=editor, reason="check", at=moment + timedelta(minutes=minutes))
    assert told(NoticeKind.OPENED_BY_STAFF) == ["mona", "mira"]
    assert {(one.about, one.body) for one in Notice.objects.all()} == {(layla, held)}
    assert Person.objects.get(sign_in_name="mona").has_notice
    assert not Person.objects.get(sign_in_name="edda").has_notice

    open_contacts(contacts=of(1), viewer=editor, reason="check", at=moment)
    assert len(told(NoticeKind.OPENED_BY_STAFF)) == 2
    open_contacts(contacts=of(0), viewer=editor, reason="check", at=moment + timedelta(days=1))
    assert told(NoticeKind.OPENED_BY_STAFF) == ["mona", "mira"] * 2


def test_a_day_begins_at_midnight_to_the_microsecond(held: Body, layla: Person, moment: datetime) -> None:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    Delegation.objects.update(since=midnight)
    for at, so_many in ((midnight, 2), (midnight + timedelta(hours=23), 2), (midnight + timedelta(days=1), 4)):
        unusual.tell_managers(opened_by=layla, bodies=[held.pk], at=at)
        assert len(told(NoticeKind.OPENED_BY_STAFF)) == so_many


def test_another_person_on_the_same_day_is_told_of_as_well_and_a_merged_entry_is_still_theirs(
    held: Body, layla: Person, noa: Person, moment: datetime
) -> None:
    Person.objects.filter(pk=noa.pk).update(is_editor=True)
    noa.refresh_from_db()
    stays = entry(5)
    merge(stays=stays, moved=entry(0), by=layla, at=moment)
    merged = list(Contact.objects.of_entry(stays.pk))
    for person in (layla, noa):
        open_contacts(contacts=merged, viewer=viewer_for(person, at=moment), reason="check", at=moment)

    assert [one.about for one in Notice.objects.filter(person__sign_in_name="mona").order_by("pk")] == [layla, noa]


def test_what_members_open_is_usual_and_an_editor_who_manages_the_body_is_not_told_of_themselves(
    held: Body, layla: Person, moment: datetime
) -> None:
    other = body_holding(entry(1), "The other")
    otto = stands(other, "otto")
    Delegation.objects.update(since=moment - timedelta(days=1))
    mona = Person.objects.get(sign_in_name="mona")
    for person, acting in ((otto.person, other.pk), (otto.person, None), (mona, held.pk)):
        open_contacts(
            contacts=of(0), viewer=viewer_for(person, at=moment, acting_for=acting), reason="partner", at=moment
        )
    assert not Notice.objects.exists()

    Delegation.objects.create(body=held, person=layla, role=DelegateRole.MANAGER, since=moment)
    open_contacts(contacts=of(0), viewer=viewer_for(layla, at=moment), reason="check", at=moment)
    assert told(NoticeKind.OPENED_BY_STAFF) == ["mona", "mira"]


def test_trustees_and_counsel_are_told_once_when_one_person_opens_what_is_of_many_within_an_hour(
    held: Body, layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unusual, "MANY_AN_HOUR", 3)
    overseers()
    editor, minute = viewer_for(layla, at=moment), timedelta(minutes=1)

    for number in (1, 2, 2, 3):
        open_contacts(contacts=of(number), viewer=editor, reason="check", at=moment + number * minute)
    assert told(NoticeKind.MANY_OPENED) == []
    open_contacts(contacts=of(4), viewer=editor, reason="check", at=moment + 61 * minute)
    assert told(NoticeKind.MANY_OPENED) == [], "the first is more than an hour ago"
    open_contacts(contacts=of(5), viewer=editor, reason="check", at=moment + 61 * minute)
    assert told(NoticeKind.MANY_OPENED) == ["tamar", "salma"]
    for number in (6, 7):
        open_contacts(contacts=of(number), viewer=editor, reason="check", at=moment + 62 * minute)
    assert len(told(NoticeKind.MANY_OPENED)) == 2


def test_the_same_person_is_told_of_once_a_day_however_often_the_hour_begins_anew(
    held: Body, layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unusual, "MANY_AN_HOUR", 1)
    monkeypatch.setattr(contacts, "MOST_A_DAY", 500)
    overseers()
    start = moment.replace(hour=1)
    for hours in (0, 2, 4, 24):
        some = [*of(1), *of(2)]
        open_contacts(
            contacts=some, viewer=viewer_for(layla, at=start), reason="check", at=start + timedelta(hours=hours)
        )

    assert told(NoticeKind.MANY_OPENED) == ["tamar", "salma"] * 2


def test_of_a_member_the_notice_names_the_organisation_alone(
    held: Body, moment: datetime, monkeypatch: pytest.MonkeyPatch, signed_in: Browses
) -> None:
    monkeypatch.setattr(unusual, "MANY_AN_HOUR", 1)
    tamar, _salma = overseers()
    tamar.refresh_from_db()
    mona = viewer_for(Person.objects.get(sign_in_name="mona"), at=moment, acting_for=held.pk)
    nobody = viewer_for(Person.objects.get(sign_in_name="mira"), at=moment)
    for viewer in (mona, nobody):
        open_contacts(contacts=[*of(1), *of(2)], viewer=viewer, reason="partner", at=moment)

    page = signed_in(tamar).get("/en/account").content.decode()
    assert page.count("unusually many organisations") == 2
    assert "<bdi>The nest</bdi>: Within an hour" in page and "Mona" not in page and "Mira" not in page


def test_the_manager_reads_it_on_their_own_page_with_the_way_to_who_saw(
    held: Body, layla: Person, moment: datetime
) -> None:
    open_contacts(contacts=of(0), viewer=viewer_for(layla, at=moment), reason="check", at=timezone.now())
    mona = browser(Delegation.objects.get(person__sign_in_name="mona"))

    page = mona.get("/en/account").content.decode()
    assert "<bdi>The nest</bdi>: Somebody who works on the platform opened" in page
    assert 'opened private data of your organisation. <a href="/en/who-saw">' in page and "Layla" not in page
    assert mona.get("/en/who-saw").status_code == 200
    session = mona.session
    del session["acting_for"]
    session.save()
    assert '<a href="/en/member/choose/">Act for it' in mona.get("/en/account").content.decode()


def test_the_papers_of_an_approved_claim_opened_again_are_told_of(
    lamp: Organisation, layla: Person, signed_in: Browses
) -> None:
    body = approved(lamp, layla)
    stands(body, "rana")
    waiting = Claim.objects.get(body=body)
    answer = signed_in(layla).post(f"/en/staff/claims/{waiting.pk}/")

    assert answer.status_code == 200
    assert told(NoticeKind.OPENED_BY_STAFF) == ["rana"]


def test_the_limit_of_a_day_counts_what_was_opened_without_acting_for_anybody(
    held: Body, layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contacts of lists were given by no body, and an editor acts for none: those two are not the same."""
    monkeypatch.setattr(contacts, "MOST_A_DAY", 5)
    editor = viewer_for(layla, at=moment)
    open_contacts(contacts=of(1), viewer=editor, reason="check", at=moment)

    with pytest.raises(EnoughForToday, match="2 left"):
        open_contacts(contacts=of(2), viewer=editor, reason="check", at=moment)


def test_members_cost_no_query_more_and_editors_one_or_two(held: Body, layla: Person, moment: datetime) -> None:
    def asked_for(viewer: Viewer, number: int) -> int:
        some = of(number)
        with CaptureQueriesContext(connection) as seen:
            open_contacts(contacts=some, viewer=viewer, reason="check", at=moment)
        asks = [one["sql"] for one in seen.captured_queries]
        return sum("accounts_notice" in one or one.startswith('SELECT "guide_ownership"') for one in asks)

    mona = Person.objects.get(sign_in_name="mona")
    assert asked_for(viewer_for(mona, at=moment, acting_for=held.pk), 2) == 0
    editor = viewer_for(layla, at=moment)
    assert asked_for(editor, 2) == 1
    open_contacts(contacts=of(0), viewer=editor, reason="check", at=moment)
    assert asked_for(editor, 0) == 2
