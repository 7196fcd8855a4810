"""The five states of the platform, and what each allows. Everything but what is listed here is refused.

In this version nothing leads out of *active*: the continuity room will write the state. Its place is one file, read at each
request (a few microseconds), because it must be possible to leave *active* with one synced write while the database is gone.
It never enters a state, and where the state cannot be read it acts as if sealed.
"""

from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings


class State(StrEnum):
    """Where the platform stands (security.md, part C)."""

    ACTIVE = "active"
    """Ordinary work."""
    NOTICE = "notice"
    """A threat is seen: no exports, no new accounts, nothing destroyed."""
    SEALED = "sealed"
    """Class keys withdrawn: the public guide stays, nothing private is read or written."""
    RESUMING = "resuming"
    """A clean machine is being checked; nothing works yet but the public guide."""
    CLOSING = "closing"
    """The orderly end: members take away what is theirs."""


class Act(StrEnum):
    """What a page does, as far as states tell pages apart."""

    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    READ_PRIVATE = "read_private"
    WRITE = "write"
    EXPORT = "export"
    DESTROY = "destroy"
    INVITE = "invite"
    HOLD = "hold"
    """Placing a legal hold, which is possible in every state."""


ALLOWED: Final[dict[State, frozenset[Act]]] = {
    State.ACTIVE: frozenset(Act),
    State.NOTICE: frozenset({Act.READ_PUBLIC, Act.SIGN_IN, Act.READ_PRIVATE, Act.WRITE, Act.HOLD}),
    State.SEALED: frozenset({Act.READ_PUBLIC, Act.HOLD}),
    State.RESUMING: frozenset({Act.READ_PUBLIC, Act.HOLD}),
    State.CLOSING: frozenset({Act.READ_PUBLIC, Act.SIGN_IN, Act.READ_PRIVATE, Act.WRITE, Act.EXPORT, Act.HOLD}),
}

FILE: Final = "state"
LONGEST: Final = 20


def current_state() -> State:
    """The state as the file in DALIL_HOME names it; active while there is none, sealed when it can't be understood."""
    try:
        with (Path(settings.DALIL_HOME) / FILE).open(encoding="ascii") as file:
            return State(file.read(LONGEST + 1).strip())
    except FileNotFoundError:
        return State.ACTIVE
    except (OSError, ValueError):
        return State.SEALED


def allows(act: Act) -> bool:
    """Whether this may be done in the state in which the platform is now."""
    return act in ALLOWED.get(current_state(), frozenset())
