"""A guide too large for one book: volumes that together hold every entry once."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from dalil.press import books
from dalil.press.print.making import make
from tests.press.small_edition import ENTRIES, small_edition


def test_volumes_hold_every_entry_once_and_are_whole_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_IN_A_VOLUME", 3)
    folder = tmp_path / "made"
    folder.mkdir()
    make(small_edition(tmp_path / "edition"), folder, lambda d, t: None, language="en", paper="a4", folders=())
    names = books.file_names(1, len(ENTRIES), "en", "a4")
    assert names == ("dalil-1-en-a4-1.pdf", "dalil-1-en-a4-2.pdf")
    volumes = [PdfReader(folder / name) for name in names]
    assert all(len(one.pages) % 4 == 0 for one in volumes)
    texts = [" ".join(page.extract_text() for page in one.pages) for one in volumes]
    for entry in ENTRIES:
        assert sum(f"{entry.id} ·" in text.replace("\u2069", "").replace("\u2066", "") for text in texts) == 1
