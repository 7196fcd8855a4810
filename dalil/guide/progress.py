"""How work says how far it is: a function that is told how much is done, and of how much (0 when nobody knows)."""

from collections.abc import Callable

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""
