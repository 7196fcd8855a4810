"""Naming the sources that tell us about organisations. It never deletes one: what a source said stays attributed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide.actions.refusals import SlugIsTaken
from dalil.guide.models import Source, SourceKind
from dalil.ledger.actions import write

EDITORS = "editors"


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


def editors_source(*, by: Person, at: datetime) -> Source:
    """The source that speaks for the editors of this guide; made when first needed."""
    stated = {"name": "Editors of this guide", "kind": SourceKind.EDITOR}
    source, is_new = Source.objects.get_or_create(slug=EDITORS, defaults={**stated, "created_at": at})
    if is_new:
        write(by=by, action="create_source", subject=f"source:{EDITORS}", data=stated, at=at)
    return source
