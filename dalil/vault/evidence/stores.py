"""Where files are kept: a folder, or a bucket of any S3-compatible store (`buckets`). Which one, the setting DALIL_EVIDENCE says.

A store knows ciphertext and names alone. A name is the SHA-256 of what lies under it, so that anyone can check a copy without a
key, and so that two files that are equal do not look it. It never asks whether something may be removed: that is for
`vault.destroying`.
"""

import os
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from dalil.vault.evidence.spooling import (
    ENDING,
    Kept,
    Leftover,
    StoreRefuses,
    leftovers_in,
    make_folder,
    spooled,
    sync_folder,
)

NAME: Final = re.compile(r"[0-9a-f]{64}")
CHUNK: Final = 1 << 20
ARRIVING: Final = "arriving"


class NotInStore(Exception):
    """There is no file of this name in the store."""


class Store(Protocol):
    """What a store can do."""

    def keep(self, chunks: Iterable[bytes]) -> Kept:
        """Keeps a file, whole and on the disk, or raises and keeps nothing."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """What lies under this name, in chunks; `NotInStore` at once if nothing does."""

    def size(self, name: str) -> int:
        """How long it is; `NotInStore` if it is not there."""

    def files(self) -> Iterator[Kept]:
        """All that is kept, in no order."""

    def strangers(self) -> Iterator[str]:
        """Files in the store that have no name of ours."""

    def remove(self, name: str) -> bool:
        """Takes a file away; False if it was not there."""

    def leftovers(self) -> list[Leftover]:
        """What killed processes left half-way."""

    def drop_leftover(self, leftover: Leftover) -> None:
        """Takes one of them away."""


def the_store() -> Store:
    """The store that the settings name."""
    place = str(settings.DALIL_EVIDENCE or "")
    if place.startswith("s3://"):
        buckets = import_module("dalil.vault.evidence.buckets")
        store: Store = buckets.Bucket(place, Path(settings.DALIL_HOME) / "evidence-arriving")
        return store
    return Disk(Path(place) if place else Path(settings.DALIL_HOME) / "evidence")


def checked(name: str) -> str:
    """The name, if it is one; a path or a pattern never reaches a store."""
    if not NAME.fullmatch(name):
        raise NotInStore(name)
    return name


class Disk:
    """A folder of our own: `ab/abcd…`, each file readable and nothing else, for its owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, chunks: Iterable[bytes]) -> Kept:
        """Written beside, synced, moved to its name, and the folder synced."""
        with spooled(self._root / ARRIVING, chunks) as (path, kept):
            place = self._place(kept.name)
            make_folder(place.parent)
            path.replace(place)
            sync_folder(place.parent)
        return kept

    def chunks(self, name: str) -> Iterator[bytes]:
        """In pieces of one MiB."""
        try:
            descriptor = os.open(self._place(name), os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise NotInStore(name) from None
        except OSError as error:
            raise StoreRefuses(str(error.strerror)) from error
        return _chunks_of(descriptor)

    def size(self, name: str) -> int:
        """As the file system says."""
        try:
            return self._place(name).stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            raise NotInStore(name) from None

    def files(self) -> Iterator[Kept]:
        """Folder by folder."""
        for path in self._paths():
            if _is_ours(path):
                yield Kept(path.name, path.stat().st_size)

    def strangers(self) -> Iterator[str]:
        """By their paths in the store."""
        for path in self._paths():
            if not _is_ours(path):
                yield path.relative_to(self._root).as_posix()

    def remove(self, name: str) -> bool:
        """Unlinked, and the folder synced, so that it does not come back after a power cut."""
        place = self._place(name)
        try:
            place.unlink()
        except FileNotFoundError:
            return False
        sync_folder(place.parent)
        return True

    def leftovers(self) -> list[Leftover]:
        """Those in the folder for what arrives."""
        return leftovers_in(self._root / ARRIVING)

    def drop_leftover(self, leftover: Leftover) -> None:
        """Unlinked."""
        (self._root / ARRIVING / Path(leftover.name).name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._root / checked(name)[:2] / name

    def _paths(self) -> Iterator[Path]:
        if not self._root.is_dir():
            return
        for entry in sorted(self._root.iterdir()):
            if entry.name == ARRIVING:
                yield from (path for path in sorted(entry.iterdir()) if path.suffix != ENDING)
            elif entry.is_dir() and not entry.is_symlink():
                yield from sorted(entry.iterdir())
            else:
                yield entry


def _is_ours(path: Path) -> bool:
    named = NAME.fullmatch(path.name) and path.parent.name == path.name[:2]
    return bool(named) and path.is_file() and not path.is_symlink()


def _chunks_of(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        try:
            while chunk := file.read(CHUNK):
                yield chunk
        except OSError as error:
            raise StoreRefuses(str(error.strerror)) from error
