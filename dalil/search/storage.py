"""Where indexes lie: one folder for each build, a pointer to the one in use, and a lock for those who write.

A build writes a folder of its own and moves the pointer last; an update writes a segment of its own and moves the build's
description last. Readers see the old index or the new one, never half of one. It never knows what a segment holds.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# Raise it whenever the files of a segment, or how words are made, change: what is older is then built anew.
LAYOUT: Final = 2

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


def seen(path: Path) -> tuple[str, int]:
    """Return what differs whenever a build or an update was put in place: which build, and the state of its description."""
    try:
        name = (path / _POINTER).read_text("utf-8", "replace").strip()
        return name, (path / name / _META).stat().st_mtime_ns
    except (OSError, ValueError):
        return "", 0


@contextmanager
def building(path: Path) -> Iterator[Path]:
    """Yield a new empty folder for a build; it is removed if the build fails, be it for a full disk."""
    folder = path / f"layout-{LAYOUT}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    with undone_if_failed(folder):
        yield folder


@contextmanager
def undone_if_failed(folder: Path) -> Iterator[None]:
    """Remove the folder if what is done meanwhile fails."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def new_segment(folder: Path) -> Path:
    """Return a new empty folder for a segment of a build."""
    segment = folder / f"segment-{uuid.uuid4().hex}"
    segment.mkdir()
    return segment


def describe(folder: Path, segments: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Say which segments make up a build and what is gone in each, all at once; other segments are removed."""
    _replace(folder / _META, json.dumps([[name, list(gone)] for name, gone in segments]))
    kept = {name for name, _ in segments}
    for other in folder.glob("segment-*"):
        if other.name not in kept:
            shutil.rmtree(other, ignore_errors=True)


def described(folder: Path) -> list[tuple[str, tuple[int, ...]]]:
    """Return the segments of a build with what is gone in each. Raises `ValueError` if the description is damaged."""
    told = json.loads((folder / _META).read_text("utf-8"))
    if not isinstance(told, list) or not told:
        raise ValueError(f"{folder} has no segments")
    return [(str(name), tuple(map(int, gone))) for name, gone in told]


def _replace(file: Path, text: str) -> None:
    """Write a file so that whoever reads it sees the old text or the new one, also after a power cut."""
    new = file.with_name(f"{file.name}.new")
    with new.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def put_in_place(path: Path, folder: Path) -> None:
    """Point to the new folder, then remove all others; readers that still have one open keep what they opened."""
    _replace(path / _POINTER, folder.name)
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
