"""What people must be told: what happened to their account, what waits for them; until they have read it.

It never says anything about another's matters.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models.bodies import Body


class NoticeKind(models.TextChoices):
    """Of what somebody is told."""

    COUNTER_BACKWARDS = "counter_backwards", _("A passkey was refused: its counter ran backwards.")
    PASSKEY_ADDED = "passkey_added", _("A passkey was added to your account.")
    PASSKEY_WITHDRAWN = "passkey_withdrawn", _("A passkey was withdrawn from your account.")
    TIME_CODE_ADDED = "time_code_added", _("Codes by time were set up for your account.")
    RECOVERY_ASKED = "recovery_asked", _("Somebody asked to recover your account.")
    RECOVERED = "recovered", _("Your account was recovered: all earlier passkeys and codes are withdrawn.")
    DECISION_WAITS = "decision_waits", _("A request waits for a second person, and you may decide it.")
    REQUEST_DONE = "request_done", _("What you asked for was approved, and done.")
    REQUEST_REFUSED = "request_refused", _("What you asked for was refused.")
    REQUEST_EXPIRED = "request_expired", _("What you asked for was not decided in time. Nothing was done.")
    REQUEST_FAILED = "request_failed", _("What you asked for was approved, but could no longer be done.")
    HOLD_PLACED = "hold_placed", _("A legal hold was placed.")
    HOLD_RELEASED = "hold_released", _("A legal hold was released.")
    OPENED_BY_STAFF = (
        "opened_by_staff",
        _("Somebody who works on the platform opened private data of your organisation."),
    )
    MANY_OPENED = (
        "many_opened",
        _("Within an hour, one person opened private contacts of unusually many organisations."),
    )
    RIGHTS_REVIEW_DUE = "rights_review_due", _("It is time to look through who has which rights.")


OF_REQUESTS = frozenset(
    {
        NoticeKind.DECISION_WAITS,
        NoticeKind.REQUEST_DONE,
        NoticeKind.REQUEST_REFUSED,
        NoticeKind.REQUEST_EXPIRED,
        NoticeKind.REQUEST_FAILED,
    }
)
"""The kinds of which more stands on the page of requests."""

OF_HOLDS = frozenset({NoticeKind.HOLD_PLACED, NoticeKind.HOLD_RELEASED})
"""The kinds of which more stands on the page of legal holds."""

OF_READING = frozenset({NoticeKind.OPENED_BY_STAFF, NoticeKind.MANY_OPENED})
"""The kinds about who read what: they say no more than the page "Who saw our entry" does."""


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
    # Of which organisation something was opened, or for which one it was.
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; unread ones are asked for often."""

        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),)

    def __str__(self) -> str:
        """The kind alone."""
        return self.kind

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]

    @property
    def is_of_request(self) -> bool:
        """Whether more stands on the page of requests."""
        return self.kind in OF_REQUESTS

    @property
    def is_of_hold(self) -> bool:
        """Whether more stands on the page of legal holds."""
        return self.kind in OF_HOLDS

    @property
    def is_of_reading(self) -> bool:
        """Whether it is about who read what."""
        return self.kind in OF_READING

    @property
    def body_as_text(self) -> str:
        """The body's id as sessions note it."""
        return str(self.body_id or "")

    @property
    def is_of_own_data(self) -> bool:
        """Whether more stands on the page "Who saw our entry" of its body."""
        return self.kind == NoticeKind.OPENED_BY_STAFF

    @property
    def is_of_rights(self) -> bool:
        """Whether more stands on the page of rights."""
        return self.kind == NoticeKind.RIGHTS_REVIEW_DUE

    @property
    def named(self) -> str:
        """Whose account, or which organisation, it is about.

        Of those who opened something, as "Who saw our entry" has it: the platform's own people are named, of others the
        organisation alone.
        """
        if self.body is not None:
            return self.body.name
        if self.about is None or (self.kind in OF_READING and not self.about.needs_passkey):
            return ""
        return self.about.display_name
