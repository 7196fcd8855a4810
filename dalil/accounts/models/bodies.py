"""Organisations as actors: the body that a person acts for, and the people who act for it.

It never says which entry of the guide a body is, nor who may decide that: both stand in the guide.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class DelegateRole(models.TextChoices):
    """What a delegate may do for the body; each may do all that those after it may."""

    MANAGER = "manager", _("manager: names delegates, hands over, and all below")
    EDITOR = "editor", _("editor: keeps the entry, answers proposals")
    CASEWORKER = "caseworker", _("caseworker: works on the body's cases")
    READER = "reader", _("reader: sees what members see")

    @property
    def in_short(self) -> str:
        """The name alone, without what one of that role may do."""
        return str(self.label).partition(":")[0].strip()


class Body(models.Model):
    """An organisation that acts on the platform through its delegates.

    Personal data: none.
    """

    data_class = DataClass.G

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    # From then on nobody acts for it: its claim was revoked, or it left.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By name, as lists show them."""

        ordering = ("name", "id")

    def __str__(self) -> str:
        """The name under which it acts."""
        return self.name


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations, by what is so about them."""

    def in_force(self, at: datetime) -> "DelegationQuerySet":
        """Approved, begun, neither ended nor run out, for a body that still acts, by a person who may sign in."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=at),
            since__lte=at,
            ended_at=None,
            body__ended_at=None,
            person__is_active=True,
        )


class Delegation(models.Model):
    """One person's standing to act for one body, in one role, for a time.

    Personal data: that this person acts for this organisation; shown to its other delegates, ended and never reused.
    """

    data_class = DataClass.S

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="delegations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=12, choices=DelegateRole.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        """A person has one standing at a time for a body."""

        ordering = ("body", "since")
        constraints = (
            models.UniqueConstraint(
                fields=["body", "person"], condition=Q(ended_at=None), name="one_standing_at_a_time"
            ),
            models.CheckConstraint(condition=Q(role__in=DelegateRole.values), name="delegation_has_a_known_role"),
        )

    def __str__(self) -> str:
        """Who acts for whom, as what."""
        return f"{self.person} for {self.body} ({self.role})"
