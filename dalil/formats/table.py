"""Where a table begins in a sheet, what its columns are called, and its lines as rows.

It never looks at what a column means: that is the mapping's part.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_high
from typing import Final

from dalil.formats.limits import Limits
from dalil.formats.problems import note, refusal, unreadable
from dalil.formats.row import Problem, RawRow, excerpt

Line = tuple[int, Sequence[str]]
"""A line and its number as a spreadsheet program counts, from 1."""

SAMPLE_LINES: Final = 60
_NUMBER: Final = re.compile(r"\s*[-+]?\d[\d.,\s]*\s*")
_YEAR: Final = re.compile(r"\s*(19|20)\d\d\s*")
_ADDRESS: Final = re.compile(r"https?://|www\.|\S+@\S+\.\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns; `last` is the number of the last line above the data, 0 if there is none."""

    labels: tuple[str, ...]
    last: int
    notes: tuple[Problem, ...] = ()


def letters_of(column: int) -> str:
    """Return what a spreadsheet program calls a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def find_header(lines: Sequence[Line], limits: Limits, sheet: str = "") -> Header | None:
    """Return the header of a sheet that begins with `lines`, or None when none of them holds anything."""
    filled = [(number, cells, _count(cells)) for number, cells in lines if any(map(str.strip, cells))]
    if not filled:
        return None
    # Titles above a table are few and short: half of all lines are at least as wide as the table.
    usual = median_high(count for _, _, count in filled)
    number, cells, _ = next(line for line in filled if line[2] * 2 > usual)
    if len(_trimmed(cells)) > limits.columns:
        raise unreadable("too_many_columns", sheet=sheet, limit=str(limits.columns))
    below = [row for at, row, _ in filled if at > number]
    if _is_data(cells, below):
        width = min(max(len(_trimmed(row)) for row in (cells, *below)), limits.columns)
        labels, _ = name_columns([""] * width, sheet)
        return Header(labels, number - 1, (note("no_header_row", row=number, sheet=sheet),))
    labels, notes = name_columns(_trimmed(cells), sheet, number)
    return Header(labels, number, notes)


def name_columns(labels: Sequence[str], sheet: str, row: int = 0) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the labels as given, but each one shown, filled and unique; with notes on those that were repeated."""
    names: list[str] = []
    notes = []
    taken: set[str] = set()
    for column, label in enumerate(labels):
        name = first = excerpt(label, 120) or f"Column {letters_of(column)}"
        count = 1
        while name in taken:
            count += 1
            name = f"{first} ({count})"
        if count > 1 and label.strip():
            notes.append(note("column_repeated", row=row, sheet=sheet, column=name))
        taken.add(name)
        names.append(name)
    return tuple(names), tuple(notes)


def rows_under(
    header: Header,
    lines: Iterable[Line],
    limits: Limits,
    sheet: str = "",
    *,
    is_strict: bool,
    beside: Mapping[int, list[Problem]] | None = None,
) -> Iterator[RawRow]:
    """Yield the lines below the header as rows, leaving out empty ones.

    `is_strict` notes lines shorter than the header: text files write every cell, spreadsheets leave out empty ones.
    `beside` holds problems that the reader found in a line, by its number.
    """
    labels, width, last = header.labels, len(header.labels), header.last
    for number, cells in lines:
        if number <= last or not any(map(str.strip, cells)):
            continue
        problems = beside.get(number) if beside else None
        if problems is None and len(cells) == width and _is_short(cells, limits):
            yield RawRow(number, sheet, dict(zip(labels, cells, strict=True)))
        else:
            yield _fitted(RawRow(number, sheet, {}, None, tuple(problems or ())), cells, labels, limits, is_strict)


def _fitted(row: RawRow, cells: Sequence[str], labels: tuple[str, ...], limits: Limits, is_strict: bool) -> RawRow:
    """Return the row with its cells under the labels, noting where there are fewer or more of them."""
    found, width = len(cells), len(labels)
    notes: tuple[Problem, ...] = ()
    if found < width:
        if is_strict:
            notes = (note("row_short", row.number, row.sheet, expected=str(width), found=str(found)),)
        cells = (*cells, *("",) * (width - found))
    elif found > width:
        cells = (*cells[:width], *_trimmed(cells[width:]))
        if len(cells) > limits.columns:
            return refusal("row_too_wide", row.number, row.sheet, limit=str(limits.columns))
        if len(cells) > width:
            notes = (note("row_long", row.number, row.sheet, expected=str(width), found=str(len(cells))),)
            labels, _ = name_columns([*labels, *("",) * (len(cells) - width)], row.sheet)
    for label, cell in zip(labels, cells, strict=True):
        if len(cell) > limits.cell_chars:
            limit = str(limits.cell_chars)
            return refusal("cell_too_long", row.number, row.sheet, label, excerpt(cell), limit=limit)
    return replace(row, cells=dict(zip(labels, cells, strict=True)), problems=row.problems + notes)


def _is_short(cells: Sequence[str], limits: Limits) -> bool:
    return max(map(len, cells)) <= limits.cell_chars


def _count(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _is_data(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a first line is already data: it holds a link, an address, or a number over a column of numbers."""
    if any(_ADDRESS.search(cell) for cell in cells):
        return True
    for column, cell in enumerate(cells):
        if _NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell):
            under = [row[column] for row in below if column < len(row) and row[column].strip()]
            if under and sum(1 for text in under if _NUMBER.fullmatch(text)) * 2 > len(under):
                return True
    return False
