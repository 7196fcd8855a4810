"""What one person asked for and others must agree to before it is done.

It never carries anything out, and never holds anything private: what is to be done is named by numbers and ids.
"""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.ledger import chain


class ApprovalState(models.TextChoices):
    """Where a request stands; all but the first are final."""

    ASKED = "asked", _("waiting")
    APPROVED = "approved", _("approved and done")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")
    FAILED = "failed", _("could not be done")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Requests, by what is so about them."""

    def waiting(self, at: datetime) -> "ApprovalQuerySet":
        """Those that somebody can still decide."""
        return self.filter(state=ApprovalState.ASKED, expires_at__gt=at)

    def overdue(self, at: datetime) -> "ApprovalQuerySet":
        """Those that nobody decided in time, and that are not yet noted as expired."""
        return self.filter(state=ApprovalState.ASKED, expires_at__lte=at)

    def newest_first(self) -> "ApprovalQuerySet":
        """As a page lists them, each with the people at hand."""
        return self.order_by("-asked_at", "pk").select_related("asked_by", "decided_by")


class Approval(models.Model):
    """One thing that one person asked for and that is done once others agreed.

    Personal data: who asked, who decided, and the reasons that they gave, which must name nothing private.
    """

    data_class = DataClass.A

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    # `kind:id`, as in the ledger.
    subject = models.CharField(max_length=200)
    # Canonical JSON as text, because a database's own JSON rewrites numbers and the hash would break.
    data_json = models.TextField()
    hash = models.CharField(max_length=64)
    # How many people in all, the one who asked among them.
    needed = models.PositiveSmallIntegerField(default=2)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_for = models.ForeignKey("accounts.Body", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    why = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.ASKED)
    # Who made it final; of several who approved, the last.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused, or could not be done.
    answer = models.CharField(max_length=500, blank=True)
    # The number of the entry of the ledger with which it was approved and done.
    carried_out = models.BigIntegerField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        """The same is asked once at a time; what was done has its entry in the ledger."""

        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=["state", "-asked_at"], name="approval_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject", "hash"], condition=Q(state="asked"), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ApprovalState.values), name="approval_has_a_known_state"),
            models.CheckConstraint(condition=Q(needed__gte=2), name="approval_needs_two"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(carried_out__isnull=False, decided_by__isnull=False),
                name="approved_is_carried_out",
            ),
        )

    def __str__(self) -> str:
        """Which request it is, without saying what it is about."""
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def data(self) -> dict[str, Any]:
        """The particulars of what is to be done."""
        particulars: dict[str, Any] = json.loads(self.data_json)
        return particulars

    @property
    def reference(self) -> str:
        """Its name in the ledger."""
        return f"approval:{self.pk}"

    def hash_of_content(self) -> str:
        """The hash that its content has now; another than the one kept means that somebody changed it."""
        return hash_of(self.kind, self.subject, self.data_json)


class Assent(models.Model):
    """One person's agreement to one request.

    Personal data: that this person agreed, and when.
    """

    data_class = DataClass.A

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="assents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Nobody counts twice."""

        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=["approval", "person"], name="one_assent_a_person"),)

    def __str__(self) -> str:
        """Who agreed to what."""
        return f"{self.person} to {self.approval_id}"


def hash_of(kind: str, subject: str, data_json: str) -> str:
    """SHA-256 over what is asked for: its kind, its subject and its particulars."""
    asked = chain.canonical({"kind": kind, "subject": subject, "data": data_json})
    return hashlib.sha256(asked.encode("ascii")).hexdigest()
