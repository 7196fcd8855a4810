"""Whatever a writer writes, its reader reads back: all that the format can hold, in any script, and no formula on the way."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from dalil import formats
from dalil.formats import csv_tables, dalil_lines, ftm, geojson, hsds_writing, iati, json_ld, parquet, xlsx_tables
from dalil.formats.guarding import guarded, unguarded
from dalil.formats.published import Published, Said
from dalil.formats.record import Location, Name, Record
from dalil.formats.row import RawRow
from dalil.formats.sound import in_xml, key_of, record_of
from dalil.formats.tables import joined, parted
from tests.formats.entries import BARE, HOPE, LABELS, REGISTERS, anything, card_of, organisations

# Without shrinking: an organisation has so many parts that it takes minutes, and what failed is small enough to read.
SEEN = (Phase.explicit, Phase.reuse, Phase.generate)
OFTEN = settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None, phases=SEEN)
Writer = Callable[[Sequence[Published], BinaryIO], object]


def hsds(entries: Sequence[Published], file: BinaryIO) -> object:
    return hsds_writing.write(entries, file, card_of(list(entries)), LABELS, "https://guide.example/profile/")


def workbook(entries: Sequence[Published], file: BinaryIO) -> object:
    return xlsx_tables.write(entries, file, card_of(list(entries)), LABELS, language="ar")


def entities(entries: Sequence[Published], file: BinaryIO) -> object:
    return ftm.write(entries, file, card_of(list(entries)), LABELS)


def linked(entries: Sequence[Published], file: BinaryIO) -> object:
    return json_ld.write(
        entries, file, card_of(list(entries)), LABELS, lambda scheme, value: f"https://r.example/{value}"
    )


def aid(entries: Sequence[Published], file: BinaryIO) -> object:
    return iati.write(entries, file, card_of(list(entries)), REGISTERS)


def rows_back(entries: Sequence[Published], writer: Writer, folder: Path, name: str) -> list[RawRow]:
    path = folder / name
    with path.open("wb") as file:
        writer(entries, file)
    rows = list(formats.open_file(path, name=name).rows())
    assert [problem for row in rows for problem in row.problems] == []
    return rows


def written_tables(entries: Sequence[Published], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    csv_tables.write(entries, folder, card_of(list(entries)), LABELS)
    return folder


def told(rows: Sequence[RawRow]) -> list[Published]:
    return [msgspec.json.decode(row.text, type=Published) for row in rows]


def with_edition_titles(entries: Sequence[Published]) -> list[Published]:
    """A table has a column for a title in each language, and an empty cell where there is none."""
    return [
        msgspec.structs.replace(entry, titles={language: title for language, title in entry.titles.items() if title})
        for entry in entries
    ]


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_lines_and_parquet_hold_everything(tmp_path: Path, entries: list[Published]) -> None:
    for writer, name in ((dalil_lines.write, "o.jsonl"), (parquet.write, "o.parquet")):
        if not entries and name == "o.jsonl":
            continue  # nothing is no file
        rows = rows_back(entries, writer, tmp_path, name)
        assert told(rows) == entries
        assert [row.record for row in rows] == [record_of(entry) for entry in entries]
        assert [row.key for row in rows] == [key_of(entry.id) for entry in entries]


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_tables_hold_everything_as_files_and_as_a_workbook(tmp_path: Path, entries: list[Published]) -> None:
    folder = written_tables(entries, tmp_path / "tables")
    rows = list(formats.open_file(folder, name="tables").rows())
    assert [problem for row in rows for problem in row.problems] == []
    assert told(rows) == with_edition_titles(entries)
    assert told(rows_back(entries, workbook, tmp_path, "o.xlsx")) == with_edition_titles(entries)
    assert [row.key for row in rows] == [key_of(entry.id) for entry in entries]


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_hsds_with_our_profile_holds_every_value_and_every_source(tmp_path: Path, entries: list[Published]) -> None:
    if not entries:
        return
    rows = rows_back(entries, hsds, tmp_path, "o.json")
    assert [row.record for row in rows] == [record_of(entry) for entry in entries]
    assert [row.key for row in rows] == [key_of(entry.id) for entry in entries]
    for row, entry in zip(rows, entries, strict=True):
        document = msgspec.json.decode(row.text)
        sources = {pointer: one["by"] for one in document.get("attribution", []) for pointer in one["pointers"]}
        for at, said in enumerate(entry.names):
            assert document["names"][at]["value"] == said.value.value
            assert sources[f"/names/{at}"] == list(said.by)
        assert len(sources) == count_of_values(entry)


def count_of_values(entry: Published) -> int:
    lists = (value for value in msgspec.structs.asdict(entry).values() if isinstance(value, tuple))
    return sum(isinstance(one, Said) for values in lists for one in values)


def test_the_sources_of_this_example_all_count() -> None:
    assert count_of_values(HOPE) == 16


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_schema_org_holds_names_numbers_places_and_dates(tmp_path: Path, entries: list[Published]) -> None:
    for entry, row in zip(entries, rows_back(entries, linked, tmp_path, "o.jsonl") if entries else [], strict=True):
        assert row.key == key_of(entry.id)
        assert row.record is not None
        spoken = {(said.value.value, said.value.lang) for said in entry.names}
        assert spoken <= {(name.value, name.lang) for name in row.record.names}
        assert row.record.identifiers == record_of(entry).identifiers
        assert row.record.locations == record_of(entry).locations
        assert row.record.links == tuple(said.value for said in entry.links if said.value.startswith("http"))
        assert (row.record.founded, row.record.closed_on) == (record_of(entry).founded, record_of(entry).closed_on)
        assert row.record.languages == record_of(entry).languages
        assert row.record.descriptions == record_of(entry).descriptions


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_follow_the_money_holds_names_by_kind_numbers_places_and_dates(
    tmp_path: Path, entries: list[Published]
) -> None:
    for entry, row in zip(entries, rows_back(entries, entities, tmp_path, "o.jsonl") if entries else [], strict=True):
        assert row.key == key_of(entry.id)
        assert row.record is not None
        assert {said.value.value for said in entry.names} <= {name.value for name in row.record.names}
        short = {said.value for said in entry.identifiers if len(said.value.value) <= 64}
        in_registers = {one.value for one in short if one.scheme}
        # A number that stands in a register and without one is the same property twice: FollowTheMoney keeps it once.
        assert {one for one in short if one.scheme or one.value not in in_registers} <= set(row.record.identifiers)
        without_codes = [msgspec.structs.replace(said.value, region="", geonames=None) for said in entry.locations]
        assert {one for one in without_codes if len(one.locality) <= 240} <= set(row.record.locations) | {Location()}
        assert (row.record.founded, row.record.closed_on) == (record_of(entry).founded, record_of(entry).closed_on)
        assert row.record.status == record_of(entry).status
        assert row.record.kind == record_of(entry).kind


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_iati_holds_a_name_in_each_language_and_one_number(tmp_path: Path, entries: list[Published]) -> None:
    buffer = io.BytesIO()
    written = iati.write(entries, buffer, card_of(entries), REGISTERS)
    kept = [entry for entry in entries if iati._identifier(entry, REGISTERS)]
    assert written.count == len(kept)
    assert written.left_out.get("without_identifier", 0) == len(entries) - len(kept)
    rows = rows_back(entries, aid, tmp_path, "o.xml")
    for entry, row in zip(kept, rows, strict=True):
        assert row.key == key_of(entry.id)
        assert row.record is not None
        best = iati._identifier(entry, REGISTERS)
        assert row.record.identifiers == (best,)
        spoken = {in_xml(said.value.value) for said in entry.names}
        assert row.record.names
        assert {name.value for name in row.record.names} <= (spoken or {entry.id})
        in_use = {said.value.lang for said in entry.names if not {"former", "acronym"} & set(said.value.types)}
        assert {name.lang for name in row.record.names} == (in_use or {""})


@OFTEN
@given(entries=organisations())
@example(entries=[HOPE, BARE])
def test_geojson_holds_every_place_with_coordinates(tmp_path: Path, entries: list[Published]) -> None:
    buffer = io.BytesIO()
    written = geojson.write(entries, buffer)
    placed = [
        entry
        for entry in entries
        if any(one.lat is not None and one.lng is not None for one in record_of(entry).locations)
    ]
    assert written.left_out.get("without_coordinates", 0) == len(entries) - len(placed)
    if not placed:
        return
    for entry, row in zip(placed, rows_back(entries, geojson.write, tmp_path, "o.geojson"), strict=True):
        assert row.key == key_of(entry.id)
        expected = [one for one in record_of(entry).locations if one.lat is not None and one.lng is not None]
        assert row.record is not None
        assert list(row.record.locations) == expected
        assert {name.value for name in row.record.names} == set(entry.titles.values())


@given(cell=anything)
@example(cell="'=1")
@example(cell="''")
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell


@given(codes=st.lists(st.text("ab;\\\0e", max_size=4), max_size=4))
@example(codes=["a;b", "\\", "", "\\e", "x\x00;"])
@example(codes=[""])
@example(codes=["", ""])
@example(codes=["\\;", ";\\"])
def test_codes_in_one_cell_come_back(codes: list[str]) -> None:
    assert parted(joined(codes)) == codes


@pytest.mark.parametrize(
    "writer", [dalil_lines.write, parquet.write, workbook, hsds, entities, linked, aid, geojson.write]
)
def test_a_lone_surrogate_becomes_the_sign_for_one_and_nothing_else_is_lost(tmp_path: Path, writer: Writer) -> None:
    broken = msgspec.structs.replace(
        HOPE,
        titles={"en": "Ho\ud800pe", "ar": "Ho\ud800pe"},
        names=(Said(Name("Ho\ud800pe \x00", "en"), ("register",), "2026-02-01"), *HOPE.names),
    )
    path = tmp_path / "o.bin"
    with path.open("wb") as file:
        writer([broken, BARE], file)
    first = next(formats.open_file(path, name="o.bin").rows())
    assert first.record is not None
    assert first.record.names[0].value.startswith("Ho\ufffdpe")


@pytest.mark.parametrize(
    "writer", [dalil_lines.write, parquet.write, workbook, hsds, entities, linked, aid, geojson.write]
)
def test_a_full_disk_is_an_error_and_never_a_short_file_that_passes_for_whole(writer: Writer) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="No space left"), full.open("wb", buffering=0) as file:
        writer([HOPE, BARE], file)


@pytest.mark.parametrize(
    "writer", [dalil_lines.write, parquet.write, workbook, hsds, entities, linked, aid, geojson.write]
)
def test_the_same_entries_give_the_same_bytes(writer: Writer) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    writer([HOPE, BARE], first)
    writer([HOPE, BARE], second)
    assert first.getvalue() == second.getvalue()
    assert first.getvalue()


def test_a_record_is_what_its_witnesses_say_best() -> None:
    assert record_of(HOPE).status == "active"
    assert record_of(BARE) == Record(names=(Name("Bare"),))
