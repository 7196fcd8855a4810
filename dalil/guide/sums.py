"""The rows of an intake as the sum of their outcomes, in figures and as the parts of a bar. It never counts anything."""

from collections.abc import Mapping
from dataclasses import dataclass

from dalil.guide.models import Outcome

COLOURS: Mapping[str, str] = {
    Outcome.NEW: "#2f6f4f",
    Outcome.UPDATE: "#2b5f8a",
    Outcome.SAME: "#6a4c93",
    Outcome.DUPLICATE: "#a06a1c",
    Outcome.UNCHANGED: "#7d7a72",
    Outcome.LEFT_OUT: "#b9b4aa",
    Outcome.REFUSED: "#a3262a",
}
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome: how many rows, and its piece of a bar WIDTH units wide."""

    code: str
    label: str
    count: int
    colour: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Sum:
    """All rows read, and the parts that they are the sum of."""

    total: int
    parts: tuple[Part, ...]


def sum_of(counts: Mapping[str, int]) -> Sum:
    """The sum; outcomes that no row has are left out."""
    total = sum(counts.values())
    parts, start = [], 0.0
    for outcome in Outcome:
        if count := counts.get(outcome.value, 0):
            width = WIDTH * count / total
            parts.append(
                Part(outcome.value, str(outcome.label), count, COLOURS[outcome], round(start, 2), round(width, 2))
            )
            start += width
    return Sum(total, tuple(parts))
