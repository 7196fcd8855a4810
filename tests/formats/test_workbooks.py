"""Excel workbooks: what a reader of the sheet sees is what is read, and nothing in the file can do harm."""

import datetime
import io
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dalil import formats
from dalil.formats import Limits, UnreadableFile
from dalil.formats.limits import MIB
from dalil.formats.workbook import is_date_format
from tests.formats.files import broken_off, cells_of, codes_of, open_bytes, raw_workbook, workbook


def fill(*rows: tuple[Any, ...]) -> Any:
    def into(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return into


def test_numbers_dates_and_truths_read_as_they_are_shown(tmp_path: Path) -> None:
    row = (
        3.0,
        0.1,
        12345678901,
        datetime.datetime(2024, 6, 14),
        datetime.datetime(2024, 6, 14, 9, 30),
        datetime.time(8, 5),
        True,
    )
    reading = open_bytes(tmp_path, workbook(fill(tuple("abcdefg"), row)), "list.xlsx")
    assert list(cells_of(reading)[0].values()) == [
        "3", "0.1", "12345678901", "2024-06-14", "2024-06-14T09:30:00", "08:05:00", "TRUE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("General", False), ("0.00", False), ("#,##0 [$€-407]", False), ('0 "days"', False), ("[h]:mm:ss", False),
        ("yyyy-mm-dd", True), ("[$-1060401]B1d mmmm yyyy", True), ("h:mm AM/PM", True), ("d/m/yy;@", True), ("@", False),
        ("[Red]0", False), ("_-* #,##0\\d_-", False),
    ],
)  # fmt: skip
def test_date_formats_are_told_from_number_formats(code: str, is_date: bool) -> None:
    assert is_date_format(code) == is_date


def test_dates_may_count_from_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    sheet: Any = book.active
    fill(("Name", "Date"), ("Hope", datetime.datetime(2024, 6, 14)))(sheet)
    book.save(tmp_path / "list.xlsx")
    reading = formats.open_file(tmp_path / "list.xlsx", name="list.xlsx")
    assert cells_of(reading)[0]["Date"] == "2024-06-14"


def test_a_formula_gives_the_value_that_was_saved_or_a_note(tmp_path: Path) -> None:
    rows = """<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Sum</t></is></c></row>
    <row r="2"><c r="A2" t="str"><f>"Ho"&amp;"pe"</f><v>Hope</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>
    <row r="3"><c r="A3" t="inlineStr"><is><t>Light</t></is></c><c r="B3"><f>1+1</f></c></row>
    <row r="4"><c r="A4" t="inlineStr"><is><t>Peace</t></is></c><c r="B4" t="str"><f>""</f><v></v></c></row>"""
    reading = open_bytes(tmp_path, raw_workbook(rows), "list.xlsx")
    assert cells_of(reading)[0] == {"Name": "Hope", "Sum": "2"}
    problems = [problem for row in reading.rows() for problem in row.problems]
    assert [(p.code, p.sheet, p.row, p.column, p.is_fatal) for p in problems] == [
        ("formula_without_value", "List", 3, "Sum", False)
    ]


def test_rich_text_is_joined_and_reading_aids_left_out(tmp_path: Path) -> None:
    strings = "<si><t>Name</t></si><si><r><t>東</t></r><r><t xml:space='preserve'>京 </t></r>"
    strings += "<rPh sb='0' eb='1'><t>トウ</t></rPh></si><si><t>a_x000D_b</t></si>"
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>{r - 1}</v></c></row>' for r in (1, 2, 3))
    reading = open_bytes(tmp_path, raw_workbook(rows, strings=strings), "list.xlsx")
    assert [cells["Name"] for cells in cells_of(reading)] == ["東京 ", "a\rb"]


def test_cells_without_addresses_stand_in_order(tmp_path: Path) -> None:
    cell = "<c t='str'><v>{}</v></c>".format
    rows = f"<row>{cell('Name')}{cell('City')}</row><row>{cell('Hope')}{cell('Gaza')}</row>"
    assert cells_of(open_bytes(tmp_path, raw_workbook(rows), "list.xlsx")) == [{"Name": "Hope", "City": "Gaza"}]


def test_a_merge_fills_down_only_rows_that_hold_something_else(tmp_path: Path) -> None:
    def into(sheet: Any) -> None:
        fill(("Region", "Name"), ("Gaza", "Hope"), (None, "Light"), (None, None), (None, "Peace"), (None, "Outside"))(
            sheet
        )
        sheet.merge_cells("A2:A5")

    reading = open_bytes(tmp_path, workbook(into), "list.xlsx")
    assert [tuple(cells.values()) for cells in cells_of(reading)] == [
        ("Gaza", "Hope"),
        ("Gaza", "Light"),
        ("Gaza", "Peace"),
        ("", "Outside"),
    ]


def test_titles_above_the_header_are_skipped(tmp_path: Path) -> None:
    content = workbook(
        fill(
            ("دليل الجمعيات",),
            (),
            ("May 2024", None, "draft"),
            ("Name", "City", "Web", "Year"),
            ("Hope", "Gaza", "x", 1),
        )
    )
    reading = open_bytes(tmp_path, content, "list.xlsx")
    assert reading.columns == ("Name", "City", "Web", "Year")
    assert [row.number for row in reading.rows()] == [5]


def test_all_sheets_are_read_with_their_own_columns(tmp_path: Path) -> None:
    book = Workbook()
    fill(("Name", "City"), ("Hope", "Gaza"))(book.active)
    fill(("Nom", "City"), ("Espoir", "Tunis"))(book.create_sheet("Tunisie"))
    book.create_sheet("empty")
    stream = io.BytesIO()
    book.save(stream)
    reading = open_bytes(tmp_path, stream.getvalue(), "list.xlsx")
    assert (reading.sheets, reading.columns) == (("Sheet", "Tunisie"), ("Name", "City", "Nom"))
    assert [(row.sheet, row.number) for row in reading.rows()] == [("Sheet", 2), ("Tunisie", 2)]


def test_a_workbook_without_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="workbook_without_rows"):
        open_bytes(tmp_path, workbook(lambda sheet: None), "list.xlsx")


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.99])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, cut: float) -> None:
    content = workbook(fill(("Name",), *[(f"Name {number}",) for number in range(200)]))
    with pytest.raises(UnreadableFile, match="file_cut_short"):
        open_bytes(tmp_path, content[: int(len(content) * cut)], "list.xlsx")


def test_a_sheet_that_breaks_off_names_the_last_good_row(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="str"><v>Name {r}</v></c></row>' for r in range(1, 9000))
    content = raw_workbook(rows + "<row r='9000'><c r='A9000' t='s'><v>7</v></c></row>")
    numbers, problem = broken_off(tmp_path, content, "list.xlsx")
    assert (problem.code, problem.sheet, problem.params) == ("file_cut_short", "List", {"last": str(numbers[-1])})
    assert numbers[-1] > 8000


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_entities_are_refused_before_they_are_expanded(tmp_path: Path, before: str) -> None:
    rows = "<row r='1'><c r='A1' t='str'><v>Name</v></c></row><row r='2'><c r='A2' t='str'><v>&b;</v></c></row>"
    with pytest.raises(UnreadableFile, match="workbook_unsafe"):
        open_bytes(tmp_path, raw_workbook(rows, before=before), "list.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(200 * MIB))
    began = time.perf_counter()
    with pytest.raises(UnreadableFile, match="file_unpacks_too_large"):
        open_bytes(tmp_path, stream.getvalue(), "list.xlsx")
    assert time.perf_counter() - began < 1


def test_a_cell_of_100_megabytes_is_refused_and_never_held_whole(tmp_path: Path) -> None:
    giant = "ab" * (50 * MIB)
    rows = f"""<row r="1"><c r="A1" t="str"><v>Name</v></c></row><row r="2"><c r="A2" t="str"><v>{giant}</v></c></row>
    <row r="3"><c r="A3" t="s"><v>0</v></c></row><row r="4"><c r="A4" t="str"><v>Hope</v></c></row>"""
    content = raw_workbook(rows, strings=f"<si><t>{giant}</t></si>")
    del giant, rows
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    tracemalloc.start()
    reading = formats.open_file(path, name="list.xlsx", limits=Limits(ratio=2000))
    found = codes_of(reading)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(2, "cell_too_long"), (3, "cell_too_long")]
    assert peak < 16 * MIB


def test_a_cell_far_to_the_right_does_not_widen_the_table(tmp_path: Path) -> None:
    def into(sheet: Any) -> None:
        fill(("Name", "City"), ("Hope", "Gaza"), ("Light", "Haifa"))(sheet)
        sheet["XFD3"] = "lost"

    reading = open_bytes(tmp_path, workbook(into), "list.xlsx")
    assert codes_of(reading) == [(3, "row_too_wide")]


def test_a_formatted_sheet_of_empty_rows_is_read_quickly(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{r}" s="1"><c r="A{r}" s="0"/></row>' for r in range(3, 100_000))
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Name</v></c></row><row r="2"><c r="A2" t="str"><v>Hope</v></c></row>' + empty
    )
    assert cells_of(open_bytes(tmp_path, raw_workbook(rows), "list.xlsx")) == [{"Name": "Hope"}]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux alone")
def test_a_sheet_of_a_million_rows_is_streamed_in_bounded_memory(tmp_path: Path) -> None:
    million = 1_048_576
    path = tmp_path / "list.xlsx"
    path.write_bytes(raw_workbook(""))
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Name</v></c></row>')
            for start in range(2, million + 1, 1000):
                rows = range(start, min(start + 1000, million + 1))
                sheet.write("".join(f'<row r="{r}"><c r="A{r}" t="s"><v>{r - 2}</v></c></row>' for r in rows).encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as strings:
            strings.write(b"<sst>")
            for start in range(0, million, 1000):
                strings.write("".join(f"<si><t>Organisation {n}</t></si>" for n in range(start, start + 1000)).encode())
            strings.write(b"</sst>")
    read = "import re, sys; from pathlib import Path; from dalil import formats;"
    read += "print(sum(1 for _ in formats.open_file(Path(sys.argv[1]), name='list.xlsx').rows()),"
    read += "int(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    answer = subprocess.run([sys.executable, "-c", read, str(path)], check=True, capture_output=True, text=True).stdout
    count, peak = map(int, answer.split())
    assert count == million - 1
    assert peak < 200  # MiB, of which the interpreter with its packages takes some forty
