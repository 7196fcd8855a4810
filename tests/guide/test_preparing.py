"""Rows prepared by other processes are the same rows, in the same order, as prepared here."""

from pathlib import Path

import pytest

from dalil import formats
from dalil.formats.row import RawRow, UnreadableFile
from dalil.guide import preparing
from dalil.guide.mapping import Mapping, propose


def a_list(folder: Path, rows: int) -> tuple[list[RawRow], Mapping]:
    path = folder / "list.csv"
    lines = "".join(f"جمعية القرية {n},Village Society {n},Jordan,v{n}@example.org\n" for n in range(rows))
    path.write_text("الاسم,Name,Country,E-mail\n" + lines + ",,Egypt,\n")
    reading = formats.open_file(path, name="list.csv")
    read = list(reading.rows())
    return read, propose(reading.columns, [row.cells for row in read[:20]]).mapping


def test_other_processes_prepare_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    rows, mapping = a_list(tmp_path, 120)
    alone = preparing.prepare_batch(rows, mapping)
    together = [row for batch in preparing.prepared(iter(rows), mapping, 10) for row in batch]
    assert together == alone
    assert together[-1].values == ""
    assert [problem.code for problem in together[-1].problems if problem.is_fatal] == ["row_without_name"]
    assert all("@" not in row.cells for row in together)


def test_a_file_that_breaks_off_is_noticed_also_while_others_prepare(tmp_path: Path) -> None:
    rows, mapping = a_list(tmp_path, 120)

    def broken() -> "preparing.Iterator[RawRow]":
        yield from rows[:115]
        raise UnreadableFile(formats.Problem("file_cut_short", 116, params={"last": "115"}))

    with pytest.raises(UnreadableFile):
        list(preparing.prepared(broken(), mapping, 10))
