"""The keys with which trustees sign: registered by themselves, confirmed by another trustee, ended. Public halves alone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board import sshsig
from dalil.board.models import SigningKey
from dalil.board.refusals import CannotBe, NeedsAnother
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger


def register_key(*, by: Person, at: datetime, line: str) -> SigningKey:
    """Registers one's own public key. It counts once another trustee confirmed it."""
    try:
        key = sshsig.read_public_key(line)
    except sshsig.Unreadable as error:
        sentence = _("Give one line of a .pub file, of the kind ssh-ed25519 or sk-ssh-ed25519@openssh.com.")
        raise CannotBe("line", sentence) from error
    with transaction.atomic():
        trustee(by, at)
        if SigningKey.objects.filter(line=key.line).exists():
            raise CannotBe("line", _("This key is or was registered already. Make a new one."))
        made = SigningKey.objects.create(person=by, line=key.line, fingerprint=key.fingerprint, registered_at=at)
        data = {"fingerprint": key.fingerprint}
        ledger.write(by=by, at=at, action="register_key", subject=subject_of(made), data=data)
    return made


def confirm_key(*, by: Person, at: datetime, key: SigningKey, fingerprint: str) -> SigningKey:
    """Another trustee says that the key is its owner's: they heard its fingerprint from them, not from this platform."""
    with transaction.atomic():
        trustee(by, at)
        held = SigningKey.objects.select_for_update().get(pk=key.pk)
        if held.person_id == by.pk:
            raise NeedsAnother
        if held.confirmed_at is not None or held.ended_at is not None:
            raise CannotBe("key", _("This key was confirmed or ended already."))
        if fingerprint.strip() != held.fingerprint:
            raise CannotBe("fingerprint", _("This is not the fingerprint of the key. Ask its owner, not this page."))
        held.confirmed_by, held.confirmed_at = by, at
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        data = {"fingerprint": held.fingerprint}
        ledger.write(by=by, at=at, action="confirm_key", subject=subject_of(held), data=data)
    return held


def end_key(*, by: Person, at: datetime, key: SigningKey) -> None:
    """Any trustee ends a key, their own or one that was lost to others; what it signed before stays signed."""
    with transaction.atomic():
        trustee(by, at)
        held = SigningKey.objects.select_for_update().get(pk=key.pk)
        if held.ended_at is not None:
            return
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        data = {"fingerprint": held.fingerprint}
        ledger.write(by=by, at=at, action="end_key", subject=subject_of(held), data=data)


def subject_of(key: SigningKey) -> str:
    """As the ledger names it."""
    return f"signing_key:{key.pk}"
