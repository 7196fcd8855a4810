"""Inviting people to act for a body: its first manager by the editor who approved the claim, others by its managers.

It never gives a manager's role to anybody but the first: further ones are asked once they are delegates.
"""

from datetime import datetime

from django.db import transaction

from dalil.access.actions import invitations
from dalil.accounts.models import Body, DelegateRole, Delegation, Invitation, Person
from dalil.guide.actions.delegating import BELOW_MANAGER, NotThatRole, NotYours
from dalil.guide.actions.refusals import Refused
from dalil.guide.letters import mail_of_claimant
from dalil.guide.models import Claim
from dalil.ledger.actions import write

DELEGATE = "delegate"


class HasRunOut(Refused):
    """The body has ended, or whoever invited no longer may."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = str(invitations.Gone.sentence)


def invite_manager(*, claim: Claim, body: Body, by: Person, at: datetime) -> Invitation:
    """Invite whoever claimed to be the first manager, by mail to the address of the claim."""
    what = invitations.What(DELEGATE, {"body": str(body.pk), "role": DelegateRole.MANAGER.value})
    to = mail_of_claimant(claim)
    invitation, _link = invitations.invite(by=by, at=at, what=what, mail=to, language=claim.language)
    return invitation


@transaction.atomic
def invite_delegate(
    *,
    body: Body,
    role: str,
    until: datetime | None,
    by: Person,
    at: datetime,
    mail: str = "",
    note: str = "",
    language: str,
) -> str:
    """A manager invites somebody in a role below manager; gives back the link, to be handed over. Raises NotYours."""
    managers = Delegation.objects.in_force(at).filter(body=body, role=DelegateRole.MANAGER)
    if not managers.filter(person=by).exists():
        raise NotYours
    if role not in BELOW_MANAGER:
        raise NotThatRole
    given = {"body": str(body.pk), "role": str(role), "until": until.isoformat() if until else ""}
    what = invitations.What(DELEGATE, given)
    invitation, link = invitations.invite(by=by, at=at, what=what, mail=mail, language=language, note=note)
    data = {"role": str(role), "invitation": str(invitation.pk)}
    write(by=by, acting_for=body.pk, action="invite_delegate", subject=f"body:{body.pk}", data=data, at=at)
    return link


def open_invitations(body: Body, at: datetime) -> list[Invitation]:
    """Those of a body that nobody has used yet."""
    return list(Invitation.objects.open(at).filter(kind=DELEGATE, given__body=str(body.pk)))


def take_back(*, invitation: Invitation, body: Body, by: Person, at: datetime) -> None:
    """A manager takes an invitation back. Raises NotYours, or Gone where it was used."""
    managers = Delegation.objects.in_force(at).filter(body=body, role=DelegateRole.MANAGER, person=by)
    if invitation.given.get("body") != str(body.pk) or not managers.exists():
        raise NotYours
    invitations.revoke(by=by, at=at, invitation=invitation)


@transaction.atomic
def become_delegate(invitation: Invitation, *, person: Person, at: datetime) -> Delegation:
    """What was offered becomes so. Raises HasRunOut where the body, or the standing of whoever invited, has ended."""
    body = Body.objects.select_for_update().filter(pk=invitation.given["body"], ended_at=None).first()
    if body is None:
        raise HasRunOut
    role, until = invitation.given["role"], invitation.given.get("until") or None
    in_force = Delegation.objects.in_force(at).filter(body=body)
    may_invite = in_force.filter(person=invitation.invited_by, role=DelegateRole.MANAGER).exists()
    is_first = role == DelegateRole.MANAGER and not in_force.filter(role=DelegateRole.MANAGER).exists()
    last = datetime.fromisoformat(until) if until else None
    if not (is_first or may_invite) or (last is not None and last <= at):
        raise HasRunOut
    # A standing that has run out, or another one: it ends with the new one's beginning.
    mine = Delegation.objects.filter(body=body, person=person, ended_at=None)
    if mine.filter(role=DelegateRole.MANAGER).exists():
        raise HasRunOut
    mine.update(ended_at=at)
    made = Delegation.objects.create(body=body, person=person, role=role, since=at, until=last)
    data = {"person": person.pk, "role": role}
    write(by=person, acting_for=body.pk, action="become_delegate", subject=f"body:{body.pk}", data=data, at=at)
    return made
