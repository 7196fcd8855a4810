"""Bodies with one record each, and questions about them, written directly: for tests of decisions.

Moments are given; nothing here reads the clock.
"""

from datetime import UTC, datetime, timedelta

from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Name, Record, encode
from dalil.guide.models import Decision, How, Organisation, Proposal, Source, Verdict
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys
from dalil.linkage.calibration import MODEL

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SURE = [{"code": "exact_name", "params": {"name": "Olive"}, "bits": 30.0}]


def source(slug: str = "list") -> Source:
    return Source.objects.get_or_create(slug=slug, defaults={"name": f"The {slug}", "created_at": NOON})[0]


def body(
    pk: str,
    name: str = "",
    *,
    number: str = "",
    slug: str = "list",
    at: datetime = NOON,
    record: Record | None = None,
) -> Organisation:
    """An organisation with one record: this one, or one with a name and a number."""
    numbers = (Identifier("GB-CHC", number),) if number else ()
    record = record or Record(names=(Name(name or f"Body {pk}"),), identifiers=numbers)
    made = Organisation.objects.create(pk=pk, title=name or f"Body {pk}", created_at=at, changed_at=at)
    Stored.objects.create(
        source=source(slug),
        key=pk,
        organisation=made,
        home=made,
        values=encode(record).decode(),
        keys=pack_keys(keys_of(record)),
        first_seen_at=at,
        last_seen_at=at,
    )
    return made


def asked(left: Organisation, right: Organisation, *, bits: float = 30.0, slug: str = "list") -> Proposal:
    """A question about two bodies, as a plan puts it."""
    left, right = sorted((left, right), key=lambda one: one.pk)
    return Proposal.objects.create(
        left=left,
        right=right,
        left_record=left.records.get(),
        right_record=right.records.get(),
        score=1 / (1 + 2**-bits),
        bits=bits,
        reasons=SURE,
        alike="+exact_name",
        model=MODEL,
        source=source(slug),
        created_at=NOON,
    )


def pairs(count: int, *, bits: float = 30.0, slug: str = "list") -> list[Proposal]:
    """So many pairs of twins, each asked about."""
    return [asked(body(f"a{n:03}"), body(f"b{n:03}", slug=slug), bits=bits, slug=slug) for n in range(count)]


def decided(count: int, by: Person, *, bits: float, is_same: bool, how: str = How.QUEUE) -> None:
    """So many decisions at these bits, for a calibration to learn from."""
    first = Stored.objects.order_by("pk").first()
    assert first is not None
    verdict = Verdict.SAME if is_same else Verdict.NOT_SAME
    made = Decision(
        left=first, right=first, verdict=verdict, how=how, bits=bits, score=0.9, model=MODEL, by=by, at=NOON
    )
    Decision.objects.bulk_create(
        Decision(**{f.attname: getattr(made, f.attname) for f in Decision._meta.concrete_fields if f.name != "id"})
        for _ in range(count)
    )
