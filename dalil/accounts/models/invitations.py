"""Invitations: nobody gets an account or a standing without one. It never holds the link, only a hash of what is in it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by what is so about them."""

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor revoked nor run out."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """One link that lets one person in, once, and what it gives.

    Personal data: a note by whoever invited ("for the cashier"), and who accepted.
    """

    data_class = DataClass.S

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    # What is given: the kind names the room's own hook, the rest is what that hook needs.
    kind = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    # An account that is meant and exists already; then nobody else can accept.
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="en")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        """The kind alone."""
        return f"invitation ({self.kind})"

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it: who invited, and who was meant or came."""
        people = dict.fromkeys((self.invited_by_id, self.meant_for_id, self.used_by_id))
        return [f"person:{number}" for number in people if number]
