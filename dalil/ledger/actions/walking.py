"""The rows of the ledger in their order, as plain tuples, a few thousand at a time: what `checking` goes over.

It never builds a model and never keeps more than one helping in memory. It asks the database itself, because Django reads
each moment into a `datetime` only for us to write it out again.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection

from dalil.ledger import chain

AT_A_TIME = 5000

Row = tuple[int, str, int, str, str, str, str, str]
"""Number, moment as `chain.moment` tells it, actor, action, subject, data, hash before, hash."""
LeafRow = tuple[int, int, str, str]
"""Entry, place, subject, hash of the content."""

# Taken as text, SQLite's driver does not parse it.
_AT = {"sqlite": "CAST(at AS text)", "postgresql": "at"}
_ENTRIES = (
    "SELECT number, {at}, actor_id, action, subject, data_json, previous_hash, hash FROM ledger_entry "
    "WHERE number > %s AND number <= %s ORDER BY number LIMIT %s"
)
_LEAVES = (
    "SELECT entry_id, place, subject, content_hash FROM ledger_batchleaf "
    "WHERE (entry_id, place) > (%s, %s) AND entry_id <= %s ORDER BY entry_id, place LIMIT %s"
)


def entries_up_to(end: int) -> Iterator[Row]:
    """All entries up to this number, the first first."""
    question = _ENTRIES.format(at=_AT[connection.vendor])
    last = -(2**62)
    while rows := _asked(question, [last, end, AT_A_TIME]):
        for number, at, *rest in rows:
            yield (number, _told(at), *rest)
        last = rows[-1][0]


def batches_up_to(end: int) -> Iterator[tuple[int, Iterator[LeafRow]]]:
    """The leaves of each batch, in the order of the entries; those of one must be read before the next is asked for."""
    return groupby(_leaves_up_to(end), itemgetter(0))


def _leaves_up_to(end: int) -> Iterator[LeafRow]:
    last = (-(2**62), -1)
    while rows := _asked(_LEAVES, [*last, end, AT_A_TIME]):
        yield from rows
        last = rows[-1][:2]


def _asked(question: str, given: list[int]) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        rows: list[tuple] = cursor.fetchall()  # type: ignore[type-arg]
        return rows


def _told(at: object) -> str:
    """The moment as it was hashed. SQLite keeps it as text in UTC; a text of any other form is nothing that was hashed."""
    if isinstance(at, datetime):
        return chain.moment(at)
    text = str(at)
    if len(text) == len("2026-11-22 08:00:00"):
        text += ".000000"
    return f"{text[:10]}T{text[11:]}+00:00"
