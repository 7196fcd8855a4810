"""Work done by other processes, in the order in which it was given; in this one where there is little of it.

It imports nothing of ours, so that a process may begin with it before Django has: rooms are imported when it works.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

import django

from dalil import kinds

A = TypeVar("A")
R = TypeVar("R")

# So many pieces of work for each process are under way at most: what waits is in memory.
AHEAD = 3


def begin(own_kinds: Path | None) -> None:
    """Make a new process ready: the settings that its environment names, and kinds; it ends when the one that started it does."""
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    kinds.load(own_kinds)


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


class Hands:
    """Other processes, or none: `with Hands(...) as hands: for result in hands.each(work, pieces)`."""

    def __init__(self, own_kinds: Path | None, *, alone: bool) -> None:
        self._count = os.cpu_count() or 1
        self._pool = None if alone else ProcessPoolExecutor(self._count, get_context("spawn"), begin, (own_kinds,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[A], R], pieces: Iterable[A], ahead: int = AHEAD) -> Iterator[R]:
        """What the work makes of each piece, in their order; a few are under way ahead of what was asked for."""
        if self._pool is None:
            yield from map(work, pieces)
            return
        under_way: deque[Future[R]] = deque()
        for piece in pieces:
            under_way.append(self._pool.submit(work, piece))
            if len(under_way) > ahead * self._count:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
