"""Writing the ledger: one entry at a time, whether it speaks of one record or of thousands.

Writers take turns, from an entry to the end of its transaction. A page in one transaction would keep the turn while it is
drawn, so its entries wait until the page is done (`at_the_end`); they are still of the same transaction.

It never alters an entry and never asks the clock: the moment is given by whoever acts.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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

_OF_THE_CHAIN = ("number", "previous_hash", "hash")
_is_waiting: ContextVar[bool] = ContextVar("is_waiting", default=False)

TREE = "merkle"
"""The name under which an entry's particulars hold the count and root of its leaves; nobody else may use it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record of a batch: what it is about, and particulars of which only the hash is kept.

    A hash of something that can be guessed can be found by guessing: private values do not belong in `data` either.
    """

    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Waiting:
    """An entry that waits for the end of its page.

    It lies among what Django does on commit, so Django forgets it when a savepoint in which it was noted is undone.
    """

    entry: Entry
    leaves: list[BatchLeaf]
    is_written: bool = False

    def __call__(self) -> None:
        """At the commit: no record stands without its entry. The page breaks off here, before anything is shown."""
        if not self.is_written:
            raise NotWritten(str(self.entry))


class NotWritten(RuntimeError):
    """A transaction was committed while entries still waited: somebody ended it within `at_the_end`. A fault of ours."""


@contextmanager
def at_the_end() -> Iterator[None]:
    """Around a page that is done in one transaction: what it writes to the ledger is written when it is over.

    So nobody waits for the drawing of another's page. A page that breaks writes nothing, for its transaction is undone. Without
    a transaction around it nothing waits.
    """
    if not connection.in_atomic_block or _is_waiting.get():
        yield
        return
    token = _is_waiting.set(True)
    try:
        yield
        _write_waiting()
    finally:
        _is_waiting.reset(token)


def write(
    *,
    by: Person,
    action: str,
    subject: str,
    data: Mapping[str, Any],
    at: datetime,
    acting_for: UUID | None = None,
    why: str = "",
    is_numbered: bool = False,
) -> Entry:
    """Adds one entry, in the caller's transaction if there is one: what it records and the record stand or fall together.

    `acting_for` is the body for which the person acted; `why` is kept for ever and so must name nothing private.
    Call it last in an action: from here to the end of the transaction, or within a page from its end, nobody else can write
    the ledger. An entry that waits for the end of its page has no number yet; with `is_numbered` it does not wait.
    """
    if TREE in data:
        raise chain.NotRecordable(f"{TREE!r} is a name of the ledger's own")
    data_json = chain.canonical(_with_told(data, acting_for, why))
    return _kept(_fresh(by, action, subject, data_json, at), [], is_numbered)


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
    return _kept(_fresh(by, action, subject, chain.canonical(particulars), at), rows)


def head() -> Head:
    """The last entry's number and hash; number 0 and 64 zeros while nothing is written."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, chain.BEFORE_THE_FIRST)


def _fresh(by: Person, action: str, subject: str, data_json: str, at: datetime) -> Entry:
    """An entry without its place in the chain; what cannot be recorded is refused here, where the caller can say so."""
    chain.moment(at)
    entry = Entry(at=at, actor=by, action=action, subject=_fitting(subject), data_json=data_json)
    entry.clean_fields(exclude={"actor", *_OF_THE_CHAIN})
    return entry


def _kept(entry: Entry, leaves: list[BatchLeaf], is_numbered: bool = False) -> Entry:
    """Written now; within a page at its end, unless somebody needs the number."""
    if _is_waiting.get() and connection.in_atomic_block and not is_numbered:
        transaction.on_commit(_Waiting(entry, leaves))
    else:
        with transaction.atomic():
            _append(entry, leaves)
    return entry


def _write_waiting() -> None:
    """In the order in which they were noted, those that no savepoint took back."""
    for done in [registered[1] for registered in connection.run_on_commit]:
        if isinstance(done, _Waiting) and not done.is_written:
            _append(done.entry, done.leaves)
            done.is_written = True


def _append(entry: Entry, leaves: list[BatchLeaf]) -> None:
    """The next entry of the chain; the caller is in a transaction."""
    _wait_for_other_writers()
    last = head()
    entry.number, entry.previous_hash = last.number + 1, last.hash
    entry.hash = entry.expected_hash()
    entry.save(force_insert=True)
    for leaf in leaves:
        leaf.entry = entry
    BatchLeaf.objects.bulk_create(leaves, batch_size=5000)


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
