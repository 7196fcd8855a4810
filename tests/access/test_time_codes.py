"""Codes by time: set up by members, accepted once, limited, and never enough for staff."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dalil.access import time_codes
from dalil.access.models import TimeCode
from dalil.access.strength import Factor, factor_of
from dalil.accounts.models import Person
from dalil.vault.actions import open_unrecorded
from tests.authenticator import Authenticator, register

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
AT = datetime(2030, 1, 1, 8, 0, 10, tzinfo=UTC)
HERE = {"host": "localhost"}


def device_of(person: Person) -> Callable[[datetime], str]:
    """What the person's app shows at a moment, worked out apart from our own module."""
    secret = base64.b32decode(open_unrecorded([TimeCode.objects.get(person=person)])[0].secret)
    return lambda at: TOTP(secret, 6, SHA1(), 30).generate(int(at.timestamp())).decode()


@pytest.fixture
def codes(noa: Person) -> Callable[[datetime], str]:
    """Noa's device, set up an hour before."""
    time_codes.begin(noa, at=AT)
    device = device_of(noa)
    before = AT - timedelta(hours=1)
    assert time_codes.accept(noa, device(before), at=before, is_first=True)
    return device


def test_a_code_is_right_a_step_before_and_after_and_no_further(noa: Person, codes: Callable[[datetime], str]) -> None:
    def is_right(seconds: int) -> bool:
        TimeCode.objects.update(last_step=0)
        return time_codes.accept(noa, codes(AT + timedelta(seconds=seconds)), at=AT)

    assert [is_right(seconds) for seconds in (-70, -45, -30, 0, 30, 49, 51, 70)] == [
        False, False, True, True, True, True, False, False,
    ]  # fmt: skip


def test_a_code_counts_once_and_none_before_it_afterwards(noa: Person, codes: Callable[[datetime], str]) -> None:
    assert time_codes.accept(noa, codes(AT), at=AT)
    assert not time_codes.accept(noa, codes(AT), at=AT)
    assert not time_codes.accept(noa, codes(AT - timedelta(seconds=30)), at=AT)
    assert time_codes.accept(noa, codes(AT + timedelta(seconds=30)), at=AT)


def test_digits_of_any_script_and_blanks_are_understood(noa: Person, codes: Callable[[datetime], str]) -> None:
    arabic = codes(AT).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert time_codes.accept(noa, f" {arabic[:3]} {arabic[3:]}", at=AT)


@given(typed=st.text(max_size=12))
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert not time_codes.accept(Person(pk=0), typed, at=AT)


def test_the_secret_is_ciphertext_in_the_database(noa: Person) -> None:
    secret, picture = time_codes.shown(time_codes.begin(noa, at=AT))

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM access_timecode")
        (kept,) = cursor.fetchone()
    assert secret.replace(" ", "").encode() not in bytes(kept)
    assert len(secret.replace(" ", "")) == 32
    assert picture.startswith("data:image/svg+xml;base64,")


def test_a_member_sets_them_up_and_signs_in_with_them(noa: Person, signed_in: Browser, stranger: Client) -> None:
    with time_machine.travel(AT, tick=False):
        browser = signed_in(noa, Factor.PASSWORD)
        page = browser.get("/en/time-code", headers=HERE)
        assert "data:image/svg+xml" in page.content.decode()
        code = device_of(noa)(AT)
        wrong = str((int(code) + 1) % 1_000_000).zfill(6)
        assert browser.post("/en/time-code", {"code": wrong}, headers=HERE).status_code == 422
        assert browser.post("/en/time-code", {"code": code}, headers=HERE).status_code == 302
        assert browser.get("/en/account", headers=HERE).status_code == 200
        # The secret is shown no more.
        assert "data:image" not in browser.get("/en/time-code", headers=HERE).content.decode()
    later = AT + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        typed = {"sign_in_name": "noa", "password": "a-boat-on-the-lake"}
        stranger.post("/en/sign-in", typed, headers=HERE)
        assert b'name="code"' in stranger.get("/en/factor?next=/en/account", headers=HERE).content
        given_code = {"code": device_of(noa)(later), "next": "/en/account"}
        assert stranger.post("/en/time-code/give", given_code, headers=HERE).headers["Location"] == "/en/account"
        assert factor_of(stranger.session) is Factor.TIME_CODE
        replay = signed_in(noa, Factor.PASSWORD)
        assert replay.post("/en/time-code/give", given_code, headers=HERE).status_code == 422


@pytest.mark.t12
def test_codes_are_not_guessed(noa: Person, codes: Callable[[datetime], str], signed_in: Browser) -> None:
    with time_machine.travel(AT, tick=False):
        wrong = str((int(codes(AT)) + 1) % 1_000_000).zfill(6)
        first, second = signed_in(noa, Factor.PASSWORD), signed_in(noa, Factor.PASSWORD)

        def tries(browser: Client, count: int) -> list[int]:
            return [browser.post("/en/time-code/give", {"code": wrong}).status_code for _ in range(count)]

        assert tries(first, 6) == [422] * 5 + [429]
        assert tries(second, 6) == [422] * 5 + [429]
        assert tries(signed_in(noa, Factor.PASSWORD), 1) == [429]
        assert first.post("/en/time-code/give", {"code": codes(AT)}).status_code == 429
    with time_machine.travel(AT + timedelta(minutes=16), tick=False):
        code = codes(AT + timedelta(minutes=16))
        assert signed_in(noa, Factor.PASSWORD).post("/en/time-code/give", {"code": code}).status_code == 302


@pytest.mark.t11
def test_for_staff_a_code_opens_nothing_but_the_way_to_a_passkey(
    noa: Person, codes: Callable[[datetime], str], signed_in: Browser
) -> None:
    browser = signed_in(noa, Factor.TIME_CODE)
    assert browser.get("/en/account", headers=HERE).status_code == 200
    Person.objects.filter(pk=noa.pk).update(is_editor=True)

    assert browser.get("/en/account", headers=HERE).headers["Location"].startswith("/en/factor")
    assert browser.get("/en/staff/sources/", headers=HERE).headers["Location"].startswith("/en/factor")
    assert register(signed_in(noa, Factor.PASSWORD), Authenticator()).status_code == 422
    assert register(browser, Authenticator()).status_code == 200
    assert browser.get("/en/staff/sources/", headers=HERE).status_code == 200


def test_staff_without_any_factor_are_not_offered_codes(layla: Person, signed_in: Browser) -> None:
    browser = signed_in(layla, Factor.PASSWORD)

    assert browser.get("/en/time-code", headers=HERE).headers["Location"] == "/en/factor"
    assert "/time-code" not in browser.get("/en/factor", headers=HERE).content.decode()
    assert not TimeCode.objects.exists()


def test_the_last_way_in_is_not_withdrawn(noa: Person, codes: Callable[[datetime], str], signed_in: Browser) -> None:
    browser = signed_in(noa, Factor.TIME_CODE)
    browser.post("/en/time-code/withdraw")
    assert time_codes.is_set_up(noa)

    assert register(browser, Authenticator()).status_code == 200
    browser.post("/en/time-code/withdraw")
    assert not time_codes.is_set_up(noa)
