"""A guide too large for one book: volumes that together hold every entry once."""

from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from dalil.press import books
from dalil.press.frozen import Entry
from dalil.press.print import words
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
    assert all("This edition has 2 volumes" in text and "Volume 2: " in text for text in texts)
    for entry in ENTRIES:
        assert sum(f"{entry.id} ·" in text.replace("\u2069", "").replace("\u2066", "") for text in texts) == 1


def test_a_chapter_that_is_cut_says_how_much_of_it_stands_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_IN_A_VOLUME", 3)
    folder = tmp_path / "made"
    folder.mkdir()
    alike = [Entry(f"{letter * 12}", "2026-03-07", ENTRIES[0].witnesses) for letter in "abcd"]
    edition = small_edition(tmp_path / "edition", alike)
    make(edition, folder, lambda d, t: None, language="en", paper="a4", folders=())

    texts = [" ".join(page.extract_text() for page in PdfReader(path).pages) for path in sorted(folder.glob("*.pdf"))]
    assert len(texts) == 2
    assert all("4 organisations, of which 2 in this volume" in text for text in texts)


def test_the_imprint_names_the_root_by_which_a_copy_is_checked(tmp_path: Path) -> None:
    card = msgspec.structs.replace(small_edition(tmp_path / "edition").card, root="ab" * 32)

    told = "\n".join(words.imprint(card, "22 November 2026", "Edition 2"))
    assert "abababab " * 7 + "abababab" in told
    assert "ababab" not in "\n".join(words.imprint(msgspec.structs.replace(card, root=""), "", ""))
