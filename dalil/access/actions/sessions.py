"""Ending sessions: one's own, and as an operator another's or everybody's. Each is in the ledger."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dalil.access.actions.people import NotAnOperator
from dalil.accounts import sessions
from dalil.accounts.models import LiveSession, Person
from dalil.ledger import actions as ledger


def end_own(*, by: Person, at: datetime, session: UUID) -> bool:
    """Ends one of one's own sessions; says whether there was one."""
    with transaction.atomic():
        ended, _rows = LiveSession.objects.filter(person=by, pk=session).delete()
        if ended:
            _note(by, at, by, ended)
    return bool(ended)


def end_all(*, by: Person, at: datetime, person: Person, but: str | None = None) -> int:
    """Ends a person's sessions (one's own save the one that asks, or as an operator another's); says how many."""
    if by.pk != person.pk and not (by.is_operator and by.is_active):
        raise NotAnOperator
    with transaction.atomic():
        ended = sessions.end_all_of(person, but=but)
        _note(by, at, person, ended)
    return ended


def end_everybodys(*, by: Person, at: datetime) -> int:
    """Ends every session on the platform, that of whoever asks among them; says how many."""
    if not (by.is_operator and by.is_active):
        raise NotAnOperator
    with transaction.atomic():
        ended = sessions.end_everybodys()
        ledger.write(by=by, at=at, action="end_everybodys_sessions", subject="platform", data={"ended": ended})
    return ended


def _note(by: Person, at: datetime, person: Person, ended: int) -> None:
    ledger.write(by=by, at=at, action="end_sessions", subject=f"person:{person.pk}", data={"ended": ended})
