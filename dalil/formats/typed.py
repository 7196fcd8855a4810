"""Rows of the formats that define their own records: one JSON object each, read by its declared shape.

It never fails a file for one bad object: that one is refused, with the place in it that does not fit.
"""

import json
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from dalil.formats.json_text import Item, items
from dalil.formats.problems import note, refusal, to_the_end
from dalil.formats.record import Record
from dalil.formats.row import Problem, RawRow, Reading, excerpt
from dalil.formats.source import Source

Shape = TypeVar("Shape")
Made = tuple[Record | None, str, tuple[Problem, ...]]
"""A record, the id of the row within its format, and problems."""


def read_typed(source: Source, name: str, shape: type[Shape], make: Callable[[Shape, int], Made]) -> Reading:
    """Return the reading of a document in which each object has the given shape."""
    decoder = msgspec.json.Decoder(shape, strict=False)

    def rows() -> Iterator[RawRow]:
        return to_the_end(_row(item, source, name, decoder, make) for item in items(source))

    notes = () if next(rows(), None) else (note("no_rows"),)
    return Reading(name, rows, encoding=source.encoding.name, notes=notes)


def _row(
    item: Item,
    source: Source,
    name: str,
    decoder: msgspec.json.Decoder[Shape],
    make: Callable[[Shape, int], Made],
) -> RawRow:
    number = item.number
    if item.problem:
        return refusal(item.problem, number, limit=str(source.limits.value_chars))
    try:
        content = _decoded(item.text, decoder)
        record, key, problems = make(content, number)
    except msgspec.ValidationError as wrong:
        where = excerpt(str(wrong).rpartition("`")[0].rpartition("`")[2])
        return refusal("row_not_as_format", number, format=name, where=where)
    except RecursionError:
        return refusal("row_too_deep", number)
    except ValueError:
        return refusal("row_not_json", number, value=excerpt(item.text[:400].decode("utf-8", "replace")))
    text = item.text.decode("utf-8", "surrogatepass")
    return RawRow(number, "", {}, record, item.notes() + problems, text, key)


def _decoded(text: bytes, decoder: msgspec.json.Decoder[Shape]) -> Shape:
    """Decode fast; on failure once more in the lenient way: nulls left out, lone surrogates and raw NULs no error."""
    try:
        return decoder.decode(text)
    except ValueError:
        value = _without_nulls(json.loads(text.decode("utf-8", "surrogatepass"), strict=False))
        return decoder.decode(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_without_nulls(part) for part in value if part is not None]
    return value
