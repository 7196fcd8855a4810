"""A list of 500 rows with a private column, taken in at the desk: no canary lies anywhere afterwards, nor in an error page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from dalil.guide.models import Contact, Intake, Source
from dalil.vault import client
from dalil.vault.client import NoKeys
from tests.canaries import canary, hits
from tests.guide.staff.conftest import FIELDS

pytestmark = [pytest.mark.django_db, pytest.mark.t01]
ROWS = 500


def list_of(rows: int) -> str:
    """Each row with a private cell of its own, in three scripts."""
    lines = (f"House of Songs {n},Jenin,Palestine,https://songs{n}.example,{canary(n)}" for n in range(rows))
    return "\n".join(("Name,Ville,Pays,Site,Contact", *lines)) + "\n"


def dump() -> Iterator[bytes]:
    """Every cell of the database, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)


def found(home: Path) -> dict[str, int]:
    """Canaries in the database and on disk, names of files included."""
    return hits(b"\n".join(dump()), home)


def test_of_a_large_list_no_private_cell_lies_anywhere_nor_stands_on_a_page_of_the_desk(
    desk: Client, planned: Callable[..., Intake], dalil_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert hits(list_of(3)) == {"text": 3}  # the harness sees what it looks for
    intake = planned(list_of(ROWS))
    assert Contact.objects.filter(record=None).count() == ROWS and found(dalil_home) == {}
    for page in ("plan/", "progress/", "mapping/"):
        assert hits(desk.get(f"/en/staff/intakes/{intake.pk}/{page}", follow=True).content) == {}

    desk.post(f"/en/staff/intakes/{intake.pk}/abandon/")

    assert not Contact.objects.exists() and found(dalil_home) == {}
    assert hits(caplog.text) == {}


@pytest.mark.parametrize("wrong", ["no source", "no name column", "a spreadsheet that is none", "no keys"])
def test_a_refused_upload_shows_and_keeps_no_private_cell(
    wrong: str, desk: Client, source: Source, dalil_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise NoKeys

    name = f"list.{'xlsx' if wrong == 'a spreadsheet that is none' else 'csv'}"
    file = SimpleUploadedFile(name, list_of(ROWS).encode())
    if wrong == "no keys":
        monkeypatch.setattr(client, "ask", absent)
    chosen = "" if wrong == "no source" else source.slug
    answer = desk.post("/en/staff/intakes/upload/", {"source": chosen, "file": file, "is_whole": "on"})
    pages = [answer.content]
    if intake := Intake.objects.first():
        mapped = {**FIELDS, "field-0": "ignore", "keep": "on"}
        pages.append(desk.post(f"/en/staff/intakes/{intake.pk}/mapping/", mapped).content)

    assert answer.status_code < 500 or wrong == "no keys"
    assert hits(*pages) == {} and hits(caplog.text) == {} and found(dalil_home) == {}
