"""Saying what each column of a list holds: the proposal with its reasons, some cells to judge it by, and a choice.

It never shows a cell that looks like a private contact.
"""

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dalil import kinds
from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.formats.row import RawRow, UnreadableFile
from dalil.guide import column_words, problems
from dalil.guide.actions import intakes
from dalil.guide.actions.refusals import Refused
from dalil.guide.mapping import FIELDS, Column, Mapping, ProposedColumn
from dalil.guide.models import Intake, IntakeState
from dalil.guide.plan_rows import showable
from dalil.guide.steps import page_of

SAMPLES = 4
EDITABLE = (IntakeState.UPLOADED, IntakeState.READY, IntakeState.PLANNED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One column on the page: what it is proposed to hold, why, and some of its cells."""

    number: int
    label: str
    field: str
    scheme: str
    separator: str
    confidence: int
    reason: str
    samples: tuple[str, ...]


@for_editors
def intake_mapping(request: HttpRequest, number: int) -> HttpResponse:
    """The page, or the choice."""
    intake = get_object_or_404(Intake.objects.select_related("source"), pk=number)
    if intake.state not in EDITABLE or not intake.columns:
        return redirect(page_of(intake))
    refusal: list[str] = []
    chosen = stored_mapping(intake)
    if request.method == "POST":
        chosen = chosen_mapping(request, intake)
        refusal = set_mapping(request, intake, chosen)
        if not refusal:
            return redirect("guide:intake_progress", number=intake.pk)
    try:
        columns = intakes.proposal_for(intake=intake)
    except UnreadableFile:
        return redirect("guide:intake_progress", number=intake.pk)
    page = {
        "here": "intakes",
        "intake": intake,
        "refusal": refusal,
        "choices": choices(columns.proposal.columns, columns.samples, chosen),
        "fields": [(code, column_words.FIELDS[code]) for code in FIELDS],
        "registers": sorted(kinds.registers()),
        "country": chosen.country if chosen else "",
        "notes": [problems.worded(problem, intake.file_name) for problem in problems.stored(intake.notes)],
    }
    return render(request, "guide/pages/staff/intake_mapping.html", page, status=422 if refusal else 200)


def choices(proposed: tuple[ProposedColumn, ...], samples: tuple[RawRow, ...], chosen: Mapping | None) -> list[Choice]:
    """The columns with what was chosen before in place of what is proposed."""
    before = {column.label: column for column in chosen.columns} if chosen else {}
    found = []
    for number, one in enumerate(proposed):
        column = before.get(one.column.label, one.column)
        cells = dict.fromkeys(row.cells.get(column.label, "").strip() for row in samples)
        found.append(
            Choice(
                number=number,
                label=column.label,
                field=column.field,
                scheme=column.scheme,
                separator=column.separator,
                confidence=round(one.confidence * 100),
                reason=str(column_words.REASONS[one.reason]),
                samples=tuple(showable(cell[:120]) for cell in cells if cell)[:SAMPLES],
            )
        )
    return found


def stored_mapping(intake: Intake) -> Mapping | None:
    """What was chosen before, for this file or else for the last edition, whose columns may be others; if anything."""
    text = intake.mapping or intake.source.mapping
    return msgspec.json.decode(text, type=Mapping) if text else None


def chosen_mapping(request: HttpRequest, intake: Intake) -> Mapping:
    """What the form says, column by column, in the order of the file."""

    def said(name: str, number: int) -> str:
        return request.POST.get(f"{name}-{number}", "").strip()

    country = request.POST.get("country", "").strip()
    return Mapping(
        columns=tuple(
            Column(label, said("field", i) or "ignore", said("scheme", i), said("separator", i)[:3])
            for i, label in enumerate(intake.columns)
        ),
        country=(kinds.country_named(country) or country) if country else "",
    )


def set_mapping(request: HttpRequest, intake: Intake, mapping: Mapping) -> list[str]:
    """Name the columns; why not, in sentences, when refused."""
    by, keep = person_of(request), "keep" in request.POST
    try:
        intakes.set_mapping(intake=intake, mapping=mapping, keep=keep, by=by, at=timezone.now())
    except Refused as refused:
        return [str(refused), *(problems.worded(problem) for problem in getattr(refused, "problems", ()))]
    return []
