"""What editors judged to be one or to differ, and what waits for their judgement.

Decisions are only ever added: taking one back adds another that supersedes it. Nothing here is ever deleted.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.guide.models.organisations import Organisation, Record
from dalil.guide.models.sources import Source


class Mode(models.TextChoices):
    """What was compared with what: each has a calibration of its own (`linkage.calibration.MODES`)."""

    LIST = "list", _("a list against the guide")
    WITHIN = "within", _("within one list")
    WHOLE = "whole", _("the whole guide")


class Batch(models.Model):
    """Proposals that were accepted together, at a stated error rate: one unit, which can be undone as a whole.

    Personal data: none beyond the editors who accepted and undid it.
    """

    data_class = DataClass.G

    error_rate = models.FloatField()
    count = models.PositiveIntegerField()
    expected_wrong = models.FloatField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.count} at {self.error_rate:g}"


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

    data_class = DataClass.G

    kind = models.CharField(max_length=5, choices=OperationKind.choices)
    stays = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moved = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    records = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
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

    data_class = DataClass.G

    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
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

    Personal data: none. The two records are those that were compared; a proposal older than they were kept has none.
    """

    data_class = DataClass.G

    left = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    left_record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    right_record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    bits = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)
    # The codes of the reasons, by which open proposals are known to be alike.
    alike = models.CharField(max_length=300, blank=True)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.LIST)
    # How many records were compared with: chance namesakes multiply with it.
    size = models.PositiveIntegerField(default=0)
    model = models.CharField(max_length=40, blank=True)
    # The list whose row asked.
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_proposal_per_pair")]
        indexes = [models.Index(fields=["state", "-score", "id"], name="proposal_queue")]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}?"


class Sample(models.Model):
    """Pairs of one source drawn for an editor to judge, before it may join rows without asking.

    Personal data: none beyond the person who drew it. `population` is how many pairs it was drawn from.
    """

    data_class = DataClass.G

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="samples")
    bar = models.FloatField()
    seed = models.CharField(max_length=80)
    # The evidence that gave the bits: with another the sample proves nothing.
    model = models.CharField(max_length=40)
    population = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source_id}/{self.pk}"


class Verdict(models.TextChoices):
    """What a decision says of a pair."""

    SAME = "same", _("the same")
    NOT_SAME = "not_same", _("not the same")
    UNSURE = "unsure", _("cannot be told")
    WITHDRAWN = "withdrawn", _("withdrawn")


class How(models.TextChoices):
    """How a decision was made. Only those that a person made pair by pair teach the calibration."""

    QUEUE = "queue", _("in the queue")
    SAMPLE = "sample", _("in a sample")
    PLAN = "plan", _("in the plan of a list")
    PAGE = "page", _("comparing two organisations")
    SPLIT = "split", _("by splitting off")
    BATCH = "batch", _("in a batch")
    AUTOMATIC = "automatic", _("without asking")


LOOKED_AT = (How.QUEUE, How.SAMPLE, How.PLAN, How.PAGE, How.SPLIT)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, seen by adjective."""

    def in_force(self) -> Self:
        """Those that no later decision supersedes, in the order in which they were made."""
        return self.filter(superseding=None).exclude(verdict=Verdict.WITHDRAWN).order_by("id")

    def looked_at(self) -> Self:
        """Those that a person made pair by pair."""
        return self.filter(how__in=LOOKED_AT)


class Decision(models.Model):
    """One verdict on two records, whole: with the reasons and bits as they were, and how it was come to. Only ever added.

    Personal data: none beyond the editor who decided. `left_values` and `right_values` are what the two said then; they
    are empty for what was joined without asking.
    """

    data_class = DataClass.G

    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    left_values = models.TextField(blank=True)
    right_values = models.TextField(blank=True)
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    how = models.CharField(max_length=9, choices=How.choices)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.LIST)
    size = models.PositiveIntegerField(default=0)
    bits = models.FloatField()
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    model = models.CharField(max_length=40)
    # The list whose row was decided on, when it was one.
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    operation = models.ForeignKey(Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    judgement = models.ForeignKey(NotSame, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    # Two in two browsers cannot both take one back.
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseding"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["left", "right"], name="decision_by_pair")]

    def __str__(self) -> str:
        return f"{self.left_id} {self.verdict} {self.right_id}"


class SampleItem(models.Model):
    """One pair of a sample, in the order in which it is shown, and what an editor said of it.

    Personal data: none.
    """

    data_class = DataClass.G

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.LIST)
    size = models.PositiveIntegerField(default=0)
    bits = models.FloatField()
    score = models.FloatField()
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "number"], name="one_item_per_number")]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.number}"
