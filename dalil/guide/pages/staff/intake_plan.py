"""The plan of an intake: every row with its outcome, adding up to the rows read; changed by hand, approved, once.

It never changes an organisation: the worker carries an approved plan out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.guide import problems, reasons
from dalil.guide.acting import actor_of, attempt
from dalil.guide.actions import planning
from dalil.guide.models import Intake, Organisation, Outcome, Row
from dalil.guide.steps import page_of
from dalil.guide.sums import sum_of

ON_A_PAGE = 40
CELLS_SHOWN = 6


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


@for_editors
def intake_plan(request: HttpRequest, number: int) -> HttpResponse:
    """The page."""
    intake = get_object_or_404(Intake.objects.select_related("source"), pk=number)
    if not intake.counts:
        return redirect(page_of(intake))
    outcome = request.GET.get("outcome", "")
    is_filtered = outcome in Outcome.values
    rows = intake.rows.filter(outcome=outcome) if is_filtered else intake.rows.all()
    count = intake.counts.get(outcome, 0) if is_filtered else intake.rows_read
    page = CountedRows(rows.order_by("pk"), count).get_page(request.GET.get("page"))
    shown = {
        "here": "intakes",
        "intake": intake,
        "is_open": intake.state == "planned",
        "sum": sum_of(intake.counts),
        "tabs": tabs(intake, outcome if is_filtered else ""),
        "page": page,
        "rows": planned_rows(page.object_list),
        "notes": [problems.worded(problem, intake.file_name) for problem in problems.stored(intake.notes)],
    }
    return render(request, "guide/pages/staff/intake_plan.html", shown)


def tabs(intake: Intake, chosen: str) -> list[dict[str, object]]:
    """All rows, and those of each outcome that occurs."""
    here = reverse("guide:intake_plan", args=[intake.pk])
    found: list[dict[str, object]] = [
        {"label": _("All rows"), "count": intake.rows_read, "address": here, "is_current": not chosen}
    ]
    for outcome in Outcome:
        if count := intake.counts.get(outcome.value):
            address = f"{here}?outcome={outcome.value}"
            found.append(
                {"label": outcome.label, "count": count, "address": address, "is_current": outcome.value == chosen}
            )
    return found


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
    """The filled cells of a row by the name of their column, as text."""
    held = json.loads(row.cells)
    pairs = held.items() if isinstance(held, dict) else [("", held)]
    texts = (
        (str(label), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for label, value in pairs
    )
    return tuple((label, text) for label, text in texts if text not in ("", "null", "[]", "{}"))


@for_editors
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the plan as it was shown; whoever comes second is told that it has changed."""
    intake = get_object_or_404(Intake, pk=number)
    version, by, at = whole_number(request.POST.get("version", "")), actor_of(request), timezone.now()
    done = _("The plan is approved. It is being carried out.")
    attempt(request, lambda: planning.approve_plan(intake=intake, version=version, by=by, at=at), done)
    intake.refresh_from_db()
    return redirect(page_of(intake))


def whole_number(text: str) -> int:
    """The version that a form names; one that it does not name is no version at all."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
