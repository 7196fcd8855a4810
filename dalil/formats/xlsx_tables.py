"""Our tables as one Excel workbook: a sheet for each, the header in sight, every text as text.

No cell can be calculated: texts are inline strings, and those that look like formulas are also marked as quoted, so that
they stay texts when somebody edits them. The same content gives the same bytes: the archive bears the edition's day.
It never holds a sheet in memory. Shape: ECMA-376 part 1 (SpreadsheetML).
"""

import math
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from typing import IO, BinaryIO, Final
from xml.sax.saxutils import escape

from dalil.formats import joining
from dalil.formats.guarding import CALCULATED
from dalil.formats.joining import Lines, joined_rows
from dalil.formats.limits import Limits
from dalil.formats.problems import to_the_end, unreadable
from dalil.formats.published import EditionCard, Published
from dalil.formats.row import RawRow, Reading
from dalil.formats.sheet import lines_of
from dalil.formats.sniff import is_workbook
from dalil.formats.sound import Labels, Written, sound
from dalil.formats.source import Source
from dalil.formats.tables import ORGANISATIONS, VALUES, Cell, columns_of, rows_beside, rows_of
from dalil.formats.workbook import BROKEN, SheetPart, Workbook, open_archive, read_workbook, walk

NAME: Final = joining.NAME
MOST_ROWS: Final = 1_048_576
MOST_CHARS: Final = 32_767
_RIGHT_TO_LEFT: Final = ("ar", "he")
_CHUNK: Final = 1 << 20
_TO_ESCAPE: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NUMBERED: Final = re.compile(r"(.+?)(?: \d+)?")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKED: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEADER_STYLE: Final = 1
_QUOTED_STYLE: Final = 2
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(
    entries: Iterable[Published],
    file: BinaryIO,
    card: EditionCard,
    labels: Labels,
    *,
    language: str = "",
    turned: BinaryIO | None = None,
    most_rows: int = MOST_ROWS,
) -> Written:
    """Write the workbook; for a reader of `language` its sheets run from the right where the language does.

    `turned` is a second file for the same workbook in the other direction, which costs little in the same pass.

    A table of more than `most_rows` goes on in a second sheet of the same name with a number. A text longer than a
    cell of Excel may be is cut, and counted as `text_cut`.
    """
    count = 0
    with ExitStack() as files:
        columns = columns_of(card.languages)
        sheets = {name: _Sheet(name, [c.name for c in columns[name]], most_rows, files) for name in columns}
        for entry in sound(entries):
            count += 1
            for table, cells in rows_of(entry, card.languages):
                sheets[table].add(cells)
        for table, cells in rows_beside(card.sources, labels, card.languages):
            sheets[table].add(cells)
        parts = [part for sheet in sheets.values() for part in sheet.close()]
        is_from_right = language in _RIGHT_TO_LEFT
        _pack(file, parts, card.dated_on, is_from_right)
        if turned:
            _pack(turned, parts, card.dated_on, not is_from_right)
        cut = sum(sheet.cut for sheet in sheets.values())
    return Written(count, {"text_cut": cut} if cut else {})


class _Sheet:
    """One table, written to a file without a name until it is packed."""

    def __init__(self, name: str, header: Sequence[str], most_rows: int, files: ExitStack) -> None:
        self.cut = 0
        self._name = name
        self._header = header
        self._most = most_rows
        self._files = files
        self._parts: list[tuple[str, IO[bytes]]] = []
        self._row = 0
        self._begin()

    def add(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        if self._row >= self._most:
            self._begin()
        self._write(cells, 0)

    def close(self) -> list[tuple[str, IO[bytes]]]:
        """The rows of its sheets by name."""
        return self._parts

    def _begin(self) -> None:
        name = f"{self._name} {len(self._parts) + 1}" if self._parts else self._name
        file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it is entered
        self._parts.append((name, file))
        self._file = file
        self._row = 0
        self._write(self._header, _HEADER_STYLE)

    def _write(self, cells: Sequence[Cell], style: int) -> None:
        self._row += 1
        texts = "".join(self._cell(place, cell, style) for place, cell in enumerate(cells) if cell not in ("", None))
        self._file.write(f'<row r="{self._row}">{texts}</row>'.encode())

    def _cell(self, place: int, cell: Cell, style: int) -> str:
        address = f"{chr(65 + place)}{self._row}"
        if isinstance(cell, int | float) and math.isfinite(cell):
            return f'<c r="{address}"><v>{cell!r}</v></c>'
        text = str(cell)
        if len(text) > MOST_CHARS // 2:
            text = self._shortened(text)
        style = _QUOTED_STYLE if text.startswith(CALCULATED) else style
        marked = f' s="{style}"' if style else ""
        return f'<c r="{address}"{marked} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'

    def _shortened(self, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= MOST_CHARS * 2:
            return text
        self.cut += 1
        return units[: MOST_CHARS * 2].decode("utf-16-le", "ignore")


def _escaped(text: str) -> str:
    return escape(_TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _head(is_from_right: bool) -> bytes:
    """What stands before the rows of a sheet: which way it runs, and that its header stays in sight."""
    turned = ' rightToLeft="1"' if is_from_right else ""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetView{turned} workbookViewId="0">{pane}</sheetView>'
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews>{view}</sheetViews><sheetData>'.encode()


def _pack(file: BinaryIO, parts: Sequence[tuple[str, IO[bytes]]], day: str, is_from_right: bool) -> None:
    year, month, date = (int(part) for part in day.split("-"))
    numbers = range(1, len(parts) + 1)
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, (name, _) in zip(numbers, parts, strict=True)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for at in numbers
    )
    ties = "".join(
        f'<Relationship Id="rId{at}" Type="{_TIES}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in numbers
    )
    fixed = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKED}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKED}/relationships">'
        f'<Relationship Id="rId1" Type="{_TIES}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_TIES}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKED}/relationships">{ties}'
        f'<Relationship Id="rId0" Type="{_TIES}/styles" Target="styles.xml"/></Relationships>',
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def member(name: str) -> zipfile.ZipInfo:
            info = zipfile.ZipInfo(name, (max(year, 1980), month, date, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            return info

        for name, text in fixed.items():
            archive.writestr(member(name), _XML + text)
        archive.writestr(member("xl/styles.xml"), _STYLES)
        for at, (_, part) in zip(numbers, parts, strict=True):
            part.seek(0)
            with archive.open(member(f"xl/worksheets/sheet{at}.xml"), "w", force_zip64=True) as stream:
                stream.write(_head(is_from_right))
                while data := part.read(_CHUNK):
                    stream.write(data)
                stream.write(b"</sheetData></worksheet>")


def fits(source: Source) -> bool:
    """Whether the file is a workbook with our sheets."""
    if not is_workbook(source):
        return False
    names: set[str] = set()
    try:
        with open_archive(source) as archive:
            if "xl/workbook.xml" in archive.namelist():
                walk(archive, "xl/workbook.xml", lambda _, tag, found: names.add(found.get("name", "")))
    except BROKEN:
        return False
    return {ORGANISATIONS, *VALUES} <= names


def read(source: Source) -> Reading:
    """Open the workbook: records, as from the files of the same tables."""
    try:
        with open_archive(source) as archive:
            workbook = read_workbook(archive, source.limits)
    except BROKEN as broken:
        raise unreadable("workbook_broken") from broken

    def rows() -> Iterator[RawRow]:
        return to_the_end(_rows(source, workbook))

    next(rows(), None)
    return Reading(NAME, rows, sheets=tuple(sheet.name for sheet in workbook.sheets))


def _rows(source: Source, workbook: Workbook) -> Iterator[RawRow]:
    parts: dict[str, list[SheetPart]] = {}
    for sheet in workbook.sheets:
        if match := _NUMBERED.fullmatch(sheet.name):
            parts.setdefault(match[1], []).append(sheet)
    wanted: Mapping[str, list[SheetPart]] = {name: parts[name] for name in (ORGANISATIONS, *VALUES) if name in parts}
    try:
        with closing(open_archive(source)) as archive:
            tables: dict[str, Lines] = {
                name: chain.from_iterable(
                    _lines(archive, sheet, workbook, source.limits, above * MOST_ROWS)
                    for above, sheet in enumerate(sheets)
                )
                for name, sheets in wanted.items()
            }
            yield from joined_rows(tables, source.limits)
    except BROKEN as broken:
        raise unreadable("file_cut_short") from broken


def _lines(archive: zipfile.ZipFile, sheet: SheetPart, workbook: Workbook, limits: Limits, above: int) -> Lines:
    header: dict[int, str] = {}
    for line in lines_of(archive, sheet, workbook, limits):
        if header:
            yield above + line.number, {header[column]: cell for column, cell in line.cells.items() if column in header}
        else:
            header = line.cells
