"""Excel workbooks: every sheet that holds a table, hidden or not, rows in the order of the file, as text.

It never calculates a formula, runs a macro or opens a link; a formula whose value was not saved is noted.
"""

import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dalil.formats.limits import Limits
from dalil.formats.problems import note, refusal, to_the_end, unreadable
from dalil.formats.row import Problem, RawRow, Reading, excerpt
from dalil.formats.sheet import Merge, SheetLine, lines_of, merges_of
from dalil.formats.sniff import is_workbook
from dalil.formats.source import Source
from dalil.formats.table import SAMPLE_LINES, Header, Line, find_header, letters_of, name_columns, rows_under
from dalil.formats.workbook import BROKEN, SheetPart, Workbook, open_archive, read_workbook

NAME: Final = "xlsx"
_MOST_HEADER_LINES: Final = 4


def fits(source: Source) -> bool:
    """Whether the file is a workbook."""
    return is_workbook(source)


def read(source: Source) -> Reading:
    """Open a workbook. Its columns are those of all its sheets."""
    try:
        with open_archive(source) as archive:
            workbook = read_workbook(archive, source.limits)
            tables = [
                table for sheet in workbook.sheets if (table := _Table.open(archive, sheet, workbook, source.limits))
            ]
    except BROKEN as broken:
        raise unreadable("workbook_broken") from broken
    if not tables:
        raise unreadable("workbook_without_rows")
    notes = [note("sheet_hidden", sheet=table.sheet.name) for table in tables if table.sheet.is_hidden]
    for table in tables:
        notes.extend(table.header.notes)

    def rows() -> Iterator[RawRow]:
        return to_the_end(_rows(source, workbook, tables))

    if next(rows(), None) is None:
        notes.append(note("no_rows"))
    columns = dict.fromkeys(label for table in tables for label in table.header.labels)
    return Reading(NAME, rows, tuple(columns), sheets=tuple(table.sheet.name for table in tables), notes=tuple(notes))


def _rows(source: Source, workbook: Workbook, tables: Sequence["_Table"]) -> Iterator[RawRow]:
    try:
        with open_archive(source) as archive:
            for table in tables:
                yield from table.rows(archive, workbook, source.limits)
    except BROKEN as broken:
        raise unreadable("file_cut_short") from broken


class _Table:
    """One sheet with its header and merged areas."""

    def __init__(self, sheet: SheetPart, header: Header, merges: Sequence[Merge]) -> None:
        self.sheet = sheet
        self.header = header
        below = [merge for merge in merges if merge.bottom > header.last]
        self._down = {(merge.top, merge.left): merge for merge in below if merge.bottom > merge.top}
        self._across = {merge.top: merge for merge in below if merge.right > merge.left and merge.top == merge.bottom}

    @classmethod
    def open(cls, archive: zipfile.ZipFile, sheet: SheetPart, workbook: Workbook, limits: Limits) -> "_Table | None":
        """Find the table of a sheet; None if the sheet is empty."""
        merges = merges_of(archive, sheet.part, limits)
        sample = list(islice(lines_of(archive, sheet, workbook, limits), SAMPLE_LINES))
        lines = [(line.number, _as_list(line.cells, limits)) for line in sample]
        header = find_header(lines, limits, sheet.name)
        if header is None:
            return None
        if header.last and header.last == next((at for at, _ in lines if at == header.last), 0):
            header = _with_merged_labels(header, lines, merges, sheet.name)
        return cls(sheet, header, merges)

    def rows(self, archive: zipfile.ZipFile, workbook: Workbook, limits: Limits) -> Iterator[RawRow]:
        """Yield the rows of the table; a heading between them is refused, not taken for an organisation."""
        beside: dict[int, list[Problem]] = {}
        headings: list[RawRow] = []

        def lines() -> Iterator[Line]:
            open_merges: dict[int, tuple[int, str]] = {}
            for line in lines_of(archive, self.sheet, workbook, limits):
                if line.number <= self.header.last:
                    continue
                if self._is_heading(line):
                    value = excerpt(next(iter(line.cells.values())))
                    headings.append(refusal("section_heading", line.number, self.sheet.name, value=value))
                    continue
                self._fill_down(line, open_merges)
                beside.clear()
                if line.faults:
                    beside[line.number] = [self._fault(line.number, *fault) for fault in line.faults]
                yield line.number, _as_list(line.cells, limits, self.header)

        for row in rows_under(self.header, lines(), limits, self.sheet.name, is_strict=False, beside=beside):
            if headings:
                yield from headings
                headings.clear()
            yield row
        yield from headings

    def _is_heading(self, line: SheetLine) -> bool:
        """Whether the only filled cell is merged across at least half of the table."""
        merge = self._across.get(line.number)
        if merge is None or len(line.cells) != 1:
            return False
        width = merge.right - merge.left + 1
        return merge.left in line.cells and width >= max(2, len(self.header.labels) / 2)

    def _fill_down(self, line: SheetLine, open_merges: dict[int, tuple[int, str]]) -> None:
        """Repeat the value of a cell merged downwards in each row that holds something else."""
        if not self._down:
            return
        if any(map(str.strip, line.cells.values())):
            for column, (bottom, value) in list(open_merges.items()):
                if line.number > bottom:
                    del open_merges[column]
                elif not line.cells.get(column):
                    line.cells[column] = value
        for column, value in list(line.cells.items()):
            merge = self._down.get((line.number, column))
            if merge:
                open_merges[column] = (merge.bottom, value)

    def _fault(self, row: int, column: int, code: str, value: str) -> Problem:
        labels = self.header.labels
        label = labels[column] if column < len(labels) else letters_of(column)
        return note(code, row, self.sheet.name, label, excerpt(value))


def _as_list(cells: dict[int, str], limits: Limits, header: Header | None = None) -> list[str]:
    """Return the cells of a row in order with empty ones between; as wide as the header at least."""
    width = max(cells, default=-1) + 1
    if width > limits.columns:
        filled = [column for column, cell in cells.items() if cell.strip()]
        # One cell beyond the limit tells as well as thousands that the row is too wide.
        cells = {min(column, limits.columns): cells[column] for column in filled}
        width = max(cells, default=-1) + 1
    row = [""] * max(width, len(header.labels) if header else 0)
    for column, cell in cells.items():
        row[column] = cell
    return row


def _with_merged_labels(header: Header, lines: Sequence[Line], merges: Sequence[Merge], sheet: str) -> Header:
    """Return the header with the labels of merged cells: spread across, and joined with those of a second line."""
    top = header.last
    touching = [merge for merge in merges if merge.top == top]
    bottom = min(max((merge.bottom for merge in touching), default=top), top + _MOST_HEADER_LINES - 1)
    rows = {number: list(cells) for number, cells in lines if top <= number <= bottom}
    width = max(len(cells) for cells in rows.values())
    labels = [""] * width
    for number in sorted(rows):
        cells = rows[number] + [""] * (width - len(rows[number]))
        for merge in merges:
            if merge.top == number and merge.left < width:
                spread = cells[merge.left]
                cells[merge.left : merge.right + 1] = [spread] * (min(merge.right, width - 1) - merge.left + 1)
        labels = [" / ".join(filter(str.strip, pair)) for pair in zip(labels, cells, strict=True)]
    if bottom == top and not any(merge.right > merge.left for merge in touching):
        return header
    names, notes = name_columns(labels, sheet, top)
    return Header(names, bottom, notes)
