"""What is not a list, or lies about what it is, or breaks off: each is named, with what to do."""

import gzip
import io
import json
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dalil import formats
from dalil.formats import PROBLEM_CODES, Limits, UnreadableFile
from dalil.formats.limits import MIB
from tests.formats.files import broken_off, cells_of, codes_of, notes_of, open_bytes, rows_of, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as members:
        for name in names:
            members.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\t\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b",,,\n,,,\n", "file_empty"),
        (OLE, "file_is_old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file_is_locked"),
        (b"%PDF-1.7\n...", "file_is_pdf"),
        (b"<!DOCTYPE html><html><table><tr><td>Name</td></tr></table>", "file_is_web_page"),
        (b"\n<HTML><body>", "file_is_web_page"),
        (b"<?xml version='1.0'?><list><name>Hope</name></list>", "file_is_xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_is_image"),
        (b"\x89PNG\r\n\x1a\n", "file_is_image"),
        (b"\xff\xd8\xff\xe0", "file_is_image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "file_is_image"),
        (b"{\\rtf1 Name}", "file_is_text_document"),
        (archive("word/document.xml"), "file_is_text_document"),
        (archive("mimetype", "content.xml"), "file_is_open_document"),
        (archive("xl/workbook.bin"), "file_is_binary_excel"),
        (archive("list.csv"), "file_is_archive"),
        (gzip.compress(gzip.compress(b"Name\nHope\n", mtime=0), mtime=0), "file_is_archive"),
        (b"Rar!\x1a\x07\x00", "file_is_archive"),
        (b"SQLite format 3\x00", "file_is_unknown"),
        (bytes(range(1, 9)) * 50, "file_is_unknown"),
        (b"[]", "json_without_rows"),
        (b"[{}]", "json_without_rows"),
        (b'["Hope", "Light"]', "row_not_an_object"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        open_bytes(tmp_path, content, "list.csv")
    assert refusal.value.problem.code == code
    assert code in PROBLEM_CODES


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("list.xlsx", b"Name,City\nHope,Gaza\n", "csv"),
        ("list.csv", workbook(lambda sheet: sheet.append(["Name"]) or sheet.append(["Hope"])), "xlsx"),
        ("list.csv", b'{"Name": "Hope"}\n', "jsonl"),
        ("list.json", b"Name,City\nHope,Gaza\n", "csv"),
        ("list.xls", b"Name\tCity\nHope\tGaza\n", "csv"),
        ("list.csv.gz", gzip.compress(b'[{"Name": "Hope"}]', mtime=0), "jsonl"),
    ],
)
def test_a_name_that_lies_is_noted_and_the_content_read(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    reading = open_bytes(tmp_path, content, name)
    assert reading.format == found
    assert notes_of(reading)[0] == "name_not_content"
    assert cells_of(reading)[0]["Name"] == "Hope"


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "list.txt", "list", "list.csv.gz"])
def test_a_name_that_tells_the_truth_is_not_noted(tmp_path: Path, name: str) -> None:
    assert notes_of(open_bytes(tmp_path, b"Name,City\nHope,Gaza\n", name)) == []


def test_a_format_insisted_on_must_fit(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"Name,City\nHope,Gaza\n")
    with pytest.raises(UnreadableFile, match="format_not_as_said"):
        formats.open_file(path, name="list", format="ror")


def test_gzip_cut_in_half_names_the_last_good_row(tmp_path: Path) -> None:
    lines = [json.dumps({"Name": f"Name {number * 7919 % 10007}"}) for number in range(20_000)]
    content = gzip.compress("\n".join(lines).encode())
    numbers, problem = broken_off(tmp_path, content[: len(content) // 2], "list.jsonl.gz")
    assert len(numbers) > 5000
    assert (problem.code, problem.row) == ("file_cut_short", numbers[-1] + 1)
    assert problem.params == {"last": str(numbers[-1])}


def test_a_gzip_file_with_nothing_left_of_it_is_refused(tmp_path: Path) -> None:
    numbers, problem = broken_off(tmp_path, gzip.compress(b"Name\nHope\n")[:12], "list.csv.gz")
    assert (numbers, problem.code) == ([], "file_cut_short")


def test_broken_gzip_is_no_other_error(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(b"Name,City\n" + b"Hope,Gaza\n" * 100_000))
    content[len(content) // 2] ^= 0xFF
    assert broken_off(tmp_path, bytes(content), "list.csv.gz")[1].code == "file_cut_short"


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.9])
def test_a_json_array_cut_short_names_the_last_good_row(tmp_path: Path, cut: float) -> None:
    content = json.dumps([{"Name": f"Name {number}"} for number in range(9000)]).encode()
    part = content[: int(len(content) * cut)]
    _, problem = broken_off(tmp_path, part, "list.json")
    assert (problem.code, problem.params) == ("file_cut_short", {"last": str(part.count(b"}"))})


def test_json_lines_cut_short_name_the_last_good_row(tmp_path: Path) -> None:
    _, problem = broken_off(tmp_path, b'{"Name": "Hope"}\n{"Name": "Light"}\n{"Na', "list.jsonl")
    assert (problem.code, problem.row, problem.params) == ("file_cut_short", 3, {"last": "2"})


def test_json_damaged_in_the_middle_names_the_last_good_row(tmp_path: Path) -> None:
    content = b'[\n{"Name": "Hope"},\n{"Name": oops},\n' + b'{"Name": "Light"},\n' * 50 + b"]"
    _, problem = broken_off(tmp_path, content, "list.json")
    assert (problem.code, problem.row, problem.params) == ("json_broken", 2, {"last": "1"})


def test_json_nested_very_deeply_is_refused_row_by_row(tmp_path: Path) -> None:
    deep = b'{"Name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    lines = open_bytes(tmp_path, b'{"Name": "Hope"}\n' + deep + b'\n{"Name": "Light"}\n', "list.jsonl")
    assert codes_of(lines) == [(2, "row_too_deep")]
    _, problem = broken_off(tmp_path, b'[{"Name": "Hope"}, ' + deep + b"]", "list.json")
    assert (problem.code, problem.row) == ("json_too_deep", 2)


def test_json_in_utf_16_is_read(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, json.dumps([{"Name": "جمعية"}], ensure_ascii=False).encode("utf-16"), "list.json")
    assert cells_of(reading) == [{"Name": "جمعية"}]


def test_a_lone_surrogate_and_a_nul_in_json_are_kept(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, b'{"Name": "\\ud800\\u0000"}\n', "list.jsonl")
    assert cells_of(reading) == [{"Name": "\ud800\x00"}]


def test_a_lone_surrogate_in_a_ror_record_does_not_refuse_it(tmp_path: Path) -> None:
    line = b'{"id": "00003g016", "names": [{"v": "Hope \\ud800", "lang": null, "t": ["label"]}]}\n'
    row = rows_of(open_bytes(tmp_path, line, "list.jsonl"))[0]
    assert row.record is not None
    assert row.record.names[0].value.startswith("Hope")


def test_a_ror_record_of_another_shape_is_refused_with_the_place(tmp_path: Path) -> None:
    good = b'{"id": "00003g016", "names": [{"v": "Hope", "lang": null, "t": ["label"]}]}\n'
    reading = open_bytes(tmp_path, good + good.replace(b'"Hope"', b"[1]"), "list.jsonl")
    problem = rows_of(reading)[1].problems[0]
    assert (problem.code, problem.row, problem.params["format"]) == ("row_not_as_format", 2, "ror")
    assert problem.params["where"] == "$.names[0].v"


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = gzip.compress(bytes(100 * MIB), 9)
    began = time.perf_counter()
    with pytest.raises(UnreadableFile, match="file_unpacks_too_large"):
        open_bytes(tmp_path, content, "list.csv.gz")
    assert time.perf_counter() - began < 1


def test_a_gzip_bomb_whose_trailer_lies_ends_at_the_limit(tmp_path: Path) -> None:
    content = gzip.compress(b"Name,City\n" + b"Hope,Gaza\n" * 500_000, 9)[:-4] + bytes(4)
    limits = Limits(ratio=50, ratio_from=2 * MIB)
    numbers, problem = broken_off(tmp_path, content, "list.csv.gz", limits)
    assert len(numbers) > 1000
    assert problem.code == "file_unpacks_too_large"


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="file_too_large"):
        open_bytes(tmp_path, b"Name\n" + b"x" * (2 * MIB), limits=Limits(file_bytes=MIB))


def test_a_json_array_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        file.writelines(f'{{"Name": "Name {number}", "Text": "{"x" * 200}"}},\n' for number in range(100_000))
        file.write('{"Name": "last"}]')
    reading = formats.open_file(path, name="list.json")
    tracemalloc.start()
    count = sum(1 for _ in reading.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_001
    assert peak < 16 * MIB


ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.builds(
        bytes.__add__,
        st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"[{", b'{"', b"\xff\xfe", b"\xfe\xff", b'"']),
        st.binary(max_size=200),
    ),
    st.text(st.sampled_from('{}[]",:;|\t\r\n\x00aجé\ud800\u200f'), max_size=120).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ),
    st.binary(max_size=200).map(gzip.compress),
)


@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=ANYTHING)
@example(content=b'"\n"')
@example(content=b'{"a":1}{"b":')
def test_any_bytes_are_a_reading_or_an_unreadable_file(tmp_path: Path, content: bytes) -> None:
    try:
        reading = open_bytes(tmp_path, content, "list.bin")
        numbers = [(row.sheet, row.number) for row in reading.rows()]
        codes = [code for _, code in codes_of(reading)] + notes_of(reading)
    except UnreadableFile as refusal:
        codes, numbers = [refusal.problem.code], []
    assert set(codes) <= set(PROBLEM_CODES)
    assert len(set(numbers)) == len(numbers), "every row has a number of its own"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.floats(0, 1))
def test_a_damaged_workbook_is_a_reading_or_an_unreadable_file(
    tmp_path: Path, place: float, byte: int, cut: float
) -> None:
    content = bytearray((Path(__file__).parent / "samples" / "merged-and-formulas.xlsx").read_bytes())
    content[int(place * (len(content) - 1))] = byte
    damaged = bytes(content[: int(cut * len(content))]) if byte % 3 == 0 else bytes(content)
    try:
        codes = codes_of(open_bytes(tmp_path, damaged, "list.xlsx"))
    except UnreadableFile as refusal:
        codes = [(0, refusal.problem.code)]
    assert {code for _, code in codes} <= set(PROBLEM_CODES)
