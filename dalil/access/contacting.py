"""Where people get mail: an address, sealed, that they have shown to be theirs. It never writes to one that is not confirmed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access.links import hash_of, new_secret
from dalil.access.models import MailAddress
from dalil.access.refusals import Refused
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.vault.actions import open_unrecorded
from dalil.vault.destroying import Held, NotNow, erase_own


class MustStay(Refused):
    """A hold beats every erasure; and in some states nothing is erased at all."""

    sentence = _("What is kept about you may not be erased now, so your mail address stays as it is.")


def mail_address_of(person: Person) -> str:
    """The confirmed address of this person; empty when there is none."""
    row = MailAddress.objects.filter(person=person).exclude(confirmed_at=None).first()
    return "" if row is None else str(open_unrecorded([row])[0].address)


def note(*, by: Person, at: datetime, address: str) -> str:
    """One's own new address, not confirmed yet; gives back the secret of the link by which it is."""
    secret = new_secret()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        _erase(by, at)
        MailAddress(person=by, address=address, noted_at=at, token_hash=hash_of(secret)).save()
        ledger.write(by=by, at=at, action="note_mail_address", subject=f"person:{by.pk}", data={})
    return secret


def confirm(*, by: Person, at: datetime, secret: str) -> bool:
    """The link that went to the address has come back, in a session of the same person."""
    waiting = MailAddress.objects.filter(person=by, confirmed_at=None, token_hash=hash_of(secret)).exclude(
        token_hash=""
    )
    with transaction.atomic():
        if not waiting.update(confirmed_at=at, token_hash=""):
            return False
        ledger.write(by=by, at=at, action="confirm_mail_address", subject=f"person:{by.pk}", data={})
    return True


def take_out(*, by: Person, at: datetime) -> None:
    """No mail any more; the address is erased, unless a legal hold stands on it."""
    with transaction.atomic():
        _erase(by, at)
        ledger.write(by=by, at=at, action="take_out_mail_address", subject=f"person:{by.pk}", data={})


def _erase(person: Person, at: datetime) -> None:
    """One that was confirmed leaves a tombstone and asks for holds; one never confirmed was nobody's yet."""
    for row in MailAddress.objects.select_for_update().filter(person=person):
        if row.confirmed_at is None:
            row.delete()
            continue
        try:
            erase_own(row, by=person, at=at, reason="mail address taken out or replaced by its owner")
        except (Held, NotNow) as refused:
            raise MustStay from refused
