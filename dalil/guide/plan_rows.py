"""Rows of a plan as a page shows them: cells as they stand, the organisation meant, reasons and problems in words.

It never changes a row.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from dalil.guide import problems, reasons
from dalil.guide.models import Organisation, Outcome, Row

ON_A_PAGE = 40
CELLS_SHOWN = 6
UNSHOWABLE = re.compile("[\\0\\ud800-\\udfff]")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row on the page: its cells as they stand, what becomes of it and why."""

    row: Row
    cells: tuple[tuple[str, str], ...]
    target: Organisation | None
    reasons: list[reasons.WordedReason]
    problems: list[str]
    is_decidable: bool


class CountedRows(Paginator):  # type: ignore[type-arg]  # not subscriptable when the program runs
    """Pages of rows whose number the plan knows already: counting half a million anew would take seconds."""

    def __init__(self, rows: object, count: int) -> None:
        super().__init__(rows, ON_A_PAGE)  # type: ignore[arg-type]
        self.known = count

    @cached_property
    def count(self) -> int:
        """As the plan says."""
        return self.known


def planned_rows(rows: Iterable[Row]) -> list[PlannedRow]:
    """The rows of a page with all that is shown of them: one query for all their organisations."""
    rows = list(rows)
    targets = Organisation.objects.in_bulk({pk for row in rows for pk in (row.target, row.lookalike) if pk})
    return [planned_row(row, targets) for row in rows]


def planned_row(row: Row, targets: Mapping[str, Organisation]) -> PlannedRow:
    """One row with all that is shown of it; `targets` are the organisations that exist already."""
    return PlannedRow(
        row=row,
        cells=cells_of(row)[:CELLS_SHOWN],
        target=targets.get(row.target) or targets.get(row.lookalike),
        reasons=reasons.worded_all(row.reasons),
        problems=[problems.worded(problem) for problem in problems.stored(row.problems)],
        is_decidable=row.is_first and row.outcome != Outcome.REFUSED,
    )


def cells_of(row: Row) -> tuple[tuple[str, str], ...]:
    """The filled cells of a row by the name of their column, as text that a page can hold."""
    held = json.loads(row.cells)
    pairs = held.items() if isinstance(held, dict) else [("", held)]
    texts = (
        (str(label), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for label, value in pairs
    )
    return tuple((showable(label), showable(text)) for label, text in texts if text not in ("", "null", "[]", "{}"))


def showable(text: str) -> str:
    """The text with the mark for what cannot be shown in place of NUL and lone surrogates, which no page can hold."""
    return UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)
