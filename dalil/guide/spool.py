"""Where an uploaded file waits until its plan is carried out: DALIL_HOME/spool, as ciphertext under a key of its own.

It never keeps a file longer, and never puts its text on a disk: it is read from memory. With the file its key goes.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from dalil.guide.models import SpooledFile
from dalil.vault.destroying import let_pass
from dalil.vault.evidence import pieces
from dalil.vault.models.records import keys_of, place_of

CHUNK: Final = 1 << 20


class InMemory:
    """A file that is in memory alone, with a path as long as this object lives."""

    def __init__(self) -> None:
        self._number = os.memfd_create("dalil-spool", os.MFD_CLOEXEC)

    @property
    def path(self) -> Path:
        """Each opening of it begins at the top."""
        return Path(f"/proc/self/fd/{self._number}")

    def write(self, chunk: bytes) -> None:
        """Put so much at the end."""
        left = memoryview(chunk)
        while left:
            left = left[os.write(self._number, left) :]

    def __del__(self) -> None:
        os.close(self._number)


def folder() -> Path:
    """The spool folder, made when missing."""
    place = Path(settings.DALIL_HOME) / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(intake_id: int) -> Path:
    """Where the file of this intake lies, as ciphertext."""
    return folder() / f"intake-{intake_id}"


def digest_of(path: Path) -> str:
    """SHA-256 of the file in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path, intake_id: int) -> None:
    """Seal a file into the spool, readable by its owner only. Raises NoKeys before anything is written."""
    row = SpooledFile(intake_id=intake_id)
    row.save()
    [key] = keys_of([row])
    target = path_of(intake_id)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for sealed in pieces.seal(key, place_of(row), chunks_of(path)):
            out.write(sealed)


def opened(intake_id: int) -> InMemory:
    """The file of this intake, in memory. Raises NoKeys; Altered for a file that is not the one that was kept."""
    row = SpooledFile.objects.get(intake_id=intake_id)
    [key] = keys_of([row])
    found = InMemory()
    for chunk in pieces.unseal(key, place_of(row), chunks_of(path_of(intake_id))):
        found.write(chunk)
    return found


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file, a MiB at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def kept() -> list[int]:
    """The intakes whose files lie here."""
    return [int(path.name.removeprefix("intake-")) for path in folder().glob("intake-*")]


def drop(intake_id: int) -> None:
    """Remove the file of this intake and its key; nothing happens when they are gone already."""
    path_of(intake_id).unlink(missing_ok=True)
    let_pass(SpooledFile.objects.filter(intake_id=intake_id))
