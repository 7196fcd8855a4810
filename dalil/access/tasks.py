"""What the worker does for this room: letters, ended sessions, requests that nobody decided, what is kept no longer.

It never decides itself: rules, reviewed with the code, and people do.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from dalil.access import approvals, letters
from dalil.accounts import sessions
from dalil.accounts.models import Person
from dalil.vault import retention

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# The rules speak of days, so once an hour is often enough.
RULES_EVERY: Final = timedelta(hours=1)
_ruled: dict[str, datetime] = {}


def work_once(clock: Clock) -> bool:
    """One piece; says whether there was any."""
    at = clock()
    sessions.clear_ended(at=at)
    approvals.expire(at=at)
    return keep_rules(at=at) or letters.work_once(at)


def keep_rules(*, at: datetime) -> bool:
    """Each hour lets go what is kept no longer; says whether there was any. A fault of it holds up nothing else."""
    last = _ruled.get("at")
    if last is not None and timedelta(0) <= at - last < RULES_EVERY:
        return False
    _ruled["at"] = at
    try:
        done = retention.carry_out(by=Person.objects.command_line(), at=at)
    except Exception:
        LOG.exception("what is kept no longer could not be let go")
        return False
    return any(one.gone for one in done)
