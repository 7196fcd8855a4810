"""Opens the bench's files: CSV, TSV, JSON, JSONL and XLSX, plain or gzip. What is wrong is told with file, row and column.

Rows are counted as an editor sees them: the header is row 1. It never guesses what a file is (see `files`).
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bench.linkage.benchmark import WrongData
from dalil.formats.record import Location, Name, Record

_LONGEST_CELL: Final = 10_000_000


@dataclass(frozen=True)
class Row:
    """One row with where it stands, so that a mistake in it can be told."""

    path: Path
    number: int
    cells: Mapping[str, Any]

    def text(self, column: str) -> str:
        """Return a cell as text without space around it; "" when the column is absent or empty."""
        value = self.cells.get(column)
        return "" if value is None else str(value).strip()

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty. Raises `WrongData`."""
        value = self.text(column)
        if not value:
            raise self.wrong("empty", column)
        return value

    def wrong(self, what: str, column: str = "") -> WrongData:
        """Return the error that tells where this row is."""
        return WrongData(self.path, what, self.number, column)


@dataclass(frozen=True)
class Table:
    """A file read whole: its columns in order, and its rows."""

    path: Path
    columns: tuple[str, ...]
    rows: Sequence[Row]

    def require(self, *columns: str) -> "Table":
        """Return the table itself. Raises `WrongData` that names the first column that is missing."""
        for column in columns:
            if column not in self.columns:
                found = ", ".join(self.columns) or "none"
                raise WrongData(self.path, f"the column {column} is missing (columns: {found})", 1)
        return self

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error) as error:
        raise WrongData(path, getattr(error, "strerror", None) or "is no whole gzip file") from error


def read_text(path: Path) -> str:
    """Return a UTF-8 file as text. Raises `WrongData` with the line of the first byte that is not UTF-8."""
    data = _bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongData(path, f"not UTF-8 (byte {error.start})", line) from error


def suffix(path: Path) -> str:
    """Return the ending that tells the kind of file, without `.gz`."""
    return Path(path.stem if path.suffix == ".gz" else path.name).suffix.lower()


def read(path: Path) -> Table:
    """Return the rows of a file of any of the kinds. Raises `WrongData`."""
    kind = suffix(path)
    if kind in (".json", ".jsonl", ".ndjson"):
        return _json(path, kind)
    if kind == ".xlsx":
        return _sheet(path)
    if kind in (".csv", ".tsv", ".txt"):
        return _delimited(path, "\t" if kind == ".tsv" else ",")
    raise WrongData(path, f"the ending {kind or path.name} is none of csv, tsv, json, jsonl, xlsx (or these with .gz)")


def _delimited(path: Path, sign: str) -> Table:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.DictReader(read_text(path).splitlines(keepends=True), delimiter=sign)
    columns = tuple(name.strip() for name in reader.fieldnames or ())
    reader.fieldnames = columns
    rows = []
    try:
        for cells in reader:
            if None in cells:
                raise WrongData(path, f"more cells than the {len(columns)} columns of the header", reader.line_num)
            rows.append(Row(path, reader.line_num, cells))
    except csv.Error as error:
        raise WrongData(path, str(error), reader.line_num) from error
    return Table(path, columns, rows)


def _json(path: Path, kind: str) -> Table:
    text = read_text(path)
    rows = []
    try:
        if kind == ".json":
            found = json.loads(text)
            objects = list(enumerate(found if isinstance(found, list) else [found], start=1))
        else:
            lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
            objects = [(number, json.loads(line)) for number, line in lines]
    except json.JSONDecodeError as error:
        place = error.lineno if kind == ".json" else text[: text.find(error.doc)].count("\n") + 1
        raise WrongData(path, f"no JSON: {error.msg}", place) from error
    for number, cells in objects:
        if not isinstance(cells, dict):
            raise WrongData(path, "no object of names and values", number)
        rows.append(Row(path, number, cells))
    return Table(path, tuple(dict.fromkeys(name for row in rows for name in row.cells)), rows)


def _sheet(path: Path) -> Table:
    try:
        book = load_workbook(path, read_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise WrongData(path, f"no workbook ({error})") from error
    sheet = book.active
    lines = sheet.iter_rows(values_only=True) if sheet is not None else iter(())
    columns = tuple(str(cell).strip() if cell is not None else "" for cell in next(lines, ()))
    rows = [
        Row(path, number, dict(zip(columns, cells, strict=False)))
        for number, cells in enumerate(lines, start=2)
        if any(cell is not None for cell in cells)
    ]
    book.close()
    return Table(path, columns, rows)


def record(name: str, country: str = "", city: str = "", link: str = "") -> Record:
    """Return a record of one name and, where known, a place and a link."""
    place = (Location(country=country, locality=city),) if country or city else ()
    return Record(names=(Name(name),), locations=place, links=(link,) if link else ())


def ror_record(row: Row) -> Record:
    """Return the record of a row in ROR's flattened shape, displayed name first, without its numbers. Raises `WrongData`."""
    cells = row.cells
    try:
        ordered = sorted(cells["names"], key=lambda name: "ror_display" not in name["t"])
        names = tuple(Name(name["v"], name["lang"] or "", tuple(sorted(_types(name["t"])))) for name in ordered)
    except (KeyError, TypeError) as error:
        raise row.wrong(f"no organisation in ROR's shape ({error!r})", "names") from error
    place = Location(country=row.text("country"), locality=row.text("city"))
    links = tuple(cells.get("websites") or ())
    return Record(names=names, locations=(place,), links=links, founded=row.text("established"))


def _types(given: Sequence[str]) -> set[str]:
    return {"label" if one == "ror_display" else one for one in given}
