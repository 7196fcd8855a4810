"""Profiles read from the database: one query for any number of organisations, two where words stand on them. It never writes.

What was withdrawn is taken out here, at every reading: whoever shows what a record says asks here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import msgspec
from django.db.models import Exists

from dalil.formats.record import Name, decode
from dalil.formats.record import Record as Values
from dalil.guide.consent import WHOLE, HeldBack, fields_held_back, without
from dalil.guide.held_back import ON_SITE, held_back, words_about
from dalil.guide.models import Record
from dalil.guide.profile import Profile, Testimony, profile_of

FIELDS = (
    "id",
    "organisation_id",
    "home_id",
    "source_id",
    "values",
    "former_names",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
    "row__number",
    "source__slug",
    "source__name",
    "source__kind",
    "row__intake__as_of",
    "stated_in",
)


def testimonies_of(organisation_ids: Iterable[str], surfaces: Collection[str]) -> Iterator[tuple[str, Testimony]]:
    """Yield (organisation id, testimony) for every record of these organisations that holds.

    Without what was withdrawn, or never allowed, on one of these surfaces. The records' own query says whether any word stands
    on these organisations at all; only then are the words read, before a first record is told.
    """
    ids = list(organisation_ids)
    words: list[HeldBack] | None = None
    records = Record.objects.holding().filter(organisation_id__in=ids).order_by("organisation_id", "id")
    records = records.annotate(has_words=Exists(words_about(ids)))
    for row in records.values_list(*FIELDS, "has_words").iterator(chunk_size=2000):
        (
            number,
            owner,
            home,
            source,
            values,
            former,
            first_seen,
            last_seen,
            gone,
            row_number,
            slug,
            name,
            kind,
            as_of,
            stated_in,
            has_words,
        ) = row
        if words is None:
            words = held_back(ids, surfaces) if has_words else []
        fields = fields_held_back(words, owner, home, source, kind) if words else frozenset()
        if WHOLE in fields:
            continue
        yield (
            owner,
            Testimony(
                record=without(with_former_names(decode(values), former), fields),
                record_id=number,
                source=slug,
                source_name=name,
                source_kind=kind,
                since=first_seen,
                as_of=as_of or last_seen,
                row_number=row_number,
                is_gone=gone is not None,
                held_back=fields,
                stated_in=stated_in,
            ),
        )


def with_former_names(record: Values, former: str) -> Values:
    """The record with the names that the same list gave it before."""
    if former == "[]":
        return record
    return msgspec.structs.replace(record, names=(*record.names, *msgspec.json.decode(former, type=tuple[Name, ...])))


def former_names(before: Values, after: Values, known: str) -> str:
    """The names a record had and has no longer, as JSON: those of `known`, and what `before` had beyond `after`."""
    now = {name.value for name in after.names}
    earlier = (*msgspec.json.decode(known, type=tuple[Name, ...]), *before.names)
    gone = {
        name.value: Name(name.value, name.lang, ("former",))
        for name in earlier
        if name.value not in now and "acronym" not in name.types
    }
    return msgspec.json.encode(tuple(gone.values())).decode()


def profiles_of(organisation_ids: Iterable[str], surfaces: Collection[str] = ON_SITE) -> dict[str, Profile]:
    """Return the profile of each of these organisations by id; one query for all, or two. Unknown ids are left out."""
    found: dict[str, list[Testimony]] = defaultdict(list)
    for owner, testimony in testimonies_of(organisation_ids, surfaces):
        found[owner].append(testimony)
    return {owner: profile_of(testimonies) for owner, testimonies in found.items()}
