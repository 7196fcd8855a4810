"""Reading what the API shows: only what a stranger may see, whoever asks, in a fixed number of queries. It never writes."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from dalil.access.viewer import STRANGER
from dalil.formats.hsds_writing import identity
from dalil.formats.published import EditionCard, Published, SourceCard
from dalil.guide.addresses import public_address
from dalil.guide.confirming import Confirmed
from dalil.guide.held_back import IN_API
from dalil.guide.models import Organisation, Source
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.truth import confirmed_in
from dalil.guide.visibility import ORGANISATIONS
from dalil.press.api import listing
from dalil.press.api.endpoint import language_of
from dalil.press.api.problems import absent
from dalil.press.api.shaping import Seen
from dalil.press.freezing import entries_of, slugs_of, source_cards
from dalil.press.frozen import profile_in, published_of

MOST_STEPS: Final = 50
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,12}")
LENGTH_OF_UUID: Final = 36


def changed(public_ids: Iterable[str]) -> dict[str, datetime]:
    """Those of the ids that may be seen, with when they changed; one query."""
    asked = Organisation.objects.filter(pk__in=list(public_ids))
    return dict(ORGANISATIONS.visible(asked, STRANGER).values_list("pk", "changed_at"))


def seen_of(request: HttpRequest, public_ids: Iterable[str]) -> list[Seen]:
    """Those of the ids that may be seen, in their order; five queries."""
    ids = list(public_ids)
    moments = changed(ids)
    profiles = profiles_of(moments, IN_API)
    truth = confirmed_in(profiles, timezone.localdate())
    language = language_of(request)
    return [
        Seen(
            one,
            profiles.get(one, Profile()),
            moments[one],
            uri_of(request, one),
            language,
            *days_of(truth.get(one, Confirmed())),
        )
        for one in ids
        if one in moments
    ]


def days_of(known: Confirmed) -> tuple[str, str]:
    """When an entry was last confirmed, and since when it was not, as ISO 8601 or empty."""
    return known.on.isoformat() if known.on else "", known.since.isoformat() if known.since else ""


def published_in(request: HttpRequest, public_ids: Iterable[str]) -> list[tuple[Seen, Published]]:
    """As `seen_of`, with all that an edition would hold of each, its sources named as in public. Ten queries."""
    ids = list(public_ids)
    moments = changed(ids)
    named, sources = cards()
    card, language = live_card(request), language_of(request)
    found = []
    for entry in entries_of([one for one in ids if one in moments], named, IN_API, timezone.localdate()):
        profile = profile_in(entry, sources)
        days = entry.last_verified_on, entry.unconfirmed_since
        seen = Seen(entry.id, profile, moments[entry.id], uri_of(request, entry.id), language, *days)
        found.append((seen, published_of(entry, profile, card)))
    return found


def live_card(request: HttpRequest) -> EditionCard:
    """The guide as it is now, in the form of an edition's card: the languages, and where it is."""
    return EditionCard(
        platform="",
        address=public_address(request, "/").rstrip("/"),
        number=0,
        dated_on="",
        languages=tuple(code for code, _ in settings.LANGUAGES),
        papers=(),
        licence="",
        title={},
        foreword={},
        scope={},
        count=0,
        digest="",
        previous=None,
        sources=(),
    )


def uri_of(request: HttpRequest, public_id: str) -> str:
    """The permanent address of an organisation: it leads on to the page in the reader's language."""
    return public_address(request, f"/organisations/{public_id}/")


def number_in(text: str) -> str:
    """The guide's id of what may be one, or the UUID made of one; the text itself where it is neither."""
    if len(text) != LENGTH_OF_UUID:
        return text
    known = listing.order().by_uuid.get(text.lower())
    if known is not None:
        return known
    merged = Organisation.objects.exclude(merged_into=None).values_list("pk", flat=True)
    return next((pk for pk in merged if identity(pk) == text.lower()), text)


def standing(text: str) -> str:
    """The id of the organisation that is meant now: itself, or the one that it was merged into. Raises `Refused`."""
    number = number_in(text)
    found = standing_of([number])
    if not found:
        raise absent()
    return found[number]


def standing_of(texts: Iterable[str]) -> dict[str, str]:
    """For each id of an organisation that there is or was, the one that stands for it now; one query, and one a merge."""
    found = {text: text for text in texts if ID.fullmatch(text)}
    wanted = set(found)
    known: set[str] = set()
    for _ in range(MOST_STEPS):
        if not wanted:
            break
        rows: dict[str, str | None] = dict(
            Organisation.objects.filter(pk__in=wanted).values_list("pk", "merged_into_id")
        )
        known |= {pk for pk, into in rows.items() if into is None}
        moves = {pk: into for pk, into in rows.items() if into is not None}
        found = {text: moves.get(now, now) for text, now in found.items()}
        wanted = set(moves.values()) - known
    return {text: now for text, now in found.items() if now in known}


def one_seen(request: HttpRequest, number: str) -> Seen:
    """The organisation. Raises `Refused` when there is none that may be seen."""
    found = seen_of(request, [number])
    if not found:
        raise absent()
    return found[0]


def cards() -> tuple[dict[str, str], dict[str, SourceCard]]:
    """The name of each source in public by its slug, and the cards by that name; of the unnamed the kind alone."""
    named = slugs_of(Source.objects.all())
    return named, {card.slug: card for card in source_cards(named)}
