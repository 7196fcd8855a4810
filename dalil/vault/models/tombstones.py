"""What stays of a thing that was destroyed: that it was there, its hash, why it went, who agreed.

A tombstone never goes and is never changed: triggers refuse both. It never holds anything that was inside.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dalil.accounts.data_classes import DataClass
from dalil.vault.models.holds import NotDeletable


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    """Tombstones."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise NotDeletable("a tombstone stays")


class Tombstone(models.Model):
    """One record or file that was destroyed.

    Personal data: the numbers of the accounts of those who asked and agreed. Never erased.
    """

    data_class = DataClass.A

    # As the ledger names what is gone: `evidence:<uuid>`.
    subject = models.CharField(max_length=200, unique=True)
    model = models.CharField(max_length=100)
    destroyed_class = models.CharField(max_length=2, choices=[(kind.value, kind.value) for kind in DataClass])
    # SHA-256 of what was kept (the file in the store, or the record's sealed fields): a copy is compared without a key.
    ciphertext_sha256 = models.CharField(max_length=64)
    # For evidence: the name that the file had in the store.
    stored_as = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Nobody, where a person had their own data erased.
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approval = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        """Newest first; two who agree are two."""

        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="tombstone_two_people"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False) | ~Q(destroyed_class__in=["A", "C2", "C3"]),
                name="tombstone_two_for_cases",
            ),
        )

    def __str__(self) -> str:
        """What lay here."""
        return self.subject

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise NotDeletable("a tombstone stays")
