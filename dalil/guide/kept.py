"""What of the guide belongs to a body, for "who saw our entry", and what is kept about a person, for "my data".

It is loaded once models are. It opens no contact, and tells nobody of what others gave.
"""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.kept_about import Row, told_by
from dalil.access.subjects import of_bodies
from dalil.accounts.models import Person
from dalil.guide.held_by import entries_held_by
from dalil.guide.models import (
    ChangeProposal,
    Claim,
    ClaimantContact,
    ClaimEvidence,
    Consent,
    Contact,
    ContactOpening,
    OwnStatement,
    Verification,
)


@of_bodies
def entry_and_contacts(body: UUID) -> list[str]:
    """The entry that a body holds now, the contacts in it, and those that it gave. Delegations stand under the body itself."""
    entries = list(entries_held_by([body]))
    contacts = Contact.objects.filter(Q(record__organisation__in=entries) | Q(body=body)).values_list("pk", flat=True)
    return [*(f"organisation:{pk}" for pk in entries), *(f"contact:{pk}" for pk in contacts)]


@of_bodies
def claim_and_its_papers(body: UUID) -> list[str]:
    """The claim by which a body came to its entry, who claimed it, and the documents; never another's claim."""
    claims = list(Claim.objects.filter(body=body).values_list("pk", flat=True))
    claimants = ClaimantContact.objects.filter(claim__in=claims).values_list("pk", flat=True)
    papers = ClaimEvidence.objects.filter(claim__in=claims, document__isnull=False)
    return [
        *(f"claim:{pk}" for pk in claims),
        *(f"claimantcontact:{pk}" for pk in claimants),
        *(f"evidence:{pk}" for pk in papers.values_list("document", flat=True)),
    ]


@of_bodies
def changes(body: UUID) -> list[str]:
    """What was proposed to a body's entry, and what it proposed to others'."""
    about = ChangeProposal.objects.of_entries(entries_held_by([body]))
    rows = ChangeProposal.objects.filter(Q(pk__in=about.values("pk")) | Q(filed_for=body))
    return [f"change:{pk}" for pk in rows.values_list("pk", flat=True)]


@told_by("proposals", _("Changes that you proposed"))
def proposals(person: Person) -> list[Row]:
    """To whom, when, and what came of it."""
    rows = ChangeProposal.objects.filter(filed_by=person).select_related("organisation", "anchor__organisation")
    return [
        {"organisation": one.entry.title, "what": one.get_aspect_display(), "at": one.filed_at, "state": one.state}
        for one in rows.order_by("filed_at")
    ]


@told_by("statements", _("What you stated for your organisation"))
def statements(person: Person) -> list[Row]:
    """For which, and when."""
    rows = OwnStatement.objects.filter(by=person).select_related("body").order_by("at")
    return [{"organisation": one.body.name, "at": one.at, "state": one.state} for one in rows]


@told_by("vouched", _("For whom you vouched"))
def vouched(person: Person) -> list[Row]:
    """Which entry somebody claimed, and whether you gave your word."""
    rows = ClaimEvidence.objects.filter(voucher_by=person).select_related(
        "claim__organisation", "claim__anchor__organisation"
    )
    return [
        {"organisation": one.claim.entry.title, "at": one.holds_since or one.refused_at, "what": one.get_kind_display()}
        for one in rows.order_by("pk")
    ]


@told_by("confirmations", _("Entries that you confirmed or checked"))
def confirmations(person: Person) -> list[Row]:
    """Which, when and how."""
    rows = Verification.objects.filter(by=person).select_related("organisation").order_by("at")
    return [{"organisation": one.organisation.title, "at": one.at, "what": one.get_how_display()} for one in rows]


@told_by("consents", _("Consent that you recorded or withdrew"))
def consents(person: Person) -> list[Row]:
    """Of which entry and field."""
    rows = Consent.objects.filter(Q(by=person) | Q(withdrawn_by=person)).select_related("organisation")
    return [
        {
            "organisation": one.organisation.title,
            "what": one.field,
            "since": one.since if one.by_id == person.pk else None,
            "ended": one.withdrawn_at if one.withdrawn_by_id == person.pk else None,
        }
        for one in rows.order_by("since", "pk")
    ]


@told_by("contacts_given", _("Private contacts that you gave"))
def contacts_given(person: Person) -> list[Row]:
    """What kind, for whom; what they are is not opened for this."""
    rows = Contact.objects.filter(by=person, source=None).order_by("since", "pk")
    return [{"kind": one.get_kind_display(), "since": one.since, "ended": one.withdrawn_at} for one in rows]


@told_by("contacts_opened", _("Private contacts that you opened"))
def contacts_opened(person: Person) -> list[Row]:
    """When and why."""
    rows = ContactOpening.objects.filter(person=person).order_by("at", "pk")
    return [{"at": one.at, "why": one.get_reason_display()} for one in rows]
