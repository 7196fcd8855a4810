"""Cells as long as they may be, made to keep a pattern busy: each is read at once, whatever its column holds."""

import time

import pytest

from dalil.formats.row import RawRow
from dalil.guide.mapping import FIELDS, Column, Mapping
from dalil.guide.preparing import prepare_batch

# A third of the longest cell that is read: a pattern that takes the square of it would need ten seconds and more.
LENGTH = 33_000
SECONDS = 1.5
HOSTILE = (
    "a",
    "a.",
    ".a",
    "＠",
    "@ ",
    "+1 ",
    "001 ",
    " ",
    "\t",
    "\u3000",
    "\n ",
    ",",
    ";",
    "( ",
    "(A",
    "/ ",
    "- א",
    "0",
)


@pytest.mark.parametrize("field", [field for field in FIELDS if field[-3:-2] != "."])
def test_no_cell_keeps_a_pattern_busy(field: str) -> None:
    mapping = Mapping((Column("Name", "name"), Column("Cell", field)))
    for piece in HOSTILE:
        for before, after in (("@ א ", " x"), ("a@", "(A")):
            cell = (before + piece * LENGTH)[:LENGTH] + after
            began = time.perf_counter()
            prepare_batch([RawRow(2, "", {"Name": "Olive Branch", "Cell": cell})], mapping)
            assert time.perf_counter() - began < SECONDS, (field, piece, before)
