"""A real browser signs in, and finds nothing that our own headers refuse."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from dalil.accounts.models import Person
from tests.authenticator import sign_in


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_editor_signs_in_and_nothing_is_refused_or_missing(
    chromium: Browser, live_server: LiveServer, layla: Person, language: str
) -> None:
    page = chromium.new_page(base_url=live_server.url)
    said: list[str] = []
    missing: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)

    sign_in(page, "layla", "olive-press-at-dawn", f"/{language}/password", language=language)

    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert (said, missing) == ([], [])
    page.context.close()
