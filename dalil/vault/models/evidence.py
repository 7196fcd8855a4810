"""Evidence: a file kept as it came. What it is stands in the record as ciphertext, the file itself in the store.

It is never changed: triggers refuse it for all but the wrapping of its key, who may see it, and what it is about. It is removed
by `vault.destroying` alone, whose tombstone the database asks for.
"""

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.vault.fields import PrivateJSON
from dalil.vault.models.records import PrivateRecord, PrivateRows


class Sensitivity(models.TextChoices):
    """Who may come near it; the rules of the room that uses it decide."""

    MEMBERS = "members", _("members")
    CASE_TEAM = "case_team", _("the case team")
    STRICT = "strict", _("named people only")


class Particulars(TypedDict, total=False):
    """What is known of a file, as it is sealed in its record. Moments are ISO 8601 in UTC."""

    original_filename: str
    media_type: str
    size: int
    sha256: str
    sha512: str
    # Chance that makes the commitment in the ledger tell nothing to whoever guesses at files.
    salt: str
    captured_at: str
    clock: str
    collected_by: str
    method: str
    tool_version: str
    source_url: str
    source_type: str
    rights: str
    consent_ref: str
    derivation: str
    oddities: list[str]
    metadata: dict[str, str]


class EvidenceRows(PrivateRows["Evidence"]):
    """Evidence, by what is so about it."""

    def originals(self) -> "EvidenceRows":
        """Those that came from outside; the others are copies that we worked on."""
        return self.filter(is_original=True)


class Evidence(PrivateRecord):
    """One file that was brought as evidence, or a working copy of one.

    Personal data: whatever the file holds, its name, who collected it: ciphertext all. Destroyed by two, unless held.
    """

    data_class = DataClass.C2

    particulars = PrivateJSON()
    # The name in the store: SHA-256 of the ciphertext.
    stored_as = models.CharField(max_length=64, unique=True)
    stored_size = models.BigIntegerField()
    # SHA-256 over salt, SHA-256 and SHA-512 of the file: what the ledger says of it at intake (`evidence.commitments`).
    commitment = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_for = models.UUIDField(null=True, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.STRICT)
    # Subjects as the ledger names them (`organisation:yr6zjpl5b2co`): by these a hold finds it.
    about = models.JSONField(default=list, blank=True)
    is_original = models.BooleanField(default=True)
    derived_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="copies", null=True, blank=True)

    objects = EvidenceRows.as_manager()  # type: ignore[misc]

    class Meta:
        """Newest first; a copy is a copy of something."""

        ordering = ("-kept_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_original=True, derived_from=None) | Q(is_original=False, derived_from__isnull=False),
                name="evidence_copy_of_something",
            ),
            models.CheckConstraint(condition=Q(sensitivity__in=Sensitivity.values), name="evidence_sensitivity"),
        )

    def __str__(self) -> str:
        """Nothing of what it is."""
        return f"evidence {self.pk}"

    @property
    def held_under(self) -> list[str]:
        """The subjects by which a hold takes it in: itself, what it is about, the body that brought it, what it was made of."""
        brought = [f"body:{self.acting_for}"] if self.acting_for else []
        origin = [f"evidence:{self.derived_from_id}"] if self.derived_from_id else []
        return [self.subject, *self.about, *brought, *origin]
