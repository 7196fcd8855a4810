"""The harness that looks for canaries finds every form of them, and nothing that is none."""

import base64
import gzip
import html
import io
import json
import os
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canaries import MARKS, canary, hits, hits_in

FORMS = {
    "plain": lambda text: text.encode(),
    "utf-16 little": lambda text: text.encode("utf-16-le"),
    "utf-16 big": lambda text: text.encode("utf-16-be"),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "address": lambda text: quote(text).encode(),
    "html": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 shifted": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 shifted twice": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(b"before " + text.encode()),
    "escaped": lambda text: html.escape(text).encode(),
}


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found(form: str, number: int) -> None:
    assert hits_in(b"\0before" + FORMS[form](canary(number)) + b"after") or hits_in(FORMS[form](canary(number)))


def test_it_looks_into_archives_and_at_names_of_files(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", gzip.compress(canary(4).encode()))
    (tmp_path / "a.zip").write_bytes(inner.getvalue())
    (tmp_path / canary(2)).touch()
    (tmp_path / "clean").write_bytes(os.urandom(100_000))

    assert set(hits(tmp_path)) == {str(tmp_path / "a.zip"), str(tmp_path / canary(2))}


def test_the_marks_are_of_three_scripts() -> None:
    assert len({ord(mark[0]) >> 8 for mark in MARKS}) == 3
