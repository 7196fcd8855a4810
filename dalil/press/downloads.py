"""What there is to take away of a published edition: its files by kind, with their sizes. It only looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dalil.press import folder
from dalil.press.models import Edition

PLACES: Final = ("print", "data", "site")


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its name, its address on this server, and its size in bytes."""

    name: str
    address: str
    size: int


def place_of(edition: Edition) -> Path:
    """Where the files of a published edition lie."""
    return folder.editions() / str(edition.number)


def address_of(path: Path) -> str:
    """The address at which the platform itself serves a file of the mirror."""
    return "/mirror/" + path.relative_to(folder.mirror()).as_posix()


def files_in(edition: Edition, place: str) -> tuple[Download, ...]:
    """The files that stand directly in one of its folders, by name."""
    return tuple(downloads(place_of(edition) / place))


def downloads(place: Path) -> Iterator[Download]:
    """Each file in a folder."""
    if place.is_dir():
        for path in sorted(place.iterdir()):
            if path.is_file():
                yield Download(path.name, address_of(path), path.stat().st_size)


def site_of(edition: Edition, language: str) -> str:
    """The address of the first page of the static site in a language, or in none of them; empty when there is no site."""
    for path in (place_of(edition) / "site" / language / "index.html", place_of(edition) / "site" / "index.html"):
        if path.exists():
            return address_of(path)
    return ""
