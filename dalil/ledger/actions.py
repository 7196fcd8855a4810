"""Writing the ledger, checking it, and naming its head for an anchor outside.

It never alters an entry and never asks the clock: the moment is given by whoever acts.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import chain
from dalil.ledger.models import Entry

# Any number will do, as long as no other part of the program locks with the same one.
_LOCK = 0x0DA111


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash: kept elsewhere, it shows later that nothing before it was changed."""

    number: int
    hash: str

    def as_json(self) -> str:
        """One line, ready to be kept on another machine."""
        return chain.canonical(asdict(self))


@dataclass(frozen=True, slots=True)
class Check:
    """What a walk over the whole ledger found; `first_broken` is the number at which the chain stops holding, or None."""

    is_whole: bool
    entries: int
    first_broken: int | None
    head: Head


def write(
    *,
    by: Person,
    action: str,
    subject: str,
    data: Mapping[str, Any],
    at: datetime,
    acting_for: UUID | None = None,
    why: str = "",
) -> Entry:
    """Adds one entry, in the caller's transaction if there is one: what it records and the record stand or fall together.

    `acting_for` is the body for which the person acted; `why` is kept for ever and so must name nothing private.
    Call it last in an action: from here to the end of the transaction nobody else can write the ledger.
    """
    told = {"acting_for": str(acting_for) if acting_for else "", "why": why}
    data_json = chain.canonical({**data, **{name: said for name, said in told.items() if said}})
    with transaction.atomic():
        _wait_for_other_writers()
        last = head()
        entry = Entry(
            number=last.number + 1,
            at=at,
            actor=by,
            action=action,
            subject=subject,
            data_json=data_json,
            previous_hash=last.hash,
        )
        entry.hash = entry.expected_hash()
        entry.clean_fields(exclude={"actor"})
        entry.save(force_insert=True)
    return entry


def head() -> Head:
    """The last entry's number and hash; number 0 and 64 zeros while nothing is written."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, chain.BEFORE_THE_FIRST)


def check(*, anchor: Head | None = None) -> Check:
    """Walks the ledger once, in bounded memory, and stops at the first entry that is altered, missing, moved or put in.

    A tail cut off, or a chain rebuilt from the start, leaves a whole chain: only an `anchor` kept outside finds it.
    """
    number, previous = 0, chain.BEFORE_THE_FIRST
    is_anchored = anchor is None or anchor == Head(number, previous)
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1 or entry.previous_hash != previous or entry.hash != entry.expected_hash():
            return Check(False, number, number + 1, Head(number, previous))
        number, previous = entry.number, entry.hash
        is_anchored = is_anchored or anchor == Head(number, previous)
    if not is_anchored and anchor is not None:
        return Check(False, number, min(anchor.number, number + 1), Head(number, previous))
    return Check(True, number, None, Head(number, previous))


def _wait_for_other_writers() -> None:
    """Writers take turns. SQLite's transactions begin IMMEDIATE and so do already; PostgreSQL needs a lock till the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
