"""Decisions as lines of JSON, for learning weights anew from them: the pair, the verdict, the evidence and its version.

It never gives out who decided, what they noted in words, or anything but what an open list says of a body.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from dalil.formats.record import Record as Values
from dalil.formats.record import decode
from dalil.guide.models import Decision, Record, Verdict

FORM: Final = "dalil-decisions-1"


class Side(msgspec.Struct, frozen=True):
    """One of the two records: its list, its key there, and its values as they were when it was decided."""

    source: str
    key: str
    values: Values


class Line(msgspec.Struct, frozen=True):
    """One decision. `holds` is false for one that was taken back; `supersedes` is the one that this takes back."""

    form: str
    id: int
    verdict: str
    holds: bool
    how: str
    mode: str
    size: int
    bits: float
    score: float
    model: str
    decided_on: str
    supersedes: int | None
    reasons: list[Any]
    left: Side
    right: Side


def lines(*, automatic: bool = False) -> Iterator[bytes]:
    """Yield every decision as a line of JSON, in the order in which they were made; also those that were taken back.

    With `automatic` also what was joined without asking: nobody judged that, so nothing is to be learned from it.
    """
    encoder = msgspec.json.Encoder(order="deterministic")
    related = ("left__source", "right__source", "superseding", "supersedes")
    made = Decision.objects.select_related(*related).order_by("pk")
    for one in (made if automatic else made.exclude(how="automatic")).iterator(chunk_size=1000):
        yield encoder.encode(line_of(one)) + b"\n"


def line_of(one: Decision) -> Line:
    """One decision in the form of the export."""
    # What takes a decision back has no values of its own: they are those of what it takes back.
    held = one.supersedes or one
    return Line(
        form=FORM,
        id=one.pk,
        verdict=one.verdict,
        holds=one.verdict != Verdict.WITHDRAWN and not hasattr(one, "superseding"),
        how=one.how,
        mode=one.mode,
        size=one.size,
        bits=one.bits,
        score=one.score,
        model=one.model,
        decided_on=one.at.date().isoformat(),
        supersedes=one.supersedes_id,
        reasons=one.reasons,
        left=side_of(one.left, held.left_values),
        right=side_of(one.right, held.right_values),
    )


def side_of(record: Record, then: str) -> Side:
    """One record without its descriptions: free text is where a person might be named, and linking does not read it."""
    values = msgspec.structs.replace(decode(then or record.values), descriptions=())
    return Side(record.source.slug, record.key, values)
