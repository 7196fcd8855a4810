"""Names whose letters no font holds: said before the run, left out of the entry, listed beside the book."""

import csv
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from dalil.formats.record import Name, Record
from dalil.press.frozen import Entry, Frozen, Witness
from dalil.press.print.entries import Missing
from dalil.press.print.making import lacks, left_out, make
from tests.press.small_edition import SINCE, small_edition

CHINESE = "中国红十字会"
ONLY_CHINESE = Entry(
    "ffffffffffff", "2026-03-07", (Witness("ngo-list", Record(names=(Name(CHINESE, "zh"),)), SINCE, "2026-02-01", 8),)
)
BOTH = Entry(
    "gggggggggggg",
    "2026-03-07",
    (Witness("ngo-list", Record(names=(Name("Red Cross", "en"), Name("日本赤十字社", "ja"))), SINCE, "2026-02-01", 9),),
)


@pytest.fixture
def edition(tmp_path: Path) -> Frozen:
    return small_edition(tmp_path / "edition", [ONLY_CHINESE, BOTH], languages=("en",))


def test_a_script_without_a_font_is_told_before_the_run_with_number_example_and_remedy(edition: Frozen) -> None:
    (sentence,) = lacks(edition, ())
    assert "2 texts" in sentence and "zhongguo" in sentence and "fonts-noto-cjk" in sentence


def test_what_is_frozen_anew_in_the_same_place_is_looked_through_anew(tmp_path: Path) -> None:
    first = lacks(small_edition(tmp_path / "edition", [ONLY_CHINESE], languages=("en",)), ())
    shutil.rmtree(tmp_path / "edition")
    second = lacks(small_edition(tmp_path / "edition", [ONLY_CHINESE, BOTH], languages=("en",)), ())

    assert "1 text " in first[0] and "2 texts" in second[0]


def test_nothing_lacks_where_every_letter_has_a_font(tmp_path: Path) -> None:
    assert lacks(small_edition(tmp_path / "edition"), ()) == ()


def test_what_cannot_be_printed_is_left_out_and_listed(edition: Frozen, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    make(edition, folder, lambda done, total: None, language="en", paper="a4", folders=())
    text = " ".join(page.extract_text() for page in PdfReader(folder / "dalil-1-en-a4.pdf").pages)
    assert "‡" in text and "zhongguo" in text and "ffffffffffff" in text
    assert not set(CHINESE) & set(text)
    with (folder / "dalil-1-en-a4-left-out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["organisation"], row["text"]) for row in rows} == {
        ("ffffffffffff", CHINESE),
        ("gggggggggggg", "日本赤十字社"),
    }


def test_the_list_of_what_was_left_out_holds_no_formula() -> None:
    assert "'=中" in left_out([Missing("x", "=中", "中")])
