"""How much a file may hold before it is refused, so that no file can exhaust the machine.

It never measures anything: the readers do, and they name the limit that was passed.
"""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. `ratio` (unpacked to packed) counts only above `ratio_from` bytes: small files pack well.

    `line_chars` bounds a line of text before it is taken apart, `cell_chars` one cell, `columns` the width of a row,
    `quoted_lines` how far one quoted cell may run before its quote counts as never closed.
    """

    file_bytes: int = 1024 * MIB
    unpacked_bytes: int = 2048 * MIB
    ratio: int = 250
    ratio_from: int = 64 * MIB
    cell_chars: int = 100_000
    line_chars: int = 2 * MIB
    columns: int = 500
    quoted_lines: int = 500
    value_chars: int = 16 * MIB
    merges: int = 100_000
