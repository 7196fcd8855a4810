"""Related tables read side by side, one organisation at a time: each table is in the order of the ids, as it was written.

It never holds more than the rows of one organisation. A table out of order cannot be read so, and is refused; a row that
belongs to no organisation is refused by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from dalil.formats.limits import Limits
from dalil.formats.problems import refusal, unreadable
from dalil.formats.row import RawRow, excerpt
from dalil.formats.sound import key_of, record_of
from dalil.formats.tables import ORGANISATIONS, VALUES, Cells, published_from

Lines = Iterator[tuple[int, Cells]]
"""The rows of a table below its header, each with its number."""

NAME: Final = "dalil-tables"
_MOST_VALUES: Final = 10_000
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class _Stream:
    """One table of values, read up to the organisation that is wanted."""

    def __init__(self, name: str, lines: Lines, limits: Limits) -> None:
        self.name = name
        self.strays: list[RawRow] = []
        self._lines = lines
        self._limits = limits
        self._next = next(lines, None)
        self._last = ""

    def take(self, organisation: str) -> list[Cells]:
        """The rows of the organisation; what came before it and belongs to none is kept as refused."""
        found: list[Cells] = []
        while self._next is not None:
            number, cells = self._next
            owner = cells.get("organisation", "")
            if owner < self._last:
                raise unreadable("row_not_as_format", self.name, format=NAME, where="organisation")
            if owner > organisation:
                break
            self._last = owner
            if owner == organisation and len(found) < _MOST_VALUES:
                found.append(cells)
            else:
                value = excerpt(owner)
                self.strays.append(
                    refusal(
                        "row_not_as_format", number, self.name, "organisation", value, format=NAME, where="organisation"
                    )
                )
            self._next = next(self._lines, None)
        return found

    def rest(self) -> Iterator[RawRow]:
        """Yield what nobody took."""
        self.take("\U0010ffff" * 8)
        yield from self.strays


def joined_rows(tables: Mapping[str, Lines], limits: Limits) -> Iterator[RawRow]:
    """Yield one row for each organisation, in the order of their table."""
    streams = [_Stream(name, tables[name], limits) for name in VALUES if name in tables]
    last = ""
    for number, own in tables[ORGANISATIONS]:
        organisation = own.get("id", "")
        if organisation <= last:
            raise unreadable("row_not_as_format", ORGANISATIONS, format=NAME, where="id")
        last = organisation
        values = {stream.name: stream.take(organisation) for stream in streams}
        for stream in streams:
            yield from stream.strays
            stream.strays.clear()
        yield _row(number, own, values, limits)
    for stream in streams:
        yield from stream.rest()


def _row(number: int, own: Cells, values: Mapping[str, list[Cells]], limits: Limits) -> RawRow:
    for cells in (own, *(cells for rows in values.values() for cells in rows)):
        for column, cell in cells.items():
            if len(cell) > limits.cell_chars:
                limit = str(limits.cell_chars)
                return refusal("cell_too_long", number, ORGANISATIONS, excerpt(column), excerpt(cell), limit=limit)
    try:
        entry = published_from(own, values)
    except msgspec.ValidationError as wrong:
        where = excerpt(str(wrong).rpartition("`")[0].rpartition("`")[2])
        return refusal("row_not_as_format", number, ORGANISATIONS, format=NAME, where=where)
    return RawRow(number, ORGANISATIONS, {}, record_of(entry), (), _ENCODER.encode(entry).decode(), key_of(entry.id))
