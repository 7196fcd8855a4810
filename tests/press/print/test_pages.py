"""The addresses that print an entry and search results: what a stranger may see, and nothing else."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from dalil.formats.record import Name, Record
from dalil.guide import indexing
from dalil.guide.models import Organisation
from dalil.press import printing
from tests.guide.bodies import body


@pytest.fixture
def hope(db: None, moment: datetime) -> Organisation:
    found = body("hope", "Hope *Society*", record=Record(names=(Name("Hope *Society*", "en"),)), at=moment)
    indexing.rebuild()
    return found


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_an_entry_is_printed(hope: Organisation, stranger: Client) -> None:
    answer = stranger.get(f"/en/organisations/{hope.pk}/print/?paper=a5")

    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert "Hope *Society*" in text_of(answer.content)


def test_what_is_not_listed_is_not_printed(hope: Organisation, stranger: Client) -> None:
    Organisation.objects.filter(pk=hope.pk).update(is_listed=False)

    assert stranger.get(f"/en/organisations/{hope.pk}/print/").status_code == 404
    assert "Hope" not in text_of(stranger.get("/en/organisations/print/").content)


def test_search_results_are_printed_with_the_question(hope: Organisation, stranger: Client) -> None:
    text = text_of(stranger.get("/en/organisations/print/", {"q": "hope #panic()"}).content)

    assert "hope #panic()" in text and hope.pk in text


def test_who_prints_more_than_a_minute_allows_is_asked_to_wait(
    hope: Organisation, stranger: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(printing, "printed", lambda *anything: made.append("one") or b"%PDF-")
    settings.DALIL_API_UNITS = 2 * printing._COST
    answers = [stranger.get(f"/en/organisations/{hope.pk}/print/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 503]
    assert answers[2]["Retry-After"] and len(made) == 2
