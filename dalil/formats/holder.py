"""Files that lie together in a folder or a zip archive, each to be read as a source of its own without unpacking it first.

It never follows a name out of the folder, and never unpacks beyond the limits.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Final, cast

from dalil.formats.problems import unreadable
from dalil.formats.source import BROKEN, Source, refuse_bomb, unpacked

_MOST: Final = 10_000


@dataclass(frozen=True)
class Member(Source):
    """A file within an archive; `path` is the archive's, `member` its name there."""

    member: str = ""

    @cached_property
    def is_gzip(self) -> bool:
        """A file packed twice is not unpacked twice."""
        return False

    def _open_packed(self) -> BinaryIO:
        try:
            with zipfile.ZipFile(self.path) as archive:
                packed = archive.getinfo(self.member).compress_size
                file = cast(io.BufferedIOBase, archive.open(self.member))
        except BROKEN as broken:
            raise unreadable("file_cut_short", last="0") from broken
        return unpacked(file, packed, self.limits)


@dataclass(frozen=True)
class Holder:
    """The files by their names, with `/` between the parts."""

    sources: Mapping[str, Source]

    def named(self, ending: str) -> Source | None:
        """The file of that name, wherever in the folder it lies; the one that lies highest."""
        found = [name for name in self.sources if name == ending or name.endswith(f"/{ending}")]
        return self.sources[min(found, key=lambda name: (name.count("/"), name))] if found else None

    def beside(self, source: Source, name: str) -> Source | None:
        """The file of that name in the same folder."""
        own = next(key for key, value in self.sources.items() if value is source)
        return self.sources.get(own.rpartition("/")[0] + "/" + name if "/" in own else name)


def holder_of(source: Source) -> Holder | None:
    """What lies in the folder or archive; None where the path is neither. Raises UnreadableFile for a broken archive."""
    if source.path.is_dir():
        return Holder(dict(_in_folder(source)))
    with source.path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
            return None
    return Holder(dict(_in_archive(source)))


def _in_folder(source: Source) -> list[tuple[str, Source]]:
    found = []
    for path in sorted(source.path.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(source.path.resolve()):
            found.append((path.relative_to(source.path).as_posix(), Source(path, path.name, source.limits)))
        if len(found) > _MOST:
            raise unreadable("file_too_large", limit=str(_MOST))
    return found


def _in_archive(source: Source) -> list[tuple[str, Source]]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
    except BROKEN as broken:
        raise unreadable("file_cut_short", last="0") from broken
    refuse_bomb(sum(member.file_size for member in members), source.path.stat().st_size, source.limits)
    return [
        (member.filename, Member(source.path, member.filename, source.limits, member.filename))
        for member in members[:_MOST]
        if not member.is_dir()
    ]
