"""What a row of the files must hold: a record with its id and list, or a decision about two of them.

It never opens a file and never mends a row: what is wrong is said with file, row and column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec
from numpy.typing import NDArray

from dalil.formats.record import Record, decode

# A column to be written: text or numbers; long ones as an array.
Column = Sequence[Any] | NDArray[Any]

LONGEST_ID: Final = 200
SAME, NOT_SAME, UNSURE = "same", "not_same", "unsure"
VERDICTS: Final = (SAME, NOT_SAME, UNSURE)
_SHOWN: Final = 40


class NotUsable(Exception):
    """The files cannot be linked as they are; reads as a sentence that names file, row and column where there is one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: rows count from 1; in JSON lines they are lines."""

    file: str
    row: int

    def refuse(self, column: str, why: str) -> NotUsable:
        """Return the refusal of a cell of this row."""
        return NotUsable(f"{self.file}, row {self.row}, column {column}: {why}")


class Given(NamedTuple):
    """A record as it was given."""

    id: str
    list: str
    record: Record


class Decided(NamedTuple):
    """What people judged of two records: one of VERDICTS."""

    a: str
    b: str
    verdict: str


def given(place: Place, row: Mapping[str, object]) -> Given:
    """Return the record of a row with `id`, `list` (may be absent) and `record` (JSON of a record). Raises `NotUsable`."""
    listed = row.get("list")
    if listed is not None and not isinstance(listed, str):
        raise place.refuse("list", f"it holds {_shown(listed)}, which is not text")
    return Given(_id(place, row, "id"), listed or "", _record(place, row))


def decided(place: Place, row: Mapping[str, object]) -> Decided:
    """Return the decision of a row with `a`, `b` (ids of records) and `verdict`. Raises `NotUsable`."""
    a, b = _id(place, row, "a"), _id(place, row, "b")
    verdict = row.get("verdict")
    if verdict not in VERDICTS:
        raise place.refuse("verdict", f"it holds {_shown(verdict)}; it must be one of {', '.join(VERDICTS)}")
    if a == b:
        raise place.refuse("b", f"it is the same id as in column a, {_shown(a)}")
    return Decided(a, b, str(verdict))


def _id(place: Place, row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise place.refuse(column, "there is no id" if value in (None, "") else f"{_shown(value)} is not an id")
    if len(value) > LONGEST_ID:
        raise place.refuse(column, f"{_shown(value)} is longer than {LONGEST_ID} characters")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise place.refuse(column, "it holds half a character, which is not text") from None
    return value


def _record(place: Place, row: Mapping[str, object]) -> Record:
    value = row.get("record")
    try:
        if isinstance(value, str | bytes):
            return decode(value)
        if isinstance(value, Mapping):
            return msgspec.convert(value, Record)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise place.refuse("record", f"it is not a record as Dalil writes them ({error})") from None
    raise place.refuse("record", "there is no record" if value is None else f"it holds {_shown(value)}, not a record")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
