"""Text tables: cells between commas, semicolons, tabs or bars, in any of the encodings in use.

It never guesses a cell: what is broken is reported with its line, and reading goes on with the next one.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import dropwhile, islice
from typing import BinaryIO, Final

from dalil.formats.encoding import decode_line
from dalil.formats.problems import note, refusal, to_the_end, unreadable
from dalil.formats.row import Problem, RawRow, Reading, UnreadableFile, excerpt
from dalil.formats.source import Source
from dalil.formats.table import SAMPLE_LINES, Line, find_header, rows_under

NAME: Final = "csv"
_SEPARATORS: Final = (",", ";", "\t", "|")
_NO_SEPARATOR: Final = "\x1f"  # a list of one column may hold commas: this never occurs in text
_BREAK: Final = re.compile(r"(?<=\r)(?!\n)")
_TOO_LONG: Final = "too long"  # stands where a code page would
_SEP_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def fits(source: Source) -> bool:
    """Whether the file can be read as a table of text; everything that is text can."""
    return bool(source.text_head.strip(b' \t\r\n\x00\x1a,;|"'))


def read(source: Source) -> Reading:
    """Open a text table."""
    separator, skipped = _sniff_separator(source)
    header = find_header(list(_sample(source, separator, skipped)), source.limits)
    notes = list(_encoding_notes(source))
    if header is None:
        raise unreadable("file_empty")
    notes.extend(header.notes)

    def rows() -> Iterator[RawRow]:
        table = _Table(source, separator)
        lines = table.lines()
        return to_the_end(
            _with_refused(rows_under(header, lines, source.limits, is_strict=True, beside=table.beside), table)
        )

    if next(rows(), None) is None:
        notes.append(note("no_rows"))
    return Reading(NAME, rows, header.labels, source.encoding.name, notes=tuple(notes))


def _encoding_notes(source: Source) -> Iterator[Problem]:
    encoding = source.encoding
    if encoding.is_mixed:
        yield note("encoding_mixed", encoding=encoding.name)
    elif encoding.fallback:
        yield note("encoding_guessed", encoding=encoding.name)


class _Table:
    """One pass over the lines of a file; what is wrong with a line waits in `beside` until its row is made."""

    def __init__(self, source: Source, separator: str) -> None:
        self.beside: dict[int, list[Problem]] = {}
        self.refused: deque[RawRow] = deque()
        self._source = source
        self._separator = separator
        self._pushed: deque[tuple[str, str]] = deque()
        self._taken: list[tuple[str, str]] = []
        self._number = 0
        self._limits = source.limits

    def lines(self) -> Iterator[Line]:
        """Yield every record with its number, including empty ones."""
        with self._source.open_text() as file:
            physical = _physical_lines(file, self._source)
            reader = self._reader(physical)
            while True:
                self._taken.clear()
                self._number += 1
                self.beside.clear()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    cells = []
                if self._is_runaway(cells):
                    self._give_back()
                    reader = self._reader(physical)
                    continue
                if self._note_line():
                    yield self._number, cells

    def _reader(self, physical: Iterator[tuple[str, str]]) -> Iterator[list[str]]:
        return csv.reader(self._feed(physical), delimiter=self._separator)

    def _feed(self, physical: Iterator[tuple[str, str]]) -> Iterator[str]:
        """Hand lines to the parser, remembering which ones a record took."""
        while True:
            line = self._pushed.popleft() if self._pushed else next(physical, None)
            if line is None:
                return
            self._taken.append(line)
            yield line[0]
            if len(self._taken) > self._limits.quoted_lines:
                raise csv.Error

    def _is_runaway(self, cells: list[str]) -> bool:
        """Whether the record broke off, or swallowed lines up to the end because a quote was never closed."""
        if not cells and self._taken[0][0].strip():
            return True
        return len(self._taken) > 1 and "".join(text for text, _ in self._taken).count('"') % 2 == 1

    def _give_back(self) -> None:
        """Refuse the line with the open quote and let the lines that it swallowed be read again."""
        value = excerpt(self._taken[0][0])
        if len(self._taken) == 1:
            limit = str(self._limits.cell_chars)
            self.refused.append(refusal("cell_too_long", self._number, value=value, limit=limit))
        else:
            self.refused.append(refusal("quote_not_closed", self._number, value=value))
        self._pushed.extendleft(reversed(self._taken[1:]))

    def _note_line(self) -> bool:
        """Keep notes on how the line was decoded; False if it was too long to be kept at all."""
        pages = {page for _, page in self._taken if page}
        if not pages:
            return True
        if _TOO_LONG in pages:
            limit = str(self._limits.line_chars)
            self.refused.append(refusal("row_too_long", self._number, limit=limit))
            return False
        if not self._source.encoding.fallback:
            page = min(pages)
            self.beside[self._number] = [note("line_not_utf8", self._number, encoding=page)]
        return True


def _with_refused(rows: Iterator[RawRow], table: _Table) -> Iterator[RawRow]:
    """Yield the rows, and between them those that were refused before they became a line."""
    for row in rows:
        while table.refused and table.refused[0].number < row.number:
            yield table.refused.popleft()
        yield row
    yield from table.refused


def _physical_lines(file: BinaryIO, source: Source) -> Iterator[tuple[str, str]]:
    """Yield each line of the file with the code page it needed; an over-long line comes as an empty one."""
    encoding, limit = source.encoding, source.limits.line_chars
    stream = io.BufferedReader(_NewlineForReturn(file)) if _has_returns_only(source.text_head) else file
    while data := stream.readline(limit):
        if len(data) == limit and not data.endswith(b"\n"):
            while data and not data.endswith(b"\n"):
                data = stream.readline(limit)
            yield "\n", _TOO_LONG
            continue
        if data.strip() == b"\x1a":  # the mark by which DOS programs ended a file
            data = b"\n"
        text, page = decode_line(data, encoding)
        if "\r" in text[:-2]:
            for part in _BREAK.split(text):
                yield part, page
        else:
            yield text, page


def _has_returns_only(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


class _NewlineForReturn(io.RawIOBase):
    """A stream whose lines end in carriage returns alone, as old Macintosh programs wrote them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def _sample(source: Source, separator: str, skipped: int) -> Iterator[Line]:
    """Yield the first lines; where the file breaks off, those before."""
    with suppress(UnreadableFile):
        yield from islice(_Table(source, separator).lines(), skipped, SAMPLE_LINES * 10)


def _sniff_separator(source: Source) -> tuple[str, int]:
    """Return the separator by which most lines fall into the same number of cells, and how many lines only name it."""
    first = source.text_head[:200].split(b"\n", 1)[0].decode("latin-1")
    if said := _SEP_LINE.fullmatch(first):
        return said[1], 1
    best, best_score = _NO_SEPARATOR, 0.0
    for separator in _SEPARATORS:
        widths = [len(cells) for _, cells in islice(_sample(source, separator, 0), SAMPLE_LINES) if any(cells)]
        score = _evenness(widths)
        if score > best_score:
            best, best_score = separator, score
    return best, 0


def _evenness(widths: Sequence[int]) -> float:
    """Return how much lines of these many cells look like a table; 0 if they do not."""
    # Lines of one cell at the top are titles, or else the list has one column and commas in its cells.
    table = list(dropwhile(lambda width: width == 1, widths))
    split = Counter(width for width in table if width > 1)
    if not split or split.total() < 0.8 * len(table):
        return 0.0
    width, count = max(split.items(), key=lambda item: (item[1], item[0]))
    share = count / len(table)
    if len(table) < len(widths) and (share < 0.8 or count == 1):
        return 0.0
    return share + min(width, 20) / 100
