"""Signing in and out, one's own password, and the operator's pages, as a browser meets them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from dalil.accounts.models import Person
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

Browser = Callable[[Person], Client]
PASSWORD = "olive-press-at-dawn"
SIGN_IN = "/en/sign-in"
OPEN = ("sign-in", "recover", "recover/link", "invitation")
OWN_PAGES = [*OPEN[1:], "account", "account/mail", "passkeys", "passkeys/new", "sessions", "recoveries"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sign_in(client: Client, password: str = PASSWORD, to: str = SIGN_IN) -> int:
    return client.post(to, {"sign_in_name": "layla", "password": password}).status_code


def test_a_password_alone_leads_to_the_second_factor_and_from_there_to_the_page_asked_for(
    stranger: Client, layla: Person
) -> None:
    asked = stranger.get("/en/password")
    assert asked.headers["Location"] == "/en/sign-in?next=/en/password"

    answer = stranger.post(asked.headers["Location"], {"sign_in_name": "layla", "password": PASSWORD})
    assert answer.headers["Location"] == "/en/password"

    assert stranger.get("/en/password").headers["Location"] == "/en/factor?next=/en/password"
    assert stranger.get("/en/factor?next=/en/password").context["going"] == "/en/password"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_after_signing_in_nobody_is_led_off_the_platform(layla: Person, elsewhere: str) -> None:
    for language in ("en", "ar"):
        page = SIGN_IN.replace("/en/", f"/{language}/")
        answer = Client().post(f"{page}?next={elsewhere}", {"sign_in_name": "layla", "password": PASSWORD})

        assert answer.headers["Location"] == f"/{language}/staff/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(stranger: Client, layla: Person) -> None:
    wrong_password = stranger.post(SIGN_IN, {"sign_in_name": "layla", "password": "guess"})
    wrong_name = stranger.post(SIGN_IN, {"sign_in_name": "nobody", "password": "guess"})

    assert wrong_password.status_code == wrong_name.status_code == 422
    assert "do not belong together" in wrong_name.content.decode()
    assert "do not belong together" in wrong_password.content.decode()


def test_after_five_wrong_guesses_even_the_right_one_waits(stranger: Client, layla: Person) -> None:
    assert [sign_in(stranger, "guess") for _ in range(5)] == [422] * 5
    assert sign_in(stranger) == 429

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert sign_in(stranger) == 302


def test_who_is_barred_is_signed_out_with_the_next_page(layla: Person, signed_in: Browser) -> None:
    browser = signed_in(layla)
    assert browser.get("/en/password").status_code == 200

    Person.objects.filter(pk=layla.pk).update(is_active=False)

    assert browser.get("/en/password").status_code == 302


@pytest.mark.parametrize("who", ["layla", "omar", "noa"])
def test_from_the_first_page_after_signing_in_there_is_a_way_out(
    who: str, signed_in: Browser, request: pytest.FixtureRequest
) -> None:
    desk = signed_in(request.getfixturevalue(who)).get("/en/staff/").content.decode()

    assert 'href="/en/account"' in desk
    assert ('href="/en/people"' in desk) == (who == "omar")


def test_signing_out_ends_the_session_and_takes_more_than_a_link(layla: Person, signed_in: Browser) -> None:
    browser = signed_in(layla)
    assert browser.get("/en/sign-out").status_code == 405

    assert browser.post("/en/sign-out").status_code == 302
    assert browser.get("/en/password").status_code == 302


def test_a_session_ends_after_half_an_hour_without_a_page(layla: Person, signed_in: Browser) -> None:
    began = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    with time_machine.travel(began):
        stranger = signed_in(layla)
        assert stranger.get("/en/password").status_code == 200
    with time_machine.travel(began + timedelta(minutes=29)):
        assert stranger.get("/en/password").status_code == 200
    with time_machine.travel(began + timedelta(minutes=58)):
        assert stranger.get("/en/password").status_code == 200
    with time_machine.travel(began + timedelta(minutes=89)):
        assert stranger.get("/en/password").status_code == 302


def test_a_session_ends_after_eight_hours_however_busy(layla: Person, signed_in: Browser) -> None:
    began = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    with time_machine.travel(began):
        stranger = signed_in(layla)
    for quarters in range(1, 32):
        with time_machine.travel(began + timedelta(minutes=15 * quarters)):
            assert stranger.get("/en/password").status_code == 200
    with time_machine.travel(began + timedelta(hours=8, minutes=1)):
        assert stranger.get("/en/password").status_code == 302


def test_one_changes_ones_own_password_with_the_old_one(layla: Person, signed_in: Browser) -> None:
    here, elsewhere = signed_in(layla), signed_in(layla)

    answer = here.post("/en/password", {"old": PASSWORD, "new": "a-new-press-at-dusk"})

    assert answer.status_code == 302
    layla.refresh_from_db()
    assert layla.check_password("a-new-press-at-dusk")
    assert here.get("/en/password").status_code == 200
    assert elsewhere.get("/en/password").status_code == 302
    assert Entry.objects.get().action == "change_password"


@pytest.mark.parametrize(
    ("old", "new"),
    [("guess", "a-new-press-at-dusk"), (PASSWORD, "short"), (PASSWORD, "1q2w3e4r5t6y"), (PASSWORD, "Layla Haddad")],
)
def test_a_weak_new_password_or_a_wrong_old_one_is_refused(
    layla: Person, signed_in: Browser, old: str, new: str
) -> None:
    answer = signed_in(layla).post("/en/password", {"old": old, "new": new})

    assert answer.status_code == 422
    layla.refresh_from_db()
    assert layla.check_password(PASSWORD)
    assert not Entry.objects.exists()


def test_an_operator_changes_the_role_of_an_editor_at_once(omar: Person, layla: Person, signed_in: Browser) -> None:
    assert signed_in(omar).post(f"/en/people/{layla.pk}", {"is_active": "on"}).status_code == 302

    layla.refresh_from_db()
    assert (layla.is_editor, layla.is_active) == (False, True)


def test_the_last_operator_is_told_why_the_role_stays(omar: Person, signed_in: Browser) -> None:
    answer = signed_in(omar).post(f"/en/people/{omar.pk}", {"is_active": "on"})

    assert answer.status_code == 422
    assert "Somebody else must be an operator first." in answer.content.decode()


def test_there_is_no_page_on_which_an_operator_sets_anothers_password_or_passkey(
    omar: Person, layla: Person, signed_in: Browser
) -> None:
    browser = signed_in(omar)

    assert browser.post(f"/en/people/{layla.pk}/new-password").status_code == 404
    browser.post(f"/en/people/{layla.pk}", {"password": "taken-over-by-omar", "is_editor": "on", "is_active": "on"})

    layla.refresh_from_db()
    assert layla.check_password(PASSWORD)


def test_an_operator_signs_somebody_out_everywhere(omar: Person, layla: Person, signed_in: Browser) -> None:
    theirs, other = signed_in(layla), signed_in(omar)

    assert other.post(f"/en/people/{layla.pk}/end-sessions").status_code == 302

    assert theirs.get("/en/password").status_code == 302
    assert other.get("/en/password").status_code == 200
    other.post("/en/people/end-sessions")
    assert other.get("/en/password").status_code == 302


def test_changing_rights_takes_a_proof_not_older_than_ten_minutes(
    omar: Person, layla: Person, signed_in: Browser
) -> None:
    began = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    with time_machine.travel(began):
        browser = signed_in(omar)
    with time_machine.travel(began + timedelta(minutes=11)):
        assert browser.get(f"/en/people/{layla.pk}").status_code == 200
        answer = browser.post(
            f"/en/people/{layla.pk}",
            {"is_active": "on"},
            headers={"Referer": f"http://testserver/en/people/{layla.pk}"},
        )

    assert answer.headers["Location"] == f"/en/prove?next=/en/people/{layla.pk}"
    layla.refresh_from_db()
    assert layla.is_editor


def test_the_account_of_the_command_line_has_no_page(omar: Person, signed_in: Browser) -> None:
    somebody = Person.objects.command_line()

    assert signed_in(omar).get(f"/en/people/{somebody.pk}").status_code == 404


@pytest.mark.parametrize("language", ["ar", "en", "fr", "he"])
@pytest.mark.parametrize("page", ["sign-in", "password", "people", "people/{omar}", *OWN_PAGES])
def test_every_page_opens_in_every_language(omar: Person, signed_in: Browser, language: str, page: str) -> None:
    browser = Client() if page in OPEN else signed_in(omar)

    answer = browser.get(f"/{language}/{page.format(omar=omar.pk)}")

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
