"""Ciphertext on its way into a store: written to a file of its own, hashed as it goes, on the disk before it counts.

It never holds plaintext, and whatever stops it (a full disk, a broken upload) takes the half file away; only a killed process
leaves one, under a name that nothing reads.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

ENDING: Final = ".part"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreRefuses(Exception):
    """The store cannot be reached or does not take or give the file; nothing was kept."""


class StoreIsFull(StoreRefuses):
    """There is no room for the file; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its name, which is the SHA-256 of its ciphertext, and its length."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that was on its way when its process was killed."""

    name: str
    size: int
    since: datetime


@contextmanager
def spooled(folder: Path, chunks: Iterable[bytes]) -> Iterator[tuple[Path, Kept]]:
    """The chunks in a file of this folder, synced and read-only; gone after the block unless it was moved away."""
    make_folder(folder)
    path = folder / f"{uuid4().hex}{ENDING}"
    try:
        with _full_is_said():
            kept = _write(path, chunks)
        yield path, kept
    finally:
        path.unlink(missing_ok=True)


def leftovers_in(folder: Path) -> list[Leftover]:
    """What killed processes left in this folder, and what is being written now."""
    found = []
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            about = path.stat()
        except FileNotFoundError:
            continue
        found.append(Leftover(path.name, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC)))
    return found


def make_folder(folder: Path) -> None:
    """A folder for the owner alone, and its name on the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Until a folder is synced, a file moved into it may be gone after a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _full_is_said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreIsFull(error.strerror) from error
        raise


def _write(path: Path, chunks: Iterable[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
            digest.update(chunk)
            size += len(chunk)
        os.fsync(descriptor)
    return Kept(digest.hexdigest(), size)
