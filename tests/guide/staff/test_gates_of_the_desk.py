"""Every address of the desk, and who may open it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import UUIDConverter

from dalil.access.checks import gate_of
from dalil.accounts.models import Person
from dalil.guide import staff_urls

PATTERNS = [pattern for pattern in staff_urls.urlpatterns if isinstance(pattern, URLPattern)]


def address_of(pattern: URLPattern) -> str:
    of_nothing = {
        name: UUID(int=1) if isinstance(kind, UUIDConverter) else 1 for name, kind in pattern.pattern.converters.items()
    }
    return reverse(f"guide:{pattern.name}", kwargs=of_nothing)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_stranger_is_asked_to_sign_in(pattern: URLPattern, stranger: Client) -> None:
    answer = stranger.get(address_of(pattern))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/sign-in?next=")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_without_the_role_the_page_does_not_exist(
    pattern: URLPattern, noa: Person, omar: Person, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    gate = gate_of(pattern)
    assert gate is not None
    outsiders = {"editors": [noa, omar], "operators": [noa, layla], "signed in": []}[gate.name]
    for person in outsiders:
        for method in ("get", "post"):
            assert getattr(signed_in(person), method)(address_of(pattern)).status_code == 404


def test_what_changes_something_needs_the_token_of_our_own_page(layla: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(layla)
    for pattern in PATTERNS:
        assert browser.post(address_of(pattern)).status_code == 403, pattern.name


def test_the_desk_of_an_operator_leads_to_people_and_ledger(
    omar: Person, signed_in: Callable[[Person], Client]
) -> None:
    text = signed_in(omar).get("/en/staff/").content.decode()
    assert "/en/staff/ledger/" in text
    assert "/en/staff/merges/" not in text
