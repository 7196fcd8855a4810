"""Organisations and their own entries: who claims one, on which evidence, who holds one, and what an owner stated.

It never keeps who the claimant is: that lies in `private`, as ciphertext. Nothing here is ever deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Body, Delegation
from dalil.guide.models.organisations import Organisation, Record


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    OPEN = "open", _("waiting for an editor")
    APPROVED = "approved", _("approved")
    DENIED = "denied", _("denied")
    APPEALED = "appealed", _("appealed: waiting for another editor")
    REVOKED = "revoked", _("revoked")
    WITHDRAWN = "withdrawn", _("withdrawn by the claimant")


WAITING_CLAIMS = (ClaimState.OPEN, ClaimState.APPEALED)


class Anchored(models.Model):
    """Something about an entry that follows it: the entry is wherever the record `anchor` is after merges and splits.

    Of an entry without any record there is nothing to follow but its merges.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    anchor = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Each has a table of its own."""

        abstract = True

    @property
    def entry(self) -> Organisation:
        """The entry that this is about now."""
        return self.anchor.organisation if self.anchor is not None else self.organisation.standing()


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, by what is so about them."""

    def waiting(self) -> Self:
        """Those for which an editor's word is due."""
        return self.filter(state__in=WAITING_CLAIMS)


class Claim(Anchored):
    """Somebody says that an entry is their organisation, and asks to act for it.

    Personal data: none here; who it is stands in `ClaimantContact`. `status_key` is the hash of the token in the claimant's link.
    """

    data_class = DataClass.G

    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.OPEN)
    status_key = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, default="en")
    filed_at = models.DateTimeField()
    # What each step told the claimant: reasons, so nothing private.
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Who denied it first: an appeal is for another.
    denied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appealed_at = models.DateTimeField(null=True, blank=True)
    # The body that held the entry when the claim was filed, or came to hold it meanwhile: it was told, and may object.
    holder = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_told_at = models.DateTimeField(null=True, blank=True)
    holder_agrees = models.BooleanField(null=True)
    holder_says = models.CharField(max_length=1000, blank=True)
    # The body that was made of it.
    body = models.OneToOneField(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="claim")
    version = models.PositiveIntegerField(default=1)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        """Taken from the queue, oldest first."""

        indexes = (models.Index(fields=["state", "filed_at"], name="claim_queue"),)

    def __str__(self) -> str:
        """Its number and what it is about."""
        return f"claim {self.pk} of {self.organisation_id}"


class EvidenceKind(models.TextChoices):
    """What speaks for a claim."""

    DOMAIN_MAIL = "domain_mail", _("mail at the organisation's web domain")
    DOCUMENT = "document", _("a document of a register")
    VOUCHED = "vouched", _("two members vouch for it")


class ClaimEvidence(models.Model):
    """One piece of evidence for a claim; it counts once `holds_since` is set.

    Personal data: none in the clear. `token_key` is the hash of the token that was sent; a document lies in the evidence store.
    """

    data_class = DataClass.G

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    # Mail: the domain, and the record that lists it.
    domain = models.CharField(max_length=253, blank=True)
    listed_in = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token_key = models.CharField(max_length=64, blank=True)
    runs_out_at = models.DateTimeField(null=True, blank=True)
    # A document: its id in the evidence store.
    document = models.UUIDField(null=True, blank=True)
    # A voice: the body asked, and which of its delegates answered.
    voucher = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    voucher_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField()
    holds_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A body is asked once for a claim; a token opens one door."""

        constraints = (
            models.UniqueConstraint(
                fields=["claim", "voucher"], condition=Q(voucher__isnull=False), name="one_voice_a_body"
            ),
            models.UniqueConstraint(fields=["token_key"], condition=~Q(token_key=""), name="one_door_a_token"),
        )

    def __str__(self) -> str:
        """What it is."""
        return f"{self.kind} for {self.claim_id}"


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    """Who holds which entry."""

    def in_force(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None, body__ended_at=None)

    def of_entry(self, organisation: str) -> Self:
        """Those of this entry, as merges and splits have left it."""
        return self.of_entries([organisation])

    def of_entries(self, organisations: Collection[str]) -> Self:
        """Those of any of these entries, as merges and splits have left them."""
        of = list(organisations)
        anchored = Ownership.objects.filter(anchor__organisation__in=of).values("pk")
        without = Ownership.objects.filter(anchor=None, organisation__in=of).values("pk")
        merged = Ownership.objects.filter(anchor=None, organisation__merged_into__in=of).values("pk")
        # One index each; asked as one condition, PostgreSQL reads all of them.
        return self.filter(pk__in=anchored.union(without, merged))


class Ownership(Anchored):
    """A body holds an entry of the guide: it may state what it says of itself, until this ends.

    Personal data: none.
    """

    data_class = DataClass.G

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="ownerships")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=1000, blank=True)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        """A body holds one entry at a time."""

        constraints = (models.UniqueConstraint(fields=["body"], condition=Q(ended_at=None), name="one_entry_a_body"),)

    def __str__(self) -> str:
        """Who holds what."""
        return f"{self.body} holds {self.organisation_id}"


class ManagerOffer(models.Model):
    """A delegate is asked to become a manager: beside the one who asks, or in their place.

    Personal data: who asked whom and when; shown to the managers of the body.
    """

    data_class = DataClass.S

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="offers")
    asked_by = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="+")
    # Whether the one who asks hands over, and is a reader from then on.
    is_in_place = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    # Another manager or an editor; a handing over needs none, for it makes no further manager.
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One at a time for a delegate."""

        constraints = (
            models.UniqueConstraint(fields=["delegation"], condition=Q(closed_at=None), name="one_offer_a_delegate"),
        )

    def __str__(self) -> str:
        """Whom it is about."""
        return f"offer to {self.delegation_id}"

    def is_open(self, at: datetime) -> bool:
        """Whether it may still be answered."""
        return self.closed_at is None


class StatementState(models.TextChoices):
    """What became of a statement of an owner."""

    WAITING = "waiting", _("waiting for an editor")
    SHOWN = "shown", _("shown: an editor has yet to look at it")
    LOOKED_AT = "looked_at", _("looked at")
    TURNED_DOWN = "turned_down", _("turned down")
    REPLACED = "replaced", _("replaced by a later one")


class OwnStatement(models.Model):
    """What an owner stated of itself at one moment, and what an editor said of it.

    Personal data: none beyond who acted; the public sees the organisation, not the person.
    """

    data_class = DataClass.G

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="statements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.TextField(blank=True)
    after = models.TextField()
    state = models.CharField(max_length=12, choices=StatementState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """Looked at in the order in which they came; of those that wait there is one a body."""

        constraints = (
            models.UniqueConstraint(fields=["body"], condition=Q(state="waiting"), name="one_statement_waits"),
        )
        indexes = (models.Index(fields=["state", "at"], name="own_statement_queue"),)

    def __str__(self) -> str:
        """Whose it is."""
        return f"{self.body_id} at {self.at:%Y-%m-%d}"
