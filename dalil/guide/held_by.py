"""Which entries some bodies hold, as a query for rules. It never writes."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from dalil.guide.models import Ownership


def entries_held_by(bodies: Collection[UUID]) -> "QuerySet[Ownership, str]":
    """The ids of the entries that these bodies hold now, as merges and splits have left them."""
    entry = Coalesce("anchor__organisation_id", "organisation__merged_into_id", "organisation_id")
    held = Ownership.objects.in_force().filter(body__in=list(bodies))
    return held.annotate(entry_now=entry).values_list("entry_now", flat=True)
