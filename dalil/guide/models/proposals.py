"""Changes that anybody may propose to an entry, and how often somebody knocked.

It never keeps who a stranger is: an address for the answer lies in `private`, as ciphertext. Nothing proposed is ever deleted.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Body
from dalil.guide.models.organisations import Record
from dalil.guide.models.owners import Anchored


class Aspect(models.TextChoices):
    """Which part of an entry a change is about."""

    NAME = "name", _("a name")
    PLACE = "place", _("a place")
    SECTOR = "sector", _("the sector")
    LINK = "link", _("a website")
    IDENTIFIER = "identifier", _("a number in a register")
    DESCRIPTION = "description", _("the description")
    KIND = "kind", _("what kind of body it is")
    FOUNDED = "founded", _("when it was founded")
    STATUS = "status", _("it closed, moved or reopened")
    MERGE = "merge", _("two organisations were taken for one, or one for two")
    OTHER = "other", _("something else")


class ProposedState(models.TextChoices):
    """What became of a proposed change."""

    OPEN = "open", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    REFUSED = "refused", _("refused")


class ChangeProposalQuerySet(models.QuerySet["ChangeProposal"]):
    """Proposed changes, by what is so about them."""

    def waiting(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state=ProposedState.OPEN)

    def of_entries(self, organisations: models.QuerySet[Any, Any]) -> Self:
        """Those about these entries, as merges and splits have left them."""
        without = Q(anchor=None) & (Q(organisation__in=organisations) | Q(organisation__merged_into__in=organisations))
        return self.filter(Q(anchor__organisation__in=organisations) | without)


class ChangeProposal(Anchored):
    """Somebody proposes a change to an entry, and says how they know.

    Personal data: none here; an address for the answer stands in `ProposerContact`. What was typed is kept without mail
    addresses and telephone numbers. `status_key` is the hash of the token in the proposer's link.
    """

    data_class = DataClass.G

    aspect = models.CharField(max_length=12, choices=Aspect.choices)
    # The value that it is about, as the entry showed it; and what should stand there, as a record.
    stands = models.TextField(blank=True)
    proposed = models.TextField()
    note = models.CharField(max_length=2000, blank=True)
    happened = models.CharField(max_length=8, blank=True)
    happened_on = models.CharField(max_length=10, blank=True)
    # How they know: an address on the web, or words; and by which role they tell it.
    source_link = models.URLField(max_length=500, blank=True)
    source_words = models.CharField(max_length=500, blank=True)
    told_by = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=ProposedState.choices, default=ProposedState.OPEN)
    status_key = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, default="en")
    filed_at = models.DateTimeField()
    # Empty for a stranger.
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_for = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # What the owner of the entry says to it.
    owner = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_agrees = models.BooleanField(null=True)
    owner_says = models.CharField(max_length=1000, blank=True)
    owner_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_for = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    # The record that it became.
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        """Taken from the queue, oldest first."""

        indexes = (models.Index(fields=["state", "filed_at"], name="change_proposal_queue"),)

    def __str__(self) -> str:
        """Its number and what it is about."""
        return f"change {self.pk} of {self.organisation_id}"


class Knock(models.Model):
    """Somebody without an account sent a form, as long as that counts against a flood.

    Personal data: none in the clear; `key` is a keyed hash of the network neighbourhood, erased after a day.
    """

    data_class = DataClass.S

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Counted by key, erased by age."""

        indexes = (
            models.Index(fields=["key", "at"], name="knock_key"),
            models.Index(fields=["at"], name="knock_at"),
        )

    def __str__(self) -> str:
        """Nothing that tells who it was."""
        return f"knock at {self.at:%H:%M}"
