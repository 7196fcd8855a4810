"""How well a session knows who it is: by which factor, and how long ago that was proved.

It never proves anything itself: the pages for signing in do, and note it here.
"""

from datetime import datetime, timedelta
from enum import IntEnum

from django.contrib.sessions.backends.base import SessionBase

FRESH_FOR = timedelta(minutes=10)
_FACTOR, _PROVED_AT = "factor", "proved_at"


class Factor(IntEnum):
    """By what the person in this session was recognised, weakest first."""

    NONE = 0
    PASSWORD = 1
    """Opens nothing but the pages where a second factor is set up or given."""
    TIME_CODE = 2
    """Password and a code by time (TOTP): enough for members."""
    PASSKEY = 3
    """A passkey or hardware key: what staff, counsel and trustees need."""


def note_proof(session: SessionBase, factor: Factor, at: datetime) -> None:
    """Notes that the person of this session has just shown this factor."""
    session[_FACTOR] = int(factor)
    session[_PROVED_AT] = at.timestamp()


def factor_of(session: SessionBase) -> Factor:
    """The factor shown in this session."""
    return Factor(session.get(_FACTOR, 0))


def is_fresh(session: SessionBase, at: datetime) -> bool:
    """Whether the factor was shown within the last ten minutes (and not in a future that a clock set back makes)."""
    since = at.timestamp() - float(session.get(_PROVED_AT, 0))
    return 0 <= since <= FRESH_FOR.total_seconds()
