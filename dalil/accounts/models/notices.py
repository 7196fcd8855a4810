"""What people must be told about their own account, until they have read it. It never says anything about another's matters."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class NoticeKind(models.TextChoices):
    """Of what somebody is told."""

    COUNTER_BACKWARDS = "counter_backwards", _("A passkey was refused: its counter ran backwards.")
    PASSKEY_ADDED = "passkey_added", _("A passkey was added to your account.")
    PASSKEY_WITHDRAWN = "passkey_withdrawn", _("A passkey was withdrawn from your account.")
    TIME_CODE_ADDED = "time_code_added", _("Codes by time were set up for your account.")
    RECOVERY_ASKED = "recovery_asked", _("Somebody asked to recover your account.")
    RECOVERED = "recovered", _("Your account was recovered: all earlier passkeys and codes are withdrawn.")


class Notice(models.Model):
    """One thing that one person is told on every page until it is read.

    Personal data: what happened to whose account; erased with the account's names.
    """

    data_class = DataClass.S

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind.choices)
    # Whose account it is about, when an operator is told of another's.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; unread ones are asked for often."""

        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),)

    def __str__(self) -> str:
        """The kind alone."""
        return self.kind
