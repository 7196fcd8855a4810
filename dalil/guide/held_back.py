"""Which fields of which organisations are not shown on which surface, asked of the database at every reading.

Nothing of it is kept: what was withdrawn a moment ago is not shown now. It never writes.
"""

from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q

from dalil.guide.consent import HeldBack, is_shown_on
from dalil.guide.models import Consent, ConsentQuerySet, Record, Surface

ON_SITE: Final = (Surface.SITE,)
IN_API: Final = (Surface.API,)
# The index answers both, so it holds what both may show.
IN_INDEX: Final = (Surface.SITE, Surface.API)
IN_PRINT: Final = (Surface.PRINT,)
# An edition is one content, of which mirrors, open data and print are all made: it holds what all of them may show.
IN_EDITION: Final = (Surface.DATA, Surface.MIRRORS, Surface.PRINT)
FIELDS: Final = ("organisation_id", "organisation__merged_into_id", "field", "source_id", "scope", "withdrawn_at")


def held_back(organisation_ids: Iterable[str], surfaces: Collection[str]) -> list[HeldBack]:
    """What is not shown of these organisations; one query, and most often nothing."""
    found = []
    rows = words_about(organisation_ids).values_list(*FIELDS)
    for organisation, leads_to, field, source, scope, withdrawn_at in rows:
        if withdrawn_at is not None or not is_shown_on(scope, surfaces):
            found.append(HeldBack(organisation, leads_to or organisation, field, source))
    return found


def words_about(organisation_ids: Iterable[str]) -> ConsentQuerySet:
    """Every word that stands on a field of these, also of what was merged into them or split off since; not asked yet."""
    ids = list(organisation_ids)
    homes = Record.objects.filter(organisation_id__in=ids).values("home_id")
    about = (
        Q(organisation_id__in=ids)
        | Q(organisation__merged_into_id__in=ids)
        | Q(organisation__merged_into__merged_into_id__in=ids)
        | Q(organisation_id__in=homes)
    )
    return Consent.objects.standing().filter(about)


def silent() -> frozenset[str]:
    """The organisations that withdrew something: of how they were before nothing is told. One query."""
    rows = Consent.objects.withdrawn().values_list("organisation_id", "organisation__merged_into_id")
    return frozenset(pk for row in rows for pk in row if pk)


def withdrawals_to_follow() -> list[Consent]:
    """What others who hold an edition must take out: withdrawals of our own organisations that are in force, oldest first."""
    rows = Consent.objects.withdrawn().filter(source=None).select_related("organisation")
    return list(rows.order_by("withdrawn_at", "pk"))
