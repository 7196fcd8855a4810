"""What holds for every answer of the platform: headers, languages, limits, and pages for what went wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from dalil.accounts.models import Person
from dalil.web import middleware

pytestmark = pytest.mark.django_db

Browser = Callable[[Person], Client]


def test_nothing_inline_nothing_from_elsewhere_and_in_no_frame(stranger: Client) -> None:
    for address in ("/en/sign-in", "/en/no-such-page"):
        headers = stranger.get(address).headers
        policy = headers["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy.split("; "))
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_long_pages_travel_compressed(stranger: Client) -> None:
    answer = stranger.get("/en/sign-in", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_reader_who_only_reads_gets_no_cookie_that_tells_them_apart(stranger: Client) -> None:
    stranger.get("/en/no-such-page")

    assert not stranger.cookies


@pytest.mark.parametrize(
    ("accepts", "leads_to"),
    [("ar", "/ar/"), ("he-IL,he;q=0.9", "/he/"), ("fr-CA", "/fr/"), ("en-GB", "/en/"), ("ja", "/en/"), ("", "/en/")],
)
def test_the_bare_address_leads_to_the_language_of_the_reader(stranger: Client, accepts: str, leads_to: str) -> None:
    assert stranger.get("/", headers={"Accept-Language": accepts}).headers["Location"] == leads_to


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr"), ("he", "rtl")])
def test_what_is_not_there_is_said_in_the_language_of_the_address(
    stranger: Client, language: str, direction: str
) -> None:
    answer = stranger.get(f"/{language}/no-such-page")

    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page(layla: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(layla)

    answer = browser.post("/en/sign-out")

    assert answer.status_code == 403
    assert "<html" in answer.content.decode()


def test_a_stranger_cannot_send_a_file_however_the_page_is_called(stranger: Client) -> None:
    answer = stranger.post("/en/sign-in", data=b"x" * (3 * 1024 * 1024), content_type="application/octet-stream")

    assert answer.status_code == 413
    assert "<html" in answer.content.decode()


def test_a_program_that_sends_too_much_is_answered_as_programs_are(stranger: Client) -> None:
    answer = stranger.post("/api/reconcile", data=b"x" * (3 * 1024 * 1024), content_type="application/octet-stream")

    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["status"] == 413


def test_who_is_signed_in_may_send_as_much_as_the_operator_allows(
    layla: Person, signed_in: Browser, settings: Any
) -> None:
    settings.DALIL_UPLOAD_MIB = 4
    browser = signed_in(layla)

    def send(mebibytes: int) -> int:
        body = b"x" * (mebibytes * 1024 * 1024)
        return browser.post("/en/no-such-page", data=body, content_type="application/octet-stream").status_code

    assert [send(3), send(5)] == [404, 413]


def test_a_host_that_is_not_ours_is_refused(stranger: Client) -> None:
    assert stranger.get("/en/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_when_all_breaks_a_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/en/")
    broken = get_resolver().resolve_error_handler(500)
    assert broken(request).status_code == 500
    assert b"<html" in broken(request).content

    def breaks(*_arguments: object, **_more: object) -> HttpResponse:
        raise OSError

    monkeypatch.setattr("dalil.web.answers.render", breaks)

    assert broken(request).content == b"Something went wrong here."


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "203.0.113.5", "127.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.1.1.1, 203.0.113.5", "203.0.113.5"),
        (2, "1.1.1.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_who_asks_is_what_our_own_proxies_saw(settings: Any, proxies: int, header: str, address: str) -> None:
    settings.DALIL_PROXIES = proxies
    request = RequestFactory(headers={"X-Forwarded-For": header} if header else {}).get("/")

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    assert middleware.TrueAddress(answer)(request).content.decode() == address
