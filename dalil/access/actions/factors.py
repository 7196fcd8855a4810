"""What can be done with codes by time: confirming and withdrawing them. Each is in the ledger."""

from datetime import datetime

from django.db import transaction

from dalil.access import notices, time_codes
from dalil.access.actions.passkeys import LastFactor
from dalil.access.factors import has_passkey
from dalil.accounts.models import NoticeKind, Person
from dalil.ledger import actions as ledger


def confirm_time_code(*, by: Person, at: datetime, code: str) -> bool:
    """The first right code: from here on codes count. Says whether it was right."""
    with transaction.atomic():
        if not time_codes.accept(by, code, at=at, is_first=True):
            return False
        if has_passkey(by):
            notices.tell(person=by, kind=NoticeKind.TIME_CODE_ADDED, at=at)
        ledger.write(by=by, at=at, action="add_time_code", subject=f"person:{by.pk}", data={})
    return True


def withdraw_time_code(*, by: Person, at: datetime) -> None:
    """One's own codes; not when they are the last way in."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        if not has_passkey(by):
            raise LastFactor
        if time_codes.erase(by):
            ledger.write(by=by, at=at, action="withdraw_time_code", subject=f"person:{by.pk}", data={})
