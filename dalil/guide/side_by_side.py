"""Two organisations side by side, for whoever must say whether they are one. It never says so itself."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from dalil.formats.record import Record as Values
from dalil.guide.models import Organisation, Record
from dalil.guide.profile import Profile, title_of
from dalil.guide.profiles import profiles_of
from dalil.guide.spelt_out import Compared, compared, united


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    number: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Both, with the same fact on the same line; shaped for components/comparison.html."""

    caption: str
    left: Side
    right: Side
    lines: tuple[Compared, ...]
    mine: Values
    others: Values


def pair_of(left: Organisation, right: Organisation, language: str) -> Pair:
    """Both, with one query for all that is said of them."""
    profiles = profiles_of([left.pk, right.pk])
    mine, other = (profiles.get(one.pk, Profile()) for one in (left, right))
    sources = Compared(gettext("Said by"), witnesses(mine), witnesses(other), is_evidence=False)
    values = united(mine), united(other)
    return Pair(
        caption=gettext("Two organisations side by side"),
        left=side(left, mine, language),
        right=side(right, other, language),
        lines=(*compared(*values, language), sources),
        mine=values[0],
        others=values[1],
    )


def pair_of_records(left: Record, right: Record, language: str) -> Pair:
    """Two records, each as its own source gives it; they come with source and organisation."""
    values = left.read(), right.read()
    sources = Compared(gettext("Said by"), (left.source.name,), (right.source.name,), is_evidence=False)
    sides = [
        Side(record.organisation_id, title_of(said) or record.key, record.organisation.get_absolute_url())
        for record, said in zip((left, right), values, strict=True)
    ]
    return Pair(
        caption=gettext("Two records side by side"),
        left=sides[0],
        right=sides[1],
        lines=(*compared(*values, language), sources),
        mine=values[0],
        others=values[1],
    )


def side(organisation: Organisation, profile: Profile, language: str) -> Side:
    """One of the two under the name that this language shows."""
    address = reverse("guide:organisation", args=[organisation.pk])
    return Side(organisation.pk, profile.title(language) or str(organisation), address)


def witnesses(profile: Profile) -> tuple[str, ...]:
    """The sources that speak of an organisation, each once."""
    return tuple(dict.fromkeys(one.source_name for one in profile.testimonies))


def values_of(organisation: Organisation) -> Values:
    """All that the guide says of an organisation, as one record."""
    return united(profiles_of([organisation.pk]).get(organisation.pk, Profile()))
