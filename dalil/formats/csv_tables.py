"""Our tables as text: one CSV file each in a folder, as spreadsheet programs open them and databases take them in.

UTF-8 with a byte order mark (without it Excel shows Arabic as noise), lines that end as RFC 4180 says, and no cell that a
program would calculate. It never writes a table without its header, even when it has no rows.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from dalil.formats.guarding import guarded, unguarded
from dalil.formats.joining import NAME, Lines, joined_rows
from dalil.formats.problems import to_the_end, unreadable
from dalil.formats.published import EditionCard, Published
from dalil.formats.row import RawRow, Reading
from dalil.formats.sound import Labels, Written, sound
from dalil.formats.source import Source
from dalil.formats.tables import ORGANISATIONS, VALUES, Cell, columns_of, rows_beside, rows_of

_MARK: Final = "\ufeff"


def write(entries: Iterable[Published], folder: Path, card: EditionCard, labels: Labels) -> Written:
    """Write the tables into a folder that is there. `labels` are the words for the codes, in the card's languages."""
    count = 0
    with ExitStack() as files:
        tables = {}
        for name, columns in columns_of(card.languages).items():
            file = files.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            file.write(_MARK)
            tables[name] = csv.writer(file)
            tables[name].writerow([column.name for column in columns])
        for entry in sound(entries):
            count += 1
            for table, cells in rows_of(entry, card.languages):
                _write(tables[table], cells)
        for table, cells in rows_beside(card.sources, labels, card.languages):
            _write(tables[table], cells)
    return Written(count)


def _write(table: Any, cells: Sequence[Cell]) -> None:
    table.writerow([guarded(cell) if isinstance(cell, str) else "" if cell is None else repr(cell) for cell in cells])


def read(sources: Mapping[str, Source]) -> Reading:
    """Open the tables, each a source by its name without the ending; `organisations` at least is there."""

    def rows() -> Iterator[RawRow]:
        tables = {name: _lines(source) for name, source in sources.items() if name in VALUES or name == ORGANISATIONS}
        limits = sources[ORGANISATIONS].limits
        return to_the_end(joined_rows(tables, limits))

    next(rows(), None)
    return Reading(NAME, rows, encoding="utf-8", sheets=tuple(sources))


def _lines(source: Source) -> Lines:
    """Yield the rows of a file as `write` wrote them. Whatever is not so ends the file."""
    with io.TextIOWrapper(source.open_text(), "utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            for number, cells in enumerate(reader, 2):
                if len(cells) != len(header):
                    raise unreadable("row_not_as_format", source.name, format=NAME, where=str(number))
                yield number, dict(zip(header, map(unguarded, cells), strict=True))
        except (csv.Error, UnicodeDecodeError) as broken:
            raise unreadable("file_cut_short") from broken
