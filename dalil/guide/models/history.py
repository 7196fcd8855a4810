"""What happened to organisations, and what is reported of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.guide.models.judgements import Operation
from dalil.guide.models.organisations import Organisation, Record
from dalil.guide.models.sources import Row


class ChangeKind(models.TextChoices):
    """What happened to an organisation."""

    UPDATED = "updated", _("a source changed what it says")
    JOINED = "joined", _("a row of a list was joined")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split off")
    UNDONE = "undone", _("an earlier decision was undone")
    EDITED = "edited", _("edited")
    REPORTED = "reported", _("a report was approved")
    GONE = "gone", _("no longer in the list")
    CONFIRMED = "confirmed", _("confirmed as right")
    WITHDRAWN = "withdrawn", _("the organisation withdrew something")
    GIVEN = "given", _("the organisation gave again what it had withdrawn")


class Change(models.Model):
    """One line of an organisation's history: what changed, when, by whom, from which row.

    Personal data: none beyond the editor who acted.
    """

    data_class = DataClass.G

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(Row, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    operation = models.ForeignKey(Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.kind}"


class ReportKind(models.TextChoices):
    """What somebody may tell us of an organisation's standing (G16)."""

    CLOSED = "closed", _("it has closed")
    MOVED = "moved", _("it has moved")
    REOPENED = "reopened", _("it has reopened")


class Report(models.Model):
    """Somebody says that an organisation closed, moved or reopened; it counts once an editor approves it.

    Personal data: none: the teller is named by their role.
    """

    data_class = DataClass.G

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    happened_on = models.CharField(max_length=10, blank=True)
    told_by = models.CharField(max_length=200)
    evidence = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.kind}"
