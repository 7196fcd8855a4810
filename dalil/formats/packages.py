"""A folder or zip archive with the data of an edition: the form that holds most is read, the others say the same again.

It never unpacks an archive to the disk.
"""

from dalil.formats import csv_tables, dalil_lines
from dalil.formats.holder import Holder
from dalil.formats.row import Reading
from dalil.formats.source import Source
from dalil.formats.tables import ORGANISATIONS, VALUES

LINES = f"{ORGANISATIONS}.jsonl"


def fits(holder: Holder) -> bool:
    """Whether the data of an edition lie there."""
    return _lines(holder) is not None or _table(holder) is not None


def read(holder: Holder) -> Reading:
    """Open the lines if they are there, else the tables."""
    if lines := _lines(holder):
        return dalil_lines.read(lines)
    found = {ORGANISATIONS: _table(holder)} | {name: _table(holder, name) for name in VALUES}
    return csv_tables.read({name: source for name, source in found.items() if source})


def _lines(holder: Holder) -> Source | None:
    source = holder.named(LINES)
    return source if source and dalil_lines.fits(source) else None


def _table(holder: Holder, name: str = ORGANISATIONS) -> Source | None:
    own = holder.named(f"{ORGANISATIONS}.csv")
    return own and holder.beside(own, f"{name}.csv")
