"""The entries of another platform's edition: one organisation a line, with every witness who speaks for it.

What several witnesses say becomes one record, the best witness first. It never keeps who said what in the record: that
stays in the text of the row.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import msgspec

from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.record import LISTS, SINGLES, Record
from dalil.formats.row import Reading
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "dalil-entries"
# The key of a row begins so; the organisation's id on its own platform follows.
KEY: Final = "dalil:"

T = TypeVar("T")


class _Witness(msgspec.Struct):
    record: Record


class _Entry(msgspec.Struct):
    id: str
    witnesses: list[_Witness]


def fits(source: Source) -> bool:
    """Whether the first objects are entries of an edition."""
    return looks_like_json(source) and any(_is_entry(found) for found in first_objects(source))


def read(source: Source) -> Reading:
    """Open the entries; the key of a row is the organisation's id on its own platform."""
    return read_typed(source, NAME, _Entry, _made)


def _is_entry(found: dict[str, Any]) -> bool:
    witnesses = found.get("witnesses")
    return isinstance(found.get("id"), str) and isinstance(witnesses, list) and "changed_on" in found


def _made(entry: _Entry, number: int) -> Made:
    return united(one.record for one in entry.witnesses), f"{KEY}{entry.id}", ()


def united(records: Iterable[Record]) -> Record:
    """One record of several: lists joined in their order, each value once; of single values the first that is said."""
    said = list(records)
    values: dict[str, Any] = {name: _joined(getattr(one, name) for one in said) for name in LISTS}
    values |= {name: next((text for one in said if (text := getattr(one, name))), "") for name in SINGLES}
    return Record(**values)


def _joined(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))
