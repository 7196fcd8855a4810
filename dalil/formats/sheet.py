"""The cells of one sheet of a workbook, streamed: text as a reader of the sheet would see it, row by row.

It never builds the sheet, nor a cell longer than the limit; merged areas are known before the first row.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from dalil.formats.limits import Limits
from dalil.formats.workbook import CHUNK, Attributes, SheetPart, Workbook, feed, new_parser, unescaped

_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)[\"']")
_DIGITS: Final = "0123456789"
_LAST_COLUMN: Final = 16384
_LAST_ROW: Final = 1_048_576
_BEFORE_LEAP_BUG: Final = 60
_SECONDS: Final = 86_400


@dataclass(slots=True)
class SheetLine:
    """One row of a sheet: its filled cells by column from 0, and what is wrong with some of them."""

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area; rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def column_of(letters: str) -> int:
    """Return the place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def merges_of(archive: zipfile.ZipFile, part: str, limits: Limits) -> list[Merge]:
    """Return the merged areas, which the file lists after the cells, by scanning the bytes without parsing them."""
    found: list[Merge] = []
    rest = b""
    with archive.open(part) as file:
        while (data := file.read(CHUNK * 4)) and len(found) < limits.merges:
            data = rest + data
            end = 0
            for match in _MERGE.finditer(data):
                left, top, right, bottom = (part.decode() for part in match.groups())
                found.append(Merge(int(top), column_of(left), int(bottom), column_of(right)))
                end = match.end()
            rest = data[max(end, len(data) - 512) :]
    return found


def lines_of(archive: zipfile.ZipFile, sheet: SheetPart, workbook: Workbook, limits: Limits) -> Iterator[SheetLine]:
    """Yield the rows that hold anything, in the order of the file."""
    cells = _Cells(workbook, limits)
    parser = new_parser()
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.text
    for _ in feed(archive, sheet.part, parser):
        if cells.ready:
            ready, cells.ready = cells.ready, []
            yield from ready


class _Cells:
    """The events of one sheet, gathered into rows."""

    def __init__(self, workbook: Workbook, limits: Limits) -> None:
        self.ready: list[SheetLine] = []
        self._workbook = workbook
        self._limit = limits.cell_chars + 1
        self._line = SheetLine(0)
        self._column = -1
        self._columns: dict[str, int] = {}
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._room = 0
        self._has_formula = False
        self._has_value = False
        self._is_open = False
        self._is_phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = tag if len(tag) < 3 else tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self._is_open = not self._is_phonetic
            self._has_value = True
        elif tag == "row":
            number = int(attributes.get("r") or self._line.number + 1)
            if not 0 < number <= _LAST_ROW:
                raise ValueError(number)
            self._line = SheetLine(number)
            self._column = -1
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._is_phonetic = True

    def text(self, data: str) -> None:
        if self._is_open and self._room > 0:
            self._pieces.append(data[: self._room])
            self._room -= len(data)

    def end(self, tag: str) -> None:
        tag = tag if len(tag) < 3 else tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self._is_open = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            if self._line.cells or self._line.faults:
                self.ready.append(self._line)
        elif tag == "rPh":
            self._is_phonetic = False

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        letters = attributes.get("r", "").rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_of(letters) if letters else -1
        self._column = column if letters else self._column + 1
        if not 0 <= self._column < _LAST_COLUMN:
            raise ValueError(letters)
        self._pieces = []
        self._room = self._limit
        self._has_formula = self._has_value = False

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        if not text:
            # A formula may well give an empty text; anything else that is empty was never calculated.
            if self._has_formula and not (self._has_value and self._cell.get("t") == "str"):
                self._line.faults.append((self._column, "formula_without_value", ""))
            return
        kind = self._cell.get("t", "n")
        if kind == "e":
            self._line.faults.append((self._column, "cell_error", text))
        else:
            text = self._shown(kind, text)
        if text:
            self._line.cells[self._column] = text

    def _shown(self, kind: str, text: str) -> str:
        """Return what a reader of the sheet sees, dates as ISO 8601; what cannot be read stays as it is written."""
        if kind == "s":
            return self._workbook.strings[int(text)]
        if kind == "n":
            is_date = int(self._cell.get("s", "0")) in self._workbook.date_styles
            return _date(text, self._workbook.counts_from_1904) if is_date else _number(text)
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return unescaped(text)


def _number(text: str) -> str:
    """Return a number without the traces of its storage: `3.0` is 3, `0.10000000000000001` is 0.1."""
    if text.isdecimal():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _date(text: str, counts_from_1904: bool) -> str:
    """Return a serial day number as a date, with the time if it has one; below one day, as a time."""
    try:
        serial = float(text)
        whole, seconds = divmod(round(serial * _SECONDS), _SECONDS)
        time = str(timedelta(seconds=seconds)).rjust(8, "0")
        if whole == 0 and seconds:
            return time
        # Excel counts a 29 February 1900 that never was.
        start = date(1904, 1, 1) if counts_from_1904 else date(1899, 12, 30 + (whole < _BEFORE_LEAP_BUG))
        day = (start + timedelta(days=whole)).isoformat()
    except (ValueError, OverflowError):
        return _number(text)
    if serial < 0:
        return _number(text)
    return f"{day}T{time}" if seconds else day
