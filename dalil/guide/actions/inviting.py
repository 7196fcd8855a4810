"""Inviting people to act for a body: its first manager by the editor who approved the claim, others by its managers.

It never gives a manager's role to anybody but the first: further ones are asked once they are delegates.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dalil.access.actions import invitations
from dalil.accounts.models import Body, DelegateRole, Delegation, Invitation, Person
from dalil.accounts.models.invitations import InvitationQuerySet
from dalil.guide.actions.delegating import BELOW_MANAGER, NotThatRole, NotYours
from dalil.guide.actions.refusals import Refused
from dalil.guide.letters import mail_of_claimant
from dalil.guide.models import Claim, ClaimState
from dalil.ledger.actions import write

DELEGATE = "delegate"
MOST_SHOWN = 50
SHOWN_FOR = timedelta(days=90)


class HasRunOut(invitations.Gone):
    """The body has ended, or whoever invited no longer may."""


class LastDayIsOver(Refused):
    """What was offered had a last day, and that is over."""

    sentence = _("The last day of this invitation is over. Invite them with another one.")


def managers_of(body: Body, at: datetime) -> QuerySet[Delegation]:
    """The standings of those who manage a body now."""
    return Delegation.objects.in_force(at).filter(body=body, role=DelegateRole.MANAGER)


def unmanaged(at: datetime) -> QuerySet[Claim]:
    """The approved claims whose organisation acts, and has nobody who manages it."""
    managers = Delegation.objects.in_force(at).filter(role=DelegateRole.MANAGER, body=OuterRef("body"))
    acting = Claim.objects.filter(state=ClaimState.APPROVED, body__ended_at=None).exclude(body=None)
    return acting.exclude(Exists(managers)).order_by("decided_at", "pk")


def manager_invitations(body: Body) -> InvitationQuerySet:
    """The invitations to be a body's first manager, newest first."""
    return Invitation.objects.filter(kind=DELEGATE, given__body=str(body.pk), given__role=DelegateRole.MANAGER.value)


def ever_managed(body: Body) -> bool:
    """Whether anybody ever was a manager of a body."""
    is_used = manager_invitations(body).filter(used_at__isnull=False).exists()
    return is_used or Delegation.objects.filter(body=body, role=DelegateRole.MANAGER).exists()


def waiting_for_claimant(body: Body) -> Invitation | None:
    """The invitation to be a body's first manager that nobody used or took back, in time or not.

    None where anybody ever managed, and where the editor who invited may no longer sign in: then editors decide anew.
    """
    waiting = manager_invitations(body).filter(used_at=None, revoked_at=None, invited_by__is_active=True)
    return None if ever_managed(body) else waiting.select_related("invited_by").first()


def invite_manager_anew(
    *, claim: Claim, body: Body, by: Person, at: datetime, asked_by: Person | None = None
) -> tuple[Invitation, str]:
    """Invite the claimant again; the links that were sent before open nothing any more."""
    manager_invitations(body).filter(used_at=None, revoked_at=None).update(revoked_at=at)
    return invite_manager(claim=claim, body=body, by=by, at=at, asked_by=asked_by)


def invite_manager(
    *, claim: Claim, body: Body, by: Person, at: datetime, asked_by: Person | None = None
) -> tuple[Invitation, str]:
    """Invite whoever claimed to be the first manager, by mail to the address of the claim; give back the link as well."""
    given = {"body": str(body.pk), "role": DelegateRole.MANAGER.value}
    what, to = invitations.What(DELEGATE, given, organisation=body.name), mail_of_claimant(claim)
    return invitations.invite(by=by, at=at, what=what, mail=to, language=claim.language, asked_by=asked_by)


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
    if not managers_of(body, at).filter(person=by).exists():
        raise NotYours
    if role not in BELOW_MANAGER:
        raise NotThatRole
    given = {"body": str(body.pk), "role": str(role), "until": until.isoformat() if until else ""}
    what = invitations.What(DELEGATE, given, organisation=body.name)
    invitation, link = invitations.invite(by=by, at=at, what=what, mail=mail, language=language, note=note)
    data = {"role": str(role), "invitation": str(invitation.pk)}
    write(by=by, acting_for=body.pk, action="invite_delegate", subject=f"body:{body.pk}", data=data, at=at)
    return link


@transaction.atomic
def invite_anew(*, invitation: Invitation, body: Body, by: Person, at: datetime, language: str) -> str:
    """A manager gives a new link for an invitation that nobody used, whoever made it; the old link opens nothing any more.

    Raises NotYours, HasRunOut where it was used or taken back meanwhile, or LastDayIsOver.
    """
    if not managers_of(body, at).filter(person=by).exists():
        raise NotYours
    given = Invitation.objects.filter(kind=DELEGATE, given__body=str(body.pk)).select_for_update()
    found = given.filter(pk=invitation.pk, used_at=None, revoked_at=None).first()
    if found is None:
        raise HasRunOut
    until = last_day(found)
    if until is not None and until <= at:
        raise LastDayIsOver
    Invitation.objects.filter(pk=found.pk).update(revoked_at=at)
    role = str(found.given["role"])
    return invite_delegate(body=body, role=role, until=until, by=by, at=at, note=found.note, language=language)


def last_day(invitation: Invitation) -> datetime | None:
    """When the standing that is offered ends, if it does."""
    text = invitation.given.get("until") or ""
    return datetime.fromisoformat(text) if text else None


def open_invitations(body: Body, at: datetime) -> list[Invitation]:
    """Those of a body that nobody has used yet, and that still let somebody in."""
    return list(_unused(body).filter(_holding(body, at))[:MOST_SHOWN])


def run_out_invitations(body: Body, at: datetime) -> list[Invitation]:
    """Those that nobody used in time, or whose maker manages no more: their links open nothing."""
    lately = _unused(body).filter(made_at__gt=at - SHOWN_FOR)
    return list(lately.exclude(_holding(body, at)).exclude(given__role=DelegateRole.MANAGER.value)[:MOST_SHOWN])


def _unused(body: Body) -> QuerySet[Invitation]:
    return Invitation.objects.filter(kind=DELEGATE, given__body=str(body.pk), used_at=None, revoked_at=None)


def _holding(body: Body, at: datetime) -> Q:
    makers = list(managers_of(body, at).values_list("person_id", flat=True))
    is_first = Q(given__role=DelegateRole.MANAGER.value, invited_by__is_active=True)
    return Q(expires_at__gt=at) & (Q(invited_by__in=makers) | is_first)


def take_back(*, invitation: Invitation, body: Body, by: Person, at: datetime) -> None:
    """A manager takes an invitation back. Raises NotYours, or Gone where it was used."""
    if invitation.given.get("body") != str(body.pk) or not managers_of(body, at).filter(person=by).exists():
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
