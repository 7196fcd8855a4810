"""What this room does once something was approved or accepted elsewhere, and what of it motions can be about. Found at start."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.actions import invitations
from dalil.access.approvals import Line
from dalil.access.models import Approval
from dalil.access.viewer import Viewer
from dalil.accounts.models import Body, DelegateRole, Invitation, Person
from dalil.board import subjects
from dalil.guide.actions import deciding_claims, inviting
from dalil.guide.models import Organisation


def facts_of_invitation(invitation: Invitation) -> list[invitations.Fact]:
    """For which organisation, and in which role."""
    body, role = Body.objects.filter(pk=invitation.given["body"]).first(), str(invitation.given["role"])
    labels = dict(DelegateRole.choices)
    return [(_("Organisation"), str(body or "")), (_("Role"), labels.get(role, role))]


@invitations.kind(
    inviting.DELEGATE, sentence=_("You were invited to act for an organisation."), facts=facts_of_invitation
)
def become_delegate(invitation: Invitation, *, person: Person, at: datetime) -> None:
    """Whoever accepted acts for the body from now on."""
    inviting.become_delegate(invitation, person=person, at=at)


def editors(viewer: Viewer) -> bool:
    """Those who decide claims."""
    return viewer.is_editor


def lines_of_invitation(approval: Approval) -> list[Line]:
    """For which organisation."""
    body = Body.objects.filter(pk=approval.data["body"]).first()
    return [Line(_("Organisation"), "", str(body or ""))]


@approvals.kind(
    deciding_claims.INVITE_MANAGER,
    sentence=_("Invite the claimant of an entry again, whose managers are gone"),
    who=editors,
    lines=lines_of_invitation,
)
def invite_manager(approval: Approval, *, by: Person, at: datetime) -> None:
    """The claimant is invited anew, at the address of the claim."""
    deciding_claims.invite_again_as_agreed(approval, by=by, at=at)


@subjects.kind("organisation", _("Organisation"), "organisation:yr6zjpl5b2co")
def organisation(number: str) -> subjects.Thing | None:
    """What the board decides about: an entry of the guide, merged ones and unlisted ones as well."""
    found = Organisation.objects.filter(pk=number).first()
    if found is None:
        return None
    return subjects.Thing(str(found), found.get_absolute_url(), tuple(found.standing().subjects()))
