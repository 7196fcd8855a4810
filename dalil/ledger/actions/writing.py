"""Writing the ledger: one entry at a time, whether it speaks of one record or of thousands.

It never alters an entry and never asks the clock: the moment is given by whoever acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import chain, duty, merkle
from dalil.ledger.chain import Head
from dalil.ledger.models import BatchLeaf, Entry

# Any number will do, as long as no other part of the program locks with the same one.
_LOCK = 0x0DA111

TREE = "merkle"
"""The name under which an entry's particulars hold the count and root of its leaves; nobody else may use it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record of a batch: what it is about, and particulars of which only the hash is kept.

    A hash of something that can be guessed can be found by guessing: private values do not belong in `data` either.
    """

    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)


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
    if TREE in data:
        raise chain.NotRecordable(f"{TREE!r} is a name of the ledger's own")
    data_json = chain.canonical(_with_told(data, acting_for, why))
    with transaction.atomic():
        return _append(by, action, subject, data_json, at)


def write_batch(
    *,
    by: Person,
    action: str,
    leaves: Sequence[Leaf],
    subject: str,
    data: Mapping[str, Any],
    at: datetime,
    acting_for: UUID | None = None,
    why: str = "",
) -> Entry:
    """Adds one entry that speaks of many records: it holds the root of a tree, and each record is a leaf that can be proved.

    Otherwise as `write`. `entries_about` finds the entry by the subject of each leaf.
    """
    if not leaves:
        raise chain.NotRecordable("a batch of nothing")
    if TREE in data:
        raise chain.NotRecordable(f"{TREE!r} is a name of the ledger's own")
    tree, rows = merkle.Tree(), []
    for place, leaf in enumerate(leaves):
        content = merkle.content_hash(leaf.data)
        tree.add(merkle.leaf(_fitting(leaf.subject), content))
        rows.append(BatchLeaf(place=place, subject=leaf.subject, content_hash=content))
    particulars = {**_with_told(data, acting_for, why), TREE: {"count": tree.count, "root": tree.root()}}
    data_json = chain.canonical(particulars)
    with transaction.atomic():
        entry = _append(by, action, subject, data_json, at)
        for row in rows:
            row.entry = entry
        BatchLeaf.objects.bulk_create(rows, batch_size=5000)
    return entry


def head() -> Head:
    """The last entry's number and hash; number 0 and 64 zeros while nothing is written."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, chain.BEFORE_THE_FIRST)


def _append(by: Person, action: str, subject: str, data_json: str, at: datetime) -> Entry:
    """The next entry of the chain; the caller is in a transaction."""
    _wait_for_other_writers()
    last = head()
    entry = Entry(
        number=last.number + 1,
        at=at,
        actor=by,
        action=action,
        subject=_fitting(subject),
        data_json=data_json,
        previous_hash=last.hash,
    )
    entry.hash = entry.expected_hash()
    entry.clean_fields(exclude={"actor"})
    entry.save(force_insert=True)
    return entry


def _with_told(data: Mapping[str, Any], acting_for: UUID | None, why: str) -> dict[str, Any]:
    told = {"acting_for": str(acting_for) if acting_for else "", "why": why, "duty": duty.current()}
    return {**data, **{name: said for name, said in told.items() if said}}


def _fitting(subject: str) -> str:
    """The subject, if both databases keep it as it is."""
    if not subject or len(subject) > 200 or not subject.isprintable():
        raise chain.NotRecordable("a subject is 1 to 200 printable characters")
    return subject


def _wait_for_other_writers() -> None:
    """Writers take turns. SQLite's transactions begin IMMEDIATE and so do already; PostgreSQL needs a lock till the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
