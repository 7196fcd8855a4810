"""Invitations: the only way to an account; each link lets one person in, once, to what was offered and no more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from dalil.access.actions import invitations
from dalil.access.actions.invitations import What
from dalil.access.models import WaitingLetter
from dalil.access.strength import Factor
from dalil.accounts.models import Invitation, Person
from dalil.ledger.models import Entry
from dalil.vault.actions import open_unrecorded
from tests.authenticator import Authenticator, register

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
HERE = {"host": "localhost"}
TYPED = {"display_name": "Rim Saad", "sign_in_name": "rim", "language": "fr", "new": "a-lantern-in-the-rain"}


def invited(by: Person, at: datetime, **more: Any) -> tuple[Invitation, str]:
    made, link = invitations.invite(by=by, at=at, what=What("staff", {"is_editor": True}), **more)
    return made, link.partition("#")[2]


def go(browser: Client, secret: str) -> Any:
    return browser.post("/en/invitation", {"secret": secret}, headers=HERE)


def test_the_invited_makes_an_account_sets_up_a_passkey_and_has_the_role(
    omar: Person, signed_in: Browser, stranger: Client
) -> None:
    page = signed_in(omar).post(
        "/en/people", {"note": "the new editor", "language": "fr", "is_editor": "on", "mail": "rim@saad.example"}
    )
    address, _, secret = page.context["link"].partition("#")
    assert address == "http://testserver/fr/invitation"

    assert go(stranger, secret).headers["Location"] == "/en/invitation/accept"
    assert b"Omar Ben Ali" in stranger.get("/en/invitation/accept", headers=HERE).content
    assert stranger.post("/en/invitation/accept", TYPED, headers=HERE).headers["Location"] == "/en/factor"
    assert stranger.get("/en/staff/", headers=HERE).headers["Location"].startswith("/en/factor")
    assert register(stranger, Authenticator()).status_code == 200

    assert stranger.get("/en/staff/", headers=HERE).status_code == 200
    rim = Person.objects.get(sign_in_name="rim")
    assert (rim.is_editor, rim.is_operator, rim.language) == (True, False, "fr")
    actions = [*Entry.objects.order_by("number").values_list("action", flat=True)]
    assert actions == ["invite", "join", "accept_invitation", "add_passkey", "sign_in"]
    letter = open_unrecorded(list(WaitingLetter.objects.all()))[0]
    assert (letter.recipient, page.context["link"] in letter.text) == ("rim@saad.example", True)


def test_the_secret_is_kept_nowhere_but_in_the_sealed_letter(omar: Person, moment: datetime) -> None:
    _made, secret = invited(omar, moment, mail="rim@saad.example")

    kept = str([*Invitation.objects.values(), *Entry.objects.values()])
    assert secret not in kept and "saad" not in kept


def test_used_revoked_old_and_invented_links_get_one_answer(omar: Person, noa: Person, signed_in: Browser) -> None:
    now = datetime.now(UTC)
    used, used_secret = invited(omar, now)
    invitations.accept(by=noa, at=now, invitation=used)
    revoked, revoked_secret = invited(omar, now)
    invitations.revoke(by=omar, at=now, invitation=revoked)
    _old, old_secret = invited(omar, now - timedelta(days=7, seconds=1))
    barred = Person.objects.create_person("gone", "Gone", is_operator=True)
    _theirs, theirs_secret = invited(barred, now)
    Person.objects.filter(pk=barred.pk).update(is_active=False)

    answers = {
        (answer.status_code, answer.content.decode().partition("<main")[2])
        for answer in (
            go(Client(), secret) for secret in (used_secret, revoked_secret, old_secret, theirs_secret, "invented")
        )
    }

    assert len(answers) == 1
    assert answers.pop()[0] == 410


def test_an_invitation_that_ends_while_the_form_is_open_gives_nothing(omar: Person, stranger: Client) -> None:
    made, secret = invited(omar, datetime.now(UTC))
    go(stranger, secret)
    invitations.revoke(by=omar, at=datetime.now(UTC), invitation=made)

    assert stranger.post("/en/invitation/accept", TYPED, headers=HERE).status_code == 410
    assert not Person.objects.filter(sign_in_name="rim").exists()


def test_one_link_makes_one_account(omar: Person) -> None:
    _made, secret = invited(omar, datetime.now(UTC))
    first, second = Client(), Client()
    go(first, secret)
    go(second, secret)

    assert first.post("/en/invitation/accept", TYPED, headers=HERE).status_code == 302
    assert second.post("/en/invitation/accept", {**TYPED, "sign_in_name": "other"}, headers=HERE).status_code == 410
    assert not Person.objects.filter(sign_in_name="other").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("sign_in_name", "OMAR"), ("sign_in_name", ""), ("new", "short"), ("new", "Rim Saad"), ("language", "xx")],
)
def test_what_is_typed_badly_is_named_and_nothing_is_made(
    omar: Person, stranger: Client, field: str, value: str
) -> None:
    _made, secret = invited(omar, datetime.now(UTC))
    go(stranger, secret)

    answer = stranger.post("/en/invitation/accept", {**TYPED, field: value}, headers=HERE)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Invitation.objects.get().used_at is None


def test_who_has_an_account_accepts_with_it_and_only_once_recognised(
    omar: Person, noa: Person, signed_in: Browser
) -> None:
    _made, secret = invited(omar, datetime.now(UTC))
    browser = signed_in(noa, Factor.TIME_CODE)
    half = signed_in(noa, Factor.PASSWORD)
    go(half, secret)
    assert half.post("/en/invitation/accept", headers=HERE).headers["Location"].startswith("/en/factor")

    go(browser, secret)
    assert b"Noa Levi" in browser.get("/en/invitation/accept", headers=HERE).content
    assert browser.post("/en/invitation/accept", headers=HERE).status_code == 302

    noa.refresh_from_db()
    assert noa.is_editor
    # The new role demands a passkey before anything else opens in this session.
    assert browser.get("/en/staff/", headers=HERE).headers["Location"].startswith("/en/factor")


def test_an_invitation_meant_for_somebody_is_nobody_elses(omar: Person, layla: Person, noa: Person) -> None:
    now = datetime.now(UTC)
    what = What("staff", {"is_editor": True}, meant_for=noa)
    made, _link = invitations.invite(by=omar, at=now, what=what)

    with pytest.raises(invitations.NotMeantForYou):
        invitations.accept(by=layla, at=now, invitation=made)
    assert invitations.accept(by=noa, at=now, invitation=made).used_by == noa


def test_nobody_accepts_their_own_invitation(omar: Person) -> None:
    made, _secret = invited(omar, datetime.now(UTC))

    with pytest.raises(invitations.NotSoFast):
        invitations.accept(by=omar, at=datetime.now(UTC), invitation=made)
    omar.refresh_from_db()
    assert not omar.is_editor


@pytest.mark.t12
def test_secrets_are_not_guessed_by_the_thousand(stranger: Client) -> None:
    answers = [go(stranger, f"guess-{number}").status_code for number in range(31)]

    assert answers == [410] * 30 + [429]


def test_operators_see_what_waits_and_take_it_back(omar: Person, noa: Person, signed_in: Browser) -> None:
    made, secret = invited(omar, datetime.now(UTC), note="the cashier")
    browser = signed_in(omar)
    page = browser.get("/en/people").content.decode()
    assert "the cashier" in page and secret not in page

    assert signed_in(noa).post(f"/en/invitations/{made.pk}/revoke").status_code == 404
    assert browser.post(f"/en/invitations/{made.pk}/revoke").status_code == 302
    assert "the cashier" not in browser.get("/en/people").content.decode()


def test_a_kind_that_no_room_knows_is_not_made(omar: Person, moment: datetime) -> None:
    with pytest.raises(ValueError, match="no room knows"):
        invitations.invite(by=omar, at=moment, what=What("invented"))


def test_there_is_no_registration_without_an_invitation(stranger: Client) -> None:
    assert stranger.post("/en/invitation/accept", TYPED, headers=HERE).status_code == 410
    assert not Person.objects.human().exists()


def test_the_hour_at_which_it_ends_counts(omar: Person) -> None:
    made, secret = invited(omar, datetime(2030, 1, 1, 8, 0, tzinfo=UTC))
    with time_machine.travel(made.expires_at - timedelta(seconds=5)):
        assert go(Client(), secret).status_code == 302
    with time_machine.travel(made.expires_at):
        assert go(Client(), secret).status_code == 410
