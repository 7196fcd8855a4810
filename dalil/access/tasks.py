"""What the worker does for this room: sends letters, and erases sessions that ended. It never decides anything."""

from collections.abc import Callable
from datetime import datetime

from dalil.access import letters
from dalil.accounts import sessions

Clock = Callable[[], datetime]


def work_once(clock: Clock) -> bool:
    """One piece; says whether there was any."""
    at = clock()
    sessions.clear_ended(at=at)
    return letters.work_once(at)
