"""Resolutions, as fixed text; the keys with which trustees sign them; the signatures. No text is ever changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dalil.accounts.data_classes import DataClass


class Resolution(models.Model):
    """What the board decided: a passed motion, numbered within its year, as the one text that is signed.

    Personal data: none; a text that names people is the board's own doing. Readable by whoever holds the disk.
    """

    data_class = DataClass.A

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    motion = models.OneToOneField("board.Motion", on_delete=models.PROTECT, related_name="resolution")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    resolved_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="withdraws", null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-year", "-number")
        constraints = (models.UniqueConstraint(fields=["year", "number"], name="one_resolution_a_number"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As people cite it: 2026/3."""
        return f"{self.year}/{self.number}"

    @property
    def subject(self) -> str:
        """As the ledger and motions name it."""
        return f"resolution:{self.year}-{self.number}"

    @property
    def file_name(self) -> str:
        """The file that is signed."""
        return f"resolution-{self.year}-{self.number}.txt"

    @property
    def content(self) -> bytes:
        """The very bytes that are signed."""
        return self.text.encode("utf-8")


class SigningKey(models.Model):
    """The public half of a key with which a trustee signs; it counts once another trustee has confirmed it.

    Personal data: that this key is this person's.
    """

    data_class = DataClass.S

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signing_keys")
    line = models.CharField(max_length=500, unique=True)
    fingerprint = models.CharField(max_length=60, unique=True)
    registered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first; nobody confirms their own."""

        ordering = ("registered_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")), name="key_confirmed_by_another"
            ),
        )

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def counts(self) -> bool:
        """Whether it was confirmed and is still in use."""
        return self.confirmed_at is not None and self.ended_at is None


class Signature(models.Model):
    """One trustee's signature under one resolution, as ssh-keygen made it.

    Personal data: that this trustee signed.
    """

    data_class = DataClass.A

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="signatures")
    term = models.ForeignKey("board.Term", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    armoured = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        """One for each trustee."""

        ordering = ("given_at", "pk")
        constraints = (models.UniqueConstraint(fields=["resolution", "term"], name="one_signature_a_trustee"),)

    def __str__(self) -> str:
        return f"signature {self.pk}"
