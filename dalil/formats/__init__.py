"""One module per exchange format: rows in, with problems of a row beside the row, not raised.

It never trusts the name of a file: the content decides. No Django, no network, no clock.
"""

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Final

from dalil.formats import (
    dalil_lines,
    delimited,
    entries,
    flat_json,
    ftm,
    geojson,
    hsds,
    iati,
    json_ld,
    packages,
    parquet,
    ror,
    xlsx,
    xlsx_tables,
)
from dalil.formats.holder import holder_of
from dalil.formats.limits import Limits
from dalil.formats.problems import PROBLEM_CODES, note, unreadable
from dalil.formats.row import Problem, RawRow, Reading, UnreadableFile, excerpt, verbatim
from dalil.formats.sniff import is_workbook, lie_of_name, refuse_what_is_no_text
from dalil.formats.source import Source

__all__ = [
    "FORMATS",
    "PROBLEM_CODES",
    "Limits",
    "Problem",
    "RawRow",
    "Reading",
    "UnreadableFile",
    "excerpt",
    "open_file",
    "verbatim",
]

FORMATS: Final[tuple[ModuleType, ...]] = (
    xlsx_tables,
    xlsx,
    parquet,
    iati,
    entries,
    ror,
    dalil_lines,
    ftm,
    geojson,
    json_ld,
    hsds,
    flat_json,
    delimited,
)
"""Every format, the most particular first: the first that fits reads the file. To add one, add its module here."""


def open_file(path: Path, *, name: str, format: str = "", limits: Limits = Limits()) -> Reading:  # noqa: A002, B008
    """Return the reading of a file. `name` is what its bringer called it; `format` a name in FORMATS, to insist on it.

    A folder, or an archive that is no workbook, is read when the data of an edition lie in it.
    Raises UnreadableFile, and nothing else, whatever the bytes are.
    """
    source = Source(path, name, limits)
    if not path.is_dir():
        source.check_size()
    holder = holder_of(source)
    if holder and packages.fits(holder):
        return packages.read(holder)
    if path.is_dir():
        raise unreadable("file_is_archive")
    if not source.head:
        raise unreadable("file_empty") if not source.is_gzip else unreadable("file_cut_short", last="0")
    if not (is_workbook(source) or parquet.fits(source) or iati.fits(source)):
        refuse_what_is_no_text(source)
    for module in FORMATS:
        if format in ("", module.NAME) and module.fits(source):
            reading: Reading = module.read(source)
            return _with_note_on_name(reading, name)
    raise unreadable("format_not_as_said", said=format) if format else unreadable("file_empty")


def _with_note_on_name(reading: Reading, name: str) -> Reading:
    if said := lie_of_name(name, reading.format):
        lie = note("name_not_content", said=said, found=reading.format)
        return replace(reading, notes=(lie, *reading.notes))
    return reading
