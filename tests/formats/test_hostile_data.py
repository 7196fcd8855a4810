"""Data from strangers in our own forms: broken, too large, of wrong types, with doors into the machine. Each is a problem."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil import formats
from dalil.formats import (
    PROBLEM_CODES,
    Limits,
    UnreadableFile,
    csv_tables,
    dalil_lines,
    ftm,
    geojson,
    hsds_writing,
    iati,
    json_ld,
    parquet,
    xlsx_tables,
)
from dalil.formats.limits import MIB
from tests.formats.entries import BARE, HOPE, LABELS, REGISTERS, card_of
from tests.formats.files import broken_off, codes_of, open_bytes, rows_of

CARD = card_of([HOPE, BARE])
WRITERS: dict[str, Callable[[io.BytesIO], object]] = {
    "o.jsonl": lambda file: dalil_lines.write([HOPE, BARE], file),
    "o.parquet": lambda file: parquet.write([HOPE, BARE], file),
    "o.xlsx": lambda file: xlsx_tables.write([HOPE, BARE], file, CARD, LABELS),
    "hsds.json": lambda file: hsds_writing.write([HOPE, BARE], file, CARD, LABELS, "urn:x"),
    "ftm.jsonl": lambda file: ftm.write([HOPE, BARE], file, CARD, LABELS),
    "schema-org.jsonl": lambda file: json_ld.write([HOPE, BARE], file, CARD, LABELS),
    "iati.xml": lambda file: iati.write([HOPE, BARE], file, CARD, REGISTERS),
    "o.geojson": lambda file: geojson.write([HOPE, BARE], file),
}


def written(name: str) -> bytes:
    stream = io.BytesIO()
    WRITERS[name](stream)
    return stream.getvalue()


def tables(folder: Path) -> Path:
    csv_tables.write([HOPE, BARE], folder, CARD, LABELS)
    return folder


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(name=st.sampled_from(sorted(WRITERS)), place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.floats(0, 1))
def test_a_damaged_file_is_a_reading_or_an_unreadable_file(
    tmp_path: Path, name: str, place: float, byte: int, cut: float
) -> None:
    content = bytearray(written(name))
    content[int(place * (len(content) - 1))] = byte
    damaged = bytes(content[: int(cut * len(content))]) if byte % 3 == 0 else bytes(content)
    try:
        codes = [code for _, code in codes_of(open_bytes(tmp_path, damaged, name))]
    except UnreadableFile as refusal:
        codes = [refusal.problem.code]
    assert set(codes) <= set(PROBLEM_CODES)


ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE iati-organisations [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<iati-organisations version="2.03"><iati-organisation><organisation-identifier>GB-CHC-1</organisation-identifier>
<name><narrative>&b;&x;</narrative></name></iati-organisation></iati-organisations>"""


def test_an_organisation_file_with_a_document_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(open_bytes(tmp_path, ENTITIES, "iati.xml"))
    assert refusal.value.problem.code == "file_is_xml"


def test_an_organisation_file_cut_short_names_the_last_good_row(tmp_path: Path) -> None:
    entries = [msgspec.structs.replace(HOPE, id=f"a{number:011}") for number in range(400)]
    stream = io.BytesIO()
    iati.write(entries, stream, CARD, REGISTERS)
    content = stream.getvalue()
    numbers, problem = broken_off(tmp_path, content[: len(content) * 3 // 4], "iati.xml")
    assert len(numbers) > 200
    assert (problem.code, problem.params) == ("file_cut_short", {"last": str(len(numbers))})


def test_an_organisation_with_endless_text_is_refused_at_the_limit(tmp_path: Path) -> None:
    long = b"<iati-organisations><iati-organisation><name><narrative>" + b"x" * (3 * MIB)
    _, problem = broken_off(tmp_path, long, "iati.xml", Limits(value_chars=MIB))
    assert problem.code == "file_cut_short"


def test_an_organisation_file_of_another_publisher_is_read_without_our_attributes(tmp_path: Path) -> None:
    content = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><iati-organisations version="2.03"><iati-organisation>'
        "<organisation-identifier> FR-RCS-123 </organisation-identifier><name><narrative xml:lang='fr'>Société</narrative></name>"
        "<reporting-org ref='x' type='10'><narrative>Not a name of it</narrative></reporting-org>"
        "<document-link url='https://a.example/report.pdf' format='application/pdf'><title><narrative>Report</narrative></title>"
        "<category code='B01'/></document-link></iati-organisation></iati-organisations>"
    )
    row = rows_of(open_bytes(tmp_path, content.encode("latin-1"), "iati.xml"))[0]
    assert row.key == "iati:FR-RCS-123"
    assert row.record is not None
    assert [(name.value, name.lang) for name in row.record.names] == [("Société", "fr")]
    assert [(one.scheme, one.value) for one in row.record.identifiers] == [("FR-RCS", "123")]
    assert row.record.links == ()


def parquet_of(table: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def test_columns_of_a_stranger_are_not_taken_for_organisations(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="file_is_unknown"):
        open_bytes(tmp_path, parquet_of(pa.table({"a": [1]})), "list.parquet")


@pytest.mark.parametrize(
    "columns",
    [
        {"id": [1], "names": [["Hope"]]},
        {"id": ["a"], "names": ["Hope"]},
        {"id": ["a"], "names": [[{"value": 1, "by": [], "as_of": ""}]]},
        {"id": [None], "names": [[]]},
        {"id": [b"\xff"], "names": [[]]},
    ],
)
def test_columns_of_wrong_types_are_problems_of_the_row(tmp_path: Path, columns: dict[str, Any]) -> None:
    reading = open_bytes(tmp_path, parquet_of(pa.table(columns)), "list.parquet")
    assert codes_of(reading) == [(1, "row_not_as_format")]


def test_a_few_bytes_that_stand_for_many_long_texts_are_refused_unread(tmp_path: Path) -> None:
    one = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), ["x" * 100_000])
    many = pa.table({"id": one, "names": pa.nulls(50_000, pa.list_(pa.string()))})
    content = parquet_of(many, compression="zstd")
    assert len(content) < MIB
    with pytest.raises(UnreadableFile, match="file_unpacks_too_large"):
        open_bytes(tmp_path, content, "list.parquet")


def test_too_many_rows_of_columns_are_refused_unread(tmp_path: Path) -> None:
    empty = pa.table({"id": pa.nulls(5_000_001, pa.string()), "names": pa.nulls(5_000_001, pa.list_(pa.string()))})
    with pytest.raises(UnreadableFile, match="file_too_large"):
        open_bytes(tmp_path, parquet_of(empty), "list.parquet")


def test_a_table_out_of_order_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    lines = (folder / "names.csv").read_bytes().splitlines(keepends=True)
    (folder / "names.csv").write_bytes(b"".join([lines[0], *reversed(lines[1:])]))
    with pytest.raises(UnreadableFile) as refusal:
        list(formats.open_file(folder, name="tables").rows())
    assert (refusal.value.problem.code, refusal.value.problem.sheet) == ("row_not_as_format", "names")


def test_a_row_that_belongs_to_no_organisation_is_refused_by_itself(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    with (folder / "links.csv").open("ab") as file:
        file.write(b"zzzz,1,https://evil.example,register,2026-01-01\r\n")
    rows = list(formats.open_file(folder, name="tables").rows())
    assert [row.record is not None for row in rows] == [True, True, False]
    assert (rows[2].sheet, rows[2].problems[0].value) == ("links", "zzzz")


@pytest.mark.parametrize(
    ("table", "old", "new", "where"),
    [("locations", b"32.32", b"north", "lat"), ("locations", b"281102", b"1e99", "geonames")],
)
def test_a_cell_of_a_wrong_type_refuses_its_organisation_and_no_other(
    tmp_path: Path, table: str, old: bytes, new: bytes, where: str
) -> None:
    path = tables(tmp_path) / f"{table}.csv"
    path.write_bytes(path.read_bytes().replace(old, new))
    rows = list(formats.open_file(tmp_path, name="tables").rows())
    assert [row.record is not None for row in rows] == [False, True]
    assert where in rows[0].problems[0].params["where"]


def test_a_quote_that_is_never_closed_ends_the_table(tmp_path: Path) -> None:
    path = tables(tmp_path) / "organisations.csv"
    path.write_bytes(path.read_bytes() + b'"' + b"x" * 300_000)
    with pytest.raises(UnreadableFile, match="file_cut_short"):
        list(formats.open_file(tmp_path, name="tables").rows())


def test_an_endless_cell_of_a_table_refuses_its_organisation(tmp_path: Path) -> None:
    path = tables(tmp_path) / "descriptions.csv"
    path.write_bytes(path.read_bytes().replace(b"villages", b"v" * 110_000))
    rows = list(formats.open_file(tmp_path, name="tables").rows())
    assert [problem.code for row in rows for problem in row.problems] == ["cell_too_long"]


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_an_archive_with_the_data_is_read_wherever_in_it_they_lie(tmp_path: Path) -> None:
    content = packed(
        {"a/b/organisations.jsonl": written("o.jsonl"), "../../etc/passwd": b"x", "datapackage.json": b"{}"}
    )
    assert [row.key for row in rows_of(open_bytes(tmp_path, content, "data.zip"))] == [
        "dalil:aaaaaaaaaaaa",
        "dalil:bbbbbbbbbbbb",
    ]


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    content = packed({"organisations.jsonl": written("o.jsonl") + b" " * (80 * MIB)})
    with pytest.raises(UnreadableFile, match="file_unpacks_too_large"):
        open_bytes(tmp_path, content, "data.zip")


def test_an_archive_whose_sizes_lie_ends_as_broken(tmp_path: Path) -> None:
    content = packed({"organisations.jsonl": written("o.jsonl") * 500})
    at = content.rindex(b"PK\x01\x02")
    lying = content[: at + 24] + (100).to_bytes(4, "little") + content[at + 28 :]
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(open_bytes(tmp_path, lying, "data.zip"))
    assert refusal.value.problem.code in ("file_cut_short", "file_is_archive", "json_broken")


def test_a_folder_with_nothing_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UnreadableFile, match="file_is_archive"):
        formats.open_file(tmp_path, name="folder")


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    outside.write_bytes(written("o.jsonl"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "organisations.jsonl").symlink_to(outside)
    with pytest.raises(UnreadableFile, match="file_is_archive"):
        formats.open_file(folder, name="folder")


@pytest.mark.parametrize(
    ("name", "line", "where"),
    [
        ("o.jsonl", {"id": 1, "uri": "x", "names": []}, "$.id"),
        ("o.jsonl", {"id": "a", "uri": "x", "names": [{"value": {"value": 1}, "by": []}]}, "$.names[0].value.value"),
        ("ftm.jsonl", {"id": "a", "schema": "Organization", "properties": {"name": "Hope"}}, "$.properties[...]"),
        ("s.jsonl", {"@context": "https://schema.org", "@type": "NGO", "name": 1}, "$.name"),
    ],
)
def test_a_line_of_a_wrong_shape_is_refused_with_the_place(tmp_path: Path, name: str, line: Any, where: str) -> None:
    row = rows_of(open_bytes(tmp_path, json.dumps(line).encode() + b"\n", name))[0]
    assert row.record is None
    assert (row.problems[0].code, row.problems[0].params["where"]) == ("row_not_as_format", where)


def test_features_of_a_stranger_are_no_organisations_of_an_edition(tmp_path: Path) -> None:
    content = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"Name": "Hope"}, "geometry": None}],
    }
    assert open_bytes(tmp_path, json.dumps(content), "places.geojson").format == "jsonl"
