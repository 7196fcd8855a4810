"""One look at a file: kind, oddities, size, pixels, pages, what it says of who made it. The file is neither changed nor unpacked.

Limits are those of a form that takes documents; evidence may be anything, and keeps what was odd about it beside it.
"""

import os
import re
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from dalil.vault.evidence.looking import kinds, names
from dalil.vault.evidence.looking.archives import look_into
from dalil.vault.evidence.looking.documents import look_through
from dalil.vault.evidence.looking.metadata import metadata_of
from dalil.vault.evidence.looking.oddities import Oddity
from dalil.vault.evidence.looking.pictures import pixels_of

HEAD: Final = 64 << 10
_ACTIVE: Final = re.compile(
    rb"<\s*script|\bon[a-z]{3,20}\s*=|javascript:|<\s*(?:iframe|object|embed|foreignObject)|<!ENTITY", re.I
)
_OF_OTHERS: Final = re.compile(rb"%PDF-\d|<\s*(?:script|html|svg)[\s>]|PK\x03\x04", re.I)
_OLE_MACRO: Final = (b"_VBA_PROJECT", "_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of what is taken."""

    size: int = 20 << 20
    pixels: int = 64_000_000
    pages: int = 2_000
    unpacked: int = 200 << 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen."""

    kind: str
    size: int
    oddities: frozenset[Oddity] = frozenset()
    pixels: int | None = None
    pages: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def look_at(file: BinaryIO, name: str, limits: Limits = Limits()) -> Looked:
    """What this file (from its beginning, seekable) is, whatever it is called."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(HEAD)
    kind = kinds.kind_of(head)
    odd: set[Oddity] = set(_of_size(size, limits))
    pages = None
    if kind == kinds.ZIP:
        packed = look_into(file, size, limits.unpacked)
        kind = packed.kind
        odd |= packed.oddities
    elif kind == kinds.PDF:
        document = look_through(file)
        pages = document.pages
        odd |= document.oddities
        odd |= {Oddity.TOO_MANY_PAGES} if pages > limits.pages else set()
    pixels = pixels_of(file, head, kind) if kind in kinds.PICTURES else None
    if pixels is not None and pixels > limits.pixels:
        odd.add(Oddity.TOO_MANY_PIXELS)
    odd |= set(_of_content(file, head, kind, size)) | set(_of_name(name, kind, odd))
    metadata = metadata_of(file, head, kind) if not odd & _NOT_READ_FURTHER else {}
    file.seek(0)
    return Looked(kind, size, frozenset(odd), pixels, pages, metadata)


_NOT_READ_FURTHER: Final = frozenset({Oddity.TOO_MANY_PARTS, Oddity.BROKEN, Oddity.LOCKED})


def _of_size(size: int, limits: Limits) -> list[Oddity]:
    if size == 0:
        return [Oddity.EMPTY]
    return [Oddity.TOO_LARGE] if size > limits.size else []


def _of_name(name: str, kind: str, odd: set[Oddity]) -> list[Oddity]:
    found = [Oddity.UNSAFE_NAME] if names.is_unsafe(name) else []
    named_for_macros = kinds.ending_of(name) in {"docm", "dotm", "xlsm", "pptm"}
    if not kinds.fits(name, kind) or (Oddity.MACRO in odd and not named_for_macros and kind in kinds.ZIPPED):
        found.append(Oddity.OTHER_THAN_NAMED)
    return found


def _of_content(file: BinaryIO, head: bytes, kind: str, size: int) -> list[Oddity]:
    found = []
    if kind in kinds.ACTIVE and (kind == kinds.HTML or _ACTIVE.search(kinds.plain(_most_of(file)))):
        found.append(Oddity.SCRIPT)
    if kind == kinds.OLE and any(mark in _most_of(file) for mark in _OLE_MACRO):
        found.append(Oddity.MACRO)
    if kind == kinds.RTF and re.search(rb"\\object|\\objdata|\\\*\\template", _most_of(file)):
        found.append(Oddity.ATTACHMENT)
    if _is_two(file, head, kind, size):
        found.append(Oddity.TWO_KINDS)
    return found


def _is_two(file: BinaryIO, head: bytes, kind: str, size: int) -> bool:
    """Whether another reader would take it for something else: a ZIP hung on at the end, a PDF or page that begins later."""
    file.seek(max(0, size - 65_557))
    if kind not in kinds.ZIPPED and b"PK\x05\x06" in file.read():
        return True
    if kind in kinds.ZIPPED:
        return b"%PDF-" in head[:1024]
    is_binary = kind not in kinds.ACTIVE and kind not in {kinds.TEXT, kinds.UNKNOWN}
    begins_later = kind not in {kinds.PDF, kinds.OLE, kinds.RTF} and b"%PDF-" in head[:1024]
    return begins_later or (is_binary and kind in kinds.PICTURES and bool(_OF_OTHERS.search(head[:4096])))


def _most_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(4 << 20)
