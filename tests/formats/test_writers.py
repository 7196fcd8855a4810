"""What each writer promises beside being read back: how other programs see it, what it leaves out, what it never holds."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from openpyxl import load_workbook

from dalil import formats
from dalil.formats import csv_tables, dalil_lines, ftm, geojson, hsds_writing, iati, skos, xlsx_tables
from dalil.formats.data_package import licence_of
from dalil.formats.published import Published, Said
from dalil.formats.record import Identifier, Location, Name, Text
from dalil.formats.skos import Concept
from tests.formats.entries import BARE, HOPE, LABELS, REGISTERS, card_of

CALCULATED = ("=1+1", '=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1")


def named(*names: str) -> Published:
    said = tuple(Said(Name(name, "en"), ("register",), "2026-02-01") for name in names)
    return msgspec.structs.replace(BARE, names=said, titles={"en": names[0]})


def workbook_of(entries: list[Published], **options: Any) -> io.BytesIO:
    stream = io.BytesIO()
    xlsx_tables.write(entries, stream, card_of(entries), LABELS, **options)
    return stream


def test_a_table_begins_with_the_mark_that_excel_needs_for_arabic(tmp_path: Path) -> None:
    csv_tables.write([HOPE], tmp_path, card_of([HOPE]), LABELS)
    paths = list(tmp_path.glob("*.csv"))
    assert len(paths) == 11
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
        assert path.read_bytes().endswith(b"\r\n"), path.name


def test_no_cell_of_a_table_begins_as_a_formula_does(tmp_path: Path) -> None:
    csv_tables.write([named(*CALCULATED)], tmp_path, card_of([BARE]), LABELS)
    with (tmp_path / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [row["value"] for row in csv.DictReader(file)]
    assert values == [f"'{value}" for value in CALCULATED]


def test_every_row_of_a_table_of_values_names_its_sources(tmp_path: Path) -> None:
    csv_tables.write([HOPE, BARE], tmp_path, card_of([HOPE, BARE]), LABELS)
    for name in csv_tables.VALUES:
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, name
        assert all(row["sources"] and row["as_of"] for row in rows), name


def test_a_workbook_has_a_sheet_for_each_table_with_its_header_in_sight() -> None:
    book = load_workbook(workbook_of([HOPE, named(*CALCULATED)]))
    assert book.sheetnames == [
        "organisations", "names", "identifiers", "locations", "links", "sectors", "relations", "descriptions", "facts",
        "sources", "labels",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert not sheet.sheet_view.rightToLeft
    values = [row[2] for row in book["names"].iter_rows(min_row=2, values_only=True)]
    assert values[:2] == ["جمعية الأمل", "Hope"]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds, "no formula"


def test_what_looks_like_a_formula_stays_a_text_when_it_is_edited() -> None:
    book = load_workbook(workbook_of([named(*CALCULATED)]))
    cells = [row[2] for row in book["names"].iter_rows(min_row=2)]
    assert len(cells) == len(CALCULATED)
    assert all(cell.quotePrefix and cell.data_type == "s" for cell in cells)


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("he", True), ("en", False), ("fr", False)])
def test_the_sheets_run_from_the_right_for_readers_who_read_so(language: str, turned: bool) -> None:
    book = load_workbook(workbook_of([HOPE], language=language))
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {turned}


def test_a_table_too_long_for_a_sheet_goes_on_in_a_second_one(tmp_path: Path) -> None:
    entries = [msgspec.structs.replace(HOPE, id=f"a{number:011}") for number in range(30)]
    stream = workbook_of(entries, most_rows=50)
    book = load_workbook(io.BytesIO(stream.getvalue()))
    assert {"names", "names 2", "names 3"} <= set(book.sheetnames)
    assert all(sheet.max_row <= 50 for sheet in book)
    path = tmp_path / "o.xlsx"
    path.write_bytes(stream.getvalue())
    rows = list(formats.open_file(path, name="o.xlsx").rows())
    assert [row.record.names for row in rows if row.record] == [tuple(said.value for said in HOPE.names)] * 30


def test_a_text_too_long_for_a_cell_is_cut_and_counted() -> None:
    long = msgspec.structs.replace(BARE, descriptions=(Said(Text("😀" * 20_000, "en"), ("register",), "2026-02-01"),))
    stream = io.BytesIO()
    assert xlsx_tables.write([long], stream, card_of([long]), LABELS).left_out == {"text_cut": 1}
    value = load_workbook(stream)["descriptions"].cell(2, 3).value
    assert value == "😀" * 16_383


def test_numbers_are_numbers_in_a_workbook() -> None:
    sheet = load_workbook(workbook_of([HOPE]))["locations"]
    assert [sheet.cell(2, column).value for column in (6, 7, 8)] == [32.32, 35.37, 281102]


def test_an_archive_bears_the_day_of_the_edition_and_no_other() -> None:
    with zipfile.ZipFile(workbook_of([HOPE])) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}


def entities_of(*entries: Published) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    ftm.write(entries, stream, card_of(list(entries)), LABELS)
    return [msgspec.json.decode(line) for line in stream.getvalue().splitlines()]


def test_an_entity_never_has_a_topic_or_any_word_of_risk() -> None:
    for entity in entities_of(HOPE, BARE, named("crime.terror", "sanction")):
        assert entity["properties"].keys() <= ftm.ALLOWED.keys()
    risky = {
        "topics",
        "program",
        "programId",
        "riskSource",
        "notes",
        "keywords",
        "email",
        "phone",
        "proof",
        "birthDate",
    }
    assert not risky & ftm.ALLOWED.keys()


def test_a_property_that_is_not_allowed_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ftm, "_sourced", lambda *_: {"topics": ["sanction"]})
    with pytest.raises(ValueError, match="topics"):
        entities_of(HOPE)


def test_a_topic_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(
        b'{"id":"Q1","schema":"Organization","properties":{"name":["Hope"],"topics":["crime.terror"],"program":["X"]}}\n'
    )
    row = next(formats.open_file(path, name="list.jsonl").rows())
    assert row.key == "ftm:Q1"
    assert row.record is not None
    assert "crime" not in str(row.record) and row.record.names == (Name("Hope"),)


def test_an_unnamed_source_is_not_named_as_a_publisher() -> None:
    body = entities_of(BARE)[-1]
    assert "publisher" not in body["properties"]


@pytest.mark.parametrize(
    ("identifier", "is_kept"),
    [
        (Identifier("PS-MOI", "HB-4157-C"), True),
        (Identifier("XX-UNKNOWN", "1"), False),
        (Identifier("", "1"), False),
        (Identifier("GB-CHC", "1/2"), False),
        (Identifier("GB-CHC", "1&2"), False),
        (Identifier("GB-CHC", "1|2"), False),
        (Identifier("GB-CHC", "1?2"), False),
        (Identifier("GB-CHC", "1 2"), False),
        (Identifier("GB-CHC", ""), False),
        (Identifier("GB-CHC", "1\x00"), False),
    ],
)
def test_iati_takes_only_a_number_that_the_standard_allows(identifier: Identifier, is_kept: bool) -> None:
    entry = msgspec.structs.replace(BARE, identifiers=(Said(identifier, ("register",), "2026-02-01"),))
    stream = io.BytesIO()
    written = iati.write([entry], stream, card_of([entry]), REGISTERS)
    assert written.count == is_kept
    assert written.left_out == ({} if is_kept else {"without_identifier": 1})


def test_iati_says_that_the_platform_speaks_of_others_and_who_says_a_name() -> None:
    stream = io.BytesIO()
    iati.write([HOPE], stream, card_of([HOPE]), REGISTERS)
    root = etree.fromstring(stream.getvalue())
    reporting = root.find("iati-organisation/reporting-org")
    assert reporting is not None
    assert reporting.attrib == {"ref": "DALIL-guide.example", "type": "90", "secondary-reporter": "1"}
    narratives = root.findall("iati-organisation/name/narrative")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    by = f"{{{iati.NAMESPACE}}}by"
    assert [(one.get(lang), one.text, one.get(by)) for one in narratives] == [
        ("ar", "جمعية الأمل", "register"),
        ("en", "Hope", "register ngo-list"),
    ]


def test_characters_that_xml_cannot_hold_are_replaced_and_counted() -> None:
    entry = msgspec.structs.replace(HOPE, names=(Said(Name("A\x00B\x0b", "en"), ("register",), "2026-02-01"),))
    stream = io.BytesIO()
    assert iati.write([entry], stream, card_of([entry]), REGISTERS).left_out == {"characters_not_in_xml": 1}
    assert etree.fromstring(stream.getvalue()).findtext("iati-organisation/name/narrative") == "A\ufffdB\ufffd"


def test_geojson_puts_the_longitude_first_and_leaves_out_what_is_not_on_the_globe() -> None:
    off = msgspec.structs.replace(
        BARE, locations=(Said(Location("PS", "", "", 91.0, 35.0), ("register",), "2026-02-01"),)
    )
    stream = io.BytesIO()
    written = geojson.write([HOPE, off, BARE], stream)
    assert (written.count, written.left_out) == (1, {"without_coordinates": 1, "coordinates_out_of_range": 1})
    features = msgspec.json.decode(stream.getvalue())["features"]
    assert [one["geometry"]["coordinates"] for one in features] == [[35.37, 32.32]]
    assert features[0]["properties"]["by"] == ["register"]


def test_a_website_that_is_no_address_stays_out_of_fields_for_addresses() -> None:
    links = tuple(
        Said(link, ("register",), "2026-02-01") for link in ("javascript:alert(1)", "see our page", "https://a.example")
    )
    document = hsds_writing.document(msgspec.structs.replace(BARE, links=links), "en", LABELS)
    assert document["website"] == "https://a.example"
    assert "additional_websites" not in document
    assert document["links"] == ["javascript:alert(1)", "see our page", "https://a.example"]
    stream = io.BytesIO()
    ftm.write([msgspec.structs.replace(BARE, links=links)], stream, card_of([BARE]), LABELS)
    assert msgspec.json.decode(stream.getvalue())["properties"]["website"] == ["https://a.example"]


def test_hsds_gives_the_same_uuid_in_every_edition() -> None:
    assert hsds_writing.document(HOPE, "en", LABELS)["id"] == hsds_writing.document(HOPE, "ar", LABELS)["id"]
    assert hsds_writing.document(HOPE, "en", LABELS)["id"] != hsds_writing.document(BARE, "en", LABELS)["id"]


def test_the_vocabulary_says_the_same_in_both_forms_and_is_read_back() -> None:
    given = (
        Concept("rights", 1, {"en": "Rights", "ar": "حقوق"}, {"icnptso": ("G11", "K21"), "sdg": ("10", "16")}),
        Concept("relief", 2, {"en": "Relief", "ar": "إغاثة"}, {"dac": ("15136",), "sdg": ("1",)}),
    )
    turtle, objects = io.BytesIO(), io.BytesIO()
    skos.write(skos.graph(given, "https://guide.example/sectors/", {"en": "Sectors"}), turtle, objects)
    assert skos.read(turtle.getvalue()) == given
    assert skos.read(objects.getvalue()) == given


@pytest.mark.parametrize(
    "data", [b"\x00", b"<a> <b", b'{"@context": "http://evil.example/"}', b"[1", b"@prefix x: <y> . x:a x:b"]
)
def test_a_vocabulary_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(formats.UnreadableFile):
        skos.read(data)


def test_a_line_is_described_by_its_own_schema() -> None:
    described = dalil_lines.schema("https://guide.example/schema")
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["$id"] == "https://guide.example/schema"


@pytest.mark.parametrize(
    ("text", "spdx"),
    [("CC BY 4.0", "CC-BY-4.0"), ("cc-by-sa 4.0", "CC-BY-SA-4.0"), ("CC0 1.0", "CC0-1.0"), ("ours", "")],
)
def test_the_usual_licences_are_recognised(text: str, spdx: str) -> None:
    assert licence_of(text).spdx == spdx
