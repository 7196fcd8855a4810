"""What a PDF says of itself: how many pages, whether it does anything by itself, who made it. Nothing is drawn.

It reads at most 64 MiB of a file, and inflates at most 32 MiB of the lists of objects in it.
"""

import re
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from dalil.vault.evidence.looking.oddities import Oddity

_READ: Final = 64 << 20
_INFLATED: Final = 32 << 20
_OBJECTS: Final = re.compile(rb"/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT: Final = re.compile(rb"/Count\s+(\d{1,12})")
_SIGNS: Final = (
    (Oddity.SCRIPT, re.compile(rb"/(?:JavaScript|JS|Launch|XFA|RichMedia)(?![A-Za-z])")),
    (Oddity.REMOTE, re.compile(rb"/(?:SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])")),
    (Oddity.ATTACHMENT, re.compile(rb"/(?:EmbeddedFiles?|Filespec)(?![A-Za-z])")),
    (Oddity.LOCKED, re.compile(rb"/Encrypt\s+\d")),
)
# A name may be written with its letters as numbers: /J#61vaScript.
_NUMBERED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_SAID: Final = re.compile(
    rb"/(Author|Creator|Producer|Title|Subject|Keywords|CreationDate|ModDate)\s*\(((?:[^()\\]|\\.){0,500})\)", re.S
)


@dataclass
class Document:
    """What was found."""

    pages: int = 0
    oddities: set[Oddity] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)


def look_through(file: BinaryIO) -> Document:
    """Pages are the most of: how many are there, and how many some list says there are."""
    file.seek(0)
    data = file.read(_READ)
    found = Document()
    _read(data, found)
    for inflated in _object_streams(data):
        _read(inflated, found)
    if b"%%EOF" not in data[-2048:] and len(data) < _READ:
        found.oddities.add(Oddity.BROKEN)
    return found


def _read(data: bytes, found: Document) -> None:
    named = _NUMBERED.sub(lambda letter: bytes([int(letter[1], 16)]), data)
    for oddity, sign in _SIGNS:
        if sign.search(named):
            found.oddities.add(oddity)
    there = sum(1 for _ in _PAGE.finditer(named))
    listed = max((int(count[1]) for count in _COUNT.finditer(named)), default=0)
    # Outlines count as well, but only where pages do; so a count alone is believed when it is the larger.
    found.pages = max(found.pages, there, listed if b"/Pages" in named else 0)
    for name, text in _SAID.findall(data):
        found.said.setdefault(name.decode(), _text(text))


def _object_streams(data: bytes) -> list[bytes]:
    inflated, left = [], _INFLATED
    for mark in _OBJECTS.finditer(data):
        begin = _STREAM.search(data, mark.end(), mark.end() + 2000)
        if begin is None or left <= 0:
            continue
        try:
            some = zlib.decompressobj().decompress(data[begin.end() : begin.end() + (8 << 20)], left)
        except zlib.error:
            continue
        left -= len(some)
        inflated.append(some)
    return inflated


def _text(raw: bytes) -> str:
    raw = re.sub(rb"\\([()\\])", rb"\1", raw)
    return raw[2:].decode("utf-16-be", "replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")
