"""What is kept about oneself: seen, taken away, erased once a second person agreed; nobody else's in it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import approvals, contacting, kept_about
from dalil.access.actions import erasing
from dalil.access.models import Approval, ApprovalState, MailAddress
from dalil.accounts.models import Body, DelegateRole, Delegation, LiveSession, Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry
from dalil.vault import holds

pytestmark = pytest.mark.django_db
PAGE, FILE, ERASE = "/en/my-data", "/en/my-data/take-away", "/en/my-data/erase"


@pytest.fixture
def second(db: None) -> Person:
    return Person.objects.create_person("sami", "Sami Nasser", password="three-goats-on-a-hill", is_operator=True)


def address_of(person: Person, address: str) -> None:
    secret = contacting.note(by=person, at=timezone.now(), address=address)
    assert contacting.confirm(by=person, at=timezone.now(), secret=secret)


def asked(person: Person) -> Approval:
    return erasing.ask_to_erase(by=person, at=timezone.now(), why="I am leaving")


def approve(approval: Approval, by: Person) -> None:
    erasing_kind = approvals.kind_of(approval)
    assert erasing_kind is not None
    erasing.erase_as_asked(approval, by=by, at=timezone.now())


def test_the_page_shows_what_is_kept_and_nothing_of_others(
    noa: Person, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    address_of(noa, "noa@example.org")
    address_of(layla, "layla@example.org")
    body = Body.objects.create(name="Olive Trust", made_at=timezone.now())
    Delegation.objects.create(body=body, person=noa, role=DelegateRole.READER, since=timezone.now())
    ledger.write(by=layla, action="touch", subject="thing:1", data={}, at=timezone.now())

    text = signed_in(noa).get(PAGE).content.decode()

    for said in ("Noa Levi", "noa@example.org", "Olive Trust", "The mail address was confirmed"):
        assert said in text
    assert "layla@example.org" not in text
    assert "touch" not in text


def test_a_stranger_is_asked_to_sign_in(stranger: Client) -> None:
    for address in (PAGE, FILE):
        answer = stranger.get(address)
        assert (answer.status_code, "sign-in" in answer["Location"]) == (302, True)


def test_the_file_holds_all_of_it_needs_a_fresh_factor_and_is_noted(
    noa: Person, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    address_of(noa, "noa@example.org")
    ledger.write(by=layla, action="touch", subject=f"person:{noa.pk}", data={"who": "Layla"}, at=timezone.now())
    browser = signed_in(noa)

    answer = browser.get(FILE)
    told = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert told["account"][0]["mail"] == "noa@example.org"
    assert [entry["action"] for entry in told["ledger"]] == ["note_mail_address", "confirm_mail_address", "touch"]
    assert told["ledger"][2]["particulars"] == {}
    assert {part.code for part, _ in kept_about.parts(noa)} <= set(told)
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.action, last.actor, last.subject) == ("take_away_my_data", noa, f"person:{noa.pk}")

    session = browser.session
    for key in [key for key in session.keys() if "proved" in key or "proof" in key]:  # noqa: SIM118 - a session is no dict
        session[key] = 0 if isinstance(session[key], int | float) else "2020-01-01T00:00:00+00:00"
    session.save()
    assert browser.get(FILE).status_code == 302


def test_asking_for_erasure_on_the_page_waits_for_a_second_person(
    noa: Person, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(noa)
    assert browser.post(ERASE, {"why": ""}).status_code == 422
    assert browser.get(ERASE).status_code == 405
    assert browser.post(ERASE, {"why": "I am leaving"}).status_code == 302

    request = Approval.objects.get()
    assert (request.kind, request.subject, request.state) == ("erase_person", f"person:{noa.pk}", ApprovalState.ASKED)
    noa.refresh_from_db()
    assert noa.display_name == "Noa Levi"
    assert "second person has yet to agree" in browser.get(PAGE).content.decode()
    browser.post(ERASE, {"why": "I am leaving"})
    assert Approval.objects.count() == 1


def test_erasure_leaves_a_number_and_a_ledger_that_is_whole(noa: Person, omar: Person, signed_in: Any) -> None:
    address_of(noa, "noa@example.org")
    signed_in(noa)
    head = ledger.head()
    approve(asked(noa), by=omar)

    noa.refresh_from_db()
    assert (noa.sign_in_name, noa.display_name) == (f"erased-{noa.pk}", f"erased {noa.pk}")
    assert not noa.is_active
    assert not noa.has_usable_password()
    assert not MailAddress.objects.filter(person=noa).exists()
    assert not LiveSession.objects.filter(person=noa).exists()
    assert ledger.check(anchors=[head]).is_whole
    written = " ".join(Entry.objects.values_list("data_json", flat=True))
    assert "Noa" not in written
    assert "noa@example.org" not in written
    assert Entry.objects.filter(action="erase_person", subject=f"person:{noa.pk}", actor=omar).exists()


def test_nobody_is_erased_but_the_one_who_asked(noa: Person, layla: Person, omar: Person) -> None:
    request = approvals.ask(
        kind=erasing.KIND, subject=f"person:{noa.pk}", data={"person": noa.pk}, by=layla, at=timezone.now(), why="out"
    )

    with pytest.raises(approvals.CannotBeDone):
        approve(request, by=omar)
    noa.refresh_from_db()
    assert noa.is_active


def hold_over(person: Person, subject: str) -> None:
    counsel = Person.objects.create_person("counsel", "Counsel")
    counsel.is_counsel = True
    counsel.save()
    holds.place(
        by=counsel,
        at=timezone.now(),
        reference="H-1",
        issuer="Court",
        scope=[subject],
        legal_basis="an order",
        served_on=date(2026, 11, 20),
        review_on=date(2027, 1, 1),
    )


@pytest.mark.t25
def test_a_hold_beats_erasure_before_and_after_it_was_asked_for(noa: Person, omar: Person) -> None:
    request = asked(noa)
    hold_over(noa, f"person:{noa.pk}")

    with pytest.raises(erasing.OnHold):
        asked(noa)
    with pytest.raises(approvals.CannotBeDone, match="legal hold"):
        approve(request, by=omar)
    noa.refresh_from_db()
    assert noa.display_name == "Noa Levi"


def test_the_last_operator_cannot_be_erased(omar: Person, layla: Person) -> None:
    with pytest.raises(erasing.LastOperator):
        asked(omar)
    Person.objects.create_person("sami", "Sami", is_operator=True)
    assert asked(omar).state == ApprovalState.ASKED


def test_two_operators_who_leave_at_once_do_not_both_go(omar: Person, second: Person, layla: Person) -> None:
    first_request, second_request = asked(omar), asked(second)
    approve(first_request, by=second)

    with pytest.raises(approvals.CannotBeDone, match="last operator"):
        approve(second_request, by=layla)


def test_a_trustee_and_the_last_manager_hand_over_first(noa: Person, layla: Person) -> None:
    Person.objects.filter(pk=layla.pk).update(is_trustee=True)
    layla.refresh_from_db()
    with pytest.raises(erasing.TrusteeInOffice):
        asked(layla)
    body = Body.objects.create(name="Olive Trust", made_at=timezone.now())
    since = timezone.now() - timedelta(days=1)
    Delegation.objects.create(body=body, person=noa, role=DelegateRole.MANAGER, since=since)
    with pytest.raises(erasing.NobodyLeft):
        asked(noa)
    Delegation.objects.create(body=body, person=layla, role=DelegateRole.MANAGER, since=since)
    assert asked(noa).state == ApprovalState.ASKED


def test_what_a_room_keeps_is_told_under_one_name_only() -> None:
    kept_about.told_by("account", "Again")(kept_about.account)
    with pytest.raises(ValueError, match="account"):
        kept_about.told_by("account", "Another")(lambda person: [])
