"""The second wall: PostgreSQL is told for each transaction who is looking, and shows private rows to nobody else.

The first wall are the rules (`rules`, `audiences`). This one stops what they cannot: a filter that somebody forgot. It does
not stop a program that was taken over, which could tell the database anything. On SQLite there is no second wall.

What is told holds for one transaction alone (`set_config(…, true)`), so nothing of it is left for the next request that
comes by the same connection. Outside of a transaction nobody is looking, and private tables are empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection, transaction

from dalil.access.telling import NOBODY, TELL, Told, array, machine, told_to_process
from dalil.access.viewer import STRANGER, Viewer

# As psycopg numbers it; SQLite needs no psycopg.
_IN_TRANSACTION: Final = 2
_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def as_viewer(viewer: Viewer) -> Iterator[None]:
    """Everything within happens in one transaction in which the database knows this viewer; a stranger needs none."""
    with _as_told(_of(viewer)):
        yield


@contextmanager
def as_machine(name: str) -> Iterator[None]:
    """For a task of the machine: it sees what a policy shows to machines (`wall.is_machine`), and nothing as a person."""
    with _as_told(machine(name)):
        yield


def has_second_wall() -> bool:
    """Whether the database can tell viewers apart."""
    return connection.vendor == "postgresql"


@contextmanager
def _as_told(told: Told) -> Iterator[None]:
    before = _told.get() or told_to_process() or NOBODY
    if not has_second_wall() or told == before:
        yield
        return
    token = _told.set(told)
    try:
        if connection.in_atomic_block:
            with _told_within(told, before):
                yield
        else:
            with transaction.atomic():
                _tell(told)
                yield
    finally:
        _told.reset(token)


@contextmanager
def _told_within(told: Told, before: Told) -> Iterator[None]:
    """In a transaction that goes on afterwards, which is then as it was."""
    _tell(told)
    try:
        yield
    finally:
        # In a transaction that the database has given up nothing can be told; nothing can be read in it either.
        if not connection.needs_rollback and _can_be_told():
            _tell(before)


def _can_be_told() -> bool:
    """Whether the transaction still takes statements; known here, without asking the database."""
    kept = connection.connection
    return kept is not None and not kept.closed and kept.info.transaction_status == _IN_TRANSACTION


def _tell(told: Told) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, told)


def _of(viewer: Viewer) -> Told:
    if viewer == STRANGER or viewer.person is None or not viewer.is_recognised:
        return NOBODY
    held = {
        "editor": viewer.is_editor,
        "operator": viewer.is_operator,
        "counsel": viewer.is_counsel,
        "trustee": viewer.is_trustee,
    }
    roles = ["signed_in", *(role for role, is_held in held.items() if is_held)]
    return str(viewer.person.pk), array([str(body) for body in viewer.acts_for]), array(roles)
