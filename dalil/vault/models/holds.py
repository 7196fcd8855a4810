"""Legal holds: what may not be destroyed, on whose order, until when.

They never say what the law is, and never hold a private value: a hold must be readable without any key, also while the
platform is sealed. What is written here can be read by whoever holds the disk.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q

from dalil.accounts.data_classes import DataClass


class NotDeletable(Exception):
    """A row that stays for ever was to be deleted."""


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds, by what is so about them."""

    def in_force(self) -> "HoldQuerySet":
        """Those not released."""
        return self.filter(released_at=None)

    def over(self, subjects: Iterable[str]) -> "list[Hold]":
        """Those in force whose scope takes in any of these subjects; there are few holds, so they are compared here."""
        asked = [subject.casefold() for subject in subjects]
        return [hold for hold in self.in_force().order_by("pk") if any(map(hold.takes_in, asked))]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: a hold is released, never deleted."""
        raise NotDeletable("a hold is released, never deleted")


class Hold(models.Model):
    """One legal hold: an order or a dispute for whose sake certain things may not be destroyed.

    Personal data: the numbers of the accounts that registered and released it. References name nobody in private: whoever
    writes them is told so. Never erased.
    """

    data_class = DataClass.A

    # What the order or the case is called by whoever issued it.
    reference = models.CharField(max_length=200)
    issuer = models.CharField(max_length=300)
    # Subjects (`organisation:yr6zjpl5b2co`), beginnings (`case:2026-*`) or `*` for everything.
    scope = models.JSONField()
    legal_basis = models.CharField(max_length=500, blank=True)
    served_on = models.DateField()
    placed_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    # The members concerned are told unless the law forbids it; then why stands beside.
    told_to_subject = models.BooleanField()
    why_not_told = models.CharField(max_length=500, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # The resolution of the board that released it.
    resolution = models.CharField(max_length=200, blank=True)
    release_reason = models.CharField(max_length=1000, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        """Those in force first found; a release is whole or not there."""

        ordering = ("-placed_at", "-pk")
        indexes = (models.Index(fields=["released_at"], name="hold_in_force"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, resolution="", release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(resolution="") & ~Q(release_reason="")),
                name="hold_release_is_whole",
            ),
            models.CheckConstraint(condition=Q(told_to_subject=True) | ~Q(why_not_told=""), name="hold_tells_or_says"),
        )

    def __str__(self) -> str:
        """What it is called."""
        return f"{self.reference} ({self.issuer})"

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"hold:{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it still holds."""
        return self.released_at is None

    def takes_in(self, subject: str) -> bool:
        """Whether this subject (in small letters) is in its scope."""
        return any(
            subject.startswith(part[:-1].casefold()) if part.endswith("*") else subject == part.casefold()
            for part in self.scope
        )

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Refused: a hold is released, never deleted."""
        raise NotDeletable("a hold is released, never deleted")
