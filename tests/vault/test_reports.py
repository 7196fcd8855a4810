"""Reports of errors: on the page, in mails to administrators, in the log; a canary that was posted or held is in none (t18)."""

import io
import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.log import AdminEmailHandler

from dalil.access.strength import Factor
from dalil.accounts.models import Person
from dalil.guide.tokens import new_token
from dalil.vault.client import NoKeys
from dalil.web.reporting import Line, Report
from dalil.web.urls import urlpatterns
from tests.canaries import canary, hits

pytestmark = [pytest.mark.django_db, pytest.mark.t18]
LOUD = canary(1)


class Wrong(Exception):
    """It repeats what was typed."""


def breaks(request: HttpRequest) -> HttpResponse:
    held = {"value": request.POST["value"], "list": [LOUD]}
    request.session["seen"] = True
    try:
        raise ValueError(f"first {held['value']}")
    except ValueError as first:
        problem = Wrong(f"not a number: {held}")
        problem.add_note(LOUD)
        raise problem from first


def has_no_keys(request: HttpRequest) -> HttpResponse:
    raise NoKeys(request.POST["value"])


@pytest.fixture
def told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Pages that break; what log and mail say of them."""
    addresses = ModuleType("breaking_addresses")
    addresses.__dict__["urlpatterns"] = [path("breaks/", breaks), path("keys/", has_no_keys), *urlpatterns]
    addresses.__dict__["handler500"] = "dalil.web.pages.errors.broken"
    monkeypatch.setitem(__import__("sys").modules, "breaking_addresses", addresses)
    settings.ROOT_URLCONF, settings.ADMINS = "breaking_addresses", [("Omar", "omar@example.org")]
    written, logger = io.StringIO(), logging.getLogger("django.request")
    terminal = logging.StreamHandler(written)
    chosen = dict(configured.LOGGING["formatters"]["line"])
    assert chosen.pop("class") == "dalil.web.reporting.Line"
    terminal.setFormatter(Line(chosen["format"], style=chosen["style"]))
    for handler in (terminal, AdminEmailHandler(include_html=True)):
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, handler])
    monkeypatch.setattr(logger, "propagate", False)

    def everything() -> list[str]:
        sent = [part for one in mail.outbox for part in (str(one.message()), one.body, str(one.alternatives))]
        return [written.getvalue(), *sent]

    return everything


def posted(browser: Client, address: str) -> HttpResponse:
    browser.cookies["taste"] = "canarysong000002"
    answer: Any = browser.post(
        f"{address}?q={LOUD}",
        {"value": LOUD, "file": SimpleUploadedFile(f"{LOUD}.txt", LOUD.encode())},
        headers={"referer": f"http://testserver/?q={LOUD}"},
    )
    return answer


@pytest.mark.parametrize("is_debug", [False, True])
def test_a_report_names_the_place_and_shows_nothing_posted_held_or_said(
    told: Callable[[], list[str]], settings: Any, signed_in: Callable[..., Client], layla: Person, is_debug: bool
) -> None:
    settings.DEBUG = is_debug
    browser = signed_in(layla, factor=Factor.PASSKEY)
    browser.raise_request_exception = False

    page = posted(browser, "/breaks/")
    log, *mails = told()

    assert page.status_code == 500
    assert hits(page.content, log, *mails) == {}
    assert "in breaks" in log and "Wrong" in log and "ValueError" in log
    assert is_debug or (len(mail.outbox) == 1 and "Wrong" in mails[0])
    assert not is_debug or "breaks" in page.content.decode()
    assert hits(str(dict(browser.session.items()))) == {}


def test_without_keys_neither_page_nor_log_nor_mail_says_what_was_typed(told: Callable[[], list[str]]) -> None:
    page = posted(Client(raise_request_exception=False), "/keys/")

    assert page.status_code == 503
    assert hits(page.content, *told()) == {}


def test_what_the_machine_says_is_kept(settings: Any) -> None:
    assert f"{Report.__module__}.Report" == settings.DEFAULT_EXCEPTION_REPORTER
    try:
        raise OSError(28, "No space left on device")
    except OSError as error:
        told = Line().formatException((OSError, error, error.__traceback__))

    assert told.endswith("builtins.OSError: [Errno 28] No space left on device") and "test_reports.py" in told


def test_a_link_that_is_refused_leaves_its_secret_in_no_log(stranger: Client, caplog: pytest.LogCaptureFixture) -> None:
    secret, line = new_token()[0], Line(fmt=configured.LOGGING["formatters"]["line"]["format"], style="{")
    for address in (f"/en/claims/{secret}/", f"/en/claims/{secret}/mail/", f"/en/{secret}"):
        stranger.get(address)
    Client(enforce_csrf_checks=True).post(f"/en/claims/{secret}/withdraw/")
    elsewhere = {"referer": f"https://elsewhere.example/en/claims/{secret}?from=mail"}
    Client(enforce_csrf_checks=True).post("/en/sign-in", secure=True, headers=elsewhere)

    told = [line.format(record) for record in caplog.records]
    assert any(secret in record.getMessage() for record in caplog.records)
    assert len(told) >= 4 and any("/en/claims/…/withdraw/" in one for one in told)
    assert any("/en/claims/…?from=mail" in one for one in told)
    assert not any(secret in one for one in told)
