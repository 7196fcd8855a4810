"""Where an uploaded file waits until its plan is carried out: DALIL_HOME/spool, readable by the platform alone.

It never keeps a file longer: the rows are kept verbatim in the database, the file itself may hold private contacts.
"""

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The spool folder, made when missing."""
    place = Path(settings.DALIL_HOME) / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(intake_id: int) -> Path:
    """Where the file of this intake lies."""
    return folder() / f"intake-{intake_id}"


def digest_of(path: Path) -> str:
    """SHA-256 of the file in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path, intake_id: int) -> None:
    """Copy a file into the spool, readable by its owner only."""
    target = path_of(intake_id)
    with (
        path.open("rb") as source,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(source, out, 1 << 20)


def kept() -> list[int]:
    """The intakes whose files lie here."""
    return [int(path.name.removeprefix("intake-")) for path in folder().glob("intake-*")]


def drop(intake_id: int) -> None:
    """Remove the file of this intake; nothing happens when it is gone already."""
    path_of(intake_id).unlink(missing_ok=True)
