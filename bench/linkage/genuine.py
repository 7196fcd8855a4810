"""Lists that nobody made up: what editors, registers and committees decided about real records.

Each function takes the tables of one kind of file and returns the job that they make. No record keeps its number in a
register unless the job says so: two numbers of one register would give the answer away. It never links.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from bench.linkage.benchmark import Benchmark, Group, Pairs, Wish
from bench.linkage.reading import Row, Table, record, ror_record
from dalil.formats.record import Identifier, Location, Name, Record
from dalil.names import fold

# "(special, 2011)": the consultative status that the documents add to a name, no part of it.
_STATUS: Final = re.compile(r"\s*\((?:special|roster|general|category)\b[^()]*\)\s*$", re.IGNORECASE)
_BODIES: Final = frozenset({"Company", "Organization", "LegalEntity"})
_SHEET_COLUMNS: Final = ("NGO_name", "Old_name1", "Old_name2", "New_name")
_ANSWERS: Final[dict[str, Wish]] = {"same": "same", "different": "different"}

Pair = tuple[int, int]


def numbers(pairs: Iterable[Pair]) -> Pairs:
    """Return the pairs as an array, shape (n, 2)."""
    return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)


class _Shelf:
    """Records as they are gathered for a job, one of each text and list."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.truth: list[str] = []
        self.lists: list[str] = []
        self._places: dict[tuple[str, str], int] = {}
        self._any: dict[str, int] = {}

    def put(self, one: Record, list_name: str, truth: str = "") -> int:
        """Add a record and return its number."""
        self.records.append(one)
        self.truth.append(truth)
        self.lists.append(list_name)
        return len(self.records) - 1

    def name(self, text: str, list_name: str, truth: str = "") -> int:
        """Return the number of the record of a text in a list, a new one if it is not there."""
        text = " ".join(text.split())
        if (list_name, text) not in self._places:
            self._places[list_name, text] = self.put(record(text), list_name, truth)
        return self._any.setdefault(text, self._places[list_name, text])

    def known(self, text: str, list_name: str) -> int:
        """Return the number of the first record of a text in any list, else of a new one."""
        found = self._any.get(" ".join(text.split()))
        return self.name(text, list_name) if found is None else found

    def job(self, title: str, note: str, groups: Sequence[Group] = ()) -> Benchmark:
        """Return what was gathered."""
        kept = [group for group in groups if len(group.pairs)]
        return Benchmark(title, self.records, self.truth, self.lists, note, kept)


def labelled_names(pairs: Table | None, changes: Table | None, sheets: Sequence[Table]) -> Benchmark:
    """Return names typed out of documents, with pairs labelled by hand and decided changes of name."""
    shelf = _Shelf()
    for sheet in sheets:
        for row in sheet:
            for column in _SHEET_COLUMNS:
                if text := row.text(column):
                    shelf.name(text, sheet.path.stem)
    found: dict[str, list[Pair]] = {"same": [], "different": []}
    for row in pairs.require("name_a", "name_b", "label") if pairs else ():
        if row.needed("label") not in ("same", "different", "unsure"):
            raise row.wrong(f"{row.text('label')!r} is none of same, different, unsure", "label")
        a, b = (shelf.known(row.needed(column), "labelled") for column in ("name_a", "name_b"))
        if row.text("label") in found:
            found[row.text("label")].append((a, b))
    changed = [_change(row, shelf) for row in changes.require("old_name", "new_name")] if changes else []
    groups = [
        Group("same", "same", numbers(found["same"])),
        Group("different", "different", numbers(found["different"])),
        Group("changes of name", "proposed", numbers(changed)),
    ]
    what = ["labelled names"] * (pairs is not None) + ["changes of name"] * (changes is not None)
    title = "UN spreadsheets" if sheets else " and ".join(what) or "names"
    lists = f"{len(sheets)} spreadsheets, each spelling once a list; " if sheets else ""
    return shelf.job(title, lists + "pairs read and labelled by hand, 'unsure' left out; names only", groups)


def _change(row: Row, shelf: _Shelf) -> Pair:
    old, new = _STATUS.sub("", row.needed("old_name")), row.needed("new_name")
    return shelf.known(old, "name changes, old"), shelf.name(new, "name changes, new")


def withdrawn(table: Table, guide: Sequence[Row]) -> Benchmark:
    """Return withdrawn or closed records of a registry against the records that remain, with their successors."""
    table.require("kind", "old_id", "old_names", "new_id", "new_display_name", "shares_a_name")
    old_ids = {row.needed("old_id") for row in table}
    shelf = _Shelf()
    places = {row.text("id"): shelf.put(ror_record(row), "guide") for row in guide if row.text("id") not in old_ids}
    groups: dict[str, list[Pair]] = defaultdict(list)
    for row in table:
        new_id = row.needed("new_id")
        if new_id not in places:
            new = record(row.needed("new_display_name"), row.text("new_country"), row.text("new_city"))
            places[new_id] = shelf.put(new, "guide")
        pair = (shelf.put(_old(row), "withdrawn"), places[new_id])
        shared = "a name shared" if row.text("shares_a_name") == "1" else "other name"
        for name in ("all", f"{row.needed('kind')}, {shared}"):
            groups[name].append(pair)
    note = f"{len(table.rows)} withdrawn records (names, place, link) among {len(places):,} that remain (all names)"
    made = [Group(name, "proposed", numbers(pairs)) for name, pairs in sorted(groups.items())]
    return shelf.job("withdrawn records and their successors", note, made)


def _old(row: Row) -> Record:
    try:
        names = tuple(Name(str(value), lang or "") for value, lang in json.loads(row.needed("old_names")))
    except (ValueError, TypeError) as error:
        raise row.wrong("no JSON list of [name, lang]", "old_names") from error
    place = Location(country=row.text("old_country"), locality=row.text("old_city"))
    link = row.text("old_website")
    return Record(names=names, locations=(place,), links=(link,) if link else ())


def related(table: Table) -> Benchmark:
    """Return parents, children and relatives with similar names, each body once: none may be merged."""
    table.require("id_a", "name_a", "id_b", "name_b")
    shelf, places, pairs, civil = _Shelf(), dict[str, int](), list[Pair](), list[Pair]()
    for row in table:
        pair = []
        for side in "ab":
            body = row.needed(f"id_{side}")
            if body not in places:
                one = record(row.needed(f"name_{side}"), row.text(f"country_{side}"), row.text(f"city_{side}"))
                places[body] = shelf.put(one, "registry", body)
            pair.append(places[body])
        pairs.append((pair[0], pair[1]))
        if row.text("civil_society") == "1":
            civil.append((pair[0], pair[1]))
    groups = [
        Group("related, not the same", "different", numbers(pairs)),
        Group("of these civil society", "different", numbers(civil)),
    ]
    return shelf.job("related but not the same", f"{len(pairs)} pairs; one name, country, city each", groups)


def mergers(table: Table, *, has_numbers: bool) -> Benchmark:
    """Return charities that were taken over, and those that took them over: each should lead to the other."""
    table.require("org_id_a", "org_name_a", "org_id_b", "org_name_b")
    shelf, places = _Shelf(), dict[tuple[str, str], int]()
    groups: dict[str, list[Pair]] = defaultdict(list)

    def put(row: Row, side: str, list_name: str) -> int:
        name, number = row.needed(f"org_name_{side}"), row.text(f"org_id_{side}")
        key = (list_name, number or name)
        if key not in places:
            one = record(name, "GB")
            places[key] = shelf.put(_numbered(one, number) if has_numbers and number else one, list_name)
        return places[key]

    for row in table:
        is_whole = row.text("org_name_a") and row.text("org_name_b")
        if is_whole and (not row.text("org_id_a") or row.text("org_id_a") != row.text("org_id_b")):
            pair = (put(row, "a", "taken over"), put(row, "b", "register"))
            is_equal = fold(row.text("org_name_a")) == fold(row.text("org_name_b"))
            groups["all"].append(pair)
            groups["equal name" if is_equal else "other name"].append(pair)
    made = [Group(name, "proposed", numbers(pairs)) for name, pairs in sorted(groups.items())]
    numbered = "with their numbers" if has_numbers else "without numbers"
    count = len(groups["all"])
    note = (
        f"{count:,} of {len(table.rows):,} rows (both names given, two bodies); name and country; among all of the file"
    )
    return shelf.job(f"official mergers, {numbered}", note, made)


def _numbered(one: Record, org_id: str) -> Record:
    scheme, _, value = org_id.rpartition("-")
    return Record(names=one.names, locations=one.locations, identifiers=(Identifier(scheme or "GB-CHC", value),))


def branches(table: Table, *, has_numbers: bool) -> Benchmark:
    """Return branches of federations: near-equal names, different charities. Equal names are not judged without numbers."""
    table.require("type", "reg_number", "name")
    shelf = _Shelf()
    owners: dict[str, set[str]] = defaultdict(set)
    for row in table:
        owners[fold(row.needed("name"))].add(row.needed("reg_number"))
    seen: dict[tuple[str, str], int] = {}
    for row in sorted(table, key=lambda row: (row.text("type"), row.text("name").lower())):
        number, name = row.text("reg_number"), row.text("name")
        if (number, name) in seen:
            continue
        is_judged = has_numbers or len(owners[fold(name)]) == 1
        scheme = {"SC": "GB-SC", "NI": "GB-NIC"}.get(number[:2], "GB-CHC")
        one = _numbered(record(name, "GB"), f"{scheme}-{number}") if has_numbers else record(name, "GB")
        seen[number, name] = shelf.put(one, row.text("type"), number if is_judged else "")
    pairs = [
        (a, b)
        for a, b in pairwise(range(len(shelf.records)))
        if shelf.lists[a] == shelf.lists[b] and shelf.truth[a] and shelf.truth[b] and shelf.truth[a] != shelf.truth[b]
    ]
    shelf.lists = ["register"] * len(shelf.records)
    numbered = "with numbers" if has_numbers else "without numbers"
    note = "name and country; neighbours in the alphabet of one federation are the pairs"
    return shelf.job(f"federated branches, {numbered}", note, [Group("neighbours", "different", numbers(pairs))])


def editions(tables: Sequence[Table], labels: Table | None) -> Benchmark:
    """Return the organisation strings of several editions of one list, each once an edition."""
    bodies = {}
    for row in labels.require("string", "cluster") if labels else ():
        bodies[" ".join(row.needed("string").split())] = row.text("cluster")
    shelf = _Shelf()
    for table in tables:
        for row in table.require("Organisation"):
            text = " ".join(row.needed("Organisation").split())
            shelf.name(text, table.path.stem, bodies.get(text, ""))
    counts = ", ".join(map(str, Counter(shelf.lists).values()))
    known = sum(map(bool, shelf.truth))
    note = f"{counts} strings, {known} of them judged by hand; names only, no places"
    return shelf.job(f"{len(tables)} editions of a 3W list", note)


def name_pairs(table: Table) -> Benchmark:
    """Return labelled pairs of names of companies and organisations; persons and ships are left out."""
    shelf, found = _Shelf(), {"same": list[Pair](), "different": list[Pair]()}
    for row in table.require("name1", "name2", "is_match"):
        if row.needed("is_match") not in ("true", "false"):
            raise row.wrong(f"{row.text('is_match')!r} is neither true nor false", "is_match")
        if row.text("schema") in _BODIES or "schema" not in table.columns:
            pair = (shelf.put(record(row.needed("name1")), "1"), shelf.put(record(row.needed("name2")), "2"))
            found["same" if row.text("is_match") == "true" else "different"].append(pair)
    groups = [Group(name, _ANSWERS[name], numbers(pairs)) for name, pairs in found.items()]
    return shelf.job("labelled names of companies and organisations", "single names, all linked in one job", groups)


def alternatives(table: Table, registers: Sequence[Table]) -> Benchmark:
    """Return other names and acronyms of charities, against registers that have the charity under its number."""
    shelf, places, groups = _Shelf(), dict[str, int](), defaultdict[str, list[Pair]](list)
    for register in registers:
        for row in register.require("org_id", "name"):
            body = row.needed("org_id")
            if body not in places and row.text("name"):
                places[body] = shelf.put(record(row.needed("name"), "GB"), "register", body)
    for row in table.require("org_id", "alternative_name"):
        if (body := row.needed("org_id")) in places:
            name = row.needed("alternative_name")
            is_short = name.isupper() and " " not in name
            one = Record(names=(Name(name, "", ("acronym",) if is_short else ("alias",)),), locations=(Location("GB"),))
            pair = (shelf.put(one, "other names", body), places[body])
            groups["acronyms" if is_short else "other names"].append(pair)
    made = [Group(name, "proposed", numbers(pairs)) for name, pairs in sorted(groups.items())]
    told = sum(len(pairs) for pairs in groups.values())
    note = f"{told} of {len(table.rows)} names, those whose charity is in a register given ({len(places):,} charities)"
    return shelf.job("alternative names of charities", note, made)
