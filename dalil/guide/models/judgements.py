"""What editors judged to be one or to differ, and what waits for their judgement."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.guide.models.organisations import Organisation, Record


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
