"""Which sort of table a file is, told by its content; and the records and decisions in it, checked and in order.

It never reads a table itself (see `json_lines`, `parquet`).
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

from dalil.batch import json_lines
from dalil.batch.rows import NOT_SAME, SAME, Column, Decided, Given, NotUsable, Place, decided, given
from dalil.formats.record import Record

_MAGIC: Final = b"PAR1"
_RECORDS: Final = ("id", "record")
_DECISIONS: Final = ("a", "b", "verdict")


class Tables(Protocol):
    """One sort of table: rows in, columns out."""

    SUFFIX: str

    def rows(self, path: Path) -> Iterator[tuple[Place, Mapping[str, object]]]:
        """Yield the rows with where they stand."""

    def write(self, folder: Path, name: str, columns: Mapping[str, Column]) -> None:
        """Write a table."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be linked: records in ascending order of their ids; decisions as pairs of their numbers."""

    ids: tuple[str, ...]
    lists: tuple[str, ...]
    records: tuple[Record, ...]
    same: tuple[tuple[int, int], ...]
    different: tuple[tuple[int, int], ...]


def is_parquet(path: Path) -> bool:
    """Return whether this is Parquet: a folder, or a file that begins as one."""
    if path.is_dir():
        return True
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def tables_of(path: Path) -> Tables:
    """Return what reads and writes this sort of table. Raises `NotUsable`."""
    if not path.exists():
        raise NotUsable(f"{path}: there is no such file")
    if not is_parquet(path):
        return cast("Tables", json_lines)
    return cast("Tables", needing_the_extra("dalil.batch.parquet", f"{path.name} is Parquet, which"))


def needing_the_extra(module: str, what: str) -> Any:
    """Return the module, which imports packages of the extra. Raises `NotUsable` that says what to install."""
    try:
        return import_module(module)
    except ModuleNotFoundError as absent:
        package = (absent.name or "").split(".")[0]
        raise NotUsable(
            f"{what} needs the package {package}, which is not installed. Install: pip install 'dalil[spark]'"
        ) from absent


def read(records: Path, decisions: Path | None = None) -> Batch:
    """Return everything of two tables, with nothing left out. Raises `NotUsable` at the first row that is wrong."""
    found = sorted(_each_once(tables_of(records).rows(records)), key=lambda one: one.id)
    if not found:
        raise NotUsable(f"{records.name}: there is no record in it")
    numbers = {one.id: number for number, one in enumerate(found)}
    pairs: dict[str, list[tuple[int, int]]] = {SAME: [], NOT_SAME: []}
    for place, decision in decisions_of(decisions):
        refuse_strangers(place, decision, numbers)
        if decision.verdict in pairs:
            pairs[decision.verdict].append((numbers[decision.a], numbers[decision.b]))
    return Batch(
        ids=tuple(one.id for one in found),
        lists=tuple(one.list for one in found),
        records=tuple(one.record for one in found),
        same=tuple(pairs[SAME]),
        different=tuple(pairs[NOT_SAME]),
    )


def _each_once(rows: Iterator[tuple[Place, Mapping[str, object]]]) -> Iterator[Given]:
    seen: dict[str, Place] = {}
    for place, row in rows:
        has(place, row, _RECORDS)
        one = given(place, row)
        if one.id in seen:
            raise place.refuse("id", already(one.id, seen[one.id]))
        seen[one.id] = place
        yield one


def already(identity: str, first: Place) -> str:
    """Return what is wrong with an id that another row has."""
    return f"{identity!r} was already the id of row {first.row} of {first.file}"


def decisions_of(path: Path | None) -> Iterator[tuple[Place, Decided]]:
    """Yield the decisions of a table with where they stand; none without a table. Raises `NotUsable`."""
    if path is not None:
        for place, row in tables_of(path).rows(path):
            has(place, row, _DECISIONS)
            yield place, decided(place, row)


def refuse_strangers(place: Place, decision: Decided, known: Container[str]) -> None:
    """Raise `NotUsable` when a decision is about a record that there is not."""
    for column, one in (("a", decision.a), ("b", decision.b)):
        if one not in known:
            raise place.refuse(column, f"no record has the id {one!r}")


def has(place: Place, row: Mapping[str, object], columns: Sequence[str]) -> None:
    """Raise `NotUsable` when a row lacks a column."""
    for column in columns:
        if column not in row:
            raise NotUsable(f"{place.file}, row {place.row}: there is no column {column}")
