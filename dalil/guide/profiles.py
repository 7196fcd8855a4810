"""Profiles read from the database: one query for any number of organisations. It never writes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dalil.formats.record import decode
from dalil.guide.models import Record
from dalil.guide.profile import Profile, Testimony, profile_of

FIELDS = (
    "id",
    "organisation_id",
    "values",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
    "row__number",
    "source__slug",
    "source__name",
    "source__kind",
    "row__intake__as_of",
)


def testimonies_of(organisation_ids: Iterable[str]) -> Iterator[tuple[str, Testimony]]:
    """Yield (organisation id, testimony) for every record of these organisations; one query."""
    records = Record.objects.filter(organisation_id__in=list(organisation_ids)).order_by("organisation_id", "id")
    for row in records.values_list(*FIELDS).iterator(chunk_size=2000):
        number, owner, values, first_seen, last_seen, gone, row_number, slug, name, kind, as_of = row
        yield (
            owner,
            Testimony(
                record=decode(values),
                record_id=number,
                source=slug,
                source_name=name,
                source_kind=kind,
                since=first_seen,
                as_of=as_of or last_seen,
                row_number=row_number,
                is_gone=gone is not None,
            ),
        )


def profiles_of(organisation_ids: Iterable[str]) -> dict[str, Profile]:
    """Return the profile of each of these organisations by id; one query for all. Unknown ids are left out."""
    found: dict[str, list[Testimony]] = defaultdict(list)
    for owner, testimony in testimonies_of(organisation_ids):
        found[owner].append(testimony)
    return {owner: profile_of(testimonies) for owner, testimonies in found.items()}
