"""Deciding claims: approving makes a body and invites its first manager; denying and revoking say why; appeals go to another.

It never gives anybody an account: the invitation does, once it is accepted. It never leaves a taking over unsaid.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.models import Approval
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Body, Invitation, Person
from dalil.guide import letters
from dalil.guide.actions.claiming import ClaimIsSettled, held, tell_holder
from dalil.guide.actions.ending import end_body
from dalil.guide.actions.inviting import (
    ever_managed,
    invite_manager,
    invite_manager_anew,
    manager_invitations,
    managers_of,
    waiting_for_claimant,
)
from dalil.guide.actions.refusals import Refused
from dalil.guide.actions.sources import restore_source, withdraw_source
from dalil.guide.claim_evidence import is_enough
from dalil.guide.models import Claim, ClaimEvidence, ClaimState, Ownership, Source
from dalil.guide.owning import anchor_of, holders_of, own_record, slug_of
from dalil.ledger.actions import write

APPEAL_WITHIN: Final = timedelta(days=30)
# How long the present holder has to object before an entry may pass to another body.
HOLDER_HAS: Final = timedelta(days=14)
INVITE_MANAGER: Final = "invite_manager"


class ReasonIsMissing(Refused):
    """Nobody can appeal against what has no reason."""

    sentence = _("Say why: whoever asked reads it, and an appeal is judged by it.")


class ClaimHasChanged(Refused):
    """Something happened to the claim since the page was opened."""

    sentence = _("Something was added to this claim, or it was decided, since you opened it. Look at it again.")


class NotEnoughEvidence(Refused):
    """No kind of evidence is complete."""

    sentence = _(
        "No evidence is complete yet: a link opened at the organisation's domain, a document, or the word of two members."
    )


class SameEditor(Refused):
    """An appeal is decided by somebody else than the one who denied."""

    sentence = _("You decided this before; an appeal is for another editor.")


class EditorIsConcerned(Refused):
    """Whoever acts for a body that is concerned, or vouched, cannot decide."""

    sentence = _("You act for an organisation that this concerns, or vouched for it: another editor must decide.")


class EntryIsHeld(Refused):
    """Another body holds the entry, and has not had its time to object."""

    sentence = _(
        "Another organisation holds this entry and was told. It may pass on once that one agrees, or fourteen days after "
        "it was told; tick that it passes on."
    )


class IsManaged(Refused):
    """Whoever manages invites others."""

    sentence = _("Somebody manages this organisation's entry now. They name further delegates and managers.")


class NothingToBegin(Refused):
    """No invitation of the first manager waits: it was used or taken back, or whoever made it may no longer sign in."""

    sentence = _("No invitation waits here any more. Ask the editors to invite you again.")


class TooLateToAppeal(Refused):
    """The thirty days are over, or an appeal was made before."""

    sentence = _("An appeal is possible once, within thirty days of the decision.")


@transaction.atomic
def approve_claim(
    *, claim: Claim, by: Person, at: datetime, reason: str, version: int, passes_on: bool = False
) -> Body:
    """The entry is theirs: a body, what it holds, and an invitation for its first manager.

    With `passes_on` whoever held the entry holds it no longer. Raises one of this module's refusals or ClaimIsSettled.
    """
    claim = _to_decide(claim, by=by, at=at, reason=reason, version=version)
    if not is_enough(claim, at):
        raise NotEnoughEvidence
    entry = claim.entry
    _make_way(claim, passes_on=passes_on, by=by, at=at)
    body = _body_for(claim, name=entry.title, by=by, at=at)
    Ownership.objects.create(body=body, organisation=entry, anchor=own_record(body) or anchor_of(entry), since=at)
    claim.body = body
    _decided(claim, ClaimState.APPROVED, reason, by=by, at=at)
    invite_manager(claim=claim, body=body, by=by, at=at)
    data = {"organisation": entry.pk, "body": str(body.pk), "passes_on": passes_on, "reason": reason}
    write(by=by, action="approve_claim", subject=f"claim:{claim.pk}", data=data, at=at)
    return body


def _make_way(claim: Claim, *, passes_on: bool, by: Person, at: datetime) -> None:
    holders = holders_of(claim.entry)
    if not holders:
        return
    is_told = claim.holder_id in {body.pk for body in holders} and claim.holder_told_at is not None
    has_had_time = is_told and claim.holder_told_at is not None and claim.holder_told_at + HOLDER_HAS <= at
    if not (passes_on and is_told and (claim.holder_agrees or has_had_time)):
        raise EntryIsHeld
    for body in holders:
        letters.entry_passed_on(claim, body, at=at)
        end_body(body=body, by=by, at=at, why="the entry passed on to another claimant")


def _body_for(claim: Claim, *, name: str, by: Person, at: datetime) -> Body:
    """A new body; of a claim that was revoked and appealed, the one that it had."""
    if claim.body is None:
        return Body.objects.create(name=name[:500], made_at=at)
    body = claim.body
    body.ended_at = None
    body.save(update_fields=["ended_at"])
    for source in Source.objects.filter(slug=slug_of(body)):
        restore_source(source=source, by=by, at=at)
    return body


@transaction.atomic
def deny_claim(*, claim: Claim, by: Person, at: datetime, reason: str, version: int) -> Claim:
    """The entry is not theirs, or that was not shown. Raises one of this module's refusals or ClaimIsSettled."""
    claim = _to_decide(claim, by=by, at=at, reason=reason, version=version)
    claim.denied_by = claim.denied_by or by
    _decided(claim, ClaimState.DENIED, reason, by=by, at=at)
    letters.claim_was_decided(claim, at=at)
    write(by=by, action="deny_claim", subject=f"claim:{claim.pk}", data={"reason": reason}, at=at)
    return claim


@transaction.atomic
def revoke_claim(*, claim: Claim, by: Person, at: datetime, reason: str) -> Claim:
    """Take back what was approved: nobody acts for the body from this moment, and what it stated is no longer shown."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("body").get(pk=claim.pk)
    if claim.state != ClaimState.APPROVED or claim.body is None:
        raise ClaimIsSettled
    _needs(reason, claim, by, at)
    claim.denied_by = by
    _decided(claim, ClaimState.REVOKED, reason, by=by, at=at)
    letters.claim_was_decided(claim, at=at)
    for source in Source.objects.filter(slug=slug_of(claim.body)):
        withdraw_source(source=source, reason="the claim was revoked", by=by, at=at)
    end_body(body=claim.body, by=by, at=at, why=reason)
    data = {"reason": reason, "body": str(claim.body.pk)}
    write(by=by, action="revoke_claim", subject=f"claim:{claim.pk}", data=data, at=at)
    return claim


@transaction.atomic
def invite_again(*, claim: Claim, by: Person, at: datetime, reason: str) -> Approval | Invitation:
    """Nobody manages the body: invite the claimant anew, at the address of the claim. Earlier invitations end.

    Where somebody was manager before, two editors must agree: that it ended may have had its reasons. Then this only asks.
    Raises ClaimIsSettled, IsManaged, ReasonIsMissing or EditorIsConcerned.
    """
    body = _unmanaged(claim, at)
    _needs(reason, claim, by, at)
    if ever_managed(body):
        data = {"claim": claim.pk, "body": str(body.pk)}
        return approvals.ask(kind=INVITE_MANAGER, subject=f"body:{body.pk}", data=data, by=by, at=at, why=reason)
    return _invited_anew(claim, body, by=by, at=at, why=reason)


@transaction.atomic
def invite_again_as_agreed(approval: Approval, *, by: Person, at: datetime) -> Invitation:
    """What two editors agreed on. Raises CannotBeDone where the body has ended, has a manager again, or is the editor's own."""
    claim = Claim.objects.get(pk=approval.data["claim"])
    try:
        body = _unmanaged(claim, at)
        _needs(approval.why, claim, by, at)
    except Refused as refused:
        raise approvals.CannotBeDone(refused.sentence) from refused
    return _invited_anew(claim, body, by=by, at=at, why=approval.why)


@transaction.atomic
def begin_to_act(*, claim: Claim, at: datetime) -> str:
    """The claimant asks for the first manager's invitation on the spot; give back its link. The one before opens nothing more.

    The editor who invited last answers for it still, and so can never accept it. Raises NothingToBegin, ClaimIsSettled or
    IsManaged.
    """
    if claim.body is not None:
        # Held first, as by whoever accepts: of the two, one waits until the other is done.
        list(manager_invitations(claim.body).filter(used_at=None, revoked_at=None).select_for_update())
    body = _unmanaged(claim, at)
    waiting = waiting_for_claimant(body)
    if waiting is None:
        raise NothingToBegin
    visitor = Person.objects.visitor()
    invitation, link = invite_manager_anew(claim=claim, body=body, by=waiting.invited_by, at=at, asked_by=visitor)
    data = {"claim": claim.pk, "invitation": str(invitation.pk)}
    why = "asked for on the page of the claim"
    write(by=visitor, action="invite_manager_again", subject=f"body:{body.pk}", data=data, at=at, why=why)
    return link


def _unmanaged(claim: Claim, at: datetime) -> Body:
    """The body of an approved claim, held, that nobody manages."""
    found = Claim.objects.select_for_update(of=("self",)).select_related("body").get(pk=claim.pk)
    if found.state != ClaimState.APPROVED or found.body_id is None:
        raise ClaimIsSettled
    body = Body.objects.select_for_update().get(pk=found.body_id)
    if body.ended_at is not None:
        raise ClaimIsSettled
    if managers_of(body, at).exists():
        raise IsManaged
    return body


def _invited_anew(claim: Claim, body: Body, *, by: Person, at: datetime, why: str) -> Invitation:
    invitation, _link = invite_manager_anew(claim=claim, body=body, by=by, at=at)
    data = {"claim": claim.pk, "invitation": str(invitation.pk)}
    write(by=by, action="invite_manager_again", subject=f"body:{body.pk}", data=data, at=at, why=why)
    return invitation


@transaction.atomic
def appeal(*, claim: Claim, at: datetime) -> Claim:
    """The claimant asks for another editor's word, once, within thirty days. Raises TooLateToAppeal."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if not may_appeal(claim, at):
        raise TooLateToAppeal
    claim.state, claim.appealed_at, claim.version = ClaimState.APPEALED, at, claim.version + 1
    claim.save(update_fields=["state", "appealed_at", "version"])
    tell_holder(claim, at=at)
    write(by=Person.objects.visitor(), action="appeal_claim", subject=f"claim:{claim.pk}", data={}, at=at)
    return claim


def may_appeal(claim: Claim, at: datetime) -> bool:
    """Whether the claimant may still appeal."""
    is_lost = claim.state in (ClaimState.DENIED, ClaimState.REVOKED)
    in_time = claim.decided_at is not None and at <= claim.decided_at + APPEAL_WITHIN
    return is_lost and in_time and claim.appealed_at is None


def _to_decide(claim: Claim, *, by: Person, at: datetime, reason: str, version: int) -> Claim:
    claim = held(claim)
    if claim.version != version:
        raise ClaimHasChanged
    _needs(reason, claim, by, at)
    if claim.state == ClaimState.APPEALED and claim.denied_by_id == by.pk:
        raise SameEditor
    return claim


def _needs(reason: str, claim: Claim, by: Person, at: datetime) -> None:
    if not reason.strip():
        raise ReasonIsMissing
    concerned = {body.pk for body in holders_of(claim.entry)} | ({claim.body_id} if claim.body_id else set())
    has_vouched = ClaimEvidence.objects.filter(claim=claim, voucher_by=by).exists()
    if has_vouched or concerned & set(viewer_for(by, at=at).acts_for):
        raise EditorIsConcerned


def _decided(claim: Claim, state: ClaimState, reason: str, *, by: Person, at: datetime) -> None:
    claim.state, claim.reason, claim.decided_by, claim.decided_at = state, reason[:1000], by, at
    claim.version += 1
    claim.save(update_fields=["state", "reason", "decided_by", "decided_at", "denied_by", "body", "version"])
