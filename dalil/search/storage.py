"""Where indexes lie: one folder for each build, a pointer to the one in use, and a lock for those who write.

A build writes a folder of its own and moves the pointer last, so that readers see the old index or the new one, never
half of one. It never knows what an index holds.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dalil.search.documents import LAYOUT

_POINTER: Final = "current"
_LOCK: Final = "lock"
_META: Final = "meta.json"


class IndexIsMissing(Exception):
    """There is no index, or it is damaged or of an older layout: build it anew."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Wait until nobody else writes below `path`, also in other processes."""
    path.mkdir(parents=True, exist_ok=True)
    with (path / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current(path: Path) -> Path:
    """Return the folder in use. Raises `IndexIsMissing`."""
    try:
        name = (path / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexIsMissing(str(path)) from error
    folder = path / name
    if not name.startswith(f"layout-{LAYOUT}-") or "/" in name or not (folder / _META).is_file():
        raise IndexIsMissing(str(folder))
    return folder


def fresh(path: Path) -> Path:
    """Return a new empty folder for a build."""
    folder = path / f"layout-{LAYOUT}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def put_in_place(path: Path, folder: Path) -> None:
    """Point to the new folder, then remove all others; readers that still have one open keep what they opened."""
    pointer = path / f"{_POINTER}.new"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(path / _POINTER)
    for other in path.glob("layout-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def state(folder: Path) -> tuple[int, int]:
    """Return what changes with every commit into the folder. Raises `IndexIsMissing`."""
    try:
        meta = (folder / _META).stat()
    except OSError as error:
        raise IndexIsMissing(str(folder)) from error
    return meta.st_mtime_ns, meta.st_ino
