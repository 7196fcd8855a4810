"""A real browser with a device of its own: invited, registered, signed in, lost, recovered; in two directions of writing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from dalil.access.actions import invitations, recoveries
from dalil.access.actions.invitations import What
from dalil.accounts.models import Means, Passkey, Person, Recovery
from tests.authenticator import give_authenticator

PASSWORD = "a-lantern-in-the-rain"
ASKED = "form[data-passkey] button:enabled"


def vouched(person: Person, by: list[Person], at: datetime) -> str:
    """The link that is handed over once two vouched and 48 hours passed; here they passed long ago."""
    long_ago = at - timedelta(hours=49)
    begun = recoveries.begin(by=by[0], at=long_ago, person=person)
    for one in by:
        recoveries.vouch(by=one, at=long_ago, recovery=begun, means=Means.IN_PERSON, reason="We met.")
    return recoveries.hand_over(by=by[0], at=at, recovery=Recovery.objects.get())


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def sign_out(page: Page, language: str) -> None:
    page.goto(f"/{language}/account")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(re.compile(r"/(ar|en)/$"))


@pytest.mark.t11
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_invited_registered_signed_in_lost_and_recovered(
    chromium: Browser, live_server: LiveServer, omar: Person, layla: Person, language: str
) -> None:
    now = datetime.now(UTC)
    for one in (omar, layla):
        Passkey.objects.create(
            person=one, name="key", credential_id=one.sign_in_name.encode(), public_key=b"", made_at=now - timedelta(60)
        )
    page = chromium.new_page(base_url=live_server.url)
    complaints: list[str] = []
    sent: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: sent.append(request.url + request.headers.get("referer", "")))
    devtools, device = give_authenticator(page)

    _made, link = invitations.invite(by=omar, at=now, what=What("staff", {"is_editor": True}), language=language)
    page.goto(path_of(link))
    page.wait_for_url("**/invitation/accept")
    page.fill("[name=display_name]", "ريم سعد")
    page.fill("[name=sign_in_name]", "rim")
    page.fill("[name=new]", PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/factor")
    page.fill("[name=passkey_name]", "هاتفي")
    page.click(ASKED)
    page.wait_for_url(re.compile(r"/staff/$"))
    rim = Person.objects.get(sign_in_name="rim")
    assert [key.name for key in rim.passkeys.all()] == ["هاتفي"]

    sign_out(page, language)
    page.goto(f"/{language}/sign-in?next=/{language}/passkeys")
    page.click(ASKED)
    page.wait_for_url(f"**/{language}/passkeys")
    expect(page.locator("input[name=name]")).to_have_value("هاتفي")

    # The device is gone: the browser finds nothing, says so, and nothing opens.
    sign_out(page, language)
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    page.goto(f"/{language}/recover")
    page.fill("[name=sign_in_name]", "rim")
    page.click("main button[type=submit]")
    page.locator(".notice.success").wait_for()
    Recovery.objects.all().delete()
    link = vouched(rim, [omar, layla], now)
    _devtools, _device = give_authenticator(page)
    page.goto(path_of(link))
    page.wait_for_url("**/recover/finish")
    page.fill("[name=new]", f"{PASSWORD} again")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/factor")
    page.click(ASKED)
    page.wait_for_url(re.compile(r"/staff/$"))
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert Passkey.objects.in_use().filter(person=rim).count() == 1

    secret = link.partition("#")[2]
    assert complaints == []
    assert not any(secret in url for url in sent)
    page.context.close()


@pytest.mark.t11
@pytest.mark.django_db(transaction=True)
def test_a_cancelled_question_is_told_in_words_and_a_page_elsewhere_gets_no_answer(
    chromium: Browser, live_server: LiveServer, layla: Person, signed_in: Callable[..., Client], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "dalil.localhost"]
    page = chromium.new_page(base_url=live_server.url)
    devtools, device = give_authenticator(page)
    key = signed_in(layla).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto("/en/passkeys/new")
    page.click(ASKED)
    page.wait_for_url("**/en/passkeys")
    assert Passkey.objects.count() == 1

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto("/en/sign-in")
    page.click(ASKED)
    told = page.locator("[data-passkey-told]")
    expect(told).to_contain_text("Nothing was shown in time, or you cancelled")
    expect(page.locator("form[data-passkey] button")).to_be_enabled()

    # The same server under another name is another site to the device: it has no passkey for it.
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.goto(live_server.url.replace("localhost", "dalil.localhost") + "/en/sign-in")
    page.click(ASKED)
    expect(told).to_contain_text("Nothing was shown in time, or you cancelled")

    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/en/sign-in?next=/en/about/")
    page.wait_for_url(f"{live_server.url}/en/sign-in?next=/en/about/")
    page.context.close()
