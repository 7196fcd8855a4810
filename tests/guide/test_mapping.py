"""What columns hold: proposed by headings in five languages and by the look of the cells, and checked before use."""

from itertools import islice
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import formats
from dalil.guide.cells import as_degrees, as_language, as_partial_date, as_typed_date, as_website, looks_like_phone
from dalil.guide.mapping import FIELDS, PROBLEM_CODES, REASON_CODES, Column, Mapping, check_mapping, propose
from dalil.guide.wording import kind_named, readings_of, status_named

LISTS = Path(__file__).parents[2] / "data" / "lists"


def proposed(*columns: tuple[str, list[str]]) -> dict[str, str]:
    """The field proposed for each heading, with the register after a space if there is one."""
    count = max(len(cells) for _, cells in columns)
    rows = [{label: cells[n] for label, cells in columns if n < len(cells)} for n in range(count)]
    found = propose([label for label, _ in columns], rows).mapping.columns
    return {column.label: f"{column.field} {column.scheme}".strip() for column in found}


NAMES = ["Hope Association", "Light Foundation", "Peace Centre", "Olive Society", "Sea Club"]


HEADINGS = {
    "name": [
        "NGO_name",
        "organisationName",
        "اسم الجمعية",
        "שם העמותה",
        "Nom de l’association",
        "اسم الجمعية / Name of NGO",
    ],
    "name.ar": ["Name (Arabic)"],
    "name.en": ["الاسم بالإنجليزية", "שם באנגלית"],
    "name.fr": ["Nom en français"],
    "name.he": ["name_he"],
    "name.former": ["Old_name2", "ancien nom"],
    "name.acronym": ["Acronym"],
    "name.alias": ["الاسم المختصر"],
    "country": ["Country", "الدولة", "Pays", "מדינה"],
    "region": ["المحافظة", "Governorate"],
    "locality": ["Ville", "עיר"],
    "sector": ["مجالات العمل", "תחום פעילות", "Domaines d’activité"],
    "kind": ["Org type"],
    "founded": ["تاريخ التأسيس", "Année de création"],
    "register_number": ["Registration No.", "رقم الترخيص"],
    "website": ["الموقع الإلكتروني", "Site web"],
    "description": ["الأهداف"],
    "private": [
        "البريد الإلكتروني",
        "Téléphone",
        "איש קשר",
        "Contact person name",
        "رقم الجوال",
        "اسم المدير",
        "Name of director",
        "Adresse postale",
    ],
    "languages": ["Working languages"],
    "parent": ["Parent organisation"],
    "status": ["الحالة"],
    "ignore": ["م"],
}


@pytest.mark.parametrize(
    ("field", "heading"), [(field, heading) for field, given in HEADINGS.items() for heading in given]
)
def test_headings_are_understood(field: str, heading: str) -> None:
    best = readings_of(heading)[0]
    assert (f"{best.field}.{best.language}" if best.language and best.field == "name" else best.field) == field


def test_an_unknown_heading_is_judged_by_its_cells() -> None:
    assert proposed(
        ("Feld 1", NAMES),
        ("Feld 2", ["https://hope.org", "www.light.org", "peace.org/en"]),
        ("Feld 3", ["a@hope.org", "b@light.org"]),
        ("Feld 4", ["GB-CHC-1107583", "GB-CHC-216355"]),
        ("Feld 5", ["Lebanon", "الأردن", "Palestine"]),
        ("Feld 6", ["+961 1 234 567", "+962 6 123 4567"]),
        ("Feld 7", ["English; Arabic", "العربية", "français, anglais"]),
        ("Feld 8", ["https://www.wikidata.org/wiki/Q42", "Q1"]),
        ("Feld 9", ["PS0260", "PS02"]),
    ) == {
        "Feld 1": "name",
        "Feld 2": "website",
        "Feld 3": "private",
        "Feld 4": "identifier",
        "Feld 5": "country",
        "Feld 6": "private",
        "Feld 7": "languages",
        "Feld 8": "identifier XI-WIKIDATA",
        "Feld 9": "region",
    }


def test_what_the_cells_surely_are_overrules_the_heading() -> None:
    fields = proposed(
        ("Name", NAMES), ("Notes", ["x@hope.org", "y@light.org"]), ("Remarks", ["https://a.org", "https://b.org"])
    )
    assert fields == {"Name": "name", "Notes": "private", "Remarks": "website"}


def test_a_heading_of_a_register_gives_the_scheme() -> None:
    assert proposed(("Name", NAMES), ("ROR ID", ["00003g016"]))["ROR ID"] == "identifier XI-ROR"


def test_dates_over_no_known_heading_are_left_out() -> None:
    assert proposed(("Name", NAMES), ("Session_number", ["2024-06-14", "2023-01-01"]))["Session_number"] == "ignore"


def test_one_column_for_each_single_value_and_further_names_are_other_names() -> None:
    fields = proposed(("Name", NAMES), ("Name (2)", ["Hope"] * 5), ("Country", ["PS"] * 5), ("Country (2)", ["XX"] * 5))
    assert fields == {"Name": "name", "Name (2)": "name.alias", "Country": "country", "Country (2)": "ignore"}


def test_names_in_two_scripts_are_both_names() -> None:
    fields = proposed(("اسم الجمعية", ["جمعية الأمل", "نادي النور"]), ("Name", ["Hope Association", "Light Club"]))
    assert set(fields.values()) == {"name"}


def test_long_texts_under_a_heading_for_activities_are_a_description() -> None:
    text = "To advance the education of children in the district and to provide for their welfare."
    assert proposed(("Name", NAMES), ("Activities", [text] * 3))["Activities"] == "description"


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.xlsx")), ids=lambda path: path.name)
def test_the_bundled_spreadsheets_can_be_taken_in_as_proposed(path: Path) -> None:
    reading = formats.open_file(path, name=path.name)
    proposal = propose(reading.columns, [row.cells for row in islice(reading.rows(), 50)])
    assert check_mapping(proposal.mapping, reading.columns) == ()
    assert {"NGO_name": "name", "New_name": "name"}.items() & {
        c.label: c.field for c in proposal.mapping.columns
    }.items()
    assert {one.reason for one in proposal.columns} <= set(REASON_CODES)


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=40), max_size=4), max_size=5))
def test_any_list_gets_a_proposal_that_names_every_column_once(table: dict[str, list[str]]) -> None:
    rows = [{label: cells[n] for label, cells in table.items() if n < len(cells)} for n in range(4)]
    proposal = propose(list(table), rows)
    assert [one.column.label for one in proposal.columns] == list(table)
    codes = {problem.code for problem in check_mapping(proposal.mapping, list(table))}
    assert codes <= {"mapping_without_name"}


@pytest.mark.parametrize(
    ("mapping", "code", "column"),
    [
        (Mapping((Column("a"), Column("b"))), "mapping_without_name", ""),
        (Mapping((Column("a", "name"), Column("b", "nonsense"))), "mapping_field_unknown", "b"),
        (Mapping((Column("a", "name"), Column("b", "country"), Column("c", "country"))), "mapping_field_twice", "c"),
        (Mapping((Column("a", "name"), Column("b"), Column("b"))), "mapping_column_twice", "b"),
        (Mapping((Column("a", "name"), Column("b"), Column("gone"))), "mapping_column_missing", "gone"),
        (Mapping((Column("a", "name"),)), "mapping_column_new", "b"),
        (Mapping((Column("a", "name"), Column("b")), country="Atlantis"), "mapping_country_unknown", ""),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(mapping: Mapping, code: str, column: str) -> None:
    columns = ["a", "b", *(one.label for one in mapping.columns if one.label == "c")]
    problems = check_mapping(mapping, columns)
    assert [(problem.code, problem.column) for problem in problems] == [(code, column)]
    assert set(problems[0].params) <= set(PROBLEM_CODES[code])


def test_names_may_be_in_any_language() -> None:
    assert check_mapping(Mapping((Column("a", "name.tr"),)), ["a"]) == ()


def test_several_columns_may_hold_websites_or_former_names() -> None:
    columns = tuple(
        Column(f, f.split()[0]) for f in ("name", "website 1", "website 2", "name.former 1", "name.former 2")
    )
    assert check_mapping(Mapping(columns), [column.label for column in columns]) == ()


def test_a_mapping_survives_being_saved() -> None:
    mapping = Mapping((Column("اسم", "name.ar"), Column("No", "identifier", "GB-CHC", ";")), "PS", "ar")
    assert msgspec.json.decode(msgspec.json.encode(mapping), type=Mapping) == mapping
    assert msgspec.json.decode(b"{}", type=Mapping) == Mapping()


def test_there_is_a_field_for_each_of_the_languages_of_the_house() -> None:
    assert {f"name.{lang}" for lang in ("ar", "en", "fr", "he")} <= set(FIELDS)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2004", "2004"), ("2004-05", "2004-05"), ("2004-05-31", "2004-05-31"), ("2004-05-31T10:30:00", "2004-05-31"),
        ("31/05/2004", "2004-05-31"), ("05/31/2004", "2004-05-31"), ("03/04/2004", "2004"), ("04.04.2004", "2004-04-04"),
        ("٣١/٠٥/٢٠٠٤", "2004-05-31"), ("5/2004", "2004-05"), ("May 2004", "2004"), ("in 2004 or 2005", ""), ("1425", ""),
        ("unknown", ""), ("", ""), ("2004-13-45", "2004"), ("2004-02-31", "2004-02"), ("99999", ""),
    ],
)  # fmt: skip
def test_dates_say_no_more_than_the_cell(text: str, date: str) -> None:
    assert as_partial_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2004", "2004"), ("٢٠٠٤-٠٥", "2004-05"), ("31/05/2004", "2004-05-31"), (" 2004-05-31 ", "2004-05-31"),
        ("2004-13", ""), ("31/31/2004", ""), ("03/04/2004", ""), ("2004-02-31", ""), ("May 2004", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_that_somebody_types_loses_nothing(text: str, date: str) -> None:
    assert as_typed_date(text) == date


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Example.ORG", "https://example.org"), ("http://example.org/", "http://example.org"), ("//example.org/a/", "https://example.org/a/"),
        ("HTTPS://Example.org/Path?q=1#top", "https://example.org/Path?q=1"), ("www.جمعية.فلسطين", "https://www.جمعية.فلسطين"),
        ("javascript:alert(1)", ""), ("a@example.org", ""), ("none", ""), ("http://user:pw@example.org", ""), ("http://[::1", ""),
        ("N/A", ""), ("http://example.org:99999", ""), ("data:text/html,x", ""), ("ftp://example.org", ""),
    ],
)  # fmt: skip
def test_websites_come_in_one_spelling_or_not_at_all(text: str, address: str) -> None:
    assert as_website(text) == address


@given(st.text(max_size=60))
def test_a_website_once_read_is_read_the_same_again(text: str) -> None:
    address = as_website(text)
    assert as_website(address) == address


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("31.5", 31.5), ("٣١٫٥", 31.5), ("34,4° E", 34.4), ("10 S", -10.0), ("-0.1", -0.1), ("x", None)],
)
def test_degrees_are_read_in_any_digits(text: str, degrees: float | None) -> None:
    assert as_degrees(text) == degrees


@pytest.mark.parametrize(
    ("text", "code"),
    [("Arabic", "ar"), ("العربية", "ar"), ("עברית", "he"), ("français", "fr"), ("EN", "en"), ("Klingonish", "")],
)
def test_languages_are_known_by_their_names(text: str, code: str) -> None:
    assert as_language(text) == code


@pytest.mark.parametrize(
    ("text", "is_phone"),
    [
        ("+970 2 295 1234", True),
        ("(02) 295-1234", True),
        ("059-9123456", True),
        ("1107583", False),
        ("2004-05-31", False),
    ],
)
def test_telephones_are_told_from_other_numbers(text: str, is_phone: bool) -> None:
    assert looks_like_phone(text) == is_phone


def test_words_for_state_and_kind_are_known() -> None:
    assert [status_named(word) for word in ("نشطة", "Dissolved", "פעילה", "maybe")] == [
        "active",
        "closed",
        "active",
        "",
    ]
    assert [kind_named(word) for word in ("International NGO", "جمعية خيرية", "ministère", "thing")] == [
        "nonprofit",
        "nonprofit",
        "government",
        "",
    ]
