"""Delegates of a body: their roles, their end, further managers, handing over, giving an entry back.

Whoever acts is a delegate in force of that very body: it is asked here again, whatever the page had checked. A body is never
left without a manager, and nobody becomes one without saying yes.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.guide.actions.ending import end_body
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import ManagerOffer
from dalil.ledger.actions import write

BELOW_MANAGER = (DelegateRole.EDITOR, DelegateRole.CASEWORKER, DelegateRole.READER)


class NotYours(Refused):
    """Whoever asks is no manager of this body, or the delegate is not its."""

    sentence = _("Only a manager of this organisation can do this, and only to its own delegates.")


class NobodyElseManages(Refused):
    """A body is never without a manager."""

    sentence = _("You are the only manager. Hand over to another delegate first, or give the entry back.")


class NotThatRole(Refused):
    """A role that is given otherwise, or does not exist."""

    sentence = _("This role cannot be given like this. Managers are asked, and have to agree.")


class OfferIsClosed(Refused):
    """The offer was answered, taken back, or the delegate has left."""

    sentence = _("This was answered or taken back already. Nothing was done now.")


class AnotherMustAgree(Refused):
    """A further manager needs the word of somebody who neither asked nor is asked."""

    sentence = _("Another manager or an editor of the guide must agree: neither who asked nor who was asked.")


class OfferedAlready(Refused):
    """One offer at a time."""

    sentence = _("This delegate was asked already. Wait for the answer, or take it back.")


@transaction.atomic
def change_delegate(
    *, delegation: Delegation, role: str, until: datetime | None, by: Person, acting_for: Body, at: datetime
) -> Delegation:
    """Give a delegate another role below manager, or another last day. Raises NotYours, NotThatRole or NobodyElseManages."""
    managers = _managers(acting_for, by, at)
    found = _delegate(delegation, acting_for, at)
    if role not in BELOW_MANAGER:
        raise NotThatRole
    if found.role == DelegateRole.MANAGER and managers == [found.pk]:
        raise NobodyElseManages
    before = {"role": found.role, "until": _moment(found.until)}
    found.role, found.until = role, until
    found.save(update_fields=["role", "until"])
    _close_offers(found, at)
    data = {"person": found.person_id, "before": before, "after": {"role": role, "until": _moment(until)}}
    _note("change_delegate", data, by=by, body=acting_for.pk, at=at)
    return found


@transaction.atomic
def end_delegate(*, delegation: Delegation, by: Person, acting_for: Body, at: datetime) -> Delegation:
    """From this moment the person no longer acts for the body: a manager ends another's standing, anybody their own.

    Raises NotYours, or NobodyElseManages.
    """
    managers = _managers(acting_for, None, at)
    found = _delegate(delegation, acting_for, at)
    mine = _standing(acting_for, by, at)
    if mine is None or (mine.pk != found.pk and mine.role != DelegateRole.MANAGER):
        raise NotYours
    if managers == [found.pk]:
        raise NobodyElseManages
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _close_offers(found, at)
    _note("end_delegate", {"person": found.person_id}, by=by, body=acting_for.pk, at=at)
    return found


@transaction.atomic
def offer_management(
    *, delegation: Delegation, is_in_place: bool, by: Person, acting_for: Body, at: datetime
) -> ManagerOffer:
    """Ask a delegate to become a manager: beside the one who asks, or in their place. Raises NotYours or OfferedAlready."""
    _managers(acting_for, by, at)
    found, mine = _delegate(delegation, acting_for, at), _standing(acting_for, by, at)
    if mine is None or mine.pk == found.pk or found.role == DelegateRole.MANAGER:
        raise NotThatRole
    if ManagerOffer.objects.filter(delegation=found, closed_at=None).exists():
        raise OfferedAlready
    offer = ManagerOffer.objects.create(delegation=found, asked_by=mine, is_in_place=is_in_place, asked_at=at)
    data = {"person": found.person_id, "is_in_place": is_in_place}
    _note("offer_management", data, by=by, body=acting_for.pk, at=at)
    return offer


@transaction.atomic
def accept_management(*, offer: ManagerOffer, by: Person, acting_for: Body, at: datetime) -> ManagerOffer:
    """The delegate says yes. A handing over is done by that; a further manager also needs another's agreement."""
    offer = _open(offer, acting_for.pk, at)
    if offer.delegation.person_id != by.pk:
        raise NotYours
    offer.accepted_at = offer.accepted_at or at
    offer.save(update_fields=["accepted_at"])
    _note("accept_management", {"offer": offer.pk}, by=by, body=acting_for.pk, at=at)
    return _done_if_complete(offer, by=by, at=at)


@transaction.atomic
def agree_to_manager(*, offer: ManagerOffer, by: Person, at: datetime) -> ManagerOffer:
    """Another manager of the body, or an editor of the guide, agrees to a further manager. Raises AnotherMustAgree."""
    body = offer.delegation.body
    offer = _open(offer, body.pk, at)
    mine = _standing(body, by, at)
    is_manager = mine is not None and mine.role == DelegateRole.MANAGER
    is_party = by.pk in (offer.delegation.person_id, offer.asked_by.person_id)
    if is_party or not (is_manager or by.is_editor) or offer.is_in_place:
        raise AnotherMustAgree
    offer.agreed_by = by
    offer.save(update_fields=["agreed_by"])
    acting_for = body.pk if is_manager else None
    data = {"offer": offer.pk}
    write(by=by, acting_for=acting_for, action="agree_to_manager", subject=f"body:{body.pk}", data=data, at=at)
    return _done_if_complete(offer, by=by, at=at)


@transaction.atomic
def decline_management(*, offer: ManagerOffer, by: Person, acting_for: Body, at: datetime) -> ManagerOffer:
    """The delegate says no, or a manager takes the question back."""
    offer = _open(offer, acting_for.pk, at)
    if offer.delegation.person_id != by.pk:
        _managers(acting_for, by, at)
    offer.closed_at = at
    offer.save(update_fields=["closed_at"])
    _note("decline_management", {"offer": offer.pk}, by=by, body=acting_for.pk, at=at)
    return offer


@transaction.atomic
def give_back(*, body: Body, by: Person, at: datetime, why: str) -> Body:
    """The organisation leaves: its entry goes back to the secretariat, nobody acts for it, and what it stated stays its word."""
    _managers(body, by, at)
    _note("give_back", {"why": why[:500]}, by=by, body=body.pk, at=at)
    return end_body(body=body, by=by, at=at, why=why[:500])


def _done_if_complete(offer: ManagerOffer, *, by: Person, at: datetime) -> ManagerOffer:
    if offer.accepted_at is None or not (offer.is_in_place or offer.agreed_by_id):
        return offer
    delegation, asker = offer.delegation, offer.asked_by
    delegation.role, delegation.until = DelegateRole.MANAGER, None
    delegation.save(update_fields=["role", "until"])
    if offer.is_in_place:
        asker.role = DelegateRole.READER
        asker.save(update_fields=["role"])
    offer.closed_at = at
    offer.save(update_fields=["closed_at"])
    data = {
        "offer": offer.pk,
        "person": delegation.person_id,
        "in_place_of": asker.person_id if offer.is_in_place else None,
    }
    _note("become_manager", data, by=by, body=delegation.body_id, at=at)
    return offer


def _open(offer: ManagerOffer, body: UUID, at: datetime) -> ManagerOffer:
    """The offer, held, with both delegations. Whoever asked must still be a manager, and whoever is asked a delegate."""
    Body.objects.select_for_update().get(pk=body)
    found = (
        ManagerOffer.objects.select_for_update(of=("self",))
        .select_related("delegation__body", "asked_by")
        .filter(pk=offer.pk, delegation__body=body)
        .first()
    )
    if found is None:
        raise NotYours
    standing = dict(Delegation.objects.in_force(at).filter(body=body).values_list("pk", "role"))
    still = found.delegation_id in standing and standing.get(found.asked_by_id) == DelegateRole.MANAGER
    if found.closed_at is not None or not still:
        raise OfferIsClosed
    return found


def _managers(body: Body, by: Person | None, at: datetime) -> list[int]:
    """The managers' delegations, with the body held, so that two who leave at once wait for each other. Raises NotYours."""
    Body.objects.select_for_update().get(pk=body.pk)
    in_force = Delegation.objects.in_force(at).filter(body=body, role=DelegateRole.MANAGER)
    found = dict(in_force.values_list("pk", "person_id"))
    if by is not None and by.pk not in found.values():
        raise NotYours
    return list(found)


def _delegate(delegation: Delegation, body: Body, at: datetime) -> Delegation:
    found = Delegation.objects.filter(pk=delegation.pk, body=body, ended_at=None).first()
    if found is None:
        raise NotYours
    return found


def _standing(body: Body, person: Person, at: datetime) -> Delegation | None:
    return Delegation.objects.in_force(at).filter(body=body, person=person).first()


def _close_offers(delegation: Delegation, at: datetime) -> None:
    for side in ("delegation", "asked_by"):
        ManagerOffer.objects.filter(**{side: delegation}, closed_at=None).update(closed_at=at)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _note(action: str, data: Mapping[str, object], *, by: Person, body: UUID, at: datetime) -> None:
    write(by=by, acting_for=body, action=action, subject=f"body:{body}", data=data, at=at)
