"""Getting back in after every factor is lost: two people vouch, 48 hours pass, the owner can stop it all the while.

No single person can do it, an operator no more than others: whoever vouches must hold a right that two people gave, or
have been among the staff for a while, so that nobody makes their own second voucher. It never puts a link into the ledger.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dalil.access import letters, notices, time_codes
from dalil.access.links import hash_of, link, new_secret
from dalil.access.refusals import Refused
from dalil.accounts import sessions
from dalil.accounts.models import COMMAND_LINE, Means, NoticeKind, Passkey, Person, Recovery, Vouching
from dalil.ledger import actions as ledger

WAIT: Final = timedelta(hours=48)
OPEN_FOR: Final = timedelta(days=14)
LINK_HOLDS: Final = timedelta(hours=24)
NEEDED: Final = 2
EDITOR_SINCE: Final = timedelta(days=30)


class MayNotVouch(Refused):
    """Not of the staff, too new, or about oneself."""

    sentence = _(
        "Operators, counsel and trustees vouch for others, and editors once they have had a passkey for 30 days. Nobody "
        "vouches for themselves."
    )


class NeedsReason(Refused):
    """What cannot be judged later does not count."""

    sentence = _("Say how you made sure who it is, so that others can judge it later.")


class VouchedAlready(Refused):
    """One person counts once."""

    sentence = _("You have vouched already; another person must vouch too.")


class NotUnderWay(Refused):
    """Stopped, used or run out."""

    sentence = _("This recovery is not under way any more.")


class TooEarly(Refused):
    """Two have not vouched yet, or the wait is not over."""

    sentence = _("Two people must vouch, and 48 hours must pass after the second.")


class LinkGone(Refused):
    """Used, replaced, stopped or too old."""

    sentence = _("This link does not hold any more. Ask whoever handed it over for a new one.")


class OthersCanVouch(Refused):
    """The command line stands in for people only where there are none."""

    sentence = _("Two people on this platform can vouch; the command line cannot stand in for them.")


def may_vouch(person: Person, about: Person, at: datetime) -> bool:
    """Whether this person's word counts about that one."""
    if not person.is_active or person.pk == about.pk or person.sign_in_name == COMMAND_LINE:
        return False
    keys = Passkey.objects.in_use().filter(person=person)
    if person.is_operator or person.is_counsel or person.is_trustee:
        return keys.exists()
    return person.is_editor and keys.filter(made_at__lte=at - EDITOR_SINCE).exists()


def ask(*, sign_in_name: str, at: datetime) -> None:
    """Somebody who says to be this person asks to get back in. Nothing comes back, whether there is such a person or not."""
    person = Person.objects.human().active().filter(sign_in_name=Person.normalize_username(sign_in_name)).first()
    if person is not None:
        _begin(person, None, at)


def begin(*, by: Person, at: datetime, person: Person) -> Recovery:
    """A colleague begins it. It does not vouch yet."""
    if not may_vouch(by, person, at):
        raise MayNotVouch
    return _begin(person, by, at)


def vouch(*, by: Person, at: datetime, recovery: Recovery, means: Means, reason: str) -> Recovery:
    """One of two who say: I made sure anew that it is this person. With the second the wait begins."""
    if not reason.strip():
        raise NeedsReason
    with transaction.atomic():
        held = _under_way(recovery, at)
        by.refresh_from_db()
        if not may_vouch(by, held.person, at):
            raise MayNotVouch
        try:
            with transaction.atomic():
                Vouching.objects.create(recovery=held, by=by, at=at, means=means, reason=reason.strip()[:500])
        except IntegrityError:
            raise VouchedAlready from None
        if held.ready_at is None and held.vouchings.count() >= NEEDED:
            _start_waiting(held, at)
        _note(held, "vouch_for_recovery", by, at, {"means": str(means)})
    return held


def vouch_by_command_line(*, at: datetime, person: Person) -> Recovery:
    """Whoever keeps the machine stands in for both, where fewer than two people could vouch. The wait and the notice stay."""
    others = [one for one in Person.objects.human().active() if may_vouch(one, person, at)]
    if len(others) >= NEEDED:
        raise OthersCanVouch
    by = Person.objects.command_line()
    with transaction.atomic():
        held = _under_way(_begin(person, by, at), at)
        if held.ready_at is None:
            _start_waiting(held, at)
            _note(held, "vouch_for_recovery", by, at, {"means": "command line"})
    return held


def stop(*, by: Person, at: datetime, recovery: Recovery) -> None:
    """The owner, or whoever could vouch, ends it. Whatever was handed over opens nothing."""
    with transaction.atomic():
        held = _under_way(recovery, at)
        if by.pk != held.person_id and not may_vouch(by, held.person, at):
            raise MayNotVouch
        held.stopped_at, held.stopped_by = at, by
        held.save(update_fields=["stopped_at", "stopped_by"])
        _note(held, "stop_recovery", by, at, {})


def hand_over(*, by: Person, at: datetime, recovery: Recovery, base: str = "") -> str:
    """The link that lets the person in once, to be given to them; an earlier one opens nothing any more."""
    secret = new_secret()
    with transaction.atomic():
        held = _under_way(recovery, at)
        if by.sign_in_name != COMMAND_LINE and not may_vouch(by, held.person, at):
            raise MayNotVouch
        if held.ready_at is None or held.ready_at > at:
            raise TooEarly
        held.token_hash, held.token_expires_at = hash_of(secret), at + LINK_HOLDS
        held.save(update_fields=["token_hash", "token_expires_at"])
        _note(held, "hand_over_recovery", by, at, {})
    return link("access:recovery_link", held.person.language, secret, base=base)


def first_link(*, at: datetime, person: Person) -> str:
    """For an account that nobody used yet, made on the command line: the link under which its owner chooses a password."""
    if person.last_login is not None or Passkey.objects.filter(person=person).exists():
        raise NotUnderWay
    secret, by = new_secret(), Person.objects.command_line()
    with transaction.atomic():
        recovery = Recovery.objects.create(
            person=person,
            begun_at=at,
            begun_by=by,
            ready_at=at,
            expires_at=at + LINK_HOLDS,
            token_hash=hash_of(secret),
            token_expires_at=at + LINK_HOLDS,
        )
        _note(recovery, "hand_over_first_link", by, at, {})
    return link("access:first_link", person.language, secret)


def find(secret: str, *, at: datetime) -> Recovery:
    """The recovery that this link opens."""
    found = (
        Recovery.objects.under_way(at)
        .filter(token_hash=hash_of(secret), token_expires_at__gt=at, ready_at__lte=at, person__is_active=True)
        .select_related("person")
        .first()
    )
    if found is None:
        raise LinkGone
    return found


def finish(*, at: datetime, recovery: Recovery, password: str) -> Person:
    """The person is back: a new password, no factor of before, no session of before; a new factor is asked for at once."""
    with transaction.atomic():
        held = (
            Recovery.objects.under_way(at).select_for_update().filter(pk=recovery.pk, token_expires_at__gt=at).first()
        )
        if held is None or held.token_hash != recovery.token_hash:
            raise LinkGone
        held.used_at, held.token_hash = at, None
        held.save(update_fields=["used_at", "token_hash"])
        person = Person.objects.select_for_update().get(pk=held.person_id)
        withdrawn = Passkey.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)
        time_codes.erase(person)
        sessions.end_all_of(person)
        person.set_password(password)
        person.save(update_fields=["password"])
        if held.is_first:
            _note(held, "finish_first_link", person, at, {})
        else:
            notices.tell(person=person, kind=NoticeKind.RECOVERED, at=at)
            _note(held, "finish_recovery", person, at, {"passkeys_withdrawn": withdrawn})
    return person


def _begin(person: Person, by: Person | None, at: datetime) -> Recovery:
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        running = Recovery.objects.under_way(at).of_lost_accounts().filter(person=person).first()
        if running is not None:
            return running
        recovery = Recovery.objects.create(person=person, begun_at=at, begun_by=by, expires_at=at + OPEN_FOR)
        notices.tell(person=person, kind=NoticeKind.RECOVERY_ASKED, at=at)
        # Without keys too, lest it show which names exist; the wait does not begin without them.
        letters.send_if_it_opens(person, letters.RECOVERY, at=at)
        _note(recovery, "begin_recovery", by or person, at, {"asked_by_name": by is None})
    return recovery


def _start_waiting(recovery: Recovery, at: datetime) -> None:
    recovery.ready_at = at + WAIT
    recovery.save(update_fields=["ready_at"])
    notices.tell(person=recovery.person, kind=NoticeKind.RECOVERY_ASKED, at=at)
    letters.send(recovery.person, letters.RECOVERY, at=at)


def _under_way(recovery: Recovery, at: datetime) -> Recovery:
    lost = Recovery.objects.under_way(at).of_lost_accounts()  # the first link of a new account is its owner's alone
    held = lost.select_for_update().filter(pk=recovery.pk).first()
    if held is None:
        raise NotUnderWay
    return held


def _note(recovery: Recovery, action: str, by: Person, at: datetime, data: dict[str, object]) -> None:
    told = {"recovery": str(recovery.pk), **data}
    ledger.write(by=by, at=at, action=action, subject=f"person:{recovery.person_id}", data=told)
