"""The end of a body as an actor: nobody acts for it from that moment, whatever page they have open.

It never removes what the body stated: whoever ends it says what becomes of that.
"""

from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Body, Delegation, Invitation, Person
from dalil.guide.models import ManagerOffer, Ownership
from dalil.ledger.actions import write


@transaction.atomic
def end_body(*, body: Body, by: Person, at: datetime, why: str) -> Body:
    """End the body, what it holds, its delegations, what was offered, and the invitations that are still open."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.ended_at is not None:
        return body
    body.ended_at = at
    body.save(update_fields=["ended_at"])
    Ownership.objects.filter(body=body, ended_at=None).update(ended_at=at, ended_why=why[:1000])
    ManagerOffer.objects.filter(delegation__body=body, closed_at=None).update(closed_at=at)
    ended = Delegation.objects.filter(body=body, ended_at=None).update(ended_at=at)
    Invitation.objects.filter(given__body=str(body.pk), used_at=None, revoked_at=None).update(revoked_at=at)
    write(by=by, action="end_body", subject=f"body:{body.pk}", data={"why": why, "delegations": ended}, at=at)
    return body
