"""What evidence for a claim is worth: which domain counts, who may vouch, what is enough. It never writes.

That it is enough does not decide: an editor does, who has looked at it.
"""

from datetime import datetime
from typing import Final

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.guide import indexing
from dalil.guide.domains import domain_of_link
from dalil.guide.models import Claim, ClaimEvidence, EvidenceKind, Organisation, Record, SourceKind
from dalil.guide.owning import holders_of

# Statements that anybody may have brought in: what one of them lists is perhaps the claimant's own word.
PROPOSED: Final = "proposed-changes"
VOICES_NEEDED: Final = 2
VOICES: Final = (DelegateRole.MANAGER, DelegateRole.EDITOR)


def listing(organisation: Organisation) -> dict[str, Record]:
    """The domains that others list for an entry, each with the record that does; what is no longer listed does not count."""
    records = Record.objects.holding().present().filter(organisation=organisation).select_related("source")
    found: dict[str, Record] = {}
    for record in records.exclude(source__kind=SourceKind.SELF).exclude(source__slug=PROPOSED).order_by("pk"):
        for link in record.read().links:
            if domain := domain_of_link(link):
                found.setdefault(domain, record)
    return found


def record_listing(organisation: Organisation, domain: str) -> Record | None:
    """Who lists this domain for the entry; nobody where other entries have it as well, for then it is of many."""
    record = listing(organisation).get(domain) if domain else None
    return record if record is not None and not _others_list(organisation, domain) else None


def _others_list(organisation: Organisation, domain: str) -> bool:
    near = {hit.id for hit in indexing.alike(names=[], identifiers=[], domains=[domain], acronyms=[])}
    near.discard(organisation.pk)
    others = Organisation.objects.current().filter(pk__in=near)
    return any(domain in listing(other) for other in others)


def may_vouch(claim: Claim, *, by: Person, body: Body, at: datetime) -> bool:
    """Whether this delegate's word for this claim counts.

    Not of a body that holds the entry, nor of one that this very claim made; not of somebody who stands for a body that is
    concerned, nor of somebody who gave another body's word already.
    """
    standing = dict(Delegation.objects.in_force(at).filter(person=by).values_list("body_id", "role"))
    concerned = {one.pk for one in holders_of(claim.entry)} | {claim.body_id}
    has_spoken = claim.evidence.filter(kind=EvidenceKind.VOUCHED, voucher_by=by).exists()
    return standing.get(body.pk) in VOICES and not concerned & standing.keys() and not has_spoken


def voices(claim: Claim, at: datetime) -> list[ClaimEvidence]:
    """The words given for a claim that still count: of different people, who still stand for different bodies."""
    given = claim.evidence.filter(kind=EvidenceKind.VOUCHED, holds_since__isnull=False)
    concerned = {one.pk for one in holders_of(claim.entry)} | {claim.body_id}
    in_force = set(Delegation.objects.in_force(at).filter(role__in=VOICES).values_list("body_id", "person_id"))
    found: dict[int | None, ClaimEvidence] = {}
    for one in given.select_related("voucher", "voucher_by").order_by("holds_since", "pk"):
        if (one.voucher_id, one.voucher_by_id) in in_force and one.voucher_id not in concerned:
            found.setdefault(one.voucher_by_id, one)
    return list(found.values())


def is_enough(claim: Claim, at: datetime) -> bool:
    """Whether an editor may approve on this evidence: mail read at its domain, a document, or two voices."""
    if claim.evidence.filter(kind=EvidenceKind.DOCUMENT).exists():
        return True
    proved = claim.evidence.filter(kind=EvidenceKind.DOMAIN_MAIL, holds_since__isnull=False)
    # The domain must still be the entry's, as it stands now.
    if any(record_listing(claim.entry, one.domain) for one in proved):
        return True
    return len(voices(claim, at)) >= VOICES_NEEDED
