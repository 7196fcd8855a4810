"""What is so in the guide: sources, intakes, their rows, the records made of them, and organisations.

It never changes anything by itself: every write is an action. Private contacts have no field here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Record as Values
from dalil.formats.record import decode

if TYPE_CHECKING:
    from dalil.access.viewer import Viewer


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

    Personal data: none. A person as source is named by their role.
    """

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

    objects = SourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """One run of reading a source: the file, the mapping, and a result for every row.

    Personal data: none. The file itself lies in the spool only until the plan is carried out or abandoned.
    """

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
    score = models.FloatField(null=True, blank=True)
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


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, seen by adjective."""

    def current(self) -> Self:
        """Those that stand for themselves: not merged into another."""
        return self.filter(merged_into=None)

    def listed(self) -> Self:
        """Those that the public sees."""
        return self.current().filter(is_listed=True)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that this viewer may see: editors see unlisted ones as well."""
        return self.current() if viewer.is_editor else self.listed()


class Organisation(models.Model):
    """A body in the world: the set of records that are about it. Its profile is computed from them.

    Personal data: none. An organisation that was merged keeps its address and leads to the survivor.
    """

    id = models.CharField(max_length=12, primary_key=True)
    title = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    is_listed = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="organisation_changed")]

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


class RecordQuerySet(models.QuerySet["Record"]):
    """Records, seen by adjective."""

    def present(self) -> Self:
        """Those that the newest edition of their list still holds."""
        return self.filter(gone_at=None)


class Record(models.Model):
    """A row normalised: what one source says about one body, under the source's own key for it.

    Personal data: none. `home` is the organisation the record was first taken into; `organisation` where merges
    and splits have put it, always computable from `home` and the operations in force.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    key = models.CharField(max_length=255)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="records")
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(Row, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = models.TextField()
    keys = models.BinaryField()
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


class OperationKind(models.TextChoices):
    """The two ways in which records move between organisations."""

    MERGE = "merge", _("merged")
    SPLIT = "split", _("split off")


class OperationQuerySet(models.QuerySet["Operation"]):
    """Operations, seen by adjective."""

    def in_force(self) -> Self:
        """Those not undone, in the order in which they happened."""
        return self.filter(undone_at=None).order_by("id")


class Operation(models.Model):
    """A merge (all of `moved` goes to `stays`) or a split (`records` leave `stays` for `moved`), and who judged so.

    Personal data: none beyond the editor who decided.
    """

    kind = models.CharField(max_length=5, choices=OperationKind.choices)
    stays = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moved = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    records = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = OperationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.moved_id} / {self.stays_id}"


class NotSame(models.Model):
    """A judgement that two records are about different bodies: remembered for good, and followed through merges.

    Personal data: none beyond the editor who judged.
    """

    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.left_id} is not {self.right_id}"


class ProposalState(models.TextChoices):
    """What became of a proposed merge."""

    OPEN = "open", _("open")
    MERGED = "merged", _("merged")
    NOT_SAME = "not_same", _("not the same")
    MOOT = "moot", _("settled by another decision")


class Proposal(models.Model):
    """A pair of organisations that may be one, with the score and the reasons; waits in the queue for an editor.

    Personal data: none.
    """

    left = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_proposal_per_pair")]
        indexes = [models.Index(fields=["state", "-score", "id"], name="proposal_queue")]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}?"


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


class Change(models.Model):
    """One line of an organisation's history: what changed, when, by whom, from which row.

    Personal data: none beyond the editor who acted.
    """

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
