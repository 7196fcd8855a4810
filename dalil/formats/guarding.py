"""Cells that a spreadsheet program would take for a formula, made harmless by an apostrophe, and taken back exactly.

It never changes a cell that no program would calculate, but for one that already begins with an apostrophe: that gets
a second one, so that taking back one is always right.
"""

from typing import Final

CALCULATED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def guarded(cell: str) -> str:
    """The cell as it may stand in a file that a spreadsheet program opens."""
    return f"'{cell}" if cell.startswith(CALCULATED) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") else cell
