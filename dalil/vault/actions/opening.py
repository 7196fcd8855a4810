"""Opening private records: one trip to the agent for all of them, one entry of the ledger that names each.

It never decides who may read: whoever calls it has passed a gate and asked the tables of rules. No value is handed out before
the ledger has it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NoReturn
from uuid import UUID

from django.db import transaction

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Person
from dalil.ledger.actions import Leaf, write_batch
from dalil.vault.fields import private_fields
from dalil.vault.models.records import PrivateRecord, keys_of, opened_value
from dalil.vault.sealed import DOTS, NotReadable

OPENED: Final = "private.open"


class NoReason(ValueError):
    """Private records are opened for a reason, and none was given."""


class NotForMachines(TypeError):
    """Only what machines need (class S) is opened without an entry in the ledger."""


class Opened:
    """An opened record: `row`, and each private field by its name. It prints as dots, and is not pickled."""

    __slots__ = ("_values", "row")

    def __init__(self, row: PrivateRecord, values: dict[str, Any]) -> None:
        """Made here alone."""
        self.row = row
        self._values = values

    def __getattr__(self, name: str) -> Any:
        """The value of a private field, or what the row says."""
        if name.startswith("__") or name in Opened.__slots__:
            raise AttributeError(name)
        values = self._values
        return values[name] if name in values else getattr(self.row, name)

    def __repr__(self) -> str:
        """Nothing of the values."""
        return f"Opened({DOTS})"

    def __reduce__(self) -> NoReturn:
        """Refused: no cache, session or queue gets it."""
        raise NotReadable("an opened record is never pickled")

    __getstate__ = __reduce__


def open_records(
    rows: Sequence[PrivateRecord],
    *,
    by: Person,
    at: datetime,
    why: str,
    acting_for: UUID | None = None,
) -> list[Opened]:
    """The rows with their private values, in their order; rows of several models may be asked for together.

    `why` is kept in the ledger for ever and names nothing private. The entry stands or falls with the caller's transaction.
    """
    if not why.strip():
        raise NoReason
    if not rows:
        return []
    opened = list(_opened(rows))
    leaves = [Leaf(row.subject, {"fields": _named(row)}) for row in rows]
    subject = rows[0].subject if len(rows) == 1 else "private:records"
    with transaction.atomic():
        write_batch(
            by=by,
            action=OPENED,
            leaves=leaves,
            subject=subject,
            data={"class": sorted({type(row).data_class.value for row in rows})},
            at=at,
            acting_for=acting_for,
            why=why,
        )
    return opened


def open_unrecorded(rows: Sequence[PrivateRecord]) -> list[Opened]:
    """For class S alone: what machines read by themselves (a secret of codes, an address to send to)."""
    if any(type(row).data_class != DataClass.S for row in rows):
        raise NotForMachines
    return list(_opened(rows))


def _opened(rows: Sequence[PrivateRecord]) -> Iterator[Opened]:
    for row, key in zip(rows, keys_of(rows), strict=True):
        yield Opened(row, {field.name: opened_value(row, field, key) for field in private_fields(type(row))})


def _named(row: PrivateRecord) -> list[str]:
    return [field.name for field in private_fields(type(row))]
