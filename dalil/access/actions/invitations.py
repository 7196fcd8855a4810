"""Inviting and accepting: the only way in for people, and for those who are in, the way to a further standing.

    @invitations.kind("delegate", sentence=_("You were invited to act for an organisation."))
    def become_delegate(invitation, *, person, at): ...      # in a room's `approving.py`, which is found at start

    invitation, link = invitations.invite(by=…, at=…, what=What("delegate", {…}), language="ar")

Who may invite to what is for the caller to see to. The link is given back once and kept nowhere; it never reaches the ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access import letters
from dalil.access.links import hash_of, link, new_secret
from dalil.access.refusals import Refused
from dalil.accounts.models import Invitation, Person
from dalil.ledger import actions as ledger

HOLDS_FOR: Final = timedelta(days=7)
LONGEST_NOTE: Final = 200


class Gone(Refused):
    """Used, revoked, run out or never made: told in one sentence, so that nobody learns which."""

    sentence = _("This invitation does not hold any more. Ask whoever invited you for a new one.")


class NotMeantForYou(Refused):
    """Somebody else's."""

    sentence = _("This invitation is meant for another account. Sign out, and sign in with that one.")


class NotSoFast(Refused):
    """Whoever invites must not accept."""

    sentence = _("You cannot accept an invitation that you made.")


@dataclass(frozen=True, slots=True)
class What:
    """What is given: a kind that a room registered, what its hook needs, and the account that is meant, if one is.

    `organisation` is the name of the one to act for, if there is one: the letter names it.
    """

    kind: str
    given: Mapping[str, Any] = field(default_factory=dict)
    meant_for: Person | None = None
    organisation: str = ""


Hook = Callable[..., object]
Fact = tuple[str | Promise, str | Promise]
Facts = Callable[[Invitation], Sequence[Fact]]


def no_facts(invitation: Invitation) -> Sequence[Fact]:
    """Of a kind whose sentence says it all."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of invitation: what the invited reads, what happens when it is accepted, and what else is shown before."""

    sentence: str | Promise
    accepted: Hook
    facts: Facts


_KINDS: Final[dict[str, Kind]] = {}


def kind(name: str, *, sentence: str | Promise, facts: Facts = no_facts) -> Callable[[Hook], Hook]:
    """Registers what happens when an invitation of this kind is accepted: called as `hook(invitation, person=, at=)`.

    `facts` gives what the invited reads besides the sentence, each with what it is called.
    """

    def registered(hook: Hook) -> Hook:
        if name in _KINDS and _KINDS[name].accepted is not hook:
            raise ValueError(f"two kinds of invitation are called {name}")
        _KINDS[name] = Kind(sentence, hook, facts)
        return hook

    return registered


def sentence_of(invitation: Invitation) -> str:
    """What the invited reads about it."""
    return str(_KINDS[invitation.kind].sentence) if invitation.kind in _KINDS else ""


def facts_of(invitation: Invitation) -> Sequence[Fact]:
    """What the invited reads besides: for which organisation, in which role."""
    return _KINDS[invitation.kind].facts(invitation) if invitation.kind in _KINDS else ()


def invite(
    *,
    by: Person,
    at: datetime,
    what: What,
    mail: str = "",
    language: str = "en",
    note: str = "",
    base: str = "",
    asked_by: Person | None = None,
) -> tuple[Invitation, str]:
    """A new invitation and its link, to be handed over or, when `mail` is given, sent there as well.

    `asked_by` did this in the ledger, where it was not whoever answers for the invitation.
    """
    if what.kind not in _KINDS:
        raise ValueError(f"no room knows invitations of the kind {what.kind}")
    secret = new_secret()
    with transaction.atomic():
        invitation = Invitation.objects.create(
            token_hash=hash_of(secret),
            kind=what.kind,
            given=dict(what.given),
            meant_for=what.meant_for,
            note=note.strip()[:LONGEST_NOTE],
            language=language,
            invited_by=by,
            made_at=at,
            expires_at=at + HOLDS_FOR,
        )
        address = link("access:invitation", language, secret, base=base)
        if mail:
            words = letters.INVITATION_TO_ACT if what.organisation else letters.INVITATION
            letters.send_to(mail, words, language=language, at=at, link=address, organisation=what.organisation)
        data = {"kind": what.kind, "given": dict(what.given)}
        ledger.write(by=asked_by or by, at=at, action="invite", subject=_subject(invitation), data=data)
    return invitation, address


def revoke(*, by: Person, at: datetime, invitation: Invitation) -> None:
    """The link opens nothing any more. What was accepted before stays."""
    with transaction.atomic():
        held = Invitation.objects.open(at).select_for_update().filter(pk=invitation.pk).first()
        if held is None:
            raise Gone
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        ledger.write(by=by, at=at, action="revoke_invitation", subject=_subject(held), data={})


def find(secret: str, *, at: datetime) -> Invitation:
    """The invitation that this link opens."""
    found = Invitation.objects.open(at).filter(token_hash=hash_of(secret), invited_by__is_active=True).first()
    if found is None or found.kind not in _KINDS:
        raise Gone
    return found


def accept(*, by: Person, at: datetime, invitation: Invitation) -> Invitation:
    """What was offered becomes so. Of two who accept at once, one is told that it is gone."""
    with transaction.atomic():
        held = Invitation.objects.open(at).select_for_update().filter(pk=invitation.pk).first()
        if held is None or held.kind not in _KINDS:
            raise Gone
        if held.meant_for_id not in (None, by.pk):
            raise NotMeantForYou
        if held.invited_by_id == by.pk:
            raise NotSoFast
        held.used_at, held.used_by = at, by
        held.save(update_fields=["used_at", "used_by"])
        _KINDS[held.kind].accepted(held, person=by, at=at)
        ledger.write(by=by, at=at, action="accept_invitation", subject=_subject(held), data={"kind": held.kind})
    return held


def join(
    *, at: datetime, invitation: Invitation, sign_in_name: str, display_name: str, password: str, language: str
) -> Person:
    """An account for the invited, who had none, and with it what was offered. It has no role but what the invitation gives."""
    with transaction.atomic():
        person = Person.objects.create_person(sign_in_name, display_name, password=password)
        person.language = language
        person.save(update_fields=["language"])
        ledger.write(by=person, at=at, action="join", subject=f"person:{person.pk}", data={})
        accept(by=person, at=at, invitation=invitation)
    person.refresh_from_db()
    return person


def _subject(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"
