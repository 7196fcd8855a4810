"""What a ZIP says of its parts, from its directory alone; of single parts at most a few bytes are unpacked, to see what they are.

It never trusts a size that it reads: it only refuses by it.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from dalil.vault.evidence.looking import kinds
from dalil.vault.evidence.looking.oddities import Oddity

MOST_PARTS: Final = 10_000
_LARGEST_DIRECTORY: Final = 4 << 20
_END: Final = b"PK\x05\x06"
_READ_OF_A_PART: Final = 256 << 10
_PEEKED: Final = 2_000
_MIMETYPES: Final = {
    b"application/vnd.oasis.opendocument.text": kinds.WRITER,
    b"application/vnd.oasis.opendocument.spreadsheet": kinds.CALC,
    b"application/epub+zip": kinds.EPUB,
}
_FOLDERS: Final = {"word/": kinds.WORD, "xl/": kinds.SHEET, "ppt/": kinds.SLIDES}
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Packed:
    """What the directory of an archive says."""

    kind: str
    oddities: frozenset[Oddity]
    unpacked: int = 0
    parts: int = 0


def look_into(file: BinaryIO, size: int, most_unpacked: int) -> Packed:
    """The kind (an office document is a ZIP too) and what is odd."""
    if _is_crowded(file, size):
        return Packed(kinds.ZIP, frozenset({Oddity.TOO_MANY_PARTS}))
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            kind = _kind(archive, parts)
            odd = set(_odd(archive, parts, kind))
    except _UNREADABLE:
        return Packed(kinds.ZIP, frozenset({Oddity.BROKEN}))
    if unpacked > most_unpacked:
        odd.add(Oddity.UNPACKS_TOO_LARGE)
    return Packed(kind, frozenset(odd), unpacked, len(parts))


def part_of(file: BinaryIO, name: str) -> bytes:
    """The first 256 KiB of one part; nothing if it is not there or cannot be read."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(name) as part:
            return part.read(_READ_OF_A_PART)
    except (*_UNREADABLE, KeyError):
        return b""


def _is_crowded(file: BinaryIO, size: int) -> bool:
    """Before the directory is read into memory: how long it is and how many parts it has, by the archive's own end."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return False
    parts, length = struct.unpack_from("<HI", tail, at + 10)
    return bool(parts > MOST_PARTS or length > _LARGEST_DIRECTORY)


def _kind(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _FOLDERS.items() if any(n.startswith(folder) for n in names)), kinds.ZIP)
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            return _MIMETYPES.get(part.read(100).strip(), kinds.ZIP)
    return kinds.WACZ if {"datapackage.json", "archive/"} & names and any("warc" in n for n in names) else kinds.ZIP


def _odd(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: str) -> Iterator[Oddity]:
    if any(part.flag_bits & 1 for part in parts):
        yield Oddity.LOCKED
        return
    names = [part.filename.lower() for part in parts]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith("basic/") for name in names):
        yield Oddity.MACRO
    if any("/embeddings/" in name or "/activex/" in name for name in names):
        yield Oddity.ATTACHMENT
    if kind in {kinds.WORD, kinds.SHEET, kinds.SLIDES} and any(_fetches(archive, part) for part in parts):
        yield Oddity.REMOTE
    if any(_is_archive(archive, part) for part in parts[:_PEEKED]):
        yield Oddity.NESTED


def _fetches(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether relations name something outside that is fetched by itself: a template, a picture, an object (not a link)."""
    if not part.filename.lower().endswith(".rels"):
        return False
    with archive.open(part) as opened:
        text = opened.read(_READ_OF_A_PART)
    relations = text.split(b"<Relationship ")[1:]
    return any(b'"External"' in one and b"/hyperlink" not in one for one in relations)


def _is_archive(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if part.is_dir():
        return False
    with archive.open(part) as opened:
        return kinds.kind_of(opened.read(300)) in kinds.ARCHIVES
