"""Our tables as text: one CSV file each in a folder, as spreadsheet programs open them and databases take them in.

UTF-8 with a byte order mark (without it Excel shows Arabic as noise), lines that end as RFC 4180 says, and no cell that a
program would calculate. It never writes a table without its header, even when it has no rows.
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from dalil.formats.guarding import guarded
from dalil.formats.published import EditionCard, Published
from dalil.formats.sound import Labels, Written, sound
from dalil.formats.tables import Cell, columns_of, rows_beside, rows_of

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
