"""The length and SHA-256 of many files, on as many cores as there are, without ever holding a large file in memory.

It never follows a name to anything but a plain file: no device, no pipe, no folder.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

PIECE: Final = 1 << 18
"""What is read at once; a file of no more is read in one go."""
AT_A_TIME: Final = 200
MOST_WORKERS: Final = 4

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class NotPlain(OSError):
    """Something stands there that is no plain file."""


def open_plain(path: Path) -> int:
    """A number to read the file by. A pipe, a device or a folder is refused at once, not waited for."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotPlain(0, "not a plain file", str(path))
    return number


def measure(path: Path, most: int | None = None) -> tuple[int, str, bytes]:
    """Length, hash and first bytes of a file. Of a file longer than `most` only the length is told: the hash is empty."""
    number = open_plain(path)
    try:
        length = os.fstat(number).st_size
        if most is not None and length > most:
            return length, "", b""
        first = piece = os.read(number, PIECE)
        hashed = sha256(piece)
        read = len(piece)
        while piece and (read < length or len(piece) == PIECE):
            piece = os.read(number, PIECE)
            read += len(piece)
            hashed.update(piece)
            if most is not None and read > most:
                return read, "", b""
        return read, hashed.hexdigest(), first[:PIECE]
    finally:
        os.close(number)


def side_by_side(work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
    """What `work` says of every item, in their order. Hashing lets other threads run, so two cores do twice as much."""
    pieces = [items[start : start + AT_A_TIME] for start in range(0, len(items), AT_A_TIME)]
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    if workers == 1 or len(pieces) == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        for answers in pool.map(lambda piece: [work(item) for item in piece], pieces):
            yield from answers
