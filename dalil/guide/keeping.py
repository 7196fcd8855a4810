"""How long the guide keeps what is private: contacts of lists and owners, who claimed an entry, the documents of claims.

It never destroys anything itself: what is of class S the worker lets go, for the rest `access.due_by_two` asks two people.
What a list said of organisations in public is the guide itself and stays; a contact that was withdrawn stays as ciphertext,
for by it the next list is told that it was withdrawn.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dalil.guide.models import (
    Claim,
    ClaimantContact,
    ClaimEvidence,
    ClaimState,
    Contact,
    Knock,
    ProposerContact,
    Reminder,
    SpooledFile,
)
from dalil.vault.models import Evidence
from dalil.vault.retention import rule

YEAR: Final = timedelta(days=365)
LOST = (ClaimState.DENIED, ClaimState.REVOKED, ClaimState.WITHDRAWN)


def claims_lost(at: datetime) -> "QuerySet[Claim]":
    """Answered with no, revoked or taken back a year ago: no appeal is possible any more."""
    return Claim.objects.filter(state__in=LOST).exclude(decided_at__gt=at - YEAR).filter(filed_at__lt=at - YEAR)


def documents_of_lost_claims(at: datetime) -> "QuerySet[Evidence]":
    """What was brought for them."""
    brought = ClaimEvidence.objects.filter(claim__in=claims_lost(at)).exclude(document=None)
    return Evidence.objects.filter(pk__in=brought.values("document"))


rule(
    "strangers_counted",
    model=Knock,
    sentence=_("How often forms without sign-in were sent is counted for a day, without an address, then erased."),
)
rule(
    "lists_waiting",
    model=SpooledFile,
    sentence=_("The file of a list is erased when its plan was carried out or given up."),
)
rule(
    "proposers",
    model=ProposerContact,
    sentence=_("The mail address of whoever proposed a change is erased with the answer."),
)
rule(
    "claimants",
    model=ClaimantContact,
    sentence=_("Who claimed an entry without success is erased a year after the answer."),
    past=lambda at: ClaimantContact.objects.filter(claim__in=claims_lost(at)),
)
rule(
    "reminders",
    model=Reminder,
    sentence=_("Who was asked to confirm an entry is erased a year after the answer."),
    past=lambda at: Reminder.objects.filter(answered_at__lt=at - YEAR),
)
rule(
    "contacts_ended",
    model=Contact,
    sentence=_("Private contacts that their list no longer gives are destroyed after a year."),
    past=lambda at: Contact.objects.filter(ended_at__lt=at - YEAR, withdrawn_at=None),
)
rule(
    "claim_documents",
    model=Evidence,
    sentence=_("Documents for a claim without success are destroyed a year after the answer."),
    past=documents_of_lost_claims,
)
