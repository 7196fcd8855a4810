"""Erasing a person's names and all that is kept about them: asked for by themself, done once a second person agreed.

What stays is a row with a number: the ledger holds nothing else of a person, so it stays whole and says no name any more.
It never erases what is on hold, and never the last who can keep the platform or an organisation's entry.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.models import Approval, MailAddress, TimeCode
from dalil.access.refusals import Refused
from dalil.accounts.models import DelegateRole, Delegation, Invitation, LiveSession, Notice, Passkey, Person, Recovery
from dalil.ledger import actions as ledger
from dalil.vault import holds
from dalil.vault.destroying import NotNow, OnWhoseWord, let_go

KIND = "erase_person"


class LastOperator(Refused):
    """Without an operator nobody could keep the platform."""

    sentence = _("You are the last operator: give somebody else the role first.")


class TrusteeInOffice(Refused):
    """A trustee's role is given and taken by the board."""

    sentence = _("You are a trustee: leave the board first.")


class NobodyLeft(Refused):
    """An organisation would have nobody left who can name delegates."""

    sentence = _("You are the last manager of an organisation: hand it over first.")


class OnHold(Refused):
    """A legal hold beats every erasure."""

    sentence = _(
        "What is kept about you is under a legal hold and may not be erased now. Ask again when the hold ends."
    )


def ask_to_erase(*, by: Person, at: datetime, why: str) -> Approval:
    """Asks that everything about oneself be erased; refused at once where it could not be done."""
    with transaction.atomic():
        _refuse_what_cannot_be(by, at)
        return approvals.ask(kind=KIND, subject=f"person:{by.pk}", data={"person": by.pk}, by=by, at=at, why=why)


def erase_as_asked(approval: Approval, *, by: Person, at: datetime) -> None:
    """Does it, in the transaction of the decision; what has come to stand against it meanwhile ends the request."""
    holds.wait_for_others()
    person = Person.objects.select_for_update().get(pk=approval.data["person"])
    if person.pk != approval.asked_by_id:
        raise approvals.CannotBeDone
    try:
        _refuse_what_cannot_be(person, at)
    except Refused as refused:
        raise approvals.CannotBeDone(refused.sentence) from refused
    _let_go_of_what_is_kept(person, approval, by=by, at=at)
    Recovery.objects.filter(person=person, used_at=None, stopped_at=None).update(stopped_at=at, token_hash=None)
    Invitation.objects.filter(Q(used_by=person) | Q(meant_for=person)).update(note="")
    Delegation.objects.filter(person=person, ended_at=None).update(ended_at=at)
    person.sign_in_name, person.display_name = f"erased-{person.pk}", f"erased {person.pk}"
    person.is_active = person.is_editor = person.is_operator = person.is_counsel = person.has_notice = False
    person.last_login, person.language = None, "en"
    person.set_unusable_password()
    person.save()
    ledger.write(
        by=by, action="erase_person", subject=f"person:{person.pk}", data={"approval": str(approval.pk)}, at=at
    )


def _let_go_of_what_is_kept(person: Person, approval: Approval, *, by: Person, at: datetime) -> None:
    """Secrets, address, passkeys, sessions, notices, by the service that destroys: a hold on any ends the request."""
    kept = [
        row
        for model in (Passkey, TimeCode, MailAddress, LiveSession, Notice)
        for row in model._default_manager.select_for_update(of=("self",)).filter(person=person)
    ]
    word = OnWhoseWord(person, by, f"approval:{approval.pk}", "the person asked for it")
    try:
        held = let_go(kept, action="erase_of_person", subject=f"person:{person.pk}", word=word, at=at)
    except NotNow as refused:
        raise approvals.CannotBeDone from refused
    if held:
        raise approvals.CannotBeDone(OnHold.sentence)


def _refuse_what_cannot_be(person: Person, at: datetime) -> None:
    if holds.held([f"person:{person.pk}"]):
        raise OnHold
    if person.is_trustee:
        raise TrusteeInOffice
    others = Person.objects.human().active().exclude(pk=person.pk)
    if person.is_operator and not others.filter(is_operator=True).exists():
        raise LastOperator
    in_force = Delegation.objects.in_force(at).filter(role=DelegateRole.MANAGER)
    mine = set(in_force.filter(person=person).values_list("body_id", flat=True))
    if mine - set(in_force.exclude(person=person).filter(body__in=mine).values_list("body_id", flat=True)):
        raise NobodyLeft
