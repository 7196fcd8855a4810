"""Tables in files that a page can load as scripts: sorted lines, so many to a file that one is soon there.

A shelf is one sorted table; its volumes are files, each a call of one function with text. Numbers are written in printable
letters, small ones in one. It never knows what the lines mean; the other half is `assets/shelves.js`.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from dalil.press.site.frame import put

# Every printable ASCII letter but the quote and the backslash, which a script would have to escape, and the space.
LETTERS: Final = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\')
HALF: Final = len(LETTERS) // 2
VOLUME: Final = 12_000
CALL: Final = "dalilVolume"


def number(value: int) -> str:
    """A whole number, not below zero: the lower half of the letters ends it, the upper half goes on."""
    written = ""
    while value >= HALF:
        value, rest = divmod(value, HALF)
        written += LETTERS[HALF + rest]
    return written + LETTERS[value]


def numbers(ascending: Iterable[int]) -> str:
    """Ascending numbers, each by its distance from the one before."""
    before, written = 0, []
    for value in ascending:
        written.append(number(value - before))
        before = value
    return "".join(written)


def script_order(key: str) -> bytes:
    """By what a browser sorts texts: their UTF-16 units."""
    return key.encode("utf-16-be", "surrogatepass")


def volumes(lines: Iterable[tuple[str, str]], size: int = VOLUME) -> Iterator[tuple[str, str]]:
    """The first key of each volume, and its text: lines of key, tab, value. The lines come sorted by `script_order`."""
    first, length = "", 0
    gathered: list[str] = []
    for key, value in lines:
        if gathered and length > size:
            yield first, "\n".join(gathered)
            gathered, length = [], 0
        if not gathered:
            first = key
        line = f"{key}\t{value}"
        gathered.append(line)
        length += len(line.encode("utf-8", "replace")) + 1
    if gathered:
        yield first, "\n".join(gathered)


def write_shelf(folder: Path, name: str, lines: Iterable[tuple[str, str]]) -> list[str]:
    """Write the volumes of a shelf and return the first key of each."""
    firsts = []
    for place, (first, text) in enumerate(volumes(lines)):
        put(folder / f"{name}{place}.js", called(name, place, text))
        firsts.append(first)
    return firsts


def called(name: str, place: int, content: object) -> str:
    """A script that hands its content over. What ends a line in old scripts is escaped."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f'{CALL}("{name}",{place},{text.replace(chr(0x2028), "")})'


def level_of(strength: float) -> int:
    """A strength (0..1) as one digit."""
    return min(9, max(1, round(strength * 10 - 0.25)))
