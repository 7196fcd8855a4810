"""How old the word on an entry is, read from the database: its verifications and whether anybody holds it. It never writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db.models import Q

from dalil.guide.confirming import Confirmed, Looked, Periods, confirmed_of
from dalil.guide.models import Ownership, Verification
from dalil.guide.profile import Profile


def periods() -> Periods:
    """The periods as the operator set them."""
    return Periods(*settings.DALIL_REMINDING)


def confirmed_in(profiles: Mapping[str, Profile], today: date) -> dict[str, Confirmed]:
    """What is known of each of these entries on that day; two queries for all."""
    looked = verifications_of(profiles)
    held = held_among(profiles)
    set_out = periods()
    return {
        number: confirmed_of(profile, looked[number], is_held=number in held, today=today, periods=set_out)
        for number, profile in profiles.items()
    }


def verifications_of(organisation_ids: Iterable[str]) -> defaultdict[str, list[Looked]]:
    """Who looked at each of these, also while it stood under an id that leads here now; one query."""
    ids = set(organisation_ids)
    rows = Verification.objects.filter(Q(organisation__in=ids) | Q(organisation__merged_into__in=ids))
    fields = ("organisation_id", "organisation__merged_into_id", "marks", "is_whole", "how", "at")
    found: defaultdict[str, list[Looked]] = defaultdict(list)
    for organisation, leads_to, marks, is_whole, how, at in rows.values_list(*fields):
        found[leads_to or organisation].append(Looked(marks, is_whole, how, at.date()))
    return found


def held_among(organisation_ids: Iterable[str]) -> set[str]:
    """Those of these that some body holds; one query."""
    ids = set(organisation_ids)
    unanchored = Q(anchor=None) & (Q(organisation__in=ids) | Q(organisation__merged_into__in=ids))
    rows = Ownership.objects.in_force().filter(Q(anchor__organisation__in=ids) | unanchored)
    fields = ("anchor__organisation_id", "organisation__merged_into_id", "organisation_id")
    return {anchored or leads_to or own for anchored, leads_to, own in rows.values_list(*fields)}
