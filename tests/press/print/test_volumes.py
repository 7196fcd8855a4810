"""A guide too large for one book: volumes that together hold every entry once."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from dalil.press.print import book
from dalil.press.print.making import make
from tests.press.small_edition import ENTRIES, small_edition


def test_volumes_hold_every_entry_once_and_are_whole_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_IN_A_VOLUME", 3)
    folder = tmp_path / "made"
    folder.mkdir()
    make(small_edition(tmp_path / "edition"), folder, lambda d, t: None, language="en", paper="a4", folders=())
    books = [PdfReader(folder / f"dalil-1-en-a4-{at}.pdf") for at in (1, 2)]
    assert all(len(one.pages) % 4 == 0 for one in books)
    texts = [" ".join(page.extract_text() for page in one.pages) for one in books]
    for entry in ENTRIES:
        assert sum(f"{entry.id} ·" in text.replace("\u2069", "").replace("\u2066", "") for text in texts) == 1
