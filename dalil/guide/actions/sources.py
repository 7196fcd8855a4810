"""Naming the sources that tell us about organisations. It never deletes one: what a source said stays attributed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dalil.accounts.models import Person
from dalil.guide.actions.refusals import SlugIsTaken
from dalil.guide.models import IntakeState, Organisation, Source, SourceKind
from dalil.ledger.actions import write

EDITORS = "editors"
BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCard:
    """What we state of a source: who publishes it, under which licence, where."""

    name: str
    kind: str = SourceKind.LIST
    publisher: str = ""
    licence: str = ""
    address: str = ""
    is_listed: bool = True


FIELDS = ("name", "kind", "publisher", "licence", "address", "is_listed")


@transaction.atomic
def create_source(*, slug: str, card: SourceCard, by: Person, at: datetime) -> Source:
    """Name a new source. Raises SlugIsTaken."""
    if Source.objects.filter(slug=slug).exists():
        raise SlugIsTaken
    stated = {name: getattr(card, name) for name in FIELDS}
    source = Source.objects.create(slug=slug, created_at=at, **stated)
    write(by=by, action="create_source", subject=f"source:{slug}", data=stated, at=at)
    return source


@transaction.atomic
def change_source(*, source: Source, card: SourceCard, by: Person, at: datetime) -> Source:
    """State something else of a source; the ledger keeps what was stated before."""
    changes = {}
    for name in FIELDS:
        old, new = getattr(source, name), getattr(card, name)
        if old != new:
            changes[name] = {"before": old, "after": new}
            setattr(source, name, new)
    if changes:
        source.save(update_fields=list(changes))
        write(by=by, action="change_source", subject=f"source:{source.slug}", data=changes, at=at)
    return source


@transaction.atomic
def withdraw_source(*, source: Source, reason: str, by: Person, at: datetime) -> Source:
    """Show nothing more of what a source says: its publisher took it back. The records stay, and may come back.

    Organisations of which nobody else speaks are not shown either. Intakes of it that wait are abandoned. Called again,
    nothing changes.
    """
    held = Source.objects.select_for_update().get(pk=source.pk)
    waiting = held.intakes.exclude(state__in=(IntakeState.CARRIED_OUT, IntakeState.UNREADABLE, IntakeState.ABANDONED))
    abandoned = waiting.update(state=IntakeState.ABANDONED, version=F("version") + 1)
    if held.withdrawn_at is None:
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        mark(Organisation.objects.filter(records__source=held).values_list("pk", flat=True), at)
    elif not abandoned:
        return held
    data = {"reason": reason, "abandoned_intakes": abandoned}
    write(by=by, action="withdraw_source", subject=f"source:{held.slug}", data=data, at=at)
    return held


@transaction.atomic
def restore_source(*, source: Source, by: Person, at: datetime) -> Source:
    """Show again what a withdrawn source says. Called again, nothing changes."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    if held.withdrawn_at is None:
        return held
    held.withdrawn_at = None
    held.save(update_fields=["withdrawn_at"])
    mark(Organisation.objects.filter(records__source=held).values_list("pk", flat=True), at)
    write(by=by, action="restore_source", subject=f"source:{held.slug}", data={}, at=at)
    return held


def mark(numbers: Iterable[str], at: datetime) -> None:
    """These organisations say something else from now on."""
    found = sorted(set(numbers))
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        Organisation.objects.filter(pk__in=some).update(changed_at=at, is_indexed=False)


def editors_source(*, by: Person, at: datetime) -> Source:
    """The source that speaks for the editors of this guide; made when first needed."""
    stated = {"name": "Editors of this guide", "kind": SourceKind.EDITOR}
    source, is_new = Source.objects.get_or_create(slug=EDITORS, defaults={**stated, "created_at": at})
    if is_new:
        write(by=by, action="create_source", subject=f"source:{EDITORS}", data=stated, at=at)
    return source
