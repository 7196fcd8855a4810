"""Meetings: when and where, what stood on the agenda, who was there. What was decided stands in motions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass


class Meeting(models.Model):
    """One meeting of the board.

    Personal data: none beyond the account that called it.
    """

    data_class = DataClass.A

    number = models.PositiveIntegerField(unique=True)
    starts_at = models.DateTimeField()
    # A place, or how to take part from elsewhere; never a link that lets anybody in.
    place = models.CharField(max_length=300)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    minutes_approved_by = models.OneToOneField(
        "board.Motion", on_delete=models.PROTECT, related_name="approved_minutes", null=True, blank=True
    )

    class Meta:
        """Newest first."""

        ordering = ("-starts_at", "-number")

    def __str__(self) -> str:
        return f"meeting {self.number}"

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"meeting:{self.number}"


class AgendaItem(models.Model):
    """One point of an agenda.

    Personal data: none; whoever writes it is told that it is not encrypted.
    """

    data_class = DataClass.A

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        """In their order."""

        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["meeting", "position"], name="one_item_a_position"),)

    def __str__(self) -> str:
        return self.title


class Attending(models.TextChoices):
    """How a trustee takes part."""

    IN_PERSON = "in person", _("in person")
    REMOTE = "remote", _("from elsewhere")
    APOLOGIES = "apologies", _("sent apologies")


class Attendance(models.Model):
    """One trustee's part in one meeting.

    Personal data: where a trustee was, as far as that.
    """

    data_class = DataClass.A

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    term = models.ForeignKey("board.Term", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=Attending.choices)
    noted_at = models.DateTimeField()

    class Meta:
        """One for each trustee."""

        constraints = (models.UniqueConstraint(fields=["meeting", "term"], name="one_attendance_a_trustee"),)

    def __str__(self) -> str:
        return self.how
