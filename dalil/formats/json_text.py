"""JSON documents taken apart into their objects, one at a time: lines, arrays, pages of `contents` or `features`, or one.

It never holds more than one object, and never gives up a line for the fault of another.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

from dalil.formats.encoding import decode_line
from dalil.formats.problems import note, unreadable
from dalil.formats.row import Problem, UnreadableFile
from dalil.formats.source import Source

_CHUNK: Final = 1 << 18
_SPACE: Final = re.compile(r"[\s,\x1e]*")
_LOOKS_JSON: Final = re.compile(rb'\s*(\[\s*(\]|\{|\[|"|$)|\{\s*("|\}|$))')
_CONTENTS: Final = re.compile(r'\s*\{[^{}]*"(?:contents|features)"\s*:\s*\[\s*(?=[{\]]|$)')
# Numbers stay as they are written: `1.10` is a code as often as a quantity.
_DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a document: `number` is its line, or its place in the array from 1."""

    number: int
    text: bytes
    problem: str = ""
    page: str = ""

    def notes(self) -> tuple[Problem, ...]:
        """The note on a line that was in a code page."""
        return (note("line_not_utf8", self.number, encoding=self.page),) if self.page else ()


def looks_like_json(source: Source) -> bool:
    """Whether the text begins as JSON does, and no table would."""
    return bool(_LOOKS_JSON.match(source.text_head[:4096]))


def parse(text: str) -> Any:
    """Return what one JSON text says, numbers as written; raises ValueError or RecursionError."""
    return _DECODER.decode(text)


def first_objects(source: Source, most: int = 5) -> list[dict[str, Any]]:
    """Return the first objects that can be read, to see what kind of document this is."""
    found: list[dict[str, Any]] = []
    try:
        for item in islice(items(source), 200):
            if len(found) == most:
                break
            if not item.problem and isinstance(value := _parsed(item.text), dict):
                found.append(value)
    except UnreadableFile:
        pass
    return found


def items(source: Source) -> Iterator[Item]:
    """Yield every object. Raises UnreadableFile where the rest cannot be read, after yielding what could be."""
    if _is_lines(source.text_head):
        return _lines(source)
    return _stream(source)


def _parsed(text: bytes) -> object:
    try:
        return parse(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None


def _is_lines(head: bytes) -> bool:
    """Whether one of the first full lines is an object by itself."""
    lines = [line for line in head.split(b"\n")[:20] if line.strip()]
    starts_as_array = bool(lines) and lines[0].lstrip()[:1] == b"["
    return not starts_as_array and any(isinstance(_parsed(line), dict) for line in lines) and not _is_page(head)


def _is_page(head: bytes) -> bool:
    return bool(_CONTENTS.match(head[:65536].decode("utf-8", "replace")))


def _lines(source: Source) -> Iterator[Item]:
    limit, encoding = source.limits.value_chars, source.encoding
    with source.open_text() as file:
        number = 0
        while line := file.readline(limit):
            number += 1
            if len(line) == limit and not line.endswith(b"\n"):
                _skip_line(file, limit)
                yield Item(number, b"", "row_too_long")
                continue
            page = ""
            if not line.isascii():
                text, page = decode_line(line, encoding)
                line = text.encode("utf-8", "surrogatepass") if page or encoding.fallback else line
            is_cut = not line.endswith(b"\n")
            if line := line.strip():
                if is_cut and _parsed(line) is None:
                    raise unreadable("file_cut_short")
                yield Item(number, line, "", page)


def _skip_line(file: BinaryIO, limit: int) -> None:
    while (more := file.readline(limit)) and not more.endswith(b"\n"):
        pass


class _Text:
    """A growing window on the text of a document."""

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self.text = ""
        self.at = 0
        self.is_ended = False
        self._file = file
        self._encoding = source.encoding
        self._rest = b""
        self._step = _CHUNK

    def grow(self, most: int) -> bool:
        """Read on; False at the end of the file. Raises when one value holds more than `most` characters."""
        if self.is_ended:
            return False
        if len(self.text) - self.at > most:
            raise unreadable("json_broken")
        data = self._file.read(self._step)
        self._step = min(self._step * 2, _CHUNK * 64)
        self.is_ended = not data
        # Cut at the last newline or ASCII character, so that no letter is halved and whole lines are judged.
        data = self._rest + data
        cut = len(data) if self.is_ended else _safe_end(data)
        self._rest = data[cut:]
        pieces = data[:cut].splitlines(keepends=True)
        self.text = self.text[self.at :] + "".join(decode_line(piece, self._encoding)[0] for piece in pieces)
        self.at = 0
        return True

    def shrink(self) -> None:
        """A value was read: the next one is looked for in small steps again."""
        self._step = _CHUNK

    def skip_space(self, most: int) -> str:
        """Move to the next thing that is not space or a comma and return its first character; "" at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.grow(most):
                return ""


def _safe_end(data: bytes) -> int:
    end = len(data)
    while end and data[end - 1] > 0x7F:
        end -= 1
    return end


def _stream(source: Source) -> Iterator[Item]:
    most = source.limits.value_chars
    with source.open_text() as file:
        window = _Text(file, source)
        is_array = _enter(window, most)
        number = 0
        while first := window.skip_space(most):
            if is_array and first == "]":
                return
            text = _next_value(window, most)
            number += 1
            problem = "" if first == "{" else "row_not_an_object"
            yield Item(number, text.encode("utf-8", "surrogatepass"), problem)
        if is_array:
            raise unreadable("file_cut_short")


def _enter(window: _Text, most: int) -> bool:
    """Step into the array, be it the document itself or what a page or collection holds; False for single objects."""
    first = window.skip_space(most)
    if first == "{":
        match = _CONTENTS.match(window.text, window.at)
        if match and _is_page(window.text[:65536].encode("utf-8", "replace")):
            window.at = match.end()
            return True
        return False
    window.at += 1
    return True


def _next_value(window: _Text, most: int) -> str:
    while True:
        try:
            _, end = _DECODER.raw_decode(window.text, window.at)
        except RecursionError as deep:
            raise unreadable("json_too_deep") from deep
        except ValueError as broken:
            window_had = len(window.text) - window.at
            if window.grow(most):
                continue
            is_cut = window_had == 0 or _is_unfinished(broken, window)
            raise unreadable("file_cut_short" if is_cut else "json_broken") from broken
        if end == len(window.text) and window.grow(most):
            continue  # a number may go on
        text = window.text[window.at : end]
        window.at = end
        window.shrink()
        return text


def _is_unfinished(broken: ValueError, window: _Text) -> bool:
    """Whether the error is at the very end: the text stopped, it was not wrong."""
    at = getattr(broken, "pos", 0)
    return at >= len(window.text.rstrip()) - 1 or "Unterminated" in str(broken)
