"""Closing a vote: counted as of one moment, and what passed becomes a resolution and is carried out in the same transaction.

It never counts twice: a motion that is closed stays so, and of two who close at once one is told so.
"""

from datetime import datetime

from django.db import transaction

from dalil.access.refusals import Refused
from dalil.accounts.models import Person
from dalil.board.actions.motions import hold, recuse_whom_it_concerns
from dalil.board.actions.resolutions import resolve
from dalil.board.counting import as_figures, counted_as_of, may_close_now, outcome_of
from dalil.board.kinds import kind_of
from dalil.board.models import Motion, MotionState, RulesVersion
from dalil.board.quorum import Result
from dalil.board.refusals import TooEarly
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger

STATES = {
    Result.PASSED: MotionState.PASSED,
    Result.FAILED: MotionState.FAILED,
    Result.NO_QUORUM: MotionState.NO_QUORUM,
    Result.TIED: MotionState.TIED,
}


def close(*, by: Person, at: datetime, motion: Motion) -> Motion:
    """A trustee ends a vote whose time has come, or which the rules let end now. Raises TooEarly."""
    with transaction.atomic():
        trustee(by, at)
        held = hold(motion, MotionState.OPEN)
        if not may_close_now(held, at):
            raise TooEarly
        return _close(held, by=by, at=at)


def close_due(*, at: datetime) -> int:
    """Ends every vote whose time has come, and lets lapse what nobody seconded; how many. The worker asks each minute."""
    by = Person.objects.command_line()
    due = Motion.objects.filter(closes_at__lte=at, state__in=(MotionState.PROPOSED, MotionState.OPEN)).order_by("pk")
    ended = 0
    for motion in due[:200]:
        with transaction.atomic():
            held = Motion.objects.select_for_update(of=("self",)).select_related("rules", "meeting").get(pk=motion.pk)
            if held.state == MotionState.OPEN:
                _close(held, by=by, at=at)
                ended += 1
            elif held.state == MotionState.PROPOSED:
                held.state, held.closed_at = MotionState.LAPSED, held.closes_at
                held.save(update_fields=["state", "closed_at"])
                ledger.write(by=by, at=at, action="lapse_motion", subject=held.reference, data={})
                ended += 1
    return ended


def _close(motion: Motion, *, by: Person, at: datetime) -> Motion:
    """Counts, keeps the figures, and does what passed. What can no longer be done is not resolved: the motion then failed."""
    # Decisions take turns: numbers of resolutions, seats and versions of the rules follow one another.
    RulesVersion.objects.select_for_update().get(number=1)
    moment = counted_as_of(motion, at)
    recuse_whom_it_concerns(motion, kind_of(motion), by=by, at=moment)
    outcome = outcome_of(motion, moment)
    motion.figures, motion.closed_at = as_figures(outcome), moment
    motion.state = STATES[outcome.result]
    if outcome.result is Result.PASSED:
        try:
            with transaction.atomic():
                kind = kind_of(motion)
                kind.check(motion, moment)
                motion.save(update_fields=["figures", "closed_at", "state"])
                resolution = resolve(motion, at=moment)
                kind.carry_out(motion, resolution, by, at)
        except Refused as refused:
            motion.state = MotionState.FAILED
            motion.figures = {**motion.figures, "impossible": str(refused)}
    motion.save(update_fields=["figures", "closed_at", "state"])
    data = {"state": motion.state, "figures": motion.figures, "as_of": moment.isoformat()}
    ledger.write(by=by, at=at, action="close_motion", subject=motion.reference, data=data)
    return motion
