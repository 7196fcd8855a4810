"""Files given by hand: what each is, told by its header alone, and the jobs that they make together.

It never asks for a name or a folder: a file of the same columns as one of the shared data's is read as that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.linkage import general, genuine
from bench.linkage.benchmark import Benchmark, WrongData
from bench.linkage.reading import Row, Table, read
from bench.linkage.registry import Organisation, make_lists, organisation

_OUR_LABELS: Final = Path(__file__).resolve().parent / "labels" / "3w-west-africa.tsv"

# What a file is, by the columns that it must have; the first that fits counts.
KINDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("withdrawn", frozenset({"old_id", "old_names", "new_id", "new_display_name"})),
    ("related", frozenset({"id_a", "name_a", "id_b", "name_b"})),
    ("pairs", frozenset(general.PAIR_COLUMNS)),
    ("labelled names", frozenset({"name_a", "name_b", "label"})),
    ("changes", frozenset({"old_name", "new_name"})),
    ("mergers", frozenset({"org_id_a", "org_name_a", "org_id_b", "org_name_b"})),
    ("branches", frozenset({"type", "reg_number", "name"})),
    ("alternatives", frozenset({"org_id", "alternative_name"})),
    ("name pairs", frozenset({"name1", "name2", "is_match"})),
    ("sheet", frozenset({"NGO_name"})),
    ("sheet", frozenset({"Old_name1", "New_name"})),
    ("edition", frozenset({"Organisation", "Country"})),
    ("labels", frozenset({"string", "cluster"})),
    ("registry", frozenset({"id", "names", "country", "status"})),
    ("register", frozenset({"org_id", "name"})),
    ("records", frozenset(general.RECORD_COLUMNS)),
)


def kind_of(table: Table) -> str:
    """Return what the columns say that a file is. Raises `WrongData`."""
    found = set(table.columns)
    for kind, columns in KINDS:
        if columns <= found:
            return kind
    if found & set(general.TEXT_COLUMNS) and found & set(general.LABEL_COLUMNS):
        return "affiliations"
    known = "; ".join(f"{kind}: {', '.join(sorted(columns))}" for kind, columns in KINDS)
    columns = ", ".join(table.columns) or "none"
    raise WrongData(table.path, f"no kind of file has these columns ({columns}). Known: {known}", 1)


@dataclass
class Given:
    """All files of one call, each under what it is; `guide` is asked for only when a job needs it."""

    guide: Callable[[], Sequence[Row]]
    tables: dict[str, list[Table]] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Read a file. Raises `WrongData`."""
        table = read(path)
        self.tables.setdefault(kind_of(table), []).append(table)

    def of(self, kind: str) -> list[Table]:
        """Return the files of a kind."""
        return self.tables.get(kind, [])

    def registry_rows(self) -> list[Row]:
        """Return the organisations given, else those of the guide."""
        return [row for table in self.of("registry") for row in table] or list(self.guide())

    def organisations(self) -> dict[str, Organisation]:
        """Return the organisations of the registry files given by id. Raises `WrongData`."""
        bodies: dict[str, Organisation] = {}
        for table in self.of("registry"):
            for row in table:
                try:
                    body = organisation(dict(row.cells))
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    raise row.wrong(f"no organisation in ROR's shape ({error!r})") from error
                if body.names:
                    bodies.setdefault(body.id, body)
        return bodies

    def jobs(self, sizes: Sequence[int] = ()) -> Iterator[Benchmark]:
        """Yield the jobs that the files make; registry files give lists of the sizes, or serve as guide."""
        yield from self._names()
        yield from self._registers()
        yield from self._general()
        if self.of("registry") and not self.of("withdrawn") and not self.of("affiliations"):
            bodies = self.organisations()
            for size in sizes:
                yield make_lists(bodies, size)

    def _names(self) -> Iterator[Benchmark]:
        pairs, changes, sheets = self.of("labelled names"), self.of("changes"), self.of("sheet")
        for number in range(max(len(pairs), len(changes), int(bool(sheets)))):
            yield genuine.labelled_names(_at(pairs, number), _at(changes, number), sheets if number == 0 else ())
        if self.of("edition"):
            labels = _at(self.of("labels"), 0) or read(_OUR_LABELS)
            yield genuine.editions(sorted(self.of("edition"), key=lambda table: table.path.name), labels)
        yield from map(genuine.name_pairs, self.of("name pairs"))

    def _registers(self) -> Iterator[Benchmark]:
        for table in self.of("withdrawn"):
            yield genuine.withdrawn(table, self.registry_rows())
        yield from map(genuine.related, self.of("related"))
        for table in self.of("mergers"):
            yield from (genuine.mergers(table, has_numbers=known) for known in (False, True))
        for table in self.of("branches"):
            yield from (genuine.branches(table, has_numbers=known) for known in (False, True))
        for table in self.of("alternatives"):
            yield genuine.alternatives(table, self.of("register"))

    def _general(self) -> Iterator[Benchmark]:
        records = self.of("records")
        if records and not self.of("affiliations"):
            yield general.lists(records, self.of("pairs"))
        elif self.of("pairs") and not records:
            raise WrongData(self.of("pairs")[0].path, "labelled pairs need the file of records beside them")
        for table in self.of("affiliations"):
            guide = (records + self.of("registry"))[:1]
            rows = guide[0] if guide else Table(table.path, ("id", "names"), list(self.guide()))
            yield general.affiliations(table, rows)


def _at(tables: Sequence[Table], number: int) -> Table | None:
    return tables[number] if number < len(tables) else None


def shared(folder: Path, guide: Callable[[], Sequence[Row]]) -> Given:
    """Return the genuine lists of the shared data. Raises `WrongData` where one is missing."""
    given = Given(guide)
    paths = [
        *sorted((folder / "ecosoc-messy").glob("*.xlsx")),
        folder / "ecosoc-messy" / "similar-names-labelled-dev.csv",
        folder / "ecosoc-messy" / "name-changes-dev.csv",
        *sorted((folder / "ocha-3w-west-africa").glob("*.json")),
        folder / "name-pairs" / "name-bench-dev.csv",
        folder / "ror-duplicates-dev.csv",
        folder / "ror-related-not-same-dev.csv",
        folder / "uk-charities" / "mergers-dev.csv.gz",
        folder / "uk-charities" / "federated-branches-dev.csv.gz",
        folder / "uk-charities" / "alternative-names-dev.csv",
        folder / "classification" / "ukcat-labelled-dev.csv.gz",
    ]
    for path in paths:
        given.add(path)
    return given
