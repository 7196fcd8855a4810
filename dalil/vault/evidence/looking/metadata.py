"""What a file says of who made it, with what, when and where: shown to whoever brings it, so that they know what they hand over.

It never removes anything: `cleaning` does, from a working copy alone.
"""

import html
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from dalil.vault.evidence.looking import kinds
from dalil.vault.evidence.looking.archives import part_of
from dalil.vault.evidence.looking.documents import look_through

MOST_LETTERS: Final = 300
_EXIF: Final = {
    0x010E: "Description",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x0132: "DateTime",
    0x013B: "Artist",
    0x8298: "Copyright",
    0x9003: "DateTimeOriginal",
    0xA430: "CameraOwner",
    0xA431: "SerialNumber",
}
_POSITION, _FURTHER = 0x8825, 0x8769
_CORE: Final = re.compile(rb"<(?:dc|cp|dcterms|meta):(\w+)[^>]*>([^<]{1,500})<")


def metadata_of(file: BinaryIO, head: bytes, kind: str) -> dict[str, str]:
    """Names and values as the file has them, cut at 300 letters; empty when it says nothing, or nothing that we read."""
    try:
        said = dict(_said(file, head, kind))
    except (struct.error, IndexError, ValueError):
        return {}
    return {name: "".join(filter(str.isprintable, value))[:MOST_LETTERS].strip() for name, value in said.items()}


def _said(file: BinaryIO, head: bytes, kind: str) -> Iterator[tuple[str, str]]:
    if kind == kinds.JPEG and (at := head.find(b"Exif\0\0")) >= 0:
        yield from _exif(head[at + 6 :])
    elif kind == kinds.TIFF:
        yield from _exif(head)
    elif kind == kinds.PNG:
        yield from _png(head)
    elif kind == kinds.PDF:
        yield from look_through(file).said.items()
    elif kind in kinds.ZIPPED:
        core = part_of(file, "docProps/core.xml") or part_of(file, "meta.xml")
        yield from (
            (name.decode(), html.unescape(value.decode("utf-8", "replace"))) for name, value in _CORE.findall(core)
        )


def _exif(data: bytes) -> Iterator[tuple[str, str]]:
    order = {b"II": "<", b"MM": ">"}[data[:2]] if data[:2] in {b"II", b"MM"} else ""
    if not order:
        return
    (first,) = struct.unpack_from(order + "I", data, 4)
    yield from _directory(data, order, first, depth=0)


def _directory(data: bytes, order: str, at: int, depth: int) -> Iterator[tuple[str, str]]:
    (count,) = struct.unpack_from(order + "H", data, at)
    for number in range(min(count, 200)):
        tag, form, length, value = struct.unpack_from(order + "HHI4s", data, at + 2 + 12 * number)
        (offset,) = struct.unpack(order + "I", value)
        if tag == _POSITION:
            yield "GPS", "position"
        elif tag == _FURTHER and depth == 0:
            yield from _directory(data, order, offset, depth=1)
        elif tag in _EXIF and form == 2:
            raw = value[:length] if length <= 4 else data[offset : offset + min(length, MOST_LETTERS)]
            yield _EXIF[tag], raw.rstrip(b"\0 ").decode("utf-8", "replace")


def _png(head: bytes) -> Iterator[tuple[str, str]]:
    at = 8
    while at + 12 <= len(head):
        length, name = struct.unpack_from(">I4s", head, at)
        body = head[at + 8 : at + 8 + length]
        if name == b"tEXt":
            key, _, value = body.partition(b"\0")
            yield key.decode("latin-1"), value.decode("latin-1")
        elif name in {b"iTXt", b"zTXt"}:
            key, _, _ = body.partition(b"\0")
            yield key.decode("latin-1"), "…"
        elif name == b"eXIf":
            yield from _exif(body)
        at += 12 + length
