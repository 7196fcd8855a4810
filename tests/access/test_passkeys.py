"""Passkeys: set up, shown, and every way of cheating with one refused. A software device answers byte for byte as a real one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from fido2.utils import websafe_encode
from hypothesis import given
from hypothesis import strategies as st

from dalil.access import ceremony
from dalil.access.strength import Factor, factor_of
from dalil.accounts.models import Notice, Passkey, Person
from dalil.ledger.models import Entry
from tests.authenticator import PRESENT, Authenticator, enter, register, send, show

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
HERE = {"host": "localhost"}


def actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


@pytest.fixture
def registered(layla: Person, signed_in: Browser, device: Authenticator) -> Authenticator:
    """Layla's key, set up when the password was all that she had."""
    assert register(signed_in(layla, Factor.PASSWORD), device, "blue key").status_code == 200
    return device


def is_refused(answer: Any) -> bool:
    return answer.status_code == 422 and set(answer.json()) == {"sentence"}


def is_signed_in(browser: Client) -> bool:
    return browser.get("/en/password", headers=HERE).status_code == 200


def test_the_first_passkey_is_set_up_after_the_password_and_opens_the_pages(
    layla: Person, signed_in: Browser, device: Authenticator
) -> None:
    browser = signed_in(layla, Factor.PASSWORD)
    assert not is_signed_in(browser)

    answer = register(browser, device, "  blue key ")

    assert answer.json() == {"to": "/en/staff/"}
    assert is_signed_in(browser)
    key = Passkey.objects.get()
    assert (key.person, key.name, key.ways, bytes(key.credential_id)) == (
        layla,
        "blue key",
        "usb",
        device.credential_id,
    )
    assert actions() == ["add_passkey", "sign_in"]


def test_a_passkey_signs_in_without_any_name_and_leads_where_one_was_going(
    stranger: Client, registered: Authenticator
) -> None:
    answer = enter(stranger, registered, "/en/password")

    assert answer.json() == {"to": "/en/password"}
    assert factor_of(stranger.session) is Factor.PASSKEY
    assert is_signed_in(stranger)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_off_the_platform_by_a_passkey(
    stranger: Client, registered: Authenticator, elsewhere: str
) -> None:
    assert enter(stranger, registered, elsewhere).json() == {"to": "/en/staff/"}


def test_after_the_password_the_passkey_makes_the_session_a_full_one(
    layla: Person, signed_in: Browser, registered: Authenticator
) -> None:
    browser = signed_in(layla, Factor.PASSWORD)
    before = browser.cookies["sessionid"].value

    assert show(browser, registered, "/en/password").json() == {"to": "/en/password"}

    assert is_signed_in(browser)
    assert browser.cookies["sessionid"].value != before


ATTACKS: dict[str, dict[str, Any]] = {
    "a page elsewhere asked (phishing)": {"origin": "https://dalil.example.evil"},
    "a page below our name asked": {"origin": "http://x.localhost"},
    "another port asked": {"origin": "http://localhost:8001"},
    "a key for another name": {"rp_id": "evil.example"},
    "nobody touched the device": {"flags": 0},
    "the device did not look who it is": {"flags": PRESENT},
}


@pytest.mark.t11
@pytest.mark.parametrize("lie", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_answer_that_was_not_given_to_us_opens_nothing(
    stranger: Client, layla: Person, signed_in: Browser, registered: Authenticator, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(registered, name, value)
    behind_password = signed_in(layla, Factor.PASSWORD)

    assert is_refused(enter(stranger, registered))
    assert is_refused(show(behind_password, registered))

    assert not is_signed_in(stranger) and not is_signed_in(behind_password)


@pytest.mark.t11
@pytest.mark.parametrize("lie", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_key_that_was_not_made_for_us_is_not_taken(
    layla: Person, signed_in: Browser, device: Authenticator, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(device, name, value)

    assert is_refused(register(signed_in(layla, Factor.PASSWORD), device))
    assert not Passkey.objects.exists()


@pytest.mark.t11
def test_a_kind_of_key_that_was_not_asked_for_is_not_taken(
    layla: Person, signed_in: Browser, device: Authenticator
) -> None:
    device.algorithm = -65535  # RSA with SHA-1

    assert is_refused(register(signed_in(layla, Factor.PASSWORD), device))


@pytest.mark.t11
def test_an_answer_counts_once(stranger: Client, registered: Authenticator) -> None:
    asked = send(stranger, "/en/sign-in/passkey/ask").json()
    answer = {"answer": registered.show(asked)}
    assert send(stranger, "/en/sign-in/passkey/answer", answer).status_code == 200
    other = Client()
    send(other, "/en/sign-in/passkey/ask")

    assert is_refused(send(other, "/en/sign-in/passkey/answer", answer))
    assert is_refused(send(Client(), "/en/sign-in/passkey/answer", answer))
    stranger.post("/en/sign-out")
    assert is_refused(send(stranger, "/en/sign-in/passkey/answer", answer))
    assert not is_signed_in(other)


@pytest.mark.t11
def test_a_question_holds_five_minutes_and_none_in_the_past(stranger: Client, registered: Authenticator) -> None:
    begun = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)
    for minutes in (6, -2):
        with time_machine.travel(begun, tick=False):
            browser = Client()
            answer = {"answer": registered.show(send(browser, "/en/sign-in/passkey/ask").json())}
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            assert is_refused(send(browser, "/en/sign-in/passkey/answer", answer))


@pytest.mark.t11
@pytest.mark.parametrize(("before", "now"), [(7, 6), (7, 7), (7, 0)])
def test_a_counter_that_runs_backwards_is_refused_and_told_to_the_owner_and_the_operators(
    stranger: Client, layla: Person, omar: Person, noa: Person, registered: Authenticator, before: int, now: int
) -> None:
    Passkey.objects.update(counter=before)
    registered.step, registered.counter = 0, now

    assert is_refused(enter(stranger, registered))

    assert not is_signed_in(stranger)
    told = set(Notice.objects.values_list("person", "about", "kind"))
    assert told == {(layla.pk, None, "counter_backwards"), (omar.pk, layla.pk, "counter_backwards")}
    assert Person.objects.get(pk=layla.pk).has_notice
    entry = Entry.objects.get(action="refuse_passkey_counter")
    assert (entry.data["before"], entry.data["now"]) == (before, now)


def test_a_key_that_never_counts_and_one_that_counts_are_both_taken(registered: Authenticator) -> None:
    registered.step = 0
    assert [enter(Client(), registered).status_code for _ in range(2)] == [200, 200]
    registered.step = 3
    assert [enter(Client(), registered).status_code for _ in range(2)] == [200, 200]
    assert Passkey.objects.get().counter == 6


@pytest.mark.t11
def test_the_key_of_one_does_not_open_the_session_of_another(
    layla: Person, noa: Person, signed_in: Browser, registered: Authenticator
) -> None:
    browser, own = signed_in(noa, Factor.PASSWORD), Authenticator()
    register(browser, own)
    browser = signed_in(noa, Factor.PASSWORD)

    assert is_refused(show(browser, registered))
    stolen = Authenticator(key=registered.key, credential_id=own.credential_id, handle=own.handle)
    assert is_refused(show(browser, stolen))
    pretends = Authenticator(key=registered.key, credential_id=registered.credential_id, handle=own.handle)
    assert is_refused(enter(Client(), pretends))
    assert not is_signed_in(browser)


def test_an_answer_for_one_purpose_is_none_for_another(
    layla: Person, signed_in: Browser, registered: Authenticator
) -> None:
    browser = signed_in(layla, Factor.PASSWORD)
    asked = send(browser, "/en/sign-in/passkey/ask").json()

    assert is_refused(send(browser, "/en/passkeys/show/answer", {"answer": registered.show(asked)}))


def test_whoever_is_barred_or_withdrew_the_key_does_not_get_in(layla: Person, registered: Authenticator) -> None:
    Person.objects.filter(pk=layla.pk).update(is_active=False)
    assert is_refused(enter(Client(), registered))

    Person.objects.filter(pk=layla.pk).update(is_active=True)
    Passkey.objects.update(withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert is_refused(enter(Client(), registered))


@pytest.mark.t11
def test_a_stolen_password_adds_no_passkey_beside_the_one_there_is(
    layla: Person, signed_in: Browser, registered: Authenticator
) -> None:
    thief = signed_in(layla, Factor.PASSWORD)

    assert is_refused(register(thief, Authenticator()))
    assert thief.get("/en/factor", headers=HERE).context["has_passkey"]
    assert Passkey.objects.count() == 1


def test_a_stale_session_adds_no_passkey(layla: Person, signed_in: Browser, device: Authenticator) -> None:
    begun = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)
    with time_machine.travel(begun):
        browser = signed_in(layla, Factor.PASSWORD)
    with time_machine.travel(begun + timedelta(minutes=11)):
        assert is_refused(register(browser, device))
        assert browser.get("/en/factor", headers=HERE).headers["Location"].startswith("/en/prove?")


def test_a_key_belongs_to_one_account(noa: Person, signed_in: Browser, registered: Authenticator) -> None:
    answer = register(signed_in(noa, Factor.PASSWORD), registered)

    assert is_refused(answer)
    assert "registered already" in answer.json()["sentence"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=60).map(websafe_encode),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "signature", "userHandle", "clientDataJSON"]), inner
        )
    ),
    max_leaves=8,
)
PARTS = ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"]


@given(st.binary(max_size=40), st.dictionaries(st.sampled_from(PARTS), json_values))
def test_whatever_is_sent_in_place_of_an_answer_is_refused(name: bytes, response: dict[str, Any]) -> None:
    for answer in (response, {"id": websafe_encode(name), "rawId": websafe_encode(name), "response": response}):
        try:
            ceremony.read(answer)
        except ceremony.NotAccepted:
            continue


@pytest.mark.t11
@pytest.mark.parametrize("part", PARTS)
def test_a_number_in_place_of_bytes_takes_no_memory(part: str) -> None:
    with pytest.raises(ceremony.NotAccepted, match="is no text"):
        ceremony.read({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {part: 10**13}})
    with pytest.raises(ceremony.NotAccepted, match="is no text"):
        ceremony.read({"id": 10**13, "rawId": "YQ", "type": "public-key", "response": {}})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"answer": 1}', b"[" * 20000, b"x" * 70000, b"\xff\xfe"])
def test_what_is_no_json_is_refused(stranger: Client, body: bytes) -> None:
    assert is_refused(
        stranger.post("/en/sign-in/passkey/answer", data=body, content_type="application/json", headers=HERE)
    )
