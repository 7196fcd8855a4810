"""The steps that a platform of a federation test can take, in its own process. Django is set up before this is imported."""

import csv
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from dalil.accounts.models import Person
from dalil.formats.published import EditionCard
from dalil.guide import indexing, judgements
from dalil.guide.actions import carrying, editing, intakes, merging, planning, sources
from dalil.guide.actions.refusals import Refused
from dalil.guide.mapping import Column, Mapping
from dalil.guide.models import How, Intake, IntakeState, Organisation, Record, Source
from dalil.guide.progress import Progress
from dalil.press import folder, tasks
from dalil.press.actions import editions, making, publishing, subscribing
from dalil.press.actions.editions import Wish
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import Edition, Subscription

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def prepare() -> None:
    """A database, two people, and editions that consist of their content alone."""
    if not (Path(settings.DALIL_HOME) / "db.sqlite3").exists():
        call_command("migrate", verbosity=0)
    for name in ("first", "second"):
        if not Person.objects.filter(sign_in_name=name).exists():
            Person.objects.create_person(name, name, is_editor=True)
    making.products_of = without_products
    publishing.mirroring.products_of = without_products


def without_products(card: EditionCard) -> tuple[Product, ...]:
    return ()


def people() -> tuple[Person, Person]:
    return Person.objects.get(sign_in_name="first"), Person.objects.get(sign_in_name="second")


def take(path: str) -> object:
    """Take a table in; its columns are called as the fields are. Planned, approved, carried out."""
    by, _ = people()
    source = Source.objects.filter(slug=Path(path).stem).first() or sources.create_source(
        slug=Path(path).stem, card=sources.SourceCard(name=Path(path).stem), by=by, at=NOW
    )
    intake = intakes.start_intake(source=source, path=Path(path), file_name=Path(path).name, by=by, at=NOW)
    if intake.state == IntakeState.UPLOADED:
        with Path(path).open(encoding="utf-8") as file:
            columns = [field_of(label) for label in next(csv.reader(file))]
        intakes.set_mapping(intake=intake, mapping=Mapping(tuple(columns)), keep=True, by=by, at=NOW)
    return carry(intake)


def field_of(label: str) -> Column:
    """`identifier:XI-ROR` is a number of that register."""
    field, _, scheme = label.partition(":")
    return Column(label, field, scheme=scheme)


def carry(intake: Intake) -> object:
    by, second = people()
    intake.refresh_from_db()
    planned = planning.plan_intake(intake=intake, by=by, at=NOW)
    approved = planning.approve_plan(intake=planned, version=planned.version, by=second, at=NOW)
    done = carrying.carry_out(intake=approved, at=NOW)
    return {**done.counts, "gone": done.gone_count}


def decide(argument: str) -> object:
    """An editor answers every question with yes, the likeliest first, until none is left."""
    by, _ = people()
    merged = 0
    while (question := judgements.queue().first()) is not None:
        try:
            merging.merge(stays=question.left, moved=question.right, by=by, at=NOW, how=How.QUEUE, proposal=question)
            merged += 1
        except Refused:
            merging.judge_not_same(left=question.left, right=question.right, by=by, at=NOW, proposal=question)
        indexing.catch_up()
    return merged


def publish(argument: str) -> object:
    """Draft, approve, make, sign, publish."""
    first, second = people()
    drafted = editions.draft_edition(wish=Wish(date(2026, 11, 22)), by=first, at=NOW)
    approved = editions.approve_edition(edition=drafted, version=drafted.version, by=second, at=NOW)
    making.make_edition(edition=approved, clock=lambda: NOW)
    publishing.publish_pending(at=NOW)
    return approved.number


def slow_products(card: EditionCard) -> tuple[Product, ...]:
    """Three products, each of which takes a while: time enough to be killed in."""

    def make(name: str, frozen: Frozen, place: Path, told: Progress) -> None:
        for number in range(40):
            (place / f"{number}.txt").write_text(f"{frozen.card.number} {name} {number}")
            time.sleep(0.02)
            told(number + 1, 40)

    return tuple(Product(name, name, partial(make, name)) for name in ("first", "second", "third"))


def publish_slowly(argument: str) -> object:
    """Draft and approve unless it was; then make and publish as the worker does."""
    making.products_of = publishing.mirroring.products_of = slow_products
    first, second = people()
    edition = Edition.objects.under_way().first()
    if edition is None:
        edition = editions.draft_edition(wish=Wish(date(2026, 11, 22)), by=first, at=NOW)
        editions.approve_edition(edition=edition, version=edition.version, by=second, at=NOW)
    while tasks.work_once(lambda: NOW):
        pass
    edition.refresh_from_db()
    return [edition.number, edition.state]


def revoke(argument: str) -> object:
    first, _ = people()
    edition = Edition.objects.get(number=int(argument))
    editions.revoke_edition(edition=edition, version=edition.version, reason="wrong", by=first, at=NOW)
    publishing.publish_pending(at=NOW)
    return argument


def subscribe(home: str) -> object:
    """Take in the editions of the platform that has its home there, and carry its plan out."""
    by, _ = people()
    mirror = Path(home) / "mirror" / "public"
    fingerprint = subscribing.mirrors.digest((mirror / "metadata" / "1.root.json").read_bytes())
    look = subscribing.subscribe(address=str(mirror), fingerprint=fingerprint, by=by, at=NOW)
    return told(look)


def update(argument: str) -> object:
    by, _ = people()
    subscription = Subscription.objects.select_related("source").get()
    return told(subscribing.update_subscription(subscription=subscription, by=by, at=NOW))


def told(look: subscribing.Look) -> object:
    outcome = carry(look.intake) if look.intake else {}
    return {"state": look.subscription.state, "taken": look.taken, "left": look.left, "outcome": outcome}


def clusters(argument: str) -> object:
    """The organisations as sets of what lies at the bottom of them: the rows of lists, named by platform, list and row."""
    me = Path(settings.DALIL_HOME).name
    found: dict[str, set[str]] = {}
    records = Record.objects.filter(gone_at=None, source__withdrawn_at=None)
    for record in records.select_related("source__subscription", "row"):
        found.setdefault(record.organisation_id, set()).update(bottom_of(record, me))
    return [sorted(cluster) for cluster in found.values()]


def bottom_of(record: Record, me: str) -> list[str]:
    assert record.row is not None
    if not Subscription.objects.filter(source=record.source).exists():
        return [f"{me}/{record.source.slug}/{record.row.number}"]
    other = Path(record.source.subscription.address).parents[1].name
    return [f"{other}/{one['source']}/{one['row']}" for one in json.loads(record.row.cells)["witnesses"]]


def listed(argument: str) -> object:
    """The titles of what the public sees."""
    return sorted(Organisation.objects.listed().values_list("title", flat=True))


def content(argument: str) -> object:
    """Everything that the newest edition says, and the whole of the mirror as text."""
    edition = Edition.objects.published().first()
    assert edition is not None
    return (folder.editions() / str(edition.number) / "entries.jsonl").read_text("utf-8")


def unlist(title: str) -> object:
    by, _ = people()
    editing.set_listed(organisation=Organisation.objects.get(title=title), is_listed=False, by=by, at=NOW)
    return title


def frozen_titles(argument: str) -> object:
    edition = Edition.objects.order_by("-number").first()
    assert edition is not None
    return sorted(profile.title() for _entry, profile in Frozen(folder.frozen(edition)).profiles())


STEPS: dict[str, Callable[[str], object]] = {
    "take": take,
    "decide": decide,
    "publish": publish,
    "publish_slowly": publish_slowly,
    "revoke": revoke,
    "subscribe": subscribe,
    "update": update,
    "clusters": clusters,
    "listed": listed,
    "content": content,
    "unlist": unlist,
    "frozen_titles": frozen_titles,
}
