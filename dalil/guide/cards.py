"""An organisation in a list of organisations: the name to head it, two more names, sectors, places, and why it was found.

It reads the database twice for any number of cards (who may be seen, and their profiles), and never writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from dalil import kinds, search
from dalil.access.viewer import Viewer
from dalil.formats.record import Name
from dalil.guide.hits import Why, worded
from dalil.guide.labels import STATUSES, in_words, place_line
from dalil.guide.models import Organisation
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.visibility import ORGANISATIONS

MOST_NAMES = 2
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of one organisation."""

    number: str
    address: str
    title: Name
    also: tuple[Name, ...] = ()
    sectors: tuple[kinds.Sector, ...] = ()
    is_sector_guessed: bool = False
    places: tuple[str, ...] = ()
    status: str = ""
    reasons: tuple[Why, ...] = ()


def card_of(number: str, profile: Profile, language: str, reasons: Iterable[search.Reason] = ()) -> Card:
    """The card of one organisation, its title in `language` where anybody gives one."""
    said = profile.title_said(language)
    title = said.value if said else Name(number)
    known = kinds.sectors()
    places = (place_line(p.locality, p.region, p.country, language) for p in (s.value for s in profile.locations))
    return Card(
        number=number,
        address=reverse("guide:organisation", args=[number]),
        title=title,
        also=other_names(profile, title),
        sectors=tuple(known[code] for code in profile.sector_codes if code in known),
        is_sector_guessed=profile.is_sector_guessed,
        places=tuple(dict.fromkeys(place for place in places if place))[:MOST_PLACES],
        status="" if profile.status in ("", "active") else in_words(STATUSES, profile.status),
        reasons=worded(reasons),
    )


def other_names(profile: Profile, title: Name) -> tuple[Name, ...]:
    """The best name in each further language, then acronyms: at most MOST_NAMES."""
    others = [said.value for said in profile.names if said.value.value != title.value]
    by_language = {n.lang: n for n in reversed(others) if n.lang and n.lang != title.lang and "label" in n.types}
    acronyms = [n for n in others if "acronym" in n.types]
    chosen = [*reversed(by_language.values()), *acronyms, *others]
    return tuple({name.value: name for name in chosen}.values())[:MOST_NAMES]


def cards_of(
    reasons_by_number: Mapping[str, Iterable[search.Reason]], viewer: Viewer, language: str
) -> tuple[Card, ...]:
    """Cards in the given order; what the viewer may not see is left out."""
    asked = Organisation.objects.filter(pk__in=list(reasons_by_number))
    seen = set(ORGANISATIONS.visible(asked, viewer).values_list("pk", flat=True))
    profiles = profiles_of(number for number in reasons_by_number if number in seen)
    return tuple(
        card_of(number, profiles.get(number, Profile()), language, reasons)
        for number, reasons in reasons_by_number.items()
        if number in seen
    )


def cards_found(found: search.Found, viewer: Viewer, language: str) -> tuple[Card, ...]:
    """The cards of what a search found, each with its reasons."""
    return cards_of({hit.id: hit.reasons for hit in found.hits}, viewer, language)
