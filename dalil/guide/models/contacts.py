"""Private contacts of organisations, and who opened them. The values are ciphertext from their first write.

What is public is a value of the entry, never a contact: no contact has the audience "everyone".
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.audiences import Audience
from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Body
from dalil.guide.contact_cells import spelled
from dalil.guide.models.consents import Basis
from dalil.guide.models.organisations import Record
from dalil.guide.models.sources import Intake, Row, Source
from dalil.vault.fields import BlindIndex, PrivateText
from dalil.vault.models.records import PrivateRecord, PrivateRows


class ContactKind(models.TextChoices):
    """What a contact is."""

    PERSON = "person", _("a person")
    EMAIL = "email", _("an e-mail address")
    TELEPHONE = "telephone", _("a telephone number")
    ADDRESS = "address", _("an address")


AUDIENCES = (Audience.MEMBERS, Audience.CASE_TEAM, Audience.STRICT)
HELD_BY_A_LIST = Q(source__isnull=False)


class ContactRows(PrivateRows["Contact"]):
    """Contacts, seen by adjective."""

    def standing(self) -> ContactRows:
        """Those that are somebody's now: carried out, not replaced, not withdrawn."""
        return self.filter(record__isnull=False, ended_at=None, withdrawn_at=None)

    def of_entry(self, organisation: str) -> ContactRows:
        """Those of this entry, as merges and splits have left it."""
        return self.filter(record__organisation=organisation)


class Contact(PrivateRecord):
    """How somebody at an organisation is reached: it follows `record` through merges and splits.

    Personal data: a name, address or number, sealed; opened one by one for a reason, which is written down. While the plan of
    its list is not carried out it has no record and is nobody's. `body` is the body that gave it; one of a list has a `source`.
    """

    data_class = DataClass.C1
    passing = Q(record=None)

    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    row = models.ForeignKey(Row, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=ContactKind.choices)
    value = PrivateText(longest=1000)
    code = BlindIndex(of="value", normalise=spelled)
    audience = models.CharField(max_length=9, choices=Audience.choices, default=Audience.MEMBERS)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.SELF)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ContactRows.as_manager()  # type: ignore[misc]

    class Meta:
        """Never for everyone."""

        constraints = (
            models.CheckConstraint(
                condition=Q(audience__in=[one.value for one in AUDIENCES]), name="contact_is_never_public"
            ),
        )

    @property
    def held_under(self) -> list[str]:
        """By what a legal hold finds it: the entry wherever merges took it, the body that gave it, the list it came with."""
        entries = [*self.record.organisation.subjects(), f"organisation:{self.record.home_id}"] if self.record else []
        given = [f"body:{self.body_id}"] if self.body_id else []
        return [*entries, *given, *([f"source:{self.source_id}"] if self.source_id else [])]

    def __str__(self) -> str:
        """What kind, never what."""
        return f"{self.kind} {self.pk}"


class ContactReason(models.TextChoices):
    """Why a contact is opened."""

    WRITE = "write", _("to write to them or call them")
    PARTNER = "partner", _("to work together")
    CHECK = "check", _("to check whether the entry is right")
    CASE = "case", _("for a case that they are part of")


class ContactOpening(models.Model):
    """Somebody opened one contact: who, for which body, when and why. Never deleted, and shown to the owner of the entry.

    Personal data: who looked. It outlives the contact: of one that was destroyed its number stays here.
    """

    data_class = DataClass.A

    contact = models.ForeignKey(Contact, on_delete=models.DO_NOTHING, db_constraint=False, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_for = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=7, choices=ContactReason.choices)
    at = models.DateTimeField()

    class Meta:
        """Counted by person and day."""

        indexes = (models.Index(fields=["person", "at"], name="contact_opening_by_person"),)

    def __str__(self) -> str:
        """Which, and when."""
        return f"{self.contact_id} at {self.at:%Y-%m-%d}"


class SpooledFile(PrivateRecord):
    """The key under which the file of an intake lies in the spool; it goes with the file, which then opens no more.

    Personal data: none of its own; the file may hold private contacts.
    """

    data_class = DataClass.C1
    passing = Q()

    intake = models.OneToOneField(Intake, on_delete=models.CASCADE, related_name="spooled")

    def __str__(self) -> str:
        """Of which intake."""
        return f"file of intake {self.intake_id}"
