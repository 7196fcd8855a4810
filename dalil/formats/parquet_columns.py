"""The columns of our Parquet files: one row for each organisation, its values as lists.

It is written without dictionaries, so that a file can be known to unpack to what it says. Of Parquet files only our own
are read: another's columns would need a mapping that is made for tables.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from dalil.formats.parquet import NAME
from dalil.formats.problems import refusal, to_the_end, unreadable
from dalil.formats.published import Published
from dalil.formats.row import RawRow, Reading, excerpt
from dalil.formats.sound import Written, key_of, record_of, sound
from dalil.formats.source import Source, refuse_bomb

_AT_ONCE: Final = 1000
_READ_AT_ONCE: Final = 64
_MOST_ROWS: Final = 5_000_000
_MOST_METADATA: Final = 16 << 20
_PLAIN: Final = frozenset({"PLAIN", "RLE", "BIT_PACKED"})
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_TEXT: Final = pa.string()


def _said(*fields: tuple[str, Any]) -> Any:
    """A list of values, each with its sources; a value of one part stands in `value`."""
    parts = [pa.field(name, kind) for name, kind in fields]
    return pa.list_(pa.struct([*parts, pa.field("by", pa.list_(_TEXT)), pa.field("as_of", _TEXT)]))


_PLAIN_VALUE: Final = _said(("value", _TEXT))
SCHEMA: Final = pa.schema(
    {
        "id": _TEXT,
        "uri": _TEXT,
        "titles": pa.map_(_TEXT, _TEXT),
        "names": _said(("value", _TEXT), ("lang", _TEXT), ("types", pa.list_(_TEXT))),
        "identifiers": _said(("scheme", _TEXT), ("value", _TEXT)),
        "locations": _said(
            ("country", _TEXT),
            ("region", _TEXT),
            ("locality", _TEXT),
            ("lat", pa.float64()),
            ("lng", pa.float64()),
            ("geonames", pa.int64()),
        ),
        "links": _PLAIN_VALUE,
        "sectors": _said(("code", _TEXT), ("method", _TEXT), ("given", _TEXT), ("confidence", pa.float64())),
        "relations": _said(("kind", _TEXT), ("scheme", _TEXT), ("value", _TEXT), ("label", _TEXT)),
        "descriptions": _said(("value", _TEXT), ("lang", _TEXT)),
        "languages": _PLAIN_VALUE,
        "kinds": _PLAIN_VALUE,
        "statuses": _PLAIN_VALUE,
        "founded": _PLAIN_VALUE,
        "closed_on": _PLAIN_VALUE,
        "sector_codes": pa.list_(_TEXT),
        "is_sector_guessed": pa.bool_(),
        "changed_on": _TEXT,
        "merged": pa.list_(_TEXT),
    }
)
_SINGLE: Final = frozenset({"links", "languages", "kinds", "statuses", "founded", "closed_on"})
_SAID: Final = frozenset(SCHEMA.names[3:-4])


def write(entries: Iterable[Published], file: BinaryIO) -> Written:
    """Write the entries, a thousand in a row group."""
    count = 0
    remaining = sound(entries)
    options = {"compression": "zstd", "use_dictionary": False, "write_statistics": ["id"]}
    with pq.ParquetWriter(file, SCHEMA, **options) as writer:
        while part := [_flat(entry) for entry in islice(remaining, _AT_ONCE)]:
            writer.write_table(pa.Table.from_pylist(part, schema=SCHEMA))
            count += len(part)
    return Written(count)


def _flat(entry: Published) -> dict[str, Any]:
    """The entry as a row: what a value is made of stands beside who says so."""
    row: dict[str, Any] = {}
    for name in SCHEMA.names:
        value = getattr(entry, name)
        if name == "titles":
            row[name] = sorted(value.items())
        elif name in _SAID:
            row[name] = [{**_parts(said.value, name), "by": list(said.by), "as_of": said.as_of} for said in value]
        else:
            row[name] = list(value) if isinstance(value, tuple) else value
    return row


def _parts(value: Any, name: str) -> dict[str, Any]:
    return {"value": value} if name in _SINGLE else msgspec.structs.asdict(value)


def read(source: Source) -> Reading:
    """Open a file that `write` wrote, or another program with the same columns."""
    with _opened(source) as file:
        total = file.metadata.num_rows

    def rows() -> Iterator[RawRow]:
        return to_the_end(_rows(source))

    return Reading(NAME, rows, total=total)


def _opened(source: Source) -> Any:
    """The file after a look at its metadata. Raises UnreadableFile for what is not ours, too large or broken."""
    try:
        file = pq.ParquetFile(
            source.path,
            thrift_string_size_limit=_MOST_METADATA,
            thrift_container_size_limit=_MOST_METADATA,
            page_checksum_verification=True,
        )
    except (pa.ArrowException, OSError, ValueError) as broken:
        raise unreadable("file_cut_short", last="0") from broken
    try:
        _refuse_strange(file, source)
    except BaseException:
        file.close()
        raise
    return file


def _refuse_strange(file: Any, source: Source) -> None:
    if not {"id", "names"} <= set(file.schema_arrow.names):
        raise unreadable("file_is_unknown")
    if file.metadata.num_rows > _MOST_ROWS:
        raise unreadable("file_too_large", limit=str(_MOST_ROWS))
    packed, unpacked = source.path.stat().st_size, 0
    for group in range(file.num_row_groups):
        for column in range(file.metadata.num_columns):
            chunk = file.metadata.row_group(group).column(column)
            # A dictionary lets a few bytes stand for a long text any number of times.
            times = 1 if set(chunk.encodings) <= _PLAIN else max(1, chunk.num_values)
            unpacked += chunk.total_uncompressed_size * times
    if unpacked > source.limits.unpacked_bytes:
        refuse_bomb(unpacked, packed, source.limits)


def _rows(source: Source) -> Iterator[RawRow]:
    number = 0
    with _opened(source) as file:
        names = [name for name in SCHEMA.names if name in file.schema_arrow.names]
        try:
            for batch in file.iter_batches(batch_size=_READ_AT_ONCE, columns=names, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield _row(row, number)
        except (pa.ArrowException, OSError, ValueError) as broken:
            raise unreadable("file_cut_short") from broken


def _row(row: dict[str, Any], number: int) -> RawRow:
    try:
        entry = msgspec.convert(
            {name: _told(name, value) for name, value in row.items() if value is not None}, Published
        )
    except (msgspec.ValidationError, TypeError, ValueError, AttributeError) as wrong:
        where = excerpt(str(wrong).rpartition("`")[0].rpartition("`")[2])
        return refusal("row_not_as_format", number, format=NAME, where=where)
    return RawRow(number, "", {}, record_of(entry), (), _ENCODER.encode(entry).decode(), key_of(entry.id))


def _told(name: str, value: Any) -> Any:
    """A column of a row in the form of an entry."""
    if name == "titles":
        return dict(value)
    if name not in _SAID:
        return value
    return [
        {
            "value": one["value"] if name in _SINGLE else {k: v for k, v in one.items() if k not in ("by", "as_of")},
            "by": one["by"],
            "as_of": one["as_of"],
        }
        for one in value
    ]
