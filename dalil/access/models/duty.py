"""When an operator was on duty, and why. It never says what was done meanwhile: the ledger does, naming the duty."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dalil.accounts.data_classes import DataClass


class DutyQuerySet(models.QuerySet["DutySession"]):
    """Duty sessions, by what is so about them."""

    def in_force(self, at: datetime) -> "DutyQuerySet":
        """Begun, neither ended nor run out, of somebody who is still an operator and may sign in."""
        return self.filter(
            began_at__lte=at, until__gt=at, ended_at=None, person__is_operator=True, person__is_active=True
        )


class DutySession(models.Model):
    """One span of time in which an operator has an operator's rights, for a reason.

    Personal data: who was on duty, when, and the reason given; shown to trustees and operators.
    """

    data_class = DataClass.A

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duty_sessions")
    why = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        """One at a time; newest first."""

        ordering = ("-began_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="duty_has_a_length"),
            models.CheckConstraint(condition=~Q(why=""), name="duty_has_a_reason"),
        )

    def __str__(self) -> str:
        """Who, and when."""
        return f"{self.person} from {self.began_at:%Y-%m-%d %H:%M}"

    def is_running(self, at: datetime) -> bool:
        """Begun, neither ended nor run out."""
        return self.ended_at is None and self.began_at <= at < self.until
