"""Which characters can be printed: what the fonts that come with Dalil hold, and the fonts of this machine or a folder.

A character that no font holds is known before the run and never printed as a box. It reads the fonts' own tables of
characters and nothing else of them.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

OURS: Final = Path(__file__).with_name("fonts")
MACHINE: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_ENDINGS: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_TAG: Final = 16
# Joiners and marks of direction need no glyph.
_INVISIBLE: Final = frozenset(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufeff \n"))


@dataclass(frozen=True)
class Face:
    """One font of a file: which characters it holds, as ranges with both ends."""

    path: Path
    index: int
    family: str
    weight: int
    ranges: tuple[tuple[int, int], ...]

    def points(self) -> Iterator[int]:
        """Every character that it holds."""
        for first, last in self.ranges:
            yield from range(first, last + 1)


@dataclass(frozen=True)
class Letters:
    """The fonts of a run: ours, and those added because text of the edition needs them."""

    added: tuple[Face, ...]
    held: frozenset[int]

    @property
    def families(self) -> tuple[str, ...]:
        """The families that were added, in the order in which they are asked."""
        return tuple(dict.fromkeys(face.family for face in self.added))

    def lacking(self, text: str) -> str:
        """The characters of a text that no font holds, each once."""
        if text.isascii():
            return ""
        return "".join(dict.fromkeys(c for c in text if ord(c) not in self.held and ord(c) not in _INVISIBLE))


def letters_for(needed: Iterable[int], folders: Sequence[Path] = MACHINE) -> Letters:
    """Our fonts, and of the folders' as few as hold what ours lack: the one that holds most first, names settling ties."""
    held = set(ours())
    lacking = {point for point in needed if point not in held and point not in _INVISIBLE}
    added: list[Face] = []
    faces = [face for folder in folders for face in faces_in(folder)] if lacking else []
    while lacking and faces:
        best = max(
            faces, key=lambda face: (len(lacking.intersection(face.points())), "CJK" in face.family, -face.index)
        )
        found = lacking.intersection(best.points())
        if not found:
            break
        added.append(best)
        held.update(best.points())
        lacking -= found
        faces.remove(best)
    return Letters(tuple(added), frozenset(held))


@cache
def ours() -> frozenset[int]:
    """Every character of the fonts that come with Dalil."""
    return frozenset(point for face in faces_in(OURS) for point in face.points())


@cache
def faces_in(folder: Path) -> tuple[Face, ...]:
    """The upright regular fonts of a folder and the folders in it, by path; what is no font is passed over."""
    found: list[Face] = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in _ENDINGS:
            found.extend(_faces_of(path))
    return tuple(found)


def _faces_of(path: Path) -> Iterator[Face]:
    with path.open("rb") as file:
        try:
            head = file.read(12)
            starts: Sequence[int] = (0,)
            if head[:4] == b"ttcf":
                count = struct.unpack(">I", head[8:12])[0]
                starts = struct.unpack(f">{count}I", file.read(4 * count))
            for index, start in enumerate(starts):
                tables = _tables(_part(file, start, 12), file, start)
                family, weight, is_upright = _named(_table(file, tables, b"name"), _table(file, tables, b"OS/2"))
                if is_upright and family:
                    yield Face(path, index, family, weight, tuple(_ranges(_table(file, tables, b"cmap"))))
        except (struct.error, KeyError, IndexError, ValueError):
            return


def _part(file: "object", start: int, length: int) -> bytes:
    file.seek(start)  # type: ignore[attr-defined]
    return file.read(length)  # type: ignore[attr-defined,no-any-return]


def _tables(head: bytes, file: "object", start: int) -> dict[bytes, tuple[int, int]]:
    count = struct.unpack(">H", head[4:6])[0]
    data = _part(file, start + 12, count * _TAG)
    rows = (struct.unpack_from(">4sIII", data, at * _TAG) for at in range(count))
    return {tag: (offset, length) for tag, _, offset, length in rows}


def _table(file: "object", tables: dict[bytes, tuple[int, int]], tag: bytes) -> bytes:
    return _part(file, *tables[tag])


def _named(names: bytes, measures: bytes) -> tuple[str, int, bool]:
    """Family (the typographic one where there is one), weight, and whether it stands upright."""
    _, count, storage = struct.unpack_from(">HHH", names)
    found: dict[int, str] = {}
    for at in range(count):
        platform, _, language, what, length, offset = struct.unpack_from(">HHHHHH", names, 6 + 12 * at)
        if platform == 3 and what in (1, 16) and language == 0x409:
            found[what] = names[storage + offset : storage + offset + length].decode("utf-16-be")
    weight = struct.unpack_from(">H", measures, 4)[0]
    selection = struct.unpack_from(">H", measures, 62)[0]
    return found.get(16) or found.get(1, ""), weight, not selection & 1 and weight == 400


def _ranges(cmap: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of the best table of characters: all of Unicode before its first plane."""
    count = struct.unpack_from(">H", cmap, 2)[0]
    offsets = {struct.unpack_from(">HHI", cmap, 4 + 8 * at)[2] for at in range(count)}
    formats = {struct.unpack_from(">H", cmap, offset)[0]: offset for offset in sorted(offsets)}
    if 12 in formats:
        at = formats[12]
        for group in range(struct.unpack_from(">I", cmap, at + 12)[0]):
            first, last, _ = struct.unpack_from(">III", cmap, at + 16 + 12 * group)
            yield first, last
    elif 4 in formats:
        yield from _segments(cmap, formats[4])


def _segments(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the first plane; what a segment leads to no glyph is left out."""
    double = struct.unpack_from(">H", cmap, at + 6)[0]
    count = double // 2
    ends = struct.unpack_from(f">{count}H", cmap, at + 14)
    starts = struct.unpack_from(f">{count}H", cmap, at + 16 + double)
    deltas = struct.unpack_from(f">{count}H", cmap, at + 16 + 2 * double)
    table = at + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", cmap, table)
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        for point in range(first, last + 1):
            glyph = point + delta
            if offset:
                glyph = struct.unpack_from(">H", cmap, table + 2 * number + offset + 2 * (point - first))[0]
            if glyph & 0xFFFF:
                yield point, point
