"""The page of a source: its intakes, and for each what became of every row read. The outcomes add up to the rows."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dalil import search
from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.indexing import find
from dalil.guide.models import Intake, IntakeState, Outcome, Source
from dalil.guide.visibility import SOURCES

MOST_INTAKES = 20


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of one intake, every outcome with its label."""

    intake: Intake
    counts: tuple[tuple[str, int], ...]


def outcomes_of(intake: Intake) -> tuple[tuple[str, int], ...]:
    """Every outcome, also those that no row had."""
    return tuple((str(label), intake.counts.get(code, 0)) for code, label in Outcome.choices)


@public("everyone may see where the guide has its knowledge from")
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    shown = get_object_or_404(SOURCES.visible(Source.objects.all(), viewer_of(request)), slug=slug)
    intakes = shown.intakes.filter(state=IntakeState.CARRIED_OUT).order_by("-carried_out_at", "-id")[:MOST_INTAKES]
    accounts = [Account(intake, outcomes_of(intake)) for intake in intakes]
    found = find(search.Query(text="", filters={"source": (slug,)}, offset=0, limit=0))
    page = {"here": "sources", "source": shown, "total": found.total, "accounts": accounts}
    return render(request, "guide/pages/source.html", page)
