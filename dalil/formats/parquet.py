"""Apache Parquet: one row for each organisation, its values as lists, for whoever works with columns.

What works with columns (`parquet_columns`) is loaded when such a file is at hand: PyArrow takes a quarter of a second and
forty megabytes, which a web server or a linking process need not have.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, BinaryIO, Final

from dalil.formats.published import Published
from dalil.formats.row import Reading
from dalil.formats.sound import Written
from dalil.formats.source import Source

NAME: Final = "parquet"
_MAGIC: Final = b"PAR1"


def fits(source: Source) -> bool:
    """Whether the file is Parquet."""
    return not source.is_gzip and source.head.startswith(_MAGIC)


def read(source: Source) -> Reading:
    """Open one of our own Parquet files."""
    reading: Reading = _columns().read(source)
    return reading


def write(entries: Iterable[Published], file: BinaryIO) -> Written:
    """Write the organisations, a thousand at a time."""
    written: Written = _columns().write(entries, file)
    return written


def _columns() -> Any:
    return import_module("dalil.formats.parquet_columns")
