"""The log of the log: that somebody looked at the ledger is an entry too. Looking at that entry is noted like any other look.

It never notes the same look twice in a row: who reloads a page makes no second entry.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from dalil.accounts.models import Person
from dalil.ledger.actions.writing import write
from dalil.ledger.models import Entry

READ: Final = "read_ledger"
_TOLD_BESIDE: Final = frozenset({"acting_for", "why", "duty"})


def note_reading(*, by: Person, at: datetime, data: Mapping[str, object], acting_for: UUID | None = None) -> None:
    """Notes who looked and for what, after it was read: the note is no part of what is shown."""
    last = Entry.objects.order_by("-number").first()
    if last is None or not _is_same(last, by, data, acting_for):
        write(by=by, action=READ, subject="ledger", data=data, at=at, acting_for=acting_for)


def _is_same(last: Entry, by: Person, data: Mapping[str, object], acting_for: UUID | None) -> bool:
    if (last.actor_id, last.action, last.acting_for) != (by.pk, READ, str(acting_for or "")):
        return False
    return {name: said for name, said in last.data.items() if name not in _TOLD_BESIDE} == dict(data)
