"""On duty: an operator has an operator's rights for a limited time, for a reason that is kept; off duty, none.

It never opens private records of bodies: an operator sees none, on duty or off.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access.models import DutySession
from dalil.access.refusals import Refused
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger

SHORTEST: Final = timedelta(minutes=15)
USUAL: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=2)


class NotOnDuty(Refused):
    """An operator's action by somebody who is no operator, or is not on duty."""

    sentence = _("Only an operator on duty may do this.")


class NoReason(Refused):
    """Duty without a reason."""

    sentence = _("Say why you go on duty; trustees and operators will read it.")


class WrongLength(Refused):
    """Too short or too long."""

    sentence = _("Duty lasts from 15 minutes to 2 hours.")


def duty_of(person: Person, at: datetime) -> DutySession | None:
    """The duty session in which this person is now, if any."""
    return DutySession.objects.in_force(at).filter(person=person).order_by("-until").first()


def begin(*, by: Person, at: datetime, why: str, lasts: timedelta = USUAL) -> DutySession:
    """Begins; a session that is still running ends, so that there is one at a time and one reason for each moment."""
    if not (by.is_operator and by.is_active):
        raise NotOnDuty
    if not why.strip():
        raise NoReason
    if not SHORTEST <= lasts <= LONGEST:
        raise WrongLength
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        _end_all(by, at)
        duty = DutySession.objects.create(person=by, why=why.strip()[:500], began_at=at, until=at + lasts)
        data = {"minutes": int(lasts.total_seconds() // 60)}
        ledger.write(by=by, at=at, action="begin_duty", subject=f"duty:{duty.pk}", data=data, why=duty.why)
    return duty


def end(*, by: Person, at: datetime) -> None:
    """Ends one's own duty, if there is any; signing out does the same."""
    with transaction.atomic():
        for duty in _end_all(by, at):
            ledger.write(by=by, at=at, action="end_duty", subject=f"duty:{duty.pk}", data={})


def _end_all(person: Person, at: datetime) -> list[DutySession]:
    running = list(DutySession.objects.in_force(at).filter(person=person).select_for_update(of=("self",)))
    for duty in running:
        duty.ended_at = at
        duty.save(update_fields=["ended_at"])
    return running
