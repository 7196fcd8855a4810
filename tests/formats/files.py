"""Files for the tests: written where a test wants them, read back as a reader would. It never keeps one."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dalil import formats
from dalil.formats import Limits, Problem, RawRow, Reading, UnreadableFile

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://x"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>"""
_WORKBOOK_RELS = """<?xml version="1.0"?><Relationships xmlns="http://x">
<Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
_SHEET = '<?xml version="1.0"?>{before}<worksheet xmlns="http://x"><sheetData>{rows}</sheetData></worksheet>'


def write(folder: Path, content: bytes | str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def open_bytes(folder: Path, content: bytes | str, name: str = "list.csv", limits: Limits | None = None) -> Reading:
    return formats.open_file(write(folder, content, name), name=name, limits=limits or Limits())


def rows_of(reading: Reading) -> list[RawRow]:
    return list(reading.rows())


def broken_off(folder: Path, content: bytes, name: str, limits: Limits | None = None) -> tuple[list[int], Problem]:
    """The numbers of the rows that could be read, and why there are no more."""
    numbers: list[int] = []
    try:
        numbers.extend(row.number for row in open_bytes(folder, content, name, limits).rows())
    except UnreadableFile as stop:
        return numbers, stop.problem
    pytest.fail("the file was read to the end")


def cells_of(reading: Reading) -> list[dict[str, str]]:
    return [dict(row.cells) for row in reading.rows()]


def codes_of(reading: Reading) -> list[tuple[int, str]]:
    return [(row.number, problem.code) for row in reading.rows() for problem in row.problems]


def notes_of(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def workbook(fill: Callable[[Any], None], title: str = "List") -> bytes:
    """A workbook as openpyxl writes it, with one sheet."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    fill(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def raw_workbook(rows: str, *, strings: str = "", before: str = "") -> bytes:
    """A workbook of our own XML, for what no program would write."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("xl/workbook.xml", _WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _WORKBOOK_RELS)
        archive.writestr("xl/worksheets/sheet1.xml", _SHEET.format(rows=rows, before=before))
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="http://x">{strings}</sst>')
    return stream.getvalue()
