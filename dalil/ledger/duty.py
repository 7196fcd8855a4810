"""During which duty session entries are written, so that each names it without every action having to pass it on.

It never knows what a duty session is: `access` begins them, and says here which one a request belongs to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_duty: ContextVar[str] = ContextVar("duty", default="")


@contextmanager
def during(duty: str) -> Iterator[None]:
    """Entries written within name this duty session; "" is none."""
    token = _duty.set(duty)
    try:
        yield
    finally:
        _duty.reset(token)


def current() -> str:
    """The id of the duty session in which this is done, or ""."""
    return _duty.get()
