"""Sources, their intakes, and the rows of these."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class SourceKind(models.TextChoices):
    """Who speaks, in the order in which we believe them: the rule by which values are ranked."""

    SELF = "self", _("the organisation itself")
    REGISTER = "register", _("an official register")
    EDITOR = "editor", _("the editors of this guide")
    LIST = "list", _("a list")


class Outcome(models.TextChoices):
    """What a plan does with a row. Every row has exactly one, so totals add up to the rows read."""

    NEW = "new", _("new organisation")
    UPDATE = "update", _("updates a record")
    SAME = "same", _("same as an organisation in the guide")
    DUPLICATE = "duplicate", _("duplicate within the list")
    UNCHANGED = "unchanged", _("unchanged")
    LEFT_OUT = "left_out", _("left out by an editor")
    REFUSED = "refused", _("refused")


class IntakeState(models.TextChoices):
    """Where an intake stands. Work waits in READY and APPROVED until the worker takes it up."""

    UPLOADED = "uploaded", _("waiting for its columns to be named")
    READY = "ready", _("waiting to be planned")
    PLANNING = "planning", _("being planned")
    PLANNED = "planned", _("planned: waiting for approval")
    APPROVED = "approved", _("approved: waiting to be carried out")
    CARRIED_OUT = "carried_out", _("carried out")
    UNREADABLE = "unreadable", _("could not be read")
    ABANDONED = "abandoned", _("abandoned")


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources, seen by adjective."""

    def listed(self) -> Self:
        """Those that the public page of sources names."""
        return self.filter(is_listed=True)


class Source(models.Model):
    """A list, register or person that tells us about organisations.

    Personal data: none beyond who switched it. A person as source is named by their role. While `is_automatic`, rows are
    joined without asking where the probability is at or above `bar`; `sample` is what it was switched on with. While it is
    withdrawn (its publisher took it back) its records are kept, and nothing that they say is shown.
    """

    data_class = DataClass.G

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=SourceKind.choices, default=SourceKind.LIST)
    is_listed = models.BooleanField(default=True)
    mapping = models.TextField(blank=True)
    created_at = models.DateTimeField()
    last_intake = models.ForeignKey("Intake", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_automatic = models.BooleanField(default=False)
    bar = models.FloatField(default=0.99)
    sample = models.ForeignKey("Sample", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    switched_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Whether what a newer list no longer holds is shown still, marked so; an edition that was published anew takes it back.
    keeps_gone = models.BooleanField(default=True)

    objects = SourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """One run of reading a source: the file, the mapping, and a result for every row.

    Personal data: none. The file itself lies in the spool only until the plan is carried out or abandoned.
    """

    data_class = DataClass.G

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="intakes")
    state = models.CharField(max_length=12, choices=IntakeState.choices, default=IntakeState.UPLOADED)
    version = models.PositiveIntegerField(default=1)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    columns = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
    as_of = models.DateField(null=True, blank=True)
    is_whole = models.BooleanField(default=True)
    base_intake = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    gone_count = models.PositiveIntegerField(default=0)
    # How many records the guide had when the plan was made: chance namesakes multiply with it.
    guide_size = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source.slug}/{self.pk}"

    @property
    def rows_read(self) -> int:
        """How many rows the plan holds: the sum of all outcomes."""
        return sum(self.counts.values())


class Row(models.Model):
    """One line of a source, kept verbatim, with what the plan of its intake does with it.

    Personal data: none. Cells that look like private contacts were replaced before the row was stored.
    `target` is the public id of the organisation that the row goes to, also before that organisation exists.
    """

    data_class = DataClass.G

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    cells = models.TextField()
    key = models.CharField(max_length=255, blank=True)
    values = models.TextField(blank=True)
    keys = models.BinaryField(default=b"")
    is_first = models.BooleanField(default=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    target = models.CharField(max_length=12, blank=True)
    lookalike = models.CharField(max_length=12, blank=True)
    twin_number = models.PositiveIntegerField(null=True, blank=True)
    # What it was compared with: the id of a record of the guide, or the key of an earlier row of the list.
    near_record = models.PositiveBigIntegerField(null=True, blank=True)
    near_key = models.CharField(max_length=255, blank=True)
    # The organisation that the plan joined it to before a person took it apart.
    taken_from = models.CharField(max_length=12, blank=True)
    score = models.FloatField(null=True, blank=True)
    bits = models.FloatField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["intake", "outcome", "id"], name="row_by_outcome"),
            models.Index(fields=["intake", "key"], name="row_by_key"),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of intake {self.intake_id}"
