"""Sessions: what is stolen of them is worth little, and each can be ended."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from dalil.access import actions, tasks
from dalil.access.actions import Rights
from dalil.access.strength import Factor
from dalil.accounts.models import LiveSession, Passkey, Person
from dalil.accounts.sessions import device_of
from tests.authenticator import Authenticator, register, show

pytestmark = [pytest.mark.django_db, pytest.mark.t13]

Browser = Callable[..., Client]
HERE = {"host": "localhost"}
BEGAN = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)


def key_of(browser: Client) -> str:
    return browser.cookies["sessionid"].value


def thief_with(key: str) -> Client:
    thief = Client()
    thief.cookies["sessionid"] = key
    return thief


def is_in(browser: Client) -> bool:
    return browser.get("/en/account", headers=HERE).status_code == 200


def test_a_copy_of_the_database_holds_no_key_of_a_session(layla: Person, signed_in: Browser) -> None:
    browser = signed_in(layla)
    is_in(browser)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_livesession")
        kept = [str(value) for row in cursor.fetchall() for value in row]
    assert not any(key_of(browser) in value for value in kept)
    row = LiveSession.objects.get()
    assert row.key_hash == hashlib.sha256(key_of(browser).encode()).hexdigest()
    assert not is_in(thief_with(row.key_hash))
    assert not is_in(thief_with(str(row.pk)))
    assert row.person == layla


def test_a_key_from_before_the_passkey_is_worth_nothing_after_it(layla: Person, signed_in: Browser) -> None:
    device = Authenticator()
    register(signed_in(layla, Factor.PASSWORD), device)
    browser = signed_in(layla, Factor.PASSWORD)
    thief = thief_with(key_of(browser))

    show(browser, device)

    assert is_in(browser) and not is_in(thief)
    again = thief_with(key_of(browser))
    show(browser, device)
    assert is_in(browser) and not is_in(again)


def test_a_key_that_somebody_planted_is_not_taken_over(layla: Person, stranger: Client) -> None:
    planted = "x" * 32
    stranger.cookies["sessionid"] = planted

    stranger.post("/en/sign-in", {"sign_in_name": "layla", "password": "olive-press-at-dawn"}, headers=HERE)

    assert key_of(stranger) != planted
    assert not LiveSession.objects.filter(key_hash=hashlib.sha256(planted.encode()).hexdigest()).exists()


def test_signing_in_as_another_leaves_nothing_of_the_first(layla: Person, noa: Person, signed_in: Browser) -> None:
    device = Authenticator()
    register(signed_in(noa, Factor.PASSWORD), device)
    browser = signed_in(layla)
    old = key_of(browser)

    typed = {"sign_in_name": "noa", "password": "a-boat-on-the-lake"}
    browser.post("/en/sign-out", headers=HERE)
    browser.post("/en/sign-in", typed, headers=HERE)

    assert not is_in(browser) and not is_in(thief_with(old))
    assert list(LiveSession.objects.filter(person=layla)) == []


def test_a_clock_set_back_ends_sessions_and_prolongs_none(layla: Person, signed_in: Browser) -> None:
    with time_machine.travel(BEGAN):
        browser = signed_in(layla)
        assert is_in(browser)
    with time_machine.travel(BEGAN - timedelta(seconds=30)):
        assert is_in(browser)
    with time_machine.travel(BEGAN - timedelta(hours=3)):
        assert not is_in(browser)


def test_a_password_or_rights_that_change_end_them(
    layla: Person, omar: Person, signed_in: Browser, moment: datetime
) -> None:
    first, second = signed_in(layla), signed_in(layla)
    actions.change_rights(by=omar, at=moment, person=layla, rights=Rights())
    assert not is_in(first) and not is_in(second)

    here, elsewhere = signed_in(omar), signed_in(omar)
    here.post("/en/password", {"old": "seven-lamps-of-fez", "new": "eight-lamps-of-fez"})
    assert is_in(here) and not is_in(elsewhere)


def test_ones_own_are_listed_and_ended_and_nobody_elses(layla: Person, noa: Person, signed_in: Browser) -> None:
    here, there, theirs = signed_in(layla), signed_in(layla), signed_in(noa)
    page = here.get("/en/sessions").content.decode()
    assert page.count('/end"') == 1
    other = LiveSession.objects.filter(person=noa).get()
    assert here.post(f"/en/sessions/{other.pk}/end").status_code == 404
    assert is_in(theirs)

    assert here.post("/en/sessions/end-others").status_code == 302
    assert is_in(here) and not is_in(there) and is_in(theirs)


def test_what_is_kept_of_a_browser_is_its_family(layla: Person, stranger: Client) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    stranger.post(
        "/en/sign-in",
        {"sign_in_name": "layla", "password": "olive-press-at-dawn"},
        headers={**HERE, "User-Agent": agent},
    )

    assert LiveSession.objects.get(person=layla).device == "Firefox, Linux"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_families_of_browsers_are_told_apart(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_what_ended_is_erased_by_the_worker(layla: Person, signed_in: Browser) -> None:
    with time_machine.travel(BEGAN):
        signed_in(layla)
        Client().post("/en/sign-in/passkey/ask")
    assert LiveSession.objects.count() == 2

    tasks.work_once(lambda: BEGAN + timedelta(minutes=20))
    assert LiveSession.objects.count() == 1
    tasks.work_once(lambda: BEGAN + timedelta(minutes=31))
    assert not LiveSession.objects.exists()


def test_withdrawing_the_last_passkey_of_staff_is_refused_and_of_two_one_goes(
    layla: Person, signed_in: Browser
) -> None:
    browser = signed_in(layla, Factor.PASSWORD)
    first, second = Authenticator(), Authenticator()
    register(browser, first)
    only = Passkey.objects.get()
    browser.post(f"/en/passkeys/{only.pk}/withdraw", headers=HERE)
    assert Passkey.objects.in_use().count() == 1

    register(browser, second)
    browser.post(f"/en/passkeys/{only.pk}/rename", {"name": " old phone "}, headers=HERE)
    browser.post(f"/en/passkeys/{only.pk}/withdraw", headers=HERE)
    only.refresh_from_db()
    assert (only.name, only.withdrawn_at is None) == ("old phone", False)
    assert Passkey.objects.in_use().count() == 1


def test_nobody_touches_anothers_passkey(layla: Person, noa: Person, signed_in: Browser) -> None:
    register(signed_in(noa, Factor.PASSWORD), Authenticator())
    theirs = Passkey.objects.get()
    browser = signed_in(layla)

    for act in ("rename", "withdraw"):
        assert browser.post(f"/en/passkeys/{theirs.pk}/{act}", {"name": "mine"}).status_code == 404
