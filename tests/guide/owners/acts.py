"""What the tests of owners begin with: an entry, people who act for bodies, claims that were approved."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from dalil.access.models import WaitingLetter
from dalil.access.strength import Factor, note_proof
from dalil.access.viewer import ACTING_FOR
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.formats.record import Name, Record
from dalil.guide.actions import claiming, deciding_claims
from dalil.guide.models import Claim, ClaimEvidence, EvidenceKind, Organisation, Ownership
from dalil.guide.owning import anchor_of
from dalil.vault.actions import open_unrecorded

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
RANA = claiming.Claimant(name="Rana Khalil", mail="rana.khalil@lamp.example", role="director")


def person(name: str) -> Person:
    """Somebody with an account and no role."""
    return Person.objects.create_person(name, name.title())


def body_holding(organisation: Organisation | None, name: str = "A body") -> Body:
    """A body, and the entry that it holds, if any."""
    body = Body.objects.create(name=name, made_at=AT)
    if organisation is not None:
        Ownership.objects.create(body=body, organisation=organisation, anchor=anchor_of(organisation), since=AT)
    return body


def delegate(body: Body, name: str, role: str = DelegateRole.MANAGER, **more: Any) -> Delegation:
    """Somebody who acts for a body."""
    return Delegation.objects.create(body=body, person=person(name), role=role, since=AT, **more)


def browser(delegation: Delegation, factor: Factor = Factor.TIME_CODE) -> Client:
    """A browser in which this delegate signed in, and acts for the body."""
    client = Client()
    client.force_login(delegation.person)
    session = client.session
    note_proof(session, factor, timezone.now())
    session[ACTING_FOR] = str(delegation.body_id)
    session.save()
    return client


def letters() -> list[tuple[str, str, str]]:
    """The letters that wait: to whom, about what, what they say."""
    rows = list(WaitingLetter.objects.order_by("made_at", "pk"))
    return [(opened.recipient, opened.topic, opened.text) for opened in open_unrecorded(rows)]


def filed(organisation: Organisation, at: datetime = AT, **more: Any) -> tuple[Claim, str]:
    """A claim by Rana."""
    return claiming.file_claim(organisation=organisation, claimant=RANA, at=at, **more)


def proved(organisation: Organisation, at: datetime = AT) -> Claim:
    """A claim with evidence that is enough: mail that was read at the domain."""
    claim, _token = filed(organisation, at, mail_at_domain="office@lamp.example")
    ClaimEvidence.objects.filter(claim=claim, kind=EvidenceKind.DOMAIN_MAIL).update(holds_since=at)
    return claim


def approved(organisation: Organisation, by: Person, at: datetime = AT) -> Body:
    """A body made of a claim that this editor approved."""
    claim = proved(organisation, at)
    return deciding_claims.approve_claim(claim=claim, by=by, at=at, reason="mail came back", version=claim.version)


def named(value: str) -> Record:
    """A record with this name alone."""
    return Record(names=(Name(value, "en"),))
