"""Getting back in by the word of two, after a wait; and that no single person can take an account over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from dalil.access import contacting, time_codes
from dalil.access.actions import recoveries
from dalil.access.models import WaitingLetter
from dalil.access.strength import Factor
from dalil.accounts.models import LiveSession, Means, Notice, Passkey, Person, Recovery
from dalil.ledger.models import Entry
from dalil.vault import client
from dalil.vault.client import NoKeys

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
LATER = timedelta(hours=48, minutes=1)
HERE = {"host": "localhost"}


def passkey_of(person: Person, made_at: datetime) -> Passkey:
    return Passkey.objects.create(
        person=person, name="key", credential_id=str(person.pk).encode(), public_key=b"\xa0", made_at=made_at
    )


@pytest.fixture
def rim(db: None) -> Person:
    """Rim is counsel."""
    person = Person.objects.create_person("rim", "Rim Saad")
    Person.objects.filter(pk=person.pk).update(is_counsel=True)
    person.refresh_from_db()
    return person


@pytest.fixture
def staff(layla: Person, omar: Person, rim: Person, moment: datetime) -> dict[str, Person]:
    """All have a passkey: Layla, an editor, since long; the others since today."""
    passkey_of(layla, moment - timedelta(days=31))
    passkey_of(omar, moment)
    passkey_of(rim, moment)
    return {"layla": layla, "omar": omar, "rim": rim}


def vouch(recovery: Recovery, by: Person, at: datetime, reason: str = "We met at the office.") -> None:
    recoveries.vouch(by=by, at=at, recovery=recovery, means=Means.IN_PERSON, reason=reason)


def secret_of(link: str) -> str:
    return link.partition("#")[2]


def test_two_vouch_48_hours_pass_and_the_link_lets_in_once(
    noa: Person, staff: dict[str, Person], signed_in: Browser, moment: datetime
) -> None:
    passkey_of(noa, moment)
    signed_in(noa)
    begun = recoveries.begin(by=staff["layla"], at=moment, person=noa)
    vouch(begun, staff["layla"], moment)
    vouch(begun, staff["omar"], moment + timedelta(hours=1))
    ready = moment + timedelta(hours=49)
    with pytest.raises(recoveries.TooEarly):
        recoveries.hand_over(by=staff["omar"], at=ready - timedelta(seconds=1), recovery=begun)

    link = recoveries.hand_over(by=staff["rim"], at=ready, recovery=begun)
    found = recoveries.find(secret_of(link), at=ready)
    recoveries.finish(at=ready, recovery=found, password="a-new-boat-on-the-lake")

    noa.refresh_from_db()
    assert noa.check_password("a-new-boat-on-the-lake")
    assert not Passkey.objects.in_use().filter(person=noa).exists()
    assert not LiveSession.objects.filter(person=noa).exists()
    with pytest.raises(recoveries.LinkGone):
        recoveries.find(secret_of(link), at=ready)
    done = [*Entry.objects.order_by("number").values_list("action", flat=True)]
    assert done == [
        "begin_recovery",
        "vouch_for_recovery",
        "vouch_for_recovery",
        "hand_over_recovery",
        "finish_recovery",
    ]
    assert secret_of(link) not in str(list(Entry.objects.values()) + list(Recovery.objects.values()))
    assert "office" not in str(list(Entry.objects.values()))


@pytest.mark.t05
def test_one_operator_alone_gets_nobodys_account(
    omar: Person, noa: Person, staff: dict[str, Person], moment: datetime
) -> None:
    begun = recoveries.begin(by=omar, at=moment, person=noa)
    vouch(begun, omar, moment)
    for _ in range(2):
        with pytest.raises(recoveries.VouchedAlready):
            vouch(begun, omar, moment)
    with pytest.raises(recoveries.TooEarly):
        recoveries.hand_over(by=omar, at=moment + timedelta(days=10), recovery=begun)


@pytest.mark.t05
def test_an_operator_cannot_make_the_second_voucher(
    omar: Person, noa: Person, staff: dict[str, Person], moment: datetime
) -> None:
    puppet = Person.objects.create_person("puppet", "Puppet", is_editor=True)
    passkey_of(puppet, moment)
    begun = recoveries.begin(by=omar, at=moment, person=noa)
    vouch(begun, omar, moment)

    with pytest.raises(recoveries.MayNotVouch):
        vouch(begun, puppet, moment + timedelta(days=10))


def test_nobody_vouches_for_themselves_without_reason_or_without_a_passkey(
    layla: Person, noa: Person, staff: dict[str, Person], moment: datetime
) -> None:
    begun = recoveries.begin(by=staff["omar"], at=moment, person=layla)
    with pytest.raises(recoveries.MayNotVouch):
        vouch(begun, layla, moment)
    with pytest.raises(recoveries.MayNotVouch):
        vouch(begun, noa, moment)
    with pytest.raises(recoveries.NeedsReason):
        vouch(begun, staff["rim"], moment, "  ")
    Passkey.objects.filter(person=staff["rim"]).update(withdrawn_at=moment)
    with pytest.raises(recoveries.MayNotVouch):
        vouch(begun, staff["rim"], moment)


def test_the_owner_is_told_on_every_page_and_by_mail_and_stops_it(
    layla: Person, staff: dict[str, Person], signed_in: Browser, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dalil.access.pages.recover.SECONDS_OF_AN_ANSWER", 0)
    owner = signed_in(layla)
    stranger.post("/en/recover", {"sign_in_name": "layla"})
    begun = Recovery.objects.get()

    assert 'href="/en/account"' in owner.get("/en/about/").content.decode()
    page = owner.get("/en/account").content.decode()
    assert f"/en/recoveries/{begun.pk}/stop" in page

    assert owner.post(f"/en/recoveries/{begun.pk}/stop").status_code == 302
    with pytest.raises(recoveries.NotUnderWay):
        vouch(begun, staff["omar"], datetime.now(UTC))
    owner.post("/en/account/read")
    assert not Person.objects.get(pk=layla.pk).has_notice


def test_a_link_is_worth_nothing_once_stopped_replaced_or_a_day_old(
    noa: Person, staff: dict[str, Person], moment: datetime
) -> None:
    begun = recoveries.begin(by=staff["layla"], at=moment, person=noa)
    vouch(begun, staff["layla"], moment)
    vouch(begun, staff["omar"], moment)
    ready = moment + LATER
    first = secret_of(recoveries.hand_over(by=staff["omar"], at=ready, recovery=begun))
    second = secret_of(recoveries.hand_over(by=staff["omar"], at=ready, recovery=begun))
    with pytest.raises(recoveries.LinkGone):
        recoveries.find(first, at=ready)
    with pytest.raises(recoveries.LinkGone):
        recoveries.find(second, at=ready + timedelta(hours=24))
    found = recoveries.find(second, at=ready)
    recoveries.stop(by=noa, at=ready, recovery=begun)
    with pytest.raises(recoveries.LinkGone):
        recoveries.finish(at=ready, recovery=found, password="too-late-for-this-one")
    assert not Person.objects.get(pk=noa.pk).check_password("too-late-for-this-one")


@pytest.mark.t12
def test_whether_a_name_exists_is_not_told_and_tries_are_counted(
    stranger: Client, layla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("dalil.access.pages.recover.time.sleep", slept.append)

    known, unknown = (stranger.post("/en/recover", {"sign_in_name": name}) for name in ("layla", "nobody"))

    def told(answer: Any) -> str:
        return str(answer.content.decode())

    assert (known.status_code, told(known)) == (unknown.status_code, told(unknown))
    assert all(0 < seconds <= 0.3 for seconds in slept) and len(slept) == 2
    assert [stranger.post("/en/recover", {"sign_in_name": "layla"}).status_code for _ in range(5)] == [200] * 4 + [429]
    assert Recovery.objects.count() == 1


def test_through_the_pages_from_asking_to_a_new_password(
    noa: Person, staff: dict[str, Person], signed_in: Browser, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dalil.access.pages.recover.SECONDS_OF_AN_ANSWER", 0)
    began = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)
    word = {"means": "voice", "reason": "I called the number from last year."}
    with time_machine.travel(began):
        stranger.post("/en/recover", {"sign_in_name": "noa"})
        number = Recovery.objects.get().pk
        for name in ("layla", "rim"):
            browser = signed_in(staff[name])
            assert b"Noa Levi" in browser.get("/en/recoveries").content
            assert browser.post(f"/en/recoveries/{number}", {**word, "reason": " "}).status_code == 422
            assert browser.post(f"/en/recoveries/{number}", word).status_code == 302
        assert signed_in(noa).get(f"/en/recoveries/{number}").status_code == 404
    with time_machine.travel(began + LATER):
        answer = signed_in(staff["layla"]).post(f"/en/recoveries/{number}/link")
        handed = secret_of(answer.context["link"])
        assert stranger.post("/en/recover/link", {"secret": "guess"}).status_code == 410
        assert stranger.post("/en/recover/link", {"secret": f" {handed}"}).headers["Location"] == "/en/recover/finish"
        assert stranger.post("/en/recover/finish", {"new": "short"}).status_code == 422
        done = stranger.post("/en/recover/finish", {"new": "a-new-boat-on-the-lake"})
        assert done.headers["Location"] == "/en/factor"
        assert stranger.get("/en/password").headers["Location"].startswith("/en/factor")
        assert stranger.post("/en/recover/finish", {"new": "again-a-boat-on-the-lake"}).status_code == 410


def test_codes_by_time_end_with_a_recovery(noa: Person, staff: dict[str, Person], moment: datetime) -> None:
    time_codes.begin(noa, at=moment)
    begun = recoveries.begin(by=staff["omar"], at=moment, person=noa)
    vouch(begun, staff["omar"], moment)
    vouch(begun, staff["rim"], moment)
    link = recoveries.hand_over(by=staff["omar"], at=moment + LATER, recovery=begun)

    found = recoveries.find(secret_of(link), at=moment + LATER)
    recoveries.finish(at=moment + LATER, recovery=found, password="a-new-boat-on-the-lake")

    assert time_codes.begun(noa) is None
    assert {notice.kind for notice in Notice.objects.filter(person=noa)} == {"recovery_asked", "recovered"}
    assert not WaitingLetter.objects.exists()


def test_the_command_line_stands_in_only_where_two_could_not_vouch(
    noa: Person, omar: Person, staff: dict[str, Person], moment: datetime
) -> None:
    with pytest.raises(recoveries.OthersCanVouch):
        recoveries.vouch_by_command_line(at=moment, person=noa)

    Passkey.objects.exclude(person=omar).update(withdrawn_at=moment)
    begun = recoveries.vouch_by_command_line(at=moment, person=noa)

    assert begun.ready_at == moment + recoveries.WAIT
    assert recoveries.vouch_by_command_line(at=moment + timedelta(hours=1), person=noa).ready_at == begun.ready_at


def test_a_first_link_is_for_accounts_that_nobody_used(noa: Person, layla: Person, moment: datetime) -> None:
    secret = secret_of(recoveries.first_link(at=moment, person=noa))
    assert recoveries.find(secret, at=moment).person == noa

    passkey_of(layla, moment)
    with pytest.raises(recoveries.NotUnderWay):
        recoveries.first_link(at=moment, person=layla)


@pytest.mark.t05
def test_nobody_of_the_staff_gets_into_a_new_account_through_its_first_link(
    noa: Person, staff: dict[str, Person], signed_in: Browser, moment: datetime
) -> None:
    secret = secret_of(recoveries.first_link(at=moment, person=noa))
    first = Recovery.objects.get()

    begun = recoveries.begin(by=staff["layla"], at=moment, person=noa)

    assert begun.pk != first.pk and begun.ready_at is None
    for of_it, refusal in ((begun, recoveries.TooEarly), (first, recoveries.NotUnderWay)):
        with pytest.raises(refusal):
            recoveries.hand_over(by=staff["layla"], at=moment, recovery=of_it)
    with pytest.raises(recoveries.NotUnderWay):
        vouch(first, staff["layla"], moment)
    assert signed_in(staff["layla"]).get(f"/en/recoveries/{first.pk}").status_code == 404
    assert recoveries.find(secret, at=moment).pk == first.pk


@pytest.mark.t12
def test_without_keys_it_is_not_told_either_whether_a_name_exists_and_none_waits_unwarned(
    stranger: Client,
    noa: Person,
    staff: dict[str, Person],
    moment: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dalil.access.pages.recover.SECONDS_OF_AN_ANSWER", 0)
    secret = contacting.note(by=noa, at=moment, address="noa@mail.example")
    assert contacting.confirm(by=noa, at=moment, secret=secret)

    def away(*whatever: object, **more: object) -> object:
        raise NoKeys

    monkeypatch.setattr(client, "ask", away)
    known, unknown = (stranger.post("/en/recover", {"sign_in_name": name}) for name in ("noa", "nobody"))

    assert known.status_code == unknown.status_code == 200
    begun = Recovery.objects.get()
    assert Notice.objects.filter(person=noa, kind="recovery_asked").count() == 1
    vouch(begun, staff["omar"], moment)
    with pytest.raises(NoKeys):  # The letter with which the wait begins is the owner's warning: without it none begins.
        vouch(begun, staff["rim"], moment)
    begun.refresh_from_db()
    assert begun.ready_at is None and begun.vouchings.count() == 1


def test_a_session_by_code_or_password_does_not_reach_the_recoveries(layla: Person, signed_in: Browser) -> None:
    for factor in (Factor.PASSWORD, Factor.TIME_CODE):
        assert signed_in(layla, factor).get("/en/recoveries").headers["Location"].startswith("/en/factor")
