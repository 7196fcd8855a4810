"""The pages for readers: what is protected in plain words, and security.txt by its RFC."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import protection, security_txt

pytestmark = pytest.mark.django_db
TEXT = "/.well-known/security.txt"


@pytest.mark.parametrize("language", ["en", "ar", "fr", "he"])
def test_every_reader_may_see_what_is_protected(stranger: Client, language: str) -> None:
    page = stranger.get(f"/{language}/protection")

    assert page.status_code == 200
    assert page.content.decode().count("<dt>") == 3 * len(protection.KEPT)


def test_it_is_linked_from_the_foot_and_never_says_what_cannot_be_promised(stranger: Client) -> None:
    assert '/en/protection"' in stranger.get("/en/").content.decode()
    text = stranger.get("/en/protection").content.decode().lower()
    for word in ("secure", "anonymous", "cannot be seized", "impossible", "guarantee"):
        assert word not in text


def test_security_txt_says_what_the_rfc_asks_for(stranger: Client, settings: Any) -> None:
    settings.DALIL_SECURITY_CONTACT, settings.DALIL_PUBLIC_ADDRESS = "safety@guide.example", "https://guide.example"
    answer = stranger.get(TEXT)

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.content.decode("ascii").splitlines()]
    said = dict(fields)
    assert len(said) == len(fields)
    assert said["Contact"] == "mailto:safety@guide.example"
    assert said["Canonical"] == "https://guide.example/.well-known/security.txt"
    assert said["Policy"] == "https://guide.example/en/protection"
    assert said["Preferred-Languages"] == "ar, en, fr, he"
    assert datetime.fromisoformat(said["Expires"]) == security_txt.expires()
    settings.DALIL_SECURITY_CONTACT = "https://guide.example/tell"
    assert b"Contact: https://guide.example/tell\n" in stranger.get(TEXT).content


def test_without_a_contact_there_is_no_file(stranger: Client, settings: Any) -> None:
    settings.DALIL_SECURITY_CONTACT = ""
    assert stranger.get(TEXT).status_code == 404


def test_it_holds_for_less_than_a_year_from_the_release() -> None:
    released = datetime.combine(security_txt.released_on(), datetime.min.time(), UTC)
    assert timedelta(days=60) < security_txt.expires() - released < timedelta(days=365)


def test_a_release_comes_at_least_thirty_days_before_it_runs_out() -> None:
    """When this fails, put the day of the new release into dalil/access/released.txt."""
    assert timezone.now() < security_txt.expires() - timedelta(days=30)
