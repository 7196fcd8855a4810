"""The folder of open data: all of it there, described, the same each time, nothing private, and readable as it lies."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from django.utils import translation

from dalil import formats, kinds
from dalil.formats.published import Published
from dalil.formats.record import Name, Record
from dalil.guide.progress import no_progress
from dalil.guide.schema_org import as_json_ld
from dalil.press.data import PRODUCTS
from dalil.press.data.vocabulary import concepts, registers
from dalil.press.frozen import CARD, CONTENT, Entry, Frozen, Witness
from tests.press.small_edition import CLOSED, ENTRIES, HOPE, small_edition

EXPECTED = {
    "catalogue.jsonld", "catalogue.ttl", "data.zip", "datapackage.json", "followthemoney.jsonl", "hsds/organizations.json",
    "hsds/profile/address.json", "hsds/profile/attribute.json", "hsds/profile/location.json",
    "hsds/profile/organization.json", "hsds/profile/taxonomy_term.json", "iati-organisations.xml", "organisations.jsonl",
    "organisations.parquet", "organisations.rtl.xlsx", "organisations.schema.json", "organisations.xlsx", "places.geojson",
    "schema-org.jsonl", "sectors.jsonld", "sectors.ttl", "tables/descriptions.csv", "tables/facts.csv",
    "tables/identifiers.csv", "tables/labels.csv", "tables/links.csv", "tables/locations.csv", "tables/names.csv",
    "tables/organisations.csv", "tables/relations.csv", "tables/sectors.csv", "tables/sources.csv",
}  # fmt: skip


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made(frozen: Frozen, folder: Path) -> Path:
    folder.mkdir()
    for product in PRODUCTS:
        product.make(frozen, folder, no_progress)
    return folder


def published(frozen: Frozen) -> list[Published]:
    return list(frozen.published())


def test_every_format_is_there_and_no_other_file(data: Path) -> None:
    assert set(files_in(data)) == EXPECTED


def test_every_file_is_described_with_its_size_and_hash(data: Path) -> None:
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    described = {one["path"]: one for one in descriptor["resources"]}
    assert described.keys() == EXPECTED - {"catalogue.jsonld", "catalogue.ttl", "data.zip", "datapackage.json"}
    for path, one in described.items():
        content = (data / path).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert descriptor["licenses"] == [
        {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]


def test_what_a_format_could_not_hold_is_said(data: Path) -> None:
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    left_out = {one["path"]: one["leftOut"] for one in descriptor["resources"] if "leftOut" in one}
    assert left_out == {
        "iati-organisations.xml": {"without_identifier": 4},
        "places.geojson": {"without_coordinates": 3},
    }


def test_the_archive_holds_what_lies_beside_it(data: Path) -> None:
    beside = files_in(data)
    with zipfile.ZipFile(data / "data.zip") as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
        assert {member.date_time[:3] for member in archive.infolist()} == {(2026, 11, 22)}
    assert held == {path: beside[path] for path in EXPECTED - {"data.zip", "catalogue.ttl", "catalogue.jsonld"}}


def test_the_same_content_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    assert files_in(made(small_edition(tmp_path / "edition"), tmp_path / "again")) == files_in(data)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "data.zip",
        "tables",
        "organisations.jsonl",
        "organisations.xlsx",
        "organisations.rtl.xlsx",
        "organisations.parquet",
    ],
)
def test_the_data_are_read_back_whole(data: Path, frozen: Frozen, path: str) -> None:
    rows = list(formats.open_file(data / path, name=path or "data").rows())
    assert [msgspec.json.decode(row.text, type=Published) for row in rows] == published(frozen)
    assert [row.key for row in rows] == [f"dalil:{entry.id}" for entry in ENTRIES]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("hsds/organizations.json", 5),
        ("followthemoney.jsonl", 5),
        ("schema-org.jsonl", 5),
        ("iati-organisations.xml", 1),
        ("places.geojson", 2),
    ],
)
def test_the_other_forms_are_read_back_as_far_as_they_hold(data: Path, path: str, count: int) -> None:
    rows = list(formats.open_file(data / path, name=path).rows())
    assert len(rows) == count
    assert {row.key for row in rows} <= {f"dalil:{entry.id}" for entry in ENTRIES}
    assert all(row.record and row.record.names and not row.problems for row in rows)


def test_nothing_of_a_source_that_is_not_named_leaves(tmp_path: Path) -> None:
    frozen = small_edition(tmp_path / "edition")
    card = json.loads((frozen.folder / CARD).read_bytes())
    named = {one["slug"]: one["name"] for one in card["sources"]}
    assert named["unnamed-7"] == ""
    folder = made(frozen, tmp_path / "data")
    naming = ["followthemoney.jsonl", "schema-org.jsonl", "datapackage.json", "catalogue.ttl", "catalogue.jsonld"]
    for path in naming:
        content = (folder / path).read_bytes()
        assert b"unnamed-7" not in content, path
        assert b"Ministry" in content or path.startswith("catalogue"), path
    for row in (folder / "tables" / "sources.csv").read_text(encoding="utf-8-sig").splitlines():
        assert not row.startswith("unnamed-7") or row == "unnamed-7,editor,,,,"


def test_only_what_is_published_leaves(tmp_path: Path) -> None:
    # The frozen content knows when we took a record in and the row of it; what leaves does not.
    canary = "2019-07-13T07:13:17+00:00"
    witness = Witness("ngo-list", Record(names=(Name("Canary"),)), canary, "2026-02-01", 713_717)
    folder = made(
        small_edition(tmp_path / "edition", [Entry("cccccccccccc", "2026-03-04", (witness,))]), tmp_path / "data"
    )
    for path, content in files_in(folder).items():
        assert canary.encode() not in content and b"713717" not in content, path
    assert b"Canary" in (folder / "organisations.jsonl").read_bytes()


def test_an_edition_of_which_no_body_has_a_number_has_no_iati_file(tmp_path: Path) -> None:
    folder = made(small_edition(tmp_path / "edition", [CLOSED]), tmp_path / "data")
    assert not (folder / "iati-organisations.xml").exists()
    assert not (folder / "places.geojson").exists()
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert "iati-organisations.xml" not in {one["path"] for one in descriptor["resources"]}


def test_an_empty_edition_is_still_described(tmp_path: Path) -> None:
    folder = made(small_edition(tmp_path / "edition", []), tmp_path / "data")
    assert (folder / "organisations.jsonl").read_bytes() == b""
    assert json.loads((folder / "hsds" / "organizations.json").read_text(encoding="utf-8"))["empty"] is True


def test_without_a_public_address_files_are_named_as_they_lie(tmp_path: Path) -> None:
    folder = made(small_edition(tmp_path / "edition", address=""), tmp_path / "data")
    first = json.loads((folder / "organisations.jsonl").read_text(encoding="utf-8").split("\n")[0])
    assert first["uri"] == "urn:dalil:aaaaaaaaaaaa"
    row = next(formats.open_file(folder / "schema-org.jsonl", name="schema-org.jsonl").rows())
    assert row.key == "dalil:aaaaaaaaaaaa"
    assert "<tables/names.csv>" in (folder / "catalogue.ttl").read_text(encoding="utf-8")


def test_an_edition_in_one_direction_has_one_workbook(tmp_path: Path) -> None:
    folder = made(small_edition(tmp_path / "edition", languages=("en", "fr")), tmp_path / "data")
    assert {path for path in files_in(folder) if path.endswith(".xlsx")} == {"organisations.xlsx"}


def test_the_progress_never_goes_back_and_ends_whole(frozen: Frozen, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    for product in PRODUCTS:
        product.make(frozen, tmp_path, lambda done, whole: told.append((done, whole)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_full_disk_ends_the_making(frozen: Frozen, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "organisations.parquet").symlink_to(full)
    with pytest.raises(OSError, match="No space left"):
        PRODUCTS[0].make(frozen, tmp_path, no_progress)


@pytest.mark.parametrize("number", range(len(ENTRIES)))
def test_json_ld_says_what_the_page_says(data: Path, frozen: Frozen, number: int) -> None:
    entry, profile = list(frozen.profiles())[number]
    language = frozen.card.languages[0]
    with translation.override(language):
        page = json.loads(as_json_ld(profile, f"https://guide.example/organisations/{entry.id}/", language))
    line = json.loads((data / "schema-org.jsonl").read_text(encoding="utf-8").split("\n")[number])
    bare = {key: without_languages(value) for key, value in line.items()}
    for one in bare.get("identifier", []):
        one.pop("url", None)
    page["identifier"] = page.get("identifier", [])
    bare["identifier"] = [one for one in bare.get("identifier", []) if "propertyID" in one]
    assert {key: bare.get(key) for key in page} == page


def without_languages(value: object) -> object:
    if isinstance(value, list):
        return [without_languages(part) for part in value]
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def test_the_words_for_codes_are_in_every_language(data: Path) -> None:
    with (data / "tables" / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"list": "sector", "code": "health", "en": "Health, mental health and nutrition"}.items() <= next(
        row for row in rows if row["code"] == "health"
    ).items()
    assert [row["code"] for row in rows if row["list"] == "place"] == ["FR", "IL", "LB", "PS", "PS0105"]
    assert all(row[language] for row in rows for language in ("ar", "en", "fr", "he"))


def test_the_vocabulary_holds_the_nine_sectors_and_all_that_falls_into_them() -> None:
    found = concepts(("ar", "en", "fr", "he"))
    assert [one.code for one in found] == list(kinds.sectors())
    civic = next(one for one in found if one.code == "civic")
    assert {"15110", "15111", "15112"} <= set(civic.mapped["dac"]), "ranges are written out"
    assert all(set(one.labels) == {"ar", "en", "fr", "he"} for one in found)
    for one in found:
        for code in one.mapped["icnptso"]:
            if "x" not in code:
                assert kinds.sector_for("ICNP/TSO", code) == one.code


def test_only_registers_that_others_know_are_given_to_iati() -> None:
    assert {"PS-MOI", "GB-CHC", "XI-ROR"} <= registers()
    assert not {"XI-ISNI", "XI-GRID", "XI-FUNDREF"} & registers()


def test_hope_is_the_one_with_a_number() -> None:
    assert HOPE.witnesses[0].record.identifiers[0].scheme in registers()
    assert CONTENT == "entries.jsonl"
