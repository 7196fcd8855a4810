"""What was exported, counted by person and day. It never holds what was in an export."""

import uuid

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass


class Export(models.Model):
    """One export of records by one person on one day (of UTC); taking it up again on that day is the same one.

    Personal data: who exported how many records of which class, and when.
    """

    data_class = DataClass.A

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What was exported, as in the ledger: `kind:id`.
    subject = models.CharField(max_length=200)
    of_class = models.CharField(max_length=2)
    # A hash over which records, so that more of them later is another export.
    content = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    approval = models.ForeignKey(
        "access.Approval", on_delete=models.PROTECT, related_name="exports", null=True, blank=True
    )

    class Meta:
        """The same export is counted once a day."""

        ordering = ("-at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "day", "subject", "of_class", "content"], name="export_counts_once_a_day"
            ),
        )

    def __str__(self) -> str:
        """How much, of what."""
        return f"{self.number} of {self.subject} on {self.day}"
