"""Many proposed pairs, made directly, so that pages of the queue can be tested without taking lists in."""

from datetime import UTC, datetime

from dalil.formats.record import Location, Name, Record, encode
from dalil.guide.models import Organisation, Proposal, Source
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys
from dalil.linkage.calibration import MODEL

AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
REASONS = [
    {"code": "exact_name", "params": {"name": "جمعية الزيتون"}, "bits": 12.0},
    {"code": "different_city", "params": {"a": "Jenin", "b": "Tunis"}, "bits": -2.0},
]


def body(source: Source, pk: str, name: str, town: str = "Jenin") -> Organisation:
    """An organisation with one record."""
    values = Record(names=(Name(name),), locations=(Location("PS", "", town),))
    made = Organisation.objects.create(pk=pk, title=name, created_at=AT, changed_at=AT)
    Stored.objects.create(
        source=source, key=pk, organisation=made, home=made, values=encode(values).decode(),
        keys=pack_keys(keys_of(values)), first_seen_at=AT, last_seen_at=AT,
    )  # fmt: skip
    return made


def proposals(source: Source, count: int, *, bits: float = 3.0) -> list[Proposal]:
    """So many pairs, each of two bodies of its own, the first the likeliest."""
    made = []
    for number in range(count):
        left = body(source, f"left{number}", f"جمعية الزيتون {number}")
        right = body(source, f"right{number}", f"Olive Society {number}", "Tunis")
        strength = bits - number / 100
        made.append(
            Proposal.objects.create(
                left=left, right=right, left_record=left.records.get(), right_record=right.records.get(),
                bits=strength, score=1 / (1 + 2**-strength), reasons=REASONS, model=MODEL, size=10_000,
                source=source, created_at=AT,
            )
        )  # fmt: skip
    return made
