"""Freezing: what a stranger may see of the guide, written as the content of an edition. It never writes the database."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from django.db.models import QuerySet

from dalil.access.viewer import STRANGER
from dalil.formats.published import SourceCard
from dalil.guide.confirming import Confirmed
from dalil.guide.held_back import IN_EDITION
from dalil.guide.models import Organisation, Source
from dalil.guide.profile import Profile, Testimony, profile_of, rank
from dalil.guide.profiles import testimonies_of
from dalil.guide.progress import Progress, no_progress
from dalil.guide.truth import confirmed_in
from dalil.guide.visibility import ORGANISATIONS, SOURCES
from dalil.press.frozen import Entry, Witness, encode, profile_in
from dalil.press.models import Subscription

AT_ONCE: Final = 1000
# Where a source that is not named in public comes from: from another platform, and no more is told.
ELSEWHERE: Final = "elsewhere"
SCOPES: Final = ("sector", "country", "region", "kind", "status", "source")

Scope = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What was written: the SHA-256 of the file in hexadecimal, how many entries, and the slugs of the sources in it."""

    digest: str
    count: int
    slugs: frozenset[str]


def freeze(
    path: Path,
    numbers: Sequence[str],
    named: Mapping[str, str],
    scope: Scope,
    told: Progress = no_progress,
    on: date | None = None,
) -> Content:
    """Write the entries of those organisations that are within the scope, by id.

    `named` gives each source the slug under which the edition names it (`slugs_of`); `on` is the day of the edition.
    """
    digest, count, slugs = hashlib.sha256(), 0, set[str]()
    cards = {card.slug: card for card in source_cards(named)}
    with path.open("wb") as file:
        for seen, entry in enumerate(entries_of(sorted(numbers), named, on=on), 1):
            if seen % AT_ONCE == 0:
                told(seen, len(numbers))
            if scope and not is_within(profile_in(entry, cards), scope):
                continue
            line = encode(entry) + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
            slugs.update(one.source for one in entry.witnesses)
        file.flush()
        os.fsync(file.fileno())
    told(len(numbers), len(numbers))
    return Content(digest.hexdigest(), count, frozenset(slugs))


def is_within(profile: Profile, scope: Scope) -> bool:
    """Whether an organisation has, for each filter of the scope, one of the values asked for."""
    places = [said.value for said in profile.locations]
    has: dict[str, set[str]] = {
        "sector": set(profile.sector_codes),
        "country": {place.country for place in places},
        "region": {place.region for place in places},
        "kind": {profile.kind},
        "status": {profile.status},
        "source": {one.source for one in profile.testimonies},
    }
    return all(has[name] & set(wanted) for name, wanted in scope.items() if wanted)


def visible_numbers() -> set[str]:
    """The organisations that a stranger may see."""
    return set(ORGANISATIONS.visible(Organisation.objects.all(), STRANGER).values_list("pk", flat=True))


def entries_of(
    numbers: Iterable[str], named: Mapping[str, str], surfaces: Sequence[str] = IN_EDITION, on: date | None = None
) -> Iterator[Entry]:
    """The entries of these organisations in the order given; six queries a thousand. One without records is left out.

    With the day `on`, each says when it was last confirmed as well.
    """
    remaining = iter(numbers)
    while part := list(islice(remaining, AT_ONCE)):
        found: dict[str, list[Testimony]] = defaultdict(list)
        for owner, testimony in testimonies_of(part, surfaces):
            found[owner].append(testimony)
        changed = dict(Organisation.objects.filter(pk__in=part).values_list("pk", "changed_at"))
        merged = merged_into(part)
        truth = confirmed_in({number: profile_of(said) for number, said in found.items()}, on) if on else {}
        for number in part:
            if number in found and number in changed:
                witnesses = tuple(witness_of(one, named) for one in sorted(found[number], key=rank))
                known = truth.get(number, Confirmed())
                yield Entry(
                    number,
                    changed[number].date().isoformat(),
                    witnesses,
                    tuple(sorted(merged[number])),
                    last_verified_on=known.on.isoformat() if known.on else "",
                    unconfirmed_since=known.since.isoformat() if known.since else "",
                )


def witness_of(testimony: Testimony, named: Mapping[str, str]) -> Witness:
    """A testimony as an edition tells it."""
    return Witness(
        source=named[testimony.source],
        record=testimony.record,
        since=testimony.since.isoformat(),
        as_of=testimony.as_of.isoformat(),
        row=testimony.row_number,
        is_gone=testimony.is_gone,
        held_back=tuple(sorted(testimony.held_back)),
    )


def merged_into(numbers: Sequence[str]) -> dict[str, set[str]]:
    """The ids that lead to each of these, also by way of another."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted: dict[str, str] = {number: number for number in numbers}
    while wanted:
        absorbed = Organisation.objects.filter(merged_into__in=list(wanted)).values_list("pk", "merged_into_id")
        following = {gone: wanted[str(stays)] for gone, stays in absorbed}
        for gone, stays in following.items():
            found[stays].add(gone)
        wanted = following
    return found


def public_sources() -> QuerySet[Source]:
    """The sources that are named in public."""
    return SOURCES.visible(Source.objects.all(), STRANGER)


def public_slugs() -> frozenset[str]:
    """The slugs of the sources that are named in public."""
    return frozenset(public_sources().values_list("slug", flat=True))


def slugs_of(sources: Iterable[Source]) -> dict[str, str]:
    """The slug under which an edition names each source: its own, or a number where the public does not know of it."""
    public = public_slugs()
    return {one.slug: one.slug if one.slug in public else f"unnamed-{one.pk}" for one in sources}


def source_cards(named: Mapping[str, str]) -> tuple[SourceCard, ...]:
    """The sources as an edition names them; of one that is not named in public its kind alone."""
    origins = dict(Subscription.objects.values_list("source__slug", "fingerprint"))
    return tuple(
        SourceCard(one.slug, one.kind, one.name, one.publisher, one.licence, one.address, origins.get(one.slug, ""))
        if named[one.slug] == one.slug
        else SourceCard(named[one.slug], one.kind, origin=ELSEWHERE if one.slug in origins else "")
        for one in Source.objects.filter(slug__in=list(named)).order_by("slug")
    )
