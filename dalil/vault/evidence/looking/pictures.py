"""How many pixels a picture says it has, from its header: nothing is decoded."""

import re
import struct
from typing import BinaryIO, Final

from dalil.vault.evidence.looking import kinds

_MOST_SEGMENTS: Final = 2000
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def pixels_of(file: BinaryIO, head: bytes, kind: str) -> int | None:
    """Width times height; None where the header does not say."""
    try:
        width, height = _SIZES[kind](file, head)
    except (KeyError, struct.error, IndexError, ValueError):
        return None
    return width * height


def _png(file: BinaryIO, head: bytes) -> tuple[int, int]:
    return struct.unpack_from(">II", head, 16)


def _gif(file: BinaryIO, head: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", head, 6)


def _bmp(file: BinaryIO, head: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<hh" if head[14] == 12 else "<ii", head, 18)
    return abs(width), abs(height)


def _jpeg(file: BinaryIO, head: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        file.seek(at)
        marker, length = struct.unpack(">HH", file.read(4))
        if marker >> 8 != 0xFF:
            raise ValueError
        if marker & 0xFF in _FRAMES:
            height, width = struct.unpack(">HH", file.read(5)[1:])
            return width, height
        at += 1 if marker == 0xFFFF else 2 + length
    raise ValueError


def _webp(file: BinaryIO, head: bytes) -> tuple[int, int]:
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF


def _tiff(file: BinaryIO, head: bytes) -> tuple[int, int]:
    order = "<" if head[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", head, 4)
    file.seek(at)
    (count,) = struct.unpack(order + "H", file.read(2))
    found = {}
    for _ in range(min(count, 200)):
        tag, form, _number, value = struct.unpack(order + "HHI4s", file.read(12))
        found[tag] = struct.unpack_from(order + ("H" if form == 3 else "I"), value)[0]
    if 256 not in found or 257 not in found:
        raise ValueError
    return found[256], found[257]


def _boxes(file: BinaryIO, head: bytes) -> tuple[int, int]:
    """The largest of the sizes named in the first bytes: a picture of this kind is made of tiles."""
    sizes = [struct.unpack_from(">II", head, found.end() + 4) for found in re.finditer(b"ispe", head)]
    return max(sizes, key=lambda size: size[0] * size[1])


_SIZES: Final = {
    kinds.PNG: _png,
    kinds.GIF: _gif,
    kinds.BMP: _bmp,
    kinds.JPEG: _jpeg,
    kinds.WEBP: _webp,
    kinds.TIFF: _tiff,
    kinds.HEIC: _boxes,
    kinds.AVIF: _boxes,
}
