"""Our own form: one organisation of an edition a line, as JSON, with every value and every source.

It holds all that an edition says of an organisation and is the form to read by program. Its JSON Schema is made from
the same class as the lines. It never holds an organisation twice.
"""

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import msgspec

from dalil.formats.json_text import first_objects, looks_like_json
from dalil.formats.published import Published
from dalil.formats.row import Reading
from dalil.formats.sound import Written, key_of, record_of, sound
from dalil.formats.source import Source
from dalil.formats.typed import Made, read_typed

NAME: Final = "dalil"
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
SCHEMA_URI: Final = "https://json-schema.org/draft/2020-12/schema"


def fits(source: Source) -> bool:
    """Whether the first objects are organisations of an edition."""
    return looks_like_json(source) and any(_is_ours(found) for found in first_objects(source))


def read(source: Source) -> Reading:
    """Open lines of an edition: records without the sources; those stay in the text of the row."""
    return read_typed(source, NAME, Published, _made)


def write(entries: Iterable[Published], file: BinaryIO) -> Written:
    """Write one line for each entry."""
    count = 0
    for entry in sound(entries):
        file.write(_ENCODER.encode(entry) + b"\n")
        count += 1
    return Written(count)


def schema(address: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line; `address` is where it can be read."""
    described = msgspec.json.schema(Published, ref_template="#/$defs/{name}")
    return {"$schema": SCHEMA_URI, **({"$id": address} if address else {}), "title": "Organisation", **described}


def _is_ours(found: dict[str, Any]) -> bool:
    names = found.get("names")
    first = names[0] if isinstance(names, list) and names else {"value": {}}
    is_said = isinstance(first, dict) and isinstance(first.get("value"), dict)
    return is_said and {"id", "uri"} <= found.keys() <= set(Published.__struct_fields__)


def _made(row: Published, number: int) -> Made:
    return record_of(row), key_of(row.id) if row.id else "", ()
