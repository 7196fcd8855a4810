"""What the worker does for this room: letters, ended sessions, requests that nobody decided, what is kept no longer.

It never decides itself: rules, reviewed with the code, and people do.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from dalil.access import approvals, letters, once, reviewing
from dalil.access.second_wall import as_machine
from dalil.access.state import Act, allows
from dalil.accounts import sessions
from dalil.accounts.models import Person
from dalil.vault import retention
from dalil.vault.evidence import checking
from dalil.vault.evidence.spooling import StoreRefuses

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# The rules speak of days, so once an hour is often enough.
RULES_EVERY: Final = timedelta(hours=1)
SWEEP_EVERY: Final = timedelta(days=1)
_ruled: dict[str, datetime] = {}


def work_once(clock: Clock) -> bool:
    """One piece; says whether there was any."""
    at = clock()
    sessions.clear_ended(at=at)
    approvals.expire(at=at)
    once.forget(at=at)
    call_for_review(at=at)
    return any([keep_rules(at=at), sweep_store(at=at), letters.work_once(at)])


def keep_rules(*, at: datetime) -> bool:
    """Each hour lets go what is kept no longer; says whether there was any. A fault of it holds up nothing else."""
    if not _is_due("rules", RULES_EVERY, at):
        return False
    try:
        done = retention.carry_out(by=Person.objects.command_line(), at=at)
    except Exception:
        LOG.exception("what is kept no longer could not be let go")
        return False
    return any(one.gone for one in done)


def call_for_review(*, at: datetime) -> None:
    """Each hour looks whether trustees must be told that the list of rights is due."""
    if _is_due("rights", RULES_EVERY, at):
        reviewing.call_if_due(at=at)


def sweep_store(*, at: datetime) -> bool:
    """Each day takes half files and files of what was destroyed out of the store of evidence; says whether there were any.

    A whole file that no record names stays until somebody looked: after a database was brought back it may be evidence.
    """
    if not allows(Act.DESTROY) or not _is_due("sweep", SWEEP_EVERY, at):
        return False
    try:
        with as_machine("evidence"):
            taken, orphaned = checking.sweep(at=at), checking.check(reads=False).orphaned
    except (StoreRefuses, OSError):
        LOG.exception("the store of evidence could not be swept")
        return False
    if orphaned:
        LOG.warning(
            "Files in the store of evidence that belong to no record: %d. See `dalil evidence check`.", len(orphaned)
        )
    return bool(taken)


def _is_due(what: str, every: timedelta, at: datetime) -> bool:
    last = _ruled.get(what)
    if last is not None and timedelta(0) <= at - last < every:
        return False
    _ruled[what] = at
    return True
