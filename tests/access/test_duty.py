"""Duty: an operator has an operator's rights for a time and a reason, in one session, and the ledger says so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dalil.access import duty
from dalil.access.leaving import ON_DUTY
from dalil.access.models import DutySession
from dalil.access.strength import Factor, note_proof
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
BEGAN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_off_duty_an_operator_sees_what_anybody_sees(omar: Person, noa: Person, signed_in: Browser) -> None:
    operator, anybody = signed_in(omar, is_on_duty=False), signed_in(noa)

    for address in ("/en/people", f"/en/people/{noa.pk}", reverse("guide:ledger")):
        assert operator.get(address).status_code == anybody.get(address).status_code == 404
    assert 'href="/en/people"' not in operator.get("/en/approvals").content.decode()


def test_the_desk_leads_off_duty_to_duty_and_on_duty_to_what_it_opens(
    omar: Person, noa: Person, signed_in: Browser
) -> None:
    resting = signed_in(omar, is_on_duty=False).get("/en/staff/").content.decode()
    working = signed_in(omar).get("/en/staff/").content.decode()

    assert 'href="/en/people"' not in resting and reverse("guide:ledger") not in resting
    assert '<a href="/en/duty">Go on duty</a>' in resting
    assert 'href="/en/people"' in working and reverse("guide:ledger") in working
    assert "You keep the platform running" in resting
    assert "You keep the platform running" not in signed_in(noa).get("/en/staff/").content.decode()


def test_duty_begins_with_a_reason_is_shown_on_every_page_and_ends(omar: Person, signed_in: Browser) -> None:
    browser = signed_in(omar, is_on_duty=False)
    assert browser.post("/en/duty", {"minutes": "30"}).status_code == 422
    assert browser.post("/en/duty", {"minutes": "1", "why": "Accounts wait."}).status_code == 422
    assert browser.post("/en/duty", {"minutes": "30", "why": "Accounts wait."}).status_code == 302

    for address in ("/en/people", "/en/approvals", "/en/", "/en/about/"):
        assert "You are on duty." in browser.get(address).content.decode()

    assert browser.post("/en/duty/end").status_code == 302
    assert browser.get("/en/people").status_code == 404
    assert "You are on duty." not in browser.get("/en/").content.decode()
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == ["begin_duty", "end_duty"]


def test_duty_takes_a_proof_not_older_than_ten_minutes(omar: Person, signed_in: Browser) -> None:
    with time_machine.travel(BEGAN, tick=False):
        browser = signed_in(omar, is_on_duty=False)
    with time_machine.travel(BEGAN + timedelta(minutes=11), tick=False):
        answer = browser.post("/en/duty", {"minutes": "30", "why": "Accounts wait."})

    assert answer.headers["Location"].startswith("/en/prove")
    assert not DutySession.objects.exists()


def test_the_clock_ends_it_at_once(omar: Person, signed_in: Browser) -> None:
    with time_machine.travel(BEGAN, tick=False):
        browser = signed_in(omar, is_on_duty=False)
        browser.post("/en/duty", {"minutes": "15", "why": "Accounts wait."})
    with time_machine.travel(BEGAN + timedelta(minutes=15) - timedelta(seconds=1), tick=False):
        session = browser.session
        note_proof(session, Factor.PASSKEY, BEGAN + timedelta(minutes=14))
        session.save()
        assert browser.get("/en/people").status_code == 200
    with time_machine.travel(BEGAN + timedelta(minutes=15), tick=False):
        assert browser.get("/en/people").status_code == 404


def test_signing_out_ends_it(omar: Person, signed_in: Browser) -> None:
    browser = signed_in(omar)

    browser.post("/en/sign-out")

    assert DutySession.objects.get().ended_at is not None


def test_duty_begun_in_one_session_gives_no_rights_in_another(omar: Person, signed_in: Browser) -> None:
    signed_in(omar)

    assert signed_in(omar, is_on_duty=False).get("/en/people").status_code == 404


def test_another_operators_duty_in_a_session_counts_for_nothing(omar: Person, signed_in: Browser) -> None:
    rim = Person.objects.create_person("rim", "Rim", is_operator=True)
    theirs = duty.begin(by=rim, at=datetime.now(UTC), why="Accounts wait.")
    browser = signed_in(omar, is_on_duty=False)
    session = browser.session
    session[ON_DUTY] = str(theirs.pk)
    session.save()

    assert browser.get("/en/people").status_code == 404


def test_what_is_done_on_duty_names_it_in_the_ledger(omar: Person, layla: Person, signed_in: Browser) -> None:
    browser = signed_in(omar)

    browser.post(f"/en/people/{layla.pk}", {"is_active": "on"})

    begun = DutySession.objects.get()
    assert Entry.objects.get(action="change_rights").data["duty"] == str(begun.pk)


@pytest.mark.parametrize("minutes", [0, 14, 121, 10_000])
def test_no_other_length_is_taken(omar: Person, minutes: int) -> None:
    with pytest.raises(duty.WrongLength):
        duty.begin(by=omar, at=BEGAN, why="Accounts wait.", lasts=timedelta(minutes=minutes))


def test_a_second_duty_ends_the_first(omar: Person) -> None:
    first = duty.begin(by=omar, at=BEGAN, why="Accounts wait.")
    second = duty.begin(by=omar, at=BEGAN + timedelta(minutes=5), why="The disk is full.")

    first.refresh_from_db()
    assert first.ended_at == BEGAN + timedelta(minutes=5)
    assert list(DutySession.objects.in_force(BEGAN + timedelta(minutes=6))) == [second]


def test_only_operators_go_on_duty_and_losing_the_role_ends_the_rights(omar: Person, layla: Person) -> None:
    with pytest.raises(duty.NotOnDuty):
        duty.begin(by=layla, at=BEGAN, why="I am curious.")
    begun = duty.begin(by=omar, at=BEGAN, why="Accounts wait.")
    omar.is_operator = False

    assert not viewer_for(omar, at=BEGAN, duty=begun).is_operator


def test_trustees_and_operators_read_who_was_on_duty_and_others_do_not(
    omar: Person, layla: Person, noa: Person, signed_in: Browser
) -> None:
    duty.begin(by=omar, at=datetime.now(UTC), why="The lamp was out.")
    Person.objects.filter(pk=noa.pk).update(is_trustee=True)
    noa.refresh_from_db()

    assert "The lamp was out." in signed_in(noa).get("/en/duty").content.decode()
    assert "The lamp was out." in signed_in(omar, is_on_duty=False).get("/en/duty").content.decode()
    assert signed_in(layla).get("/en/duty").status_code == 404
    assert signed_in(noa).post("/en/duty", {"minutes": "30", "why": "I want to."}).status_code == 422
