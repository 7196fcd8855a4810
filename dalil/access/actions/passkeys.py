"""What can be done with passkeys: adding, naming, withdrawing, and believing one that was shown. Each is in the ledger.

It never checks an answer (that is for `ceremony`), and never leaves a person without a factor.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access import notices
from dalil.access.ceremony import NewKey
from dalil.access.refusals import Refused
from dalil.accounts.models import NoticeKind, Passkey, Person
from dalil.ledger import actions as ledger

MOST = 20
LONGEST_NAME = 100


class LastFactor(Refused):
    """Without it the person could not get in any more."""

    sentence = _("This is your last way in. Add another passkey first.")


class KnownAlready(Refused):
    """A key belongs to one account."""

    sentence = _("This passkey is registered already.")


class TooMany(Refused):
    """A person needs a few passkeys, not hundreds."""

    sentence = _("You have as many passkeys as an account can have. Withdraw one first.")


class CounterRanBackwards(Refused):
    """There may be a copy of the key."""

    sentence = _("This passkey was refused: it may have been copied. Use another, and tell an operator.")


def add(*, by: Person, at: datetime, key: NewKey, name: str, ways: str = "") -> Passkey:
    """One more passkey for the person who holds it."""
    with transaction.atomic():
        held = _held(by)
        if len(held) >= MOST:
            raise TooMany
        if Passkey.objects.filter(credential_id=key.credential_id).exists():
            raise KnownAlready
        passkey = Passkey.objects.create(
            person=by,
            name=name.strip()[:LONGEST_NAME] or f"{len(held) + 1}",
            credential_id=key.credential_id,
            public_key=key.public_key,
            counter=key.counter,
            is_synced=key.is_synced,
            ways=ways[:100],
            made_at=at,
        )
        if held:
            notices.tell(person=by, kind=NoticeKind.PASSKEY_ADDED, at=at)
        ledger.write(by=by, at=at, action="add_passkey", subject=_subject(by), data={"passkey": str(passkey.pk)})
    return passkey


def rename(*, by: Person, at: datetime, passkey: Passkey, name: str) -> None:
    """Another name for one's own passkey; names are not in the ledger, for they may be about people."""
    with transaction.atomic():
        passkey.name = name.strip()[:LONGEST_NAME] or passkey.name
        passkey.save(update_fields=["name"])
        ledger.write(by=by, at=at, action="rename_passkey", subject=_subject(by), data={"passkey": str(passkey.pk)})


def withdraw(*, by: Person, at: datetime, passkey: Passkey, has_other_factor: bool) -> None:
    """One's own passkey opens nothing any more. The last way in stays, and staff need a passkey as such."""
    with transaction.atomic():
        held = _held(by)
        if passkey not in held:
            return
        if len(held) == 1 and (by.needs_passkey or not has_other_factor):
            raise LastFactor
        passkey.withdrawn_at = at
        passkey.save(update_fields=["withdrawn_at"])
        notices.tell(person=by, kind=NoticeKind.PASSKEY_WITHDRAWN, at=at)
        ledger.write(by=by, at=at, action="withdraw_passkey", subject=_subject(by), data={"passkey": str(passkey.pk)})


def believe(*, passkey: Passkey, counter: int, at: datetime) -> None:
    """Notes that the key was shown; refuses one whose counter did not go on, unless it never counts at all.

    What is refused is reported, and stays reported: the report has a transaction of its own.
    """
    with transaction.atomic():
        held = Passkey.objects.select_for_update().get(pk=passkey.pk)
        has_gone_on = counter > held.counter or counter == held.counter == 0
        if has_gone_on:
            held.counter, held.last_used_at = counter, at
            held.save(update_fields=["counter", "last_used_at"])
        else:
            _report(held, counter, at)
    if not has_gone_on:
        raise CounterRanBackwards


def _report(passkey: Passkey, counter: int, at: datetime) -> None:
    owner = passkey.person
    notices.tell(person=owner, kind=NoticeKind.COUNTER_BACKWARDS, at=at)
    for operator in Person.objects.human().active().filter(is_operator=True).exclude(pk=owner.pk):
        notices.tell(person=operator, kind=NoticeKind.COUNTER_BACKWARDS, at=at, about=owner)
    data = {"passkey": str(passkey.pk), "before": passkey.counter, "now": counter}
    ledger.write(by=owner, at=at, action="refuse_passkey_counter", subject=_subject(owner), data=data)


def _held(person: Person) -> list[Passkey]:
    """Those in use; whoever else adds or withdraws for this person waits."""
    Person.objects.select_for_update().get(pk=person.pk)
    return list(Passkey.objects.in_use().filter(person=person))


def _subject(person: Person) -> str:
    return f"person:{person.pk}"
