"""What every format gives: rows as they stand in the file, and problems that name their place.

It never holds a sentence: a problem is a code with its particulars, and the guide words it in the reader's language.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from dalil.formats.record import Record


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something wrong, and where: `code` is one of PROBLEM_CODES; `params` fill the sentence.

    `row` is the line as a spreadsheet program numbers it (from 1; 0 = the whole file), `value` at most 80 characters.
    A fatal problem refuses the row; one that is not is a note beside it.
    """

    code: str
    row: int = 0
    sheet: str = ""
    column: str = ""
    value: str = ""
    params: dict[str, str] = {}
    is_fatal: bool = True


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a source, verbatim: `cells` by column label; `record` only from formats that define one.

    Such formats give `text`, the JSON of the row as it stands in the file, and `key`, the format's own id of the row.
    """

    number: int
    sheet: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    record: Record | None = None
    problems: tuple[Problem, ...] = ()
    text: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An opened file: what it is, its columns (empty for structured formats), and its rows, read lazily.

    `rows()` may be called again; each call starts from the top. It raises UnreadableFile where the file breaks off,
    with the last good row in the problem: half a list must not pass for a whole one. `total` is the number of rows if
    known at once, else 0.
    """

    format: str
    rows: Callable[[], Iterator[RawRow]]
    columns: tuple[str, ...] = ()
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()
    total: int = 0

    @property
    def is_tabular(self) -> bool:
        """Whether the columns need a mapping before a row can become a record."""
        return bool(self.columns)


_UNSTORABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def excerpt(text: str, length: int = 80) -> str:
    """Return the start of a text as a message may show it: no control characters, no lone surrogates, one line."""
    return " ".join(_UNSTORABLE.sub("", text[: length * 4]).split())[:length]


def verbatim(raw: RawRow) -> str:
    """Return the row as the JSON text to be stored: what the file said, in a form that every database takes.

    NUL and lone surrogates are written as JSON escapes, so `json.loads` gives back exactly the cells.
    """
    if raw.text:
        return raw.text.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
    try:
        return msgspec.json.encode(raw.cells).decode()
    except UnicodeEncodeError:
        return json.dumps(dict(raw.cells))
