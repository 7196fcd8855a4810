"""JSON lines and arrays of flat objects: each key is a column, though keys and types drift from row to row.

It never drops a value: a list of plain values becomes one cell with semicolons, an object stays JSON text.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dalil.formats.json_text import Item, items, looks_like_json, parse
from dalil.formats.problems import refusal, to_the_end
from dalil.formats.row import Problem, RawRow, Reading, UnreadableFile, excerpt
from dalil.formats.source import Source

NAME: Final = "jsonl"
_SAMPLE_ROWS: Final = 2000


def fits(source: Source) -> bool:
    """Whether the text is JSON at all."""
    return looks_like_json(source)


def read(source: Source) -> Reading:
    """Open a document of flat objects. The columns are all keys of the first rows, in the order of appearance."""

    def rows() -> Iterator[RawRow]:
        return to_the_end(_row(item, source) for item in items(source))

    columns: dict[str, None] = {}
    broken: Problem | None = None
    for row in islice(rows(), _SAMPLE_ROWS):
        columns.update(dict.fromkeys(row.cells))
        broken = broken or next(iter(row.problems), None)
    if not columns:
        raise UnreadableFile(broken or Problem("json_without_rows"))
    return Reading(NAME, rows, tuple(columns), source.encoding.name)


def _row(item: Item, source: Source) -> RawRow:
    number, limit = item.number, source.limits.cell_chars
    if item.problem:
        return refusal(item.problem, number, value=_shown(item), limit=str(source.limits.value_chars))
    try:
        value = parse(item.text.decode("utf-8", "surrogatepass"))
    except RecursionError:
        return refusal("row_too_deep", number)
    except ValueError:
        return refusal("row_not_json", number, value=_shown(item))
    if not isinstance(value, dict):
        return refusal("row_not_an_object", number, value=_shown(item))
    if len(value) > source.limits.columns:
        return refusal("row_too_wide", number, limit=str(source.limits.columns))
    cells: dict[str, str] = {}
    for key, content in value.items():
        cell = content if isinstance(content, str) else _cell(content)
        if len(cell) > limit:
            return refusal("cell_too_long", number, column=_label(key), value=excerpt(cell), limit=str(limit))
        cells[key if key.isascii() and key.isprintable() and key else _label(key)] = cell
    return RawRow(number, "", cells, None, item.notes())


def _label(key: str) -> str:
    return excerpt(key, 120) or "?"


def _shown(item: Item) -> str:
    return excerpt(item.text[:400].decode("utf-8", "replace"))


def _cell(content: object) -> str:
    if content is None:
        return ""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, list) and all(isinstance(part, str) for part in content):
        return "; ".join(content)
    return json.dumps(content, ensure_ascii=False)
