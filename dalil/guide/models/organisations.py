"""Organisations, and the records that are about them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from dalil.accounts.data_classes import DataClass
from dalil.formats.record import Record as Values
from dalil.formats.record import decode
from dalil.guide.models.consents import Consent
from dalil.guide.models.sources import Row, Source, SourceKind


def withheld() -> Q:
    """Records of which nothing is shown.

    Their source is withdrawn; or it let go of them and is one that others answer for (an edition of another platform): there
    what is gone was taken back; or the organisation withdrew its whole entry, and they are no official register's.
    """
    whole = Consent.objects.withdrawn().filter(field="", source=None)
    gone = whole.annotate(here=Coalesce("organisation__merged_into_id", "organisation_id")).values("here")
    taken_back = Q(source__keeps_gone=False, gone_at__isnull=False)
    own_will = ~Q(source__kind=SourceKind.REGISTER) & (
        Q(organisation_id__in=gone) | Q(home_id__in=whole.values("organisation_id"))
    )
    # Another platform told us that one of its organisations withdrew.
    here = Q(organisation=OuterRef("organisation_id")) | Q(organisation__merged_into=OuterRef("organisation_id"))
    told = Exists(Consent.objects.withdrawn().filter(here, field="", source=OuterRef("source_id")))
    return Q(source__withdrawn_at__isnull=False) | taken_back | own_will | Q(told)


def spoken_for() -> Q:
    """Organisations of which at least one record is not withheld; one without any record counts as well."""
    records = Record.objects.filter(organisation=OuterRef("pk"))
    return ~Exists(records.filter(withheld())) | Exists(records.exclude(withheld()))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, seen by adjective."""

    def current(self) -> Self:
        """Those that stand for themselves: not merged into another."""
        return self.filter(merged_into=None)

    def listed(self) -> Self:
        """Those that the public sees."""
        return self.current().filter(spoken_for(), is_listed=True)


class Organisation(models.Model):
    """A body in the world: the set of records that are about it. Its profile is computed from them.

    Personal data: none. An organisation that was merged keeps its address and leads to the survivor.
    """

    data_class = DataClass.G

    id = models.CharField(max_length=12, primary_key=True)
    title = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    is_listed = models.BooleanField(default=True)
    # Whether the search index has taken in the last change; what it has not is found by a partial index of its own.
    is_indexed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["changed_at"], name="organisation_changed"),
            models.Index(fields=["id"], name="organisation_not_indexed", condition=models.Q(is_indexed=False)),
        ]

    def __str__(self) -> str:
        return self.title or self.pk

    def get_absolute_url(self) -> str:
        """The address of the page, in the language that is active."""
        return reverse("guide:organisation", args=[self.pk])

    def standing(self) -> Organisation:
        """The organisation that this one stands for now: itself, or the one that it was merged into."""
        here = self
        while here.merged_into is not None:
            here = here.merged_into
        return here

    def ids(self) -> list[str]:
        """Its own, and those of whatever was merged into it."""
        found, last = [self.pk], [self.pk]
        while last := list(Organisation.objects.filter(merged_into__in=last).values_list("pk", flat=True)):
            found += last
        return found

    def subjects(self) -> list[str]:
        """By what a legal hold finds it."""
        return [f"organisation:{number}" for number in self.ids()]


class RecordQuerySet(models.QuerySet["Record"]):
    """Records, seen by adjective."""

    def present(self) -> Self:
        """Those that the newest edition of their list still holds."""
        return self.filter(gone_at=None)

    def holding(self) -> Self:
        """Those of which what they say is shown."""
        return self.exclude(withheld())


class Record(models.Model):
    """A row normalised: what one source says about one body, under the source's own key for it.

    Personal data: none. `home` is the organisation the record was first taken into; `organisation` where merges
    and splits have put it, always computable from `home` and the operations in force.
    """

    data_class = DataClass.G

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    key = models.CharField(max_length=255)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="records")
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(Row, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = models.TextField()
    # Names that earlier editions of the list gave and this one does not, as JSON: a renamed body is still found.
    former_names = models.TextField(default="[]")
    keys = models.BinaryField()
    # Where the source says so, of a single statement: a link, or words ("annual report 2025").
    stated_in = models.CharField(max_length=500, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_record_per_key")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.key}"

    def read(self) -> Values:
        """The values as a plain record."""
        return decode(self.values)
