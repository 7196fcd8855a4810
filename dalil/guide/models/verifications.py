"""When somebody last looked at an entry and found it right, and who was asked to.

A verification is never changed: looking again adds another. It never says that a value is true, only who confirmed it when.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Body


class HowVerified(models.TextChoices):
    """How a value was confirmed. What a register says again counts as well, and is computed from its newest list."""

    OWNER = "owner", _("confirmed by the organisation")
    EDITOR = "editor", _("checked by an editor")


class Verification(models.Model):
    """Somebody found an entry right as it stood: every field whose mark is in `marks`, `is_whole` when all of it was shown.

    Personal data: who confirmed it; the public sees how, not who. A mark is a hash of the values of a field: once they are
    others, the field counts as confirmed no more. `source` says against what an editor checked.
    """

    data_class = DataClass.G

    organisation = models.ForeignKey("guide.Organisation", on_delete=models.PROTECT, related_name="verifications")
    is_whole = models.BooleanField(default=True)
    marks = models.JSONField(default=dict)
    how = models.CharField(max_length=6, choices=HowVerified.choices)
    source = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Read newest first, by entry."""

        indexes = (models.Index(fields=["organisation", "-at"], name="verification_newest"),)

    def __str__(self) -> str:
        """Of what, and when."""
        return f"{self.organisation_id} at {self.at:%Y-%m-%d}"


class ReminderStep(models.TextChoices):
    """The steps of asking, in their order."""

    FIRST = "first", _("asked")
    AGAIN = "again", _("asked again")
    ALL = "all", _("all managers asked")


class Reminder(models.Model):
    """One person was asked whether an entry is still right, once for each step of one round.

    Personal data: who was asked; shown to editors. `about` is the day that the round is about: when the entry was last
    confirmed. `token_key` is the hash of what stands in the link, `mark` the entry as it was then.
    """

    data_class = DataClass.S

    organisation = models.ForeignKey("guide.Organisation", on_delete=models.PROTECT, related_name="reminders")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=5, choices=ReminderStep.choices)
    about = models.DateField()
    token_key = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    is_reachable = models.BooleanField(default=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Nobody is asked twice for one step of one round."""

        constraints = (models.UniqueConstraint(fields=["body", "about", "step", "person"], name="one_reminder_a_step"),)

    def __str__(self) -> str:
        """About what, and which step."""
        return f"{self.organisation_id}: {self.step}"


class ReminderRound(models.Model):
    """How far the worker got with reminding on one day: killed in the middle, the next goes on behind `last_body`.

    Personal data: none.
    """

    data_class = DataClass.G

    day = models.DateField(unique=True)
    last_body = models.UUIDField(null=True, blank=True)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        """The day."""
        return f"{self.day:%Y-%m-%d}"
