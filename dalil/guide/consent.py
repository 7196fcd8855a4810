"""What of a record stands on the organisation's own will, and the record without what was withdrawn. Pure.

An official register's word is not the organisation's to withdraw; everything else is, but for its names, which go with the
whole entry or not at all. It never reads the database.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from dalil.formats.record import LISTS, SINGLES, Record

WHOLE: Final = ""
NAMES: Final = "names"
FIELDS: Final = tuple(name for name in (*LISTS, *SINGLES) if name != NAMES)
"""The fields that can be withdrawn by themselves."""

EVERYTHING: Final = frozenset((WHOLE, NAMES, *FIELDS))
REGISTER: Final = "register"
_EMPTY: Final[Mapping[str, Any]] = {name: () if name in LISTS else "" for name in (*LISTS, *SINGLES)}


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A field of one organisation that is not shown: by every source but registers, or (`source`) by that source alone."""

    organisation: str
    stands_at: str
    field: str
    source: int | None = None

    def holds(self, owner: str, home: str, source: int, kind: str) -> bool:
        """Whether it speaks of a record that is with `owner` now and was taken into `home` first."""
        if self.source is not None:
            return self.source == source and owner in (self.organisation, self.stands_at)
        # What was split off since stays held back: nobody asked the other body yet.
        return kind != REGISTER and (owner in (self.organisation, self.stands_at) or home == self.organisation)


def fields_held_back(words: Iterable[HeldBack], owner: str, home: str, source: int, kind: str) -> frozenset[str]:
    """The fields of one record that are not shown; all of them where the whole entry was withdrawn."""
    found = frozenset(word.field for word in words if word.holds(owner, home, source, kind))
    return EVERYTHING if WHOLE in found else found


def without(record: Record, fields: Collection[str]) -> Record:
    """The record as if it had never said anything in these fields."""
    empty = {name: value for name, value in _EMPTY.items() if name in fields}
    return msgspec.structs.replace(record, **empty) if empty else record


def is_shown_on(scope: Collection[str], surfaces: Iterable[str]) -> bool:
    """Whether something with this scope may be shown on every one of these surfaces."""
    return all(surface in scope for surface in surfaces)
