"""What this room does once something was approved or accepted elsewhere: an invitation to act for a body. Found at start."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dalil.access.actions import invitations
from dalil.accounts.models import Invitation, Person
from dalil.guide.actions import inviting


@invitations.kind(inviting.DELEGATE, sentence=_("You were invited to act for an organisation."))
def become_delegate(invitation: Invitation, *, person: Person, at: datetime) -> None:
    """Whoever accepted acts for the body from now on."""
    inviting.become_delegate(invitation, person=person, at=at)
