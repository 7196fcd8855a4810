"""Single entries and lists of entries as a PDF."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from dalil.press.print.sheets import MOST, entry_pdf
from tests.press.small_edition import ENTRIES, HOPE, small_edition


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_entry_is_a_page_with_its_values_and_its_sources(tmp_path: Path, language: str) -> None:
    sources = small_edition(tmp_path / "e").sources
    made = entry_pdf([HOPE], sources, language=language, platform="Guide", on=date(2026, 11, 22), folders=())
    book = PdfReader(io.BytesIO(made))
    text = re.sub("[\u2066-\u2069]", "", " ".join(" ".join(page.extract_text() for page in book.pages).split()))
    assert len(book.pages) == 1
    for word in ("HB-4157-C", "hope.example", "Hope Charity", "List of the Ministry, 2026", "aaaaaaaaaaaa"):
        assert word in text
    assert book.trailer["/Root"]["/Lang"] == language


def test_a_list_holds_every_entry_in_its_order_up_to_the_limit(tmp_path: Path) -> None:
    sources = small_edition(tmp_path / "e").sources
    entries = [HOPE] * (MOST - 1) + list(ENTRIES)
    made = entry_pdf(
        entries, sources, language="fr", platform="Guide", on=date(2026, 11, 22), asked="x *y*", folders=()
    )
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert text.count("HB-4157-C") == MOST
    assert "bbbbbbbbbbbb" not in text and "x *y*" in text
