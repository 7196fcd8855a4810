"""Keeping the search index in step with the database. The index is never the truth: it can be rebuilt at any time.

The index remembers up to which moment it has taken changes in; catching up means taking in whatever changed since.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from dalil import search
from dalil.guide.models import Organisation
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of

PAGE = 500
# Up to this share of the guide it is quicker to update entries than to write the index anew.
UPDATE_UP_TO = 0.5
OVERLAP = timedelta(seconds=2)

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


def place() -> Path:
    """Where the index lies."""
    return Path(settings.DALIL_HOME) / "index"


def stamp_file() -> Path:
    """Where the moment up to which the index is in step is kept."""
    return Path(settings.DALIL_HOME) / "index-is-in-step-until"


def entry_of(organisation_id: str, profile: Profile) -> search.Entry:
    """What the index holds of one organisation: public values only."""
    names = tuple((said.value.value, said.value.lang) for said in profile.names if "acronym" not in said.value.types)
    places = [said.value for said in profile.locations]
    return search.Entry(
        id=organisation_id,
        names=names,
        acronyms=tuple(said.value.value for said in profile.names if "acronym" in said.value.types),
        identifiers=tuple(said.value.value for said in profile.identifiers),
        domains=tuple(dict.fromkeys(domain_of(said.value) for said in profile.links)),
        localities=tuple(dict.fromkeys(p.locality for p in places if p.locality)),
        sectors=profile.sector_codes,
        countries=tuple(dict.fromkeys(p.country for p in places if p.country)),
        regions=tuple(dict.fromkeys(p.region for p in places if p.region)),
        kind=profile.kind,
        languages=tuple(dict.fromkeys(said.value.lang for said in profile.names if said.value.lang)),
        sources=tuple(dict.fromkeys(testimony.source for testimony in profile.testimonies)),
        status=profile.status,
        title_sort=profile.title().casefold(),
    )


def domain_of(link: str) -> str:
    """The host of a web address, without www."""
    return (urlsplit(link if "//" in link else f"//{link}").hostname or "").removeprefix("www.")


def entries(organisation_ids: Iterable[str]) -> Iterator[search.Entry]:
    """Entries for these organisations, page by page: one query for each PAGE of them."""
    page: list[str] = []
    for organisation_id in organisation_ids:
        page.append(organisation_id)
        if len(page) == PAGE:
            yield from (entry_of(pk, profile) for pk, profile in profiles_of(page).items())
            page = []
    yield from (entry_of(pk, profile) for pk, profile in profiles_of(page).items())


def rebuild(progress: Progress = no_progress) -> int:
    """Build the index anew and put it in place at once; return how many organisations it holds."""
    until = newest_change()
    listed = Organisation.objects.listed().order_by("pk")
    total = listed.count()

    def counted() -> Iterator[search.Entry]:
        for done, entry in enumerate(entries(listed.values_list("pk", flat=True).iterator(chunk_size=PAGE)), start=1):
            if done % PAGE == 0 or done == total:
                progress(done, total)
            yield entry

    search.Index.build(place(), counted())
    keep_stamp(until)
    return total


def catch_up() -> int:
    """Take in what changed since the index was last in step; return how many organisations were looked at.

    An index that is missing, damaged or of an older layout is rebuilt; so is one with too much to catch up.
    """
    stamp = kept_stamp()
    until = newest_change()
    if stamp is None or not search.Index.exists(place()):
        return rebuild()
    if until is None or until <= stamp:
        return 0
    changed = list(
        Organisation.objects.filter(changed_at__gt=stamp - OVERLAP).values_list("pk", "merged_into", "is_listed")
    )
    if len(changed) > UPDATE_UP_TO * Organisation.objects.count():
        return rebuild()
    listed = [pk for pk, merged_into, is_listed in changed if merged_into is None and is_listed]
    found = list(entries(listed))
    gone = {pk for pk, _, _ in changed} - {entry.id for entry in found}
    try:
        search.Index.open(place()).update(found, sorted(gone))
    except search.IndexIsMissing:
        return rebuild()
    keep_stamp(until)
    return len(changed)


def catch_up_after_commit() -> None:
    """Bring the index up to date once the transaction under way is committed."""
    transaction.on_commit(catch_up)


def find(query: search.Query) -> search.Found:
    """Ask the index; one that cannot be read is rebuilt first."""
    try:
        return search.Index.open(place()).find(query)
    except search.IndexIsMissing:
        rebuild()
        return search.Index.open(place()).find(query)


def suggest(prefix: str, *, limit: int = 8) -> list[search.Suggestion]:
    """Names that begin like this, for the search box."""
    try:
        return search.Index.open(place()).suggest(prefix, limit=limit)
    except search.IndexIsMissing:
        return []


def newest_change() -> datetime | None:
    """The moment of the newest change to any organisation."""
    newest: datetime | None = Organisation.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def keep_stamp(until: datetime | None) -> None:
    """Remember up to when the index is in step."""
    if until is not None:
        stamp_file().write_text(until.isoformat())


def kept_stamp() -> datetime | None:
    """Up to when the index is in step, or None when nobody knows."""
    try:
        return datetime.fromisoformat(stamp_file().read_text())
    except (OSError, ValueError):
        return None
