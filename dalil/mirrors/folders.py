"""A mirror that lies in a folder: its files by name, its list of names, lengths and hashes.

It never writes, and believes nothing that it reads.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dalil.mirrors.hashing import PIECE, measure, open_plain
from dalil.mirrors.opening import TooLong


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a mirror; it may be reached through a link."""

    path: Path

    def fetch(self, path: str, most: int) -> bytes:
        """The file, if it has no more than so many bytes: what `Fetch` asks for."""
        try:
            number = open_plain(self.path / path)
        except NotADirectoryError as error:
            raise FileNotFoundError(error.errno, error.strerror, path) from error
        with os.fdopen(number, "rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise TooLong(0, "longer than asked for", path)
        return data

    def measure(self, path: str, most: int) -> tuple[int, str]:
        """Length and hash of a published file, in pieces."""
        try:
            length, hashed, _ = measure(self.path / path, most)
        except NotADirectoryError as error:
            raise FileNotFoundError(error.errno, error.strerror, path) from error
        return length, hashed

    def names(self) -> Iterator[str]:
        """Everything that stands in the folder and is no folder; links are not followed."""
        start = os.path.realpath(self.path)
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            with os.scandir(os.path.join(start, folder)) as entries:  # noqa: PTH118
                for entry in entries:
                    name = f"{folder}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(name + "/")
                    else:
                        yield name


def taken(pieces: Iterator[bytes], most: int) -> bytes:
    """At most so many bytes of what comes in pieces, however much comes: for whoever fetches from a web address.

    Raises TooLong as soon as there is one byte more; what comes after is never asked for.
    """
    gathered = bytearray()
    for piece in pieces:
        gathered += piece[: PIECE if most > PIECE else most + 1]
        if len(gathered) > most or len(piece) > max(PIECE, most + 1):
            raise TooLong(0, "longer than asked for")
    return bytes(gathered)
