"""What the worker does for this room: letters, ended sessions, requests that nobody decided in time. It never decides itself."""

from collections.abc import Callable
from datetime import datetime

from dalil.access import approvals, letters
from dalil.accounts import sessions

Clock = Callable[[], datetime]


def work_once(clock: Clock) -> bool:
    """One piece; says whether there was any."""
    at = clock()
    sessions.clear_ended(at=at)
    approvals.expire(at=at)
    return letters.work_once(at)
