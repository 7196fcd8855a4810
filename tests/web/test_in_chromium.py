"""A real browser signs in, and finds nothing that our own headers refuse."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from dalil.accounts.models import Person


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_editor_signs_in_and_nothing_is_refused_or_missing(
    chromium: Browser, live_server: LiveServer, layla: Person, language: str
) -> None:
    page = chromium.new_page()
    said: list[str] = []
    missing: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)

    page.goto(f"{live_server.url}/{language}/sign-in?next=/{language}/password")
    page.fill("[name=sign_in_name]", "layla")
    page.fill("[name=password]", "olive-press-at-dawn")
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/{language}/password")

    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert (said, missing) == ([], [])
    page.context.close()
