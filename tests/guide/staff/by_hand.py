"""What an editor sends from the page for entering one organisation, and a small guide to enter it into."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from dalil.formats.record import Identifier, Location, Name, Record, encode
from dalil.guide import indexing
from dalil.guide.models import Organisation, Source
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
ADD = "/en/staff/organisations/add/"
ALREADY = "/en/staff/organisations/add/already/"

BIRZEIT = Record(
    names=(Name("Birzeit University", "en"),),
    identifiers=(Identifier("XI-ROR", "0256kw398"),),
    locations=(Location("PS", "", "Birzeit"),),
    links=("https://www.birzeit.edu",),
)
OTHERS = (
    Record(names=(Name("Olive Growers Association", "en"),), links=("https://facebook.com/olives",)),
    Record(names=(Name("Institute for Marine Biology", "en"),)),
    Record(names=(Name("Committee of River Rights", "en"), Name("CRR", "en", ("acronym",)))),
    Record(names=(Name("Union of Mountain Teachers", "en"),)),
)


def make(number: str, source: Source, values: Record, **more: Any) -> Organisation:
    facts = {"title": values.names[0].value, "created_at": BEFORE, "changed_at": BEFORE, **more}
    body = Organisation.objects.create(pk=number, **facts)
    seen = {"first_seen_at": BEFORE, "last_seen_at": BEFORE, "keys": pack_keys(keys_of(values))}
    Stored.objects.create(
        source=source, key=number, organisation=body, home=body, values=encode(values).decode(), **seen
    )
    return body


def small_guide(source: Source) -> Organisation:
    """A guide that knows the university by its English name alone."""
    body = make("birzeit", source, BIRZEIT)
    for place, values in enumerate(OTHERS):
        make(f"other{place}", source, values)
    indexing.rebuild()
    return body


def form(*names: str, **more: Any) -> dict[str, Any]:
    """The page as a browser sends it: `names` one in a row, and whatever else."""
    rows = {f"names-{place}-value": name for place, name in enumerate(names)}
    counts = {"names-TOTAL_FORMS": 4, "names-INITIAL_FORMS": 0, "numbers-TOTAL_FORMS": 2, "numbers-INITIAL_FORMS": 0}
    return {**counts, **rows, "source": "river-list", **{key.replace("__", "-"): value for key, value in more.items()}}


def number(value: str, scheme: str = "XI-ROR") -> dict[str, str]:
    return {"numbers-0-scheme": scheme, "numbers-0-value": value}


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text.replace("\u2068", "").replace("\u2069", "")


def shown_in(answer: Any) -> list[str]:
    return [one.number for one in answer.context["alike"]]


def enter(desk: Client, typed: dict[str, Any]) -> Any:
    """Send it, and say of whatever is shown that it is none of these."""
    answer = desk.post(ADD, typed, follow=True)
    if answer.redirect_chain:
        return answer
    return desk.post(ADD, {**typed, "decision": "new", "seen": shown_in(answer)}, follow=True)


def made() -> Organisation:
    return Organisation.objects.exclude(pk__startswith="other").exclude(pk="birzeit").get()
