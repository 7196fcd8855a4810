"""Claiming an entry: filing, the evidence that is added to it, taking it back. It decides nothing: see `deciding_claims`.

Who the claimant is goes into a private record, never into the ledger, a log or the claim itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access.second_wall import as_machine
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.guide import letters
from dalil.guide.actions.editing import standing
from dalil.guide.actions.refusals import Refused
from dalil.guide.claim_evidence import may_vouch, record_listing
from dalil.guide.domains import domain_of_mail
from dalil.guide.models import (
    Claim,
    ClaimantContact,
    ClaimEvidence,
    ClaimState,
    EvidenceKind,
    Organisation,
)
from dalil.guide.models.owners import WAITING_CLAIMS
from dalil.guide.owning import anchor_of, holders_of
from dalil.guide.tokens import key_of, new_token
from dalil.ledger.actions import write
from dalil.vault import evidence

LINK_LASTS: Final = timedelta(hours=48)
MOST_VOUCHERS: Final = 4
MOST_DOCUMENTS: Final = 5


class NotAtItsDomain(Refused):
    """The mail address lies at no domain that somebody else lists for this entry."""

    sentence = _(
        "This address is not at a web domain that a source other than you lists for this organisation. "
        "Addresses of free mail, and names below or above the domain, do not count. Use another kind of evidence."
    )


class ClaimIsSettled(Refused):
    """The claim no longer waits for anything."""

    sentence = _("This claim was decided or withdrawn already.")


class LinkHasRunOut(Refused):
    """The link of a mail was used, has run out, or never was one."""

    sentence = _("This link was used already or has run out. Ask for a new one on the page of your claim.")


class CannotVouch(Refused):
    """Whoever is concerned, or speaks for the same body, has no voice."""

    sentence = _("You cannot vouch for this claim: it concerns your own organisation, or you gave your word already.")


class TooMany(Refused):
    """More pieces of evidence than anybody needs."""

    sentence = _("There is enough of this kind of evidence already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who claims, as they say: all of it private."""

    name: str
    mail: str
    role: str
    language: str = "en"


@transaction.atomic
def file_claim(
    *,
    organisation: Organisation,
    claimant: Claimant,
    at: datetime,
    mail_at_domain: str = "",
    vouchers: Sequence[str] = (),
) -> tuple[Claim, str]:
    """Write a claim down; give it back with the token of the claimant's page, which nobody can find again.

    Whoever holds the entry is told. Raises NoSuchOrganisation, or NotAtItsDomain for the address given as evidence.
    """
    by = Person.objects.visitor()
    entry = standing(organisation)
    token, key = new_token()
    claim = Claim.objects.create(
        organisation=entry, anchor=anchor_of(entry), status_key=key, language=claimant.language[:8], filed_at=at
    )
    ClaimantContact(claim=claim, name=claimant.name, mail=claimant.mail, role=claimant.role).save()
    tell_holder(claim, at=at)
    letters.claim_was_filed(claim, to=claimant.mail, token=token, at=at)
    if mail_at_domain:
        send_to_domain(claim=claim, address=mail_at_domain, at=at)
    ask_to_vouch(claim=claim, entries=vouchers, at=at)
    write(by=by, action="file_claim", subject=f"claim:{claim.pk}", data={"organisation": entry.pk}, at=at)
    return claim, token


def tell_holder(claim: Claim, *, at: datetime) -> None:
    """Note who holds the entry that is claimed and tell its managers: nobody takes an entry over in silence."""
    holders = [body for body in holders_of(claim.entry) if body.pk != claim.body_id]
    if holders and claim.holder_id not in {body.pk for body in holders}:
        claim.holder, claim.holder_told_at, claim.holder_agrees, claim.holder_says = holders[0], at, None, ""
        claim.save(update_fields=["holder", "holder_told_at", "holder_agrees", "holder_says"])
        letters.entry_is_claimed(claim, holders, at=at)


@transaction.atomic
def send_to_domain(*, claim: Claim, address: str, at: datetime) -> ClaimEvidence:
    """Send a link to an address at the entry's domain: who opens it reads mail there. A newer link shuts the older.

    Raises ClaimIsSettled or NotAtItsDomain.
    """
    claim = held(claim)
    listed = record_listing(claim.entry, domain_of_mail(address))
    if listed is None:
        raise NotAtItsDomain
    token, key = new_token()
    claim.evidence.filter(kind=EvidenceKind.DOMAIN_MAIL, holds_since=None).update(runs_out_at=at)
    sent = ClaimEvidence.objects.create(
        claim=claim,
        kind=EvidenceKind.DOMAIN_MAIL,
        domain=domain_of_mail(address),
        listed_in=listed,
        token_key=key,
        runs_out_at=at + LINK_LASTS,
        offered_at=at,
    )
    letters.prove_your_domain(claim, to=address, token=token, at=at)
    return sent


def mail_link(token: str) -> ClaimEvidence | None:
    """The mail whose link holds this token, also when it was used or has run out; nothing for what never was one."""
    return ClaimEvidence.objects.select_related("claim").filter(token_key=key_of(token)).first()


def opens(link: ClaimEvidence, at: datetime) -> bool:
    """Whether the button behind a link still does something."""
    is_late = link.runs_out_at is None or link.runs_out_at <= at
    return not (link.holds_since or is_late) and link.claim.state in WAITING_CLAIMS


@transaction.atomic
def confirm_domain(*, token: str, at: datetime) -> Claim:
    """Somebody opened the link that was sent to the domain, and pressed its button. Raises LinkHasRunOut."""
    rows = ClaimEvidence.objects.select_for_update(of=("self",)).select_related("claim")
    found = rows.filter(token_key=key_of(token)).first()
    if found is None or not opens(found, at):
        raise LinkHasRunOut
    found.holds_since = at
    found.save(update_fields=["holds_since"])
    data = {"kind": found.kind, "domain": found.domain}
    write(by=Person.objects.visitor(), action="prove_claim", subject=f"claim:{found.claim_id}", data=data, at=at)
    return found.claim


@transaction.atomic
def keep_document(*, claim: Claim, upload: "UploadedFile[bytes]", at: datetime) -> ClaimEvidence:
    """Keep a document in the evidence store, and note it with the claim. Raises ClaimIsSettled or TooMany."""
    claim, by = held(claim), Person.objects.visitor()
    if claim.evidence.filter(kind=EvidenceKind.DOCUMENT).count() >= MOST_DOCUMENTS:
        raise TooMany
    about = [f"claim:{claim.pk}"]
    # Whoever hands it in has no account, so the second wall would let them write no file; nor may they read one.
    with as_machine("claims"):
        file = evidence.keep(
            upload, file_name=upload.name or "", by=by, at=at, why="evidence for a claim to an entry", about=about
        )
    kept = ClaimEvidence.objects.create(
        claim=claim, kind=EvidenceKind.DOCUMENT, document=file.pk, offered_at=at, holds_since=at
    )
    data = {"kind": kept.kind, "document": str(file.pk)}
    write(by=by, action="prove_claim", subject=f"claim:{claim.pk}", data=data, at=at)
    return kept


@transaction.atomic
def ask_to_vouch(*, claim: Claim, entries: Sequence[str], at: datetime) -> list[ClaimEvidence]:
    """Ask the bodies that hold these entries whether they vouch. One that nobody holds is passed over: nothing tells which.

    Raises ClaimIsSettled.
    """
    claim = held(claim)
    asked = set(claim.evidence.exclude(voucher=None).values_list("voucher_id", flat=True))
    concerned = {body.pk for body in holders_of(claim.entry)}
    wanted = list(dict.fromkeys(entries))[:MOST_VOUCHERS]
    bodies = [body for one in Organisation.objects.filter(pk__in=wanted) for body in holders_of(one.standing())]
    made = []
    for body in bodies:
        if body.pk not in asked | concerned and len(asked) < MOST_VOUCHERS:
            asked.add(body.pk)
            made.append(
                ClaimEvidence.objects.create(claim=claim, kind=EvidenceKind.VOUCHED, voucher=body, offered_at=at)
            )
            letters.will_you_vouch(claim, body, at=at)
    return made


@transaction.atomic
def vouch(*, evidence: ClaimEvidence, does: bool, by: Person, acting_for: Body, at: datetime) -> ClaimEvidence:
    """Give a body's word for a claim, or refuse it: once. Raises CannotVouch or ClaimIsSettled."""
    claim = held(evidence.claim)
    asked = ClaimEvidence.objects.select_for_update().get(pk=evidence.pk)
    if asked.voucher_id != acting_for.pk or asked.voucher_by_id or not may_vouch(claim, by=by, body=acting_for, at=at):
        raise CannotVouch
    asked.voucher_by = by
    asked.holds_since, asked.refused_at = (at, None) if does else (None, at)
    asked.save(update_fields=["voucher_by", "holds_since", "refused_at"])
    data = {"does": does}
    write(by=by, acting_for=acting_for.pk, action="vouch", subject=f"claim:{claim.pk}", data=data, at=at)
    return asked


@transaction.atomic
def withdraw_claim(*, claim: Claim, at: datetime) -> Claim:
    """The claimant takes the claim back. Raises ClaimIsSettled."""
    claim = held(claim)
    # From here on it is kept for as long as any claim that came to nothing.
    claim.state, claim.decided_at, claim.version = ClaimState.WITHDRAWN, at, claim.version + 1
    claim.save(update_fields=["state", "decided_at", "version"])
    write(by=Person.objects.visitor(), action="withdraw_claim", subject=f"claim:{claim.pk}", data={}, at=at)
    return claim


@transaction.atomic
def answer_claim_of_another(
    *, claim: Claim, agrees: bool, says: str, by: Person, acting_for: Body, at: datetime
) -> Claim:
    """What the present holder says to another's claim to its entry. Raises ClaimIsSettled or CannotVouch."""
    claim = held(claim)
    is_manager = Delegation.objects.in_force(at).filter(person=by, body=acting_for, role=DelegateRole.MANAGER).exists()
    if claim.holder_id != acting_for.pk or not is_manager:
        raise CannotVouch
    claim.holder_agrees, claim.holder_says = agrees, says[:1000]
    claim.save(update_fields=["holder_agrees", "holder_says"])
    data = {"agrees": agrees}
    write(by=by, acting_for=acting_for.pk, action="answer_claim", subject=f"claim:{claim.pk}", data=data, at=at)
    return claim


def held(claim: Claim) -> Claim:
    """The claim, held until the action is done. Raises ClaimIsSettled."""
    held_now = Claim.objects.select_for_update(of=("self",)).select_related("organisation", "anchor").get(pk=claim.pk)
    if held_now.state not in WAITING_CLAIMS:
        raise ClaimIsSettled
    return held_now
