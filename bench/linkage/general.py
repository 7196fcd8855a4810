"""The bench's own formats, for lists that are in no other: records, labelled pairs, and affiliation strings.

It never fills in what a file leaves out; `docs/bench-linkage.md` has the columns.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from bench.linkage.benchmark import Benchmark, Group, Wish
from bench.linkage.genuine import numbers
from bench.linkage.reading import Row, Table, ror_record
from dalil.formats.record import Identifier, Location, Name, Record

RECORD_COLUMNS: Final = ("id", "name")
PAIR_COLUMNS: Final = ("id_a", "id_b", "label")
TEXT_COLUMNS: Final = ("affiliation", "affiliation_string", "string", "text", "raw")
LABEL_COLUMNS: Final = ("ror_id", "ror", "org_id", "known_id", "label")
_WISHES: Final[dict[str, Wish]] = {
    **dict.fromkeys(("same", "1", "true", "match"), "same"),
    **dict.fromkeys(("different", "0", "false", "distinct"), "different"),
    **dict.fromkeys(("proposed", "successor"), "proposed"),
}  # type: ignore[dict-item]
_UNSURE: Final = ("unsure", "", "?")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_YEAR: Final = re.compile(r"\d{4}(-\d{2}){0,2}")


def _names(row: Row) -> tuple[Name, ...]:
    lang = row.text("lang")
    first = [Name(row.text("name"), lang)] if row.text("name") else []
    return tuple(first + [name for name in map(_name, _listed(row, "names")) if name.value != row.text("name")])


def _name(given: object) -> Name:
    if isinstance(given, dict):
        types = tuple(given.get("types") or given.get("t") or ("label",))
        return Name(str(given.get("value") or given.get("v") or ""), given.get("lang") or "", types)
    if isinstance(given, (list, tuple)) and len(given) == 2:
        return Name(str(given[0]), str(given[1] or ""))
    text = str(given).strip()
    return Name(text, "", ("acronym",)) if text.isupper() and text.isalpha() and len(text) <= 8 else Name(text)


def _listed(row: Row, column: str) -> Sequence[object]:
    """Return the parts of a cell: a JSON list, or text parted by `|`. Raises `WrongData`."""
    given = row.cells.get(column)
    if isinstance(given, list):
        return given
    text = row.text(column)
    if not text.startswith("["):
        return [part.strip() for part in text.split("|") if part.strip()]
    try:
        found = json.loads(text)
    except ValueError as error:
        raise row.wrong("begins like a JSON list and is none", column) from error
    return list(found)


def _identifiers(row: Row) -> tuple[Identifier, ...]:
    found = []
    for part in map(str, _listed(row, "identifiers")):
        scheme, colon, value = part.partition(":")
        if not colon or not value.strip():
            raise row.wrong(f"{part!r} is not SCHEME:value", "identifiers")
        found.append(Identifier(scheme.strip(), value.strip()))
    return tuple(found)


def record_of(row: Row) -> Record:
    """Return the record of a row of the general format. Raises `WrongData`."""
    names = _names(row)
    if not names:
        raise row.wrong("empty, and names too", "name")
    country, founded = row.text("country").upper(), row.text("founded")
    if country and not _COUNTRY.fullmatch(country):
        raise row.wrong(f"{country!r} is no ISO 3166 code of two letters", "country")
    if founded and not _YEAR.fullmatch(founded):
        raise row.wrong(f"{founded!r} is no year", "founded")
    place = (Location(country=country, locality=row.text("city")),) if country or row.text("city") else ()
    links = tuple(map(str, _listed(row, "website")))
    return Record(names=names, identifiers=_identifiers(row), locations=place, links=links, founded=founded)


def lists(tables: Sequence[Table], pairs: Sequence[Table] = ()) -> Benchmark:
    """Return the job of files of records, with clusters in them, labelled pairs beside them, or both."""
    records, truth, names, places = [], [], [], dict[str, int]()
    for table in tables:
        for row in table.require(*RECORD_COLUMNS):
            body = row.needed("id")
            if body in places:
                raise row.wrong(f"{body!r} was there before", "id")
            places[body] = len(records)
            records.append(record_of(row))
            truth.append(row.text("cluster"))
            names.append(row.text("list") or table.path.stem)
    groups = [group for table in pairs for group in _groups(table, places)]
    title = ", ".join(table.path.name for table in tables)
    note = f"{len(set(names))} lists, {sum(map(bool, truth)):,} of {len(truth):,} records with a cluster"
    return Benchmark(title, records, truth, names, note, groups)


def _groups(table: Table, places: Mapping[str, int]) -> list[Group]:
    found: dict[Wish, list[tuple[int, int]]] = {}
    for row in table.require(*PAIR_COLUMNS):
        label = row.text("label").lower()
        for column in ("id_a", "id_b"):
            if row.needed(column) not in places:
                raise row.wrong(f"{row.text(column)!r} is the id of no record in the files given", column)
        if label in _WISHES:
            found.setdefault(_WISHES[label], []).append((places[row.text("id_a")], places[row.text("id_b")]))
        elif label not in _UNSURE:
            raise row.wrong(f"{label!r} is none of same, different, proposed, unsure", "label")
    return [Group(f"{wish} in {table.path.name}", wish, numbers(pairs)) for wish, pairs in found.items()]


def short_id(given: str) -> str:
    """Return an id without the address before it."""
    return given.strip().removeprefix("https://").removeprefix("http://").removeprefix("ror.org/").rstrip("/")


def affiliations(table: Table, guide: Table) -> Benchmark:
    """Return free text that names an organisation with its known id, against a guide of ROR's or the general shape."""
    text = next((name for name in TEXT_COLUMNS if name in table.columns), TEXT_COLUMNS[0])
    label = next((name for name in LABEL_COLUMNS if name in table.columns), LABEL_COLUMNS[0])
    is_ror = "names" in guide.columns and "name" not in guide.columns
    records, truth, lists_, places = [], [], [], dict[str, int]()
    for row in guide.require("id"):
        body = short_id(row.needed("id"))
        places.setdefault(body, len(records))
        records.append(ror_record(row) if is_ror else record_of(row))
        truth.append(body)
        lists_.append("guide")
    known, unknown = [], 0
    for row in table.require(text, label):
        wanted = [short_id(part) for part in row.text(label).split("|") if part.strip()]
        at = [places[body] for body in wanted if body in places]
        unknown += not at
        known += [(len(records), place) for place in at[:1]]
        # Text that nobody of the guide is meant by must be led to nobody: it is a body of its own.
        truth.append(wanted[0] if wanted else f"text {row.number}")
        records.append(Record(names=(Name(row.needed(text)),)))
        lists_.append("affiliations")
    note = f"{len(known):,} strings of a body in the guide ({len(places):,}), {unknown:,} of none"
    groups = [Group("led to the known body", "proposed", numbers(known))]
    return Benchmark(f"affiliation strings, {table.path.name}", records, truth, lists_, note, groups)
