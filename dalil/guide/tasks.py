"""Work in the background: plans to make and plans to carry out. Each piece takes an id and calls one action.

It never decides: what waits was put there by a person. A worker that was killed leaves its piece to the next.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F

from dalil.guide import spool
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.planning import plan_intake
from dalil.guide.actions.refusals import Refused
from dalil.guide.actions.reminding import remind
from dalil.guide.indexing import catch_up
from dalil.guide.models import Intake, IntakeState
from dalil.guide.reminder_letters import lay_ready
from dalil.vault.client import NoKeys

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]

OVER = (IntakeState.CARRIED_OUT, IntakeState.UNREADABLE, IntakeState.ABANDONED)
STALLED_AFTER = timedelta(minutes=2)


def work_once(clock: Clock) -> bool:
    """Take up one waiting intake, or bring the index in step; False when there was nothing to do."""
    free_stalled(clock())
    waiting = Intake.objects.filter(state__in=(IntakeState.READY, IntakeState.APPROVED)).order_by("state", "pk")
    intake = waiting.select_related("source", "uploaded_by").first()
    if intake is None:
        drop_leftovers()
        return catch_up() > 0 or remind_owners(clock())
    try:
        if intake.state == IntakeState.READY:
            plan_intake(intake=intake, by=intake.uploaded_by, at=clock())
        else:
            carry_out(intake=intake, at=clock())
    except Refused:
        # Another worker was quicker, or the guide moved on and the plan waits to be made anew.
        return True
    except NoKeys:
        # Without keys no list is read; it waits as it stood.
        Intake.objects.filter(pk=intake.pk, state=IntakeState.PLANNING).update(state=IntakeState.READY)
        return False
    except Exception:
        # A fault of ours: told in the log, and set aside for a person, so that it does not hold up what waits behind it.
        LOG.exception("intake %s could not be worked through", intake.pk)
        set_aside(intake)
    return True


def remind_owners(at: datetime) -> bool:
    """Ask the next owners whose entries are due to be confirmed; without keys nobody is asked, and all are later."""
    try:
        return remind(at=at, post=lay_ready)
    except NoKeys:
        return False


def set_aside(intake: Intake) -> None:
    """Take an intake out of what waits: an approved plan waits for approval again, a list of which no plan came is over."""
    over = IntakeState.PLANNED if intake.state == IntakeState.APPROVED else IntakeState.ABANDONED
    waiting = (IntakeState.READY, IntakeState.PLANNING, IntakeState.APPROVED)
    Intake.objects.filter(pk=intake.pk, state__in=waiting).update(state=over, version=F("version") + 1)


def drop_leftovers() -> None:
    """Files of intakes that are over: whoever was killed right after the last step left one, contacts and all."""
    for number in Intake.objects.filter(pk__in=spool.kept(), state__in=OVER).values_list("pk", flat=True):
        spool.drop(number)


def free_stalled(now: datetime) -> int:
    """Put plans whose worker died back among those that wait; return how many."""
    stalled = Intake.objects.filter(state=IntakeState.PLANNING, beat_at__lt=now - STALLED_AFTER)
    return stalled.update(state=IntakeState.READY)
