"""What a PDF says of itself: how many pages, whether it does anything by itself, who made it. Nothing is drawn.

It reads at most 64 MiB of a file, and inflates at most 32 MiB of the lists of objects in it.
"""

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from dalil.vault.evidence.looking.oddities import Oddity

_READ: Final = 64 << 20
_INFLATED: Final = 32 << 20
_WINDOW: Final = 4 << 20
_OVERLAP: Final = 1 << 20
_AT_ONCE: Final = 8 << 20
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
    """Pages are the most of: how many are there, and how many some list says there are. Read in windows."""
    found = Document()
    size = file.seek(0, os.SEEK_END)
    left, at, there = _INFLATED, 0, 0
    while at < min(size, _READ):
        file.seek(at)
        data = file.read(_WINDOW + _OVERLAP)
        there += _read(data, found, own=_WINDOW)
        for inflated in _object_streams(data, left):
            left -= len(inflated)
            there += _read(inflated, found, own=len(inflated))
        at += _WINDOW
    found.pages = max(found.pages, there)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        found.oddities.add(Oddity.BROKEN)
    return found


def _read(data: bytes, found: Document, own: int) -> int:
    """How many pages begin in the first `own` bytes; the rest is seen again with the next window."""
    named = _NUMBERED.sub(lambda letter: bytes([int(letter[1], 16)]), data)
    for oddity, sign in _SIGNS:
        if sign.search(named):
            found.oddities.add(oddity)
    # Outlines count as well, but only where pages do; so a count alone is believed when it is the larger.
    if b"/Pages" in named:
        found.pages = max([found.pages, *(int(count[1]) for count in _COUNT.finditer(named))])
    for name, text in _SAID.findall(data):
        found.said.setdefault(name.decode(), _text(text))
    return sum(1 for page in _PAGE.finditer(named) if page.start() < own)


def _object_streams(data: bytes, left: int) -> Iterator[bytes]:
    for mark in _OBJECTS.finditer(data, 0, min(len(data), _WINDOW)):
        begin = _STREAM.search(data, mark.end(), mark.end() + 2000)
        if begin is None or left <= 0:
            continue
        try:
            some = zlib.decompressobj().decompress(data[begin.end() :], min(left, _AT_ONCE))
        except zlib.error:
            continue
        left -= len(some)
        yield some


def _text(raw: bytes) -> str:
    raw = re.sub(rb"\\([()\\])", rb"\1", raw)
    return raw[2:].decode("utf-16-be", "replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")
