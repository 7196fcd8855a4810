"""Canaries: private values that can be recognised anywhere, in every form in which they might have leaked.

Plant them through the platform's own ways (`planted`), then look for them wherever bytes are kept (`hits`): files, archives of
gzip and zip, a dump of the database. It finds UTF-8, UTF-16, JSON's escapes, percent and HTML escapes, and base64 at any offset.
"""

import base64
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

# The part that every canary has, in three scripts: one search for it finds them all.
MARKS = ("زقزوقالكناري", "ציוצהקנרית", "canarysong")


def canary(number: int) -> str:
    """The canary of this number: each in one of three scripts, none like another."""
    return f"{MARKS[number % 3]}{number:06d}"


def planted(count: int) -> list[str]:
    """So many canaries."""
    return [canary(number) for number in range(count)]


def forms(mark: str) -> list[bytes]:
    """A mark in every form in which it might stand somewhere; base64 by its three offsets, the uncertain ends cut off."""
    plain = mark.encode()
    octets = [plain, mark.encode("utf-16-le"), mark.encode("utf-16-be")]
    written = [
        json.dumps(mark)[1:-1],
        quote(mark),
        quote(mark).lower(),
        mark.encode("ascii", "xmlcharrefreplace").decode(),
    ]
    return sorted({*octets, *(text.encode() for text in written), *_in_base64(octets), *_in_hex(octets)})


def _in_hex(octets: Sequence[bytes]) -> Iterator[bytes]:
    for some in octets:
        yield some.hex().encode()
        yield some.hex().upper().encode()


def _in_base64(octets: Sequence[bytes]) -> Iterator[bytes]:
    for some in octets:
        for offset in range(3):
            coded = base64.b64encode(bytes(offset) + some)
            inner = coded[(offset * 8 + 5) // 6 : -4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


ANY = re.compile(b"|".join(re.escape(form) for mark in MARKS for form in forms(mark)))


def hits_in(data: bytes, depth: int = 0) -> int:
    """How many canaries are in there, also within gzip and zip."""
    found = len(ANY.findall(data))
    # References to characters, which a page may mix with letters.
    if b"&#" in data:
        found += len(ANY.findall(html.unescape(data.decode("utf-8", "replace")).encode()))
    return found + (sum(hits_in(inner, depth + 1) for inner in _inside(data)) if depth < 3 else 0)


def _inside(data: bytes) -> Iterator[bytes]:
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    elif data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield name.encode()
                    yield archive.read(name)
        except (zipfile.BadZipFile, RuntimeError, zlib.error):
            return


def hits(*places: Path | bytes | str) -> dict[str, int]:
    """Where canaries are, and how many: in these files, in all files of these folders (their names too), in these texts."""
    found: dict[str, int] = {}
    for place in places:
        for name, data in _read(place):
            if count := hits_in(data) + hits_in(name.encode()):
                found[name] = found.get(name, 0) + count
    return found


def _read(place: Path | bytes | str) -> Iterable[tuple[str, bytes]]:
    if isinstance(place, Path):
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            yield str(path), path.read_bytes()
    else:
        yield "text", place.encode() if isinstance(place, str) else place
