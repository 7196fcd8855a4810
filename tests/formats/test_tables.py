"""Text tables: separators, headers, encodings, and everything that goes wrong in them."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil import formats
from dalil.formats import UnreadableFile, verbatim
from tests.formats.files import cells_of, codes_of, notes_of, open_bytes, rows_of


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    text = "\n".join(separator.join(row) for row in [("Name", "City"), ("Hope", "Gaza"), ('"a, b; c|d"', "Haifa")])
    assert cells_of(open_bytes(tmp_path, text)) == [
        {"Name": "Hope", "City": "Gaza"},
        {"Name": "a, b; c|d", "City": "Haifa"},
    ]


def test_a_list_of_one_column_keeps_its_commas(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, "Name\nFoo\nBar, Inc.\nBaz\nQux\n")
    assert [cells["Name"] for cells in cells_of(reading)] == ["Foo", "Bar, Inc.", "Baz", "Qux"]


def test_the_line_by_which_excel_names_the_separator_is_obeyed(tmp_path: Path) -> None:
    assert cells_of(open_bytes(tmp_path, "sep=;\nName;City\na,b,c,d;Gaza\n")) == [{"Name": "a,b,c,d", "City": "Gaza"}]


def test_a_row_cut_short_and_one_too_long_are_noted_and_kept(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, "a,b,c\n1,2\n1,2,3,4\n1,2,3\n1,2,3,,\n")
    assert codes_of(reading) == [(2, "row_short"), (3, "row_long")]
    assert cells_of(reading)[:2] == [{"a": "1", "b": "2", "c": ""}, {"a": "1", "b": "2", "c": "3", "Column D": "4"}]
    assert not any(problem.is_fatal for row in rows_of(reading) for problem in row.problems)


def test_duplicate_and_empty_columns_get_names_of_their_own(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, "Name,Name,,Name (2)\n1,2,3,4\n")
    assert reading.columns == ("Name", "Name (2)", "Column C", "Name (2) (2)")
    assert notes_of(reading) == ["column_repeated", "column_repeated"]


def test_a_file_without_a_header_is_told_by_its_first_row(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, "17,Hope,https://hope.org\n18,Light,https://light.org\n")
    assert reading.columns == ("Column A", "Column B", "Column C")
    assert notes_of(reading) == ["no_header_row"]
    assert len(rows_of(reading)) == 2


def test_years_as_headings_do_not_make_a_header_data(tmp_path: Path) -> None:
    assert open_bytes(tmp_path, "Name,2013,2014\nHope,12,14\n").columns == ("Name", "2013", "2014")


def test_a_header_alone_is_noted(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, "Name,City\n")
    assert (reading.columns, notes_of(reading), rows_of(reading)) == (("Name", "City"), ["no_rows"], [])


def test_rows_are_numbered_as_a_spreadsheet_program_does(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, 'Name,City\n"two\nlines",x\n\nafter,y\n')
    assert [row.number for row in reading.rows()] == [2, 4]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_three_ways(tmp_path: Path, ending: str) -> None:
    reading = open_bytes(tmp_path, ending.join(["Name,City", "Hope,Gaza", "Light,Haifa", ""]))
    assert [cells["Name"] for cells in cells_of(reading)] == ["Hope", "Light"]


def test_a_stray_return_in_a_line_is_no_error(tmp_path: Path) -> None:
    assert len(rows_of(open_bytes(tmp_path, "Name,City\nHo\rpe,Gaza\nLight,Haifa\n"))) == 3


def test_the_mark_by_which_dos_ended_files_is_no_row(tmp_path: Path) -> None:
    assert len(rows_of(open_bytes(tmp_path, "Name,City\r\nHope,Gaza\r\n\x1a\r\n"))) == 1


def test_an_open_quote_costs_one_row_and_not_the_file(tmp_path: Path) -> None:
    lines = ["Name,City", '"Hope,Gaza', *[f"Name {number},City" for number in range(1500)]]
    reading = open_bytes(tmp_path, "\n".join(lines))
    assert codes_of(reading) == [(2, "quote_not_closed")]
    assert [row.number for row in reading.rows()] == list(range(2, 1503))


def test_an_open_quote_near_the_end_costs_one_row(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, 'Name,City\nHope,Gaza\n"Light,Haifa\nPeace,Acre\n')
    assert codes_of(reading) == [(3, "quote_not_closed")]
    assert rows_of(reading)[-1].cells == {"Name": "Peace", "City": "Acre"}


def test_a_cell_beyond_the_limit_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, f"Name,City\n{'x' * 100_001},Gaza\nHope,Gaza\n")
    assert codes_of(reading) == [(2, "cell_too_long")]
    assert [row.number for row in reading.rows()] == [2, 3]


def test_a_cell_of_100_megabytes_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.write(b"Name,City\nHope,Gaza\n")
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b",Gaza\nLight,Haifa\n")
    reading = formats.open_file(path, name="list.csv")
    assert codes_of(reading) == [(3, "row_too_long")]
    assert rows_of(reading)[-1].cells == {"Name": "Light", "City": "Haifa"}


def test_a_row_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, f"Name,City\n{'x,' * 600}x\nHope,Gaza\n")
    assert codes_of(reading) == [(2, "row_too_wide")]


def test_a_header_of_too_many_columns_refuses_the_file(tmp_path: Path) -> None:
    line = ",".join(f"c{number}" for number in range(501))
    with pytest.raises(UnreadableFile, match="too_many_columns"):
        open_bytes(tmp_path, f"{line}\n{line}\n")


def test_strange_letters_stay_as_they_are(tmp_path: Path) -> None:
    name = "\u202bجمـعية\u200f \u200bالأمل\u0000"
    reading = open_bytes(tmp_path, f"Name,City\n{name},غزة\n".encode() + b"\xed\xa0\x80,Gaza\n")
    first, second = rows_of(reading)
    assert first.cells["Name"] == name
    assert second.cells["Name"] == "\ud800"


def test_what_is_stored_of_a_row_gives_back_its_cells_and_offends_no_database(tmp_path: Path) -> None:
    row = rows_of(open_bytes(tmp_path, b"Name,City\n\xed\xa0\x80\x00x,Gaza\n"))[0]
    stored = verbatim(row)
    assert "\x00" not in stored
    stored.encode()
    assert json.loads(stored) == {"Name": "\ud800\x00x", "City": "Gaza"}


def test_column_labels_never_hold_what_a_database_refuses(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, b"\xed\xa0\x80Na\x00me,\xe2\x80\x8fCity\nHope,Gaza\n")
    assert reading.columns == ("Name", "City")


def test_lines_in_another_encoding_are_noted_one_by_one(tmp_path: Path) -> None:
    content = (
        "Name;City\nجمعية الأمل;غزة\n".encode()
        + "عمותת".encode("cp1255", "ignore")
        + "עמותת אור;חיפה\n".encode("cp1255")
    )
    reading = open_bytes(tmp_path, content)
    problems = rows_of(reading)[1].problems
    assert [(problem.code, problem.params["encoding"]) for problem in problems] == [("line_not_utf8", "cp1255")]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1256", "الجمعية الوطنية لتأهيل المعوقين، مؤسسة دولة للثقافة والتنمية"),
        ("cp1255", "האגודה לזכויות האזרח, ארגון נשים למען השלום והשוויון"),
        ("cp1251", "Межрегиональная общественная организация инвалидов; ФОНД ПОМОЩИ"),
        ("cp1252", "Fédération des sociétés d’éducation à l’environnement; Niños, Österreich, Ação"),
    ],
)
def test_code_pages_are_told_apart(tmp_path: Path, page: str, text: str) -> None:
    reading = open_bytes(tmp_path, f"Name\n{text}\n".encode(page))
    assert reading.encoding == page
    assert cells_of(reading)[0]["Name"] == text


LABELS = st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1, max_size=8)
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=20)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), separator=st.sampled_from(",;\t|"))
def test_what_is_written_as_csv_is_read_back(tmp_path: Path, data: st.DataObject, separator: str) -> None:
    labels = data.draw(st.lists(LABELS, min_size=2, max_size=5, unique=True))
    row = st.lists(CELLS, min_size=len(labels), max_size=len(labels)).filter(lambda cells: any(map(str.strip, cells)))
    table = data.draw(st.lists(row, min_size=1, max_size=8))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["Name", *labels[1:]], *table])
    content = f"sep={separator}\n{stream.getvalue()}".encode()
    reading = open_bytes(tmp_path, content)
    assert [list(cells.values()) for cells in cells_of(reading)] == table
