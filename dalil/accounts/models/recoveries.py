"""Recoveries: how somebody who lost every factor gets back in, by the word of two people and after a wait.

It never holds the link that is handed over, only a hash of what is in it.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class Means(models.TextChoices):
    """How somebody made sure of who it is."""

    IN_PERSON = "in_person", _("I met the person")
    VIDEO = "video", _("I saw and heard the person by video, and know the face")
    VOICE = "voice", _("I called a number known before, and know the voice")
    DOCUMENT = "document", _("I saw an official document with a picture, and the person beside it")


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Recoveries, by what is so about them."""

    def under_way(self, at: datetime) -> "RecoveryQuerySet":
        """Neither stopped nor used nor run out."""
        return self.filter(stopped_at=None, used_at=None, expires_at__gt=at)

    def of_lost_accounts(self) -> "RecoveryQuerySet":
        """Without the links under which new accounts are entered for the first time, for which nobody waits."""
        return self.filter(models.Q(ready_at=None) | ~models.Q(ready_at=models.F("begun_at")))


class Recovery(models.Model):
    """One attempt to give one person their account back.

    Personal data: whose account, who vouched and by which means; kept, for it says who let somebody in.
    """

    data_class = DataClass.S

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries")
    begun_at = models.DateTimeField()
    # The colleague who began it; none when it was asked for on the page.
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    # From then on the link may be made: 48 hours after the second person vouched.
    ready_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        """Newest first; one at a time for a person is seen to by the action, under a lock."""

        ordering = ("-begun_at", "id")

    def __str__(self) -> str:
        """Nothing about the person."""
        return f"recovery begun {self.begun_at:%Y-%m-%d}"

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]

    @property
    def is_first(self) -> bool:
        """Whether it gives a new account to its owner for the first time: only for that nobody waits."""
        return self.ready_at is not None and self.ready_at == self.begun_at


class Vouching(models.Model):
    """One member of staff's word that they made sure anew who somebody is.

    Personal data: who vouched, by which means, and their reason.
    """

    data_class = DataClass.S

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="vouchings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    means = models.CharField(max_length=12, choices=Means.choices)
    reason = models.CharField(max_length=500)

    class Meta:
        """Each vouches once."""

        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=["recovery", "by"], name="each_vouches_once"),)

    def __str__(self) -> str:
        """The means alone."""
        return self.means

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it: whose account it was, and who vouched."""
        return [f"person:{self.recovery.person_id}", f"person:{self.by_id}"]
