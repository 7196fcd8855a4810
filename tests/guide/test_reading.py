"""Rows become records, cell by cell; contacts of persons never get further than this."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import formats
from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, decode, encode
from dalil.formats.row import Problem, RawRow
from dalil.guide.bilingual import names_in
from dalil.guide.mapping import FIELDS, Column, Mapping
from dalil.guide.reading import PROBLEM_CODES, WITHHELD, keep_out_private, read_record, row_key

LISTS = Path(__file__).parents[2] / "data" / "lists"


def read(
    cells: dict[str, str], *, country: str = "", language: str = "", schemes: dict[str, str] | None = None
) -> Record:
    """The record of a row whose headings are the fields themselves, a number after a space parting equal ones."""
    record, _ = read_noting(cells, country=country, language=language, schemes=schemes)
    assert record is not None
    return record


def read_noting(
    cells: dict[str, str], *, country: str = "", language: str = "", schemes: dict[str, str] | None = None
) -> tuple[Record | None, list[tuple[str, str]]]:
    columns = tuple(Column(label, label.split()[0], (schemes or {}).get(label, "")) for label in cells)
    record, problems = read_record(RawRow(7, "List", cells), Mapping(columns, country, language))
    assert all(problem.row == 7 and problem.sheet == "List" for problem in problems)
    return record, [(problem.code, problem.column) for problem in problems]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Hope Association", ("Hope Association",)),
        ("جمعية الأمل / Hope Association", ("جمعية الأمل", "Hope Association")),
        ("جمعية الأمل\nHope Association", ("جمعية الأمل", "Hope Association")),
        ("Hope Association (جمعية الأمل)", ("Hope Association", "جمعية الأمل")),
        ("جمعية الأمل الخيرية Hope Charity Association", ("جمعية الأمل الخيرية", "Hope Charity Association")),
        ("עמותת תקווה - Hope | جمعية الأمل", ("עמותת תקווה", "Hope", "جمعية الأمل")),
        ("جمعية YMCA الخيرية", ("جمعية YMCA الخيرية",)),
        ("Food/Water – Relief", ("Food/Water – Relief",)),
        ("Épices/Sel", ("Épices/Sel",)),
        ("منظمة إنقاذ الطفولة (فلسطين)", ("منظمة إنقاذ الطفولة (فلسطين)",)),
        ("  \u200fجمـعية\u200b  ", ("جمعية",)),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_a_cell_of_two_scripts_holds_two_names(cell: str, expected: tuple[str, ...]) -> None:
    assert names_in(cell) == expected


def test_names_carry_language_and_type_and_acronyms_come_out_of_brackets() -> None:
    record = read(
        {
            "name": "Association des femmes rurales (AFR)",
            "name.ar": "جمعية النساء",
            "name.former": "Old Club; Older Club",
        }
    )
    assert record.names == (
        Name("Association des femmes rurales", "fr"),
        Name("جمعية النساء", "ar"),
        Name("AFR", "fr", ("acronym",)),
        Name("Old Club", "", ("former",)),
        Name("Older Club", "", ("former",)),
    )


def test_a_language_that_the_script_contradicts_is_not_believed() -> None:
    assert read({"name.ar": "Hope Club"}).names == (Name("Hope Club"),)


def test_the_language_of_the_list_is_the_last_resort() -> None:
    assert read({"name": "Hope Club"}, language="en").names == (Name("Hope Club", "en"),)
    assert read({"name": "نادي"}, language="en").names[0].lang != "en"


def test_a_row_of_other_names_only_is_known_by_the_first() -> None:
    record = read({"name.acronym": "HA", "name.alias": "Hope"})
    assert record.names[0] == Name("Hope", "", ("label", "alias"))


@pytest.mark.parametrize("cells", [{"name": ""}, {"name": " \u200f\x00"}, {"country": "PS"}, {}])
def test_a_row_without_a_name_is_refused(cells: dict[str, str]) -> None:
    record, problems = read_noting(cells)
    assert (record, problems) == (None, [("row_without_name", "")])


def test_a_name_of_a_thousand_letters_is_refused() -> None:
    assert read_noting({"name": "x" * 1000}) == (None, [("name_too_long", "")])


def test_a_row_that_its_reader_refused_stays_refused() -> None:
    raw = RawRow(1, cells={"name": "Hope"}, problems=(Problem("cell_too_long", 1),))
    assert read_record(raw, Mapping((Column("name", "name"),))) == (None, ())


def test_numbers_are_checked_and_a_wrong_one_left_out_with_a_note() -> None:
    cells = {
        "name": "Hope",
        "identifier 1": "GB-CHC-1107583; XI-ROR-00003g016",
        "identifier 2": "XI-ISNI-0000000458999440",
    }
    record, problems = read_noting(cells)
    assert record is not None
    assert record.identifiers == (Identifier("GB-CHC", "1107583"), Identifier("XI-ROR", "00003g016"))
    assert problems == [("identifier-checksum", "identifier 2")]


def test_eastern_digits_become_western_in_numbers_dates_and_degrees() -> None:
    cells = {"name": "أمل", "identifier": "١١٠٧٥٨٣", "founded": "٢٠٠٤", "latitude": "٣١٫٥", "longitude": "٣٤٫٤"}
    record = read(cells, schemes={"identifier": "GB-CHC"})
    assert record.identifiers == (Identifier("GB-CHC", "1107583"),)
    assert (record.founded, record.locations[0].lat, record.locations[0].lng) == ("2004", 31.5, 34.4)


def test_a_number_needs_its_register_from_the_column_the_row_or_itself() -> None:
    assert read({"name": "H", "register_number": "1107583", "register": "GB-CHC"}).identifiers == (
        Identifier("GB-CHC", "1107583"),
    )
    assert read({"name": "H", "register_number": "GB-CHC-1107583"}).identifiers == (Identifier("GB-CHC", "1107583"),)


def test_a_number_whose_register_nobody_names_is_a_key_and_kept_without_one() -> None:
    record, problems = read_noting({"name": "H", "register_number": "١٢", "country": "Jordan"})
    assert record is not None
    assert (record.identifiers, problems) == ((Identifier("", "12"),), [])
    mapping = Mapping((Column("n", "name"), Column("r", "register_number")))
    assert row_key(record, RawRow(1, cells={"n": "H", "r": "١٢"}), mapping) == "number:12|JO"


def test_places_are_resolved_whatever_the_order_of_the_columns() -> None:
    record = read(
        {
            "region": "Gaza",
            "locality": "Gaza City",
            "country": "فلسطين",
            "name": "Hope",
            "latitude": "31.5",
            "longitude": "34.4",
        }
    )
    place = record.locations[0]
    assert (place.country, place.locality, place.lat) == ("PS", "Gaza City", 31.5)
    assert place.region.startswith("PS")


def test_a_list_of_countries_gives_a_place_for_each() -> None:
    assert read({"name": "Hope", "country": "Lebanon; Jordan"}).locations == (Location("LB"), Location("JO"))


def test_the_country_of_the_list_stands_where_a_row_names_none() -> None:
    assert read({"name": "Hope", "country": ""}, country="TN").locations == (Location("TN"),)


def test_half_a_coordinate_and_one_off_the_globe_are_left_out() -> None:
    record, problems = read_noting({"name": "Hope", "latitude": "95", "longitude": "34"}, country="PS")
    assert record is not None
    assert (record.locations, problems) == ((Location("PS"),), [("coordinates_out_of_range", "latitude")])


def test_sectors_keep_the_word_given_whether_it_is_known_or_not() -> None:
    sectors = read({"name": "Hope", "sector": "Health; Zorbing"}).sectors
    assert sectors == (SectorClaim("health", given="Health"), SectorClaim("", given="Zorbing"))


def test_the_other_fields_of_a_row() -> None:
    record = read(
        {
            "name": "Hope",
            "website": "hope.org; www.hope.ps",
            "description": "Helps the people of the town.",
            "kind": "NGO",
            "status": "نشطة",
            "closed": "2010-01-02",
            "languages": "Arabic, English and French",
            "parent": "Light",
            "key": "77",
            "private": "a person",
            "ignore": "x",
        }
    )
    assert record.links == ("https://hope.org", "https://www.hope.ps")
    assert (record.kind, record.status, record.closed_on) == ("nonprofit", "active", "2010-01-02")
    assert record.languages == ("ar", "en", "fr")
    assert record.relations == (Relation("parent", label="Light"),)
    assert b"person" not in encode(record)


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("country", "Atlantis", "country_not_known"),
        ("region", "Nowhere", "region_not_known"),
        ("register", "the good one", "register_not_known"),
        ("identifier", "12", "register_not_known"),
        ("website", "none", "website_not_understood"),
        ("founded", "long ago", "date_not_understood"),
        ("latitude", "north", "coordinates_not_understood"),
        ("languages", "Klingonish", "language_not_known"),
    ],
)
def test_what_is_not_understood_is_noted_and_the_row_kept(field: str, cell: str, code: str) -> None:
    record, problems = read_noting({"name": "Hope", field: cell}, country="" if field == "country" else "PS")
    assert record is not None
    assert problems == [(code, field)]
    assert code in PROBLEM_CODES


def test_the_key_is_the_lists_own_id_else_a_number_else_the_name() -> None:
    mapping = Mapping((Column("id", "key"), Column("n", "name")))
    record = Record(names=(Name("Hôpe  Association"),), locations=(Location("PS"),))
    assert row_key(record, RawRow(1, cells={"id": " 77\x00 ", "n": "x"}), mapping) == "77"
    assert row_key(record, RawRow(1, cells={"id": "", "n": "x"}), mapping) == "name:hope association|PS"
    numbered = Record(names=record.names, identifiers=(Identifier("GB-CHC", "1"),))
    assert row_key(numbered, RawRow(1), Mapping()) == "GB-CHC:1"
    assert row_key(numbered, RawRow(1, key="XI-ROR:0"), Mapping()) == "XI-ROR:0"


def test_a_long_key_is_cut_and_stays_distinct() -> None:
    mapping = Mapping((Column("id", "key"),))
    first, second = (row_key(Record(), RawRow(1, cells={"id": "x" * 500 + end}), mapping) for end in "ab")
    assert first != second
    assert len(first) <= 200


CONTACTS = {
    "Name": "Hope",
    "Contact": "Ann Persona, 0599 123456",
    "Notes": "Write to ann.persona@example.org or ring +970 59 912 3456 after ten",
    "Other": "02-2951234",
    "Code": "00972112233",
    "Year": "2004",
}
_FIELDS = ("name", "private", "description", "ignore", "key", "founded")
CONTACT_MAPPING = Mapping(tuple(Column(*pair) for pair in zip(CONTACTS, _FIELDS, strict=True)))


def test_contacts_are_kept_out_of_the_row_that_is_stored() -> None:
    kept = keep_out_private(RawRow(1, cells=CONTACTS), CONTACT_MAPPING)
    assert kept.cells == {
        "Name": "Hope",
        "Contact": WITHHELD,
        "Notes": f"Write to {WITHHELD} or ring {WITHHELD} after ten",
        "Other": WITHHELD,
        "Code": "00972112233",
        "Year": "2004",
    }


def test_contacts_are_kept_out_of_the_record_and_of_problems() -> None:
    raw = RawRow(1, cells={**CONTACTS, "Year": "ann.persona@example.org"})
    record, problems = read_record(raw, CONTACT_MAPPING)
    assert record is not None
    for text in (encode(record).decode(), *(problem.value for problem in problems)):
        assert "@" not in text
        assert "912" not in text


def test_contacts_are_kept_out_of_the_document_of_a_row() -> None:
    text = '{"name": "Hope", "email": "a@example.org", "contacts": [{"name": "Ann"}], "description": "To b@example.org", "n": 1}'
    kept = keep_out_private(RawRow(1, text=text, record=Record()), Mapping()).text
    assert "@" not in kept
    assert "Ann" not in kept
    assert '"n": 1' in kept


def test_a_document_without_contacts_is_kept_to_the_byte() -> None:
    text = '{"name":"Hope",  "isni":"0000 0004 5899 9443", "grid": "grid.1.2"}'
    assert keep_out_private(RawRow(1, text=text, record=Record()), Mapping()).text == text


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.*z")) + sorted(LISTS.glob("*.xlsx")), ids=lambda path: path.name)
def test_every_row_of_the_bundled_lists_becomes_a_record(path: Path) -> None:
    mapping = Mapping(
        (
            Column("NGO_name", "name"),
            Column("New_name", "name"),
            Column("Session_number"),
            Column("info", "description"),
        )
    )
    count = 0
    for raw in formats.open_file(path, name=path.name).rows():
        record, problems = read_record(raw, mapping)
        assert record is not None, problems
        assert decode(encode(record)) == record
        count += 1
    assert count == {"ror-nonprofits.jsonl.gz": 10119, "7_applications_deferred.xlsx": 4901}.get(path.name, count)
    assert count >= 11


def test_equal_records_give_equal_bytes() -> None:
    given_whole = decode(
        b'{"names":[{"value":"H","lang":"","types":["label"]}],"sectors":[{"code":"health","method":"declared"}]}'
    )
    assert encode(given_whole) == encode(Record(names=(Name("H"),), sectors=(SectorClaim("health"),)))


ANY_CELLS = st.fixed_dictionaries({}, optional={field: st.text(max_size=60) for field in FIELDS})


@given(ANY_CELLS)
def test_any_cells_give_a_record_that_can_be_stored_or_a_refusal(cells: dict[str, str]) -> None:
    mapping = Mapping(tuple(Column(field, field) for field in FIELDS))
    raw = RawRow(3, cells=cells)
    record, problems = read_record(raw, mapping)
    assert (record is None) == any(problem.is_fatal for problem in problems)
    if record is not None:
        assert decode(encode(record)) == record
        assert 0 < len(row_key(record, raw, mapping)) <= 200
    assert keep_out_private(raw, mapping).cells.keys() == cells.keys()


EMAILS = st.from_regex(r"[a-z][a-z0-9.]{0,8}@[a-z]{1,8}\.(org|com|ps)", fullmatch=True)


@given(EMAILS, st.text(max_size=20), st.sampled_from(sorted(FIELDS)))
def test_no_address_survives_in_any_field(email: str, around: str, field: str) -> None:
    raw = RawRow(1, cells={"name": "Hope", field: f"{around} {email} {around}"})
    mapping = Mapping((Column("name", "name"), Column(field, field)) if field != "name" else (Column("name", "name"),))
    assert email not in "".join(keep_out_private(raw, mapping).cells.values())
    record, problems = read_record(raw, mapping)
    assert email not in (encode(record).decode() + row_key(record, raw, mapping) if record else "")
    assert all(email not in problem.value for problem in problems)


def test_a_structured_record_keeps_no_contact_in_place_tie_or_key() -> None:
    stated = Record(
        names=(Name("Olive Branch Society"),),
        locations=(Location("PS", "", "Nablus, salma@olive.example"),),
        relations=(Relation("parent", label="Union, union@olive.example"),),
    )
    raw = RawRow(2, "", {}, stated, key="salma@olive.example", text="{}")
    record, problems = read_record(raw, Mapping())
    assert record is not None
    assert not problems
    assert record.locations[0].locality == "Nablus,"
    assert "@" not in record.relations[0].label
    assert "@" not in row_key(record, raw, Mapping())
