"""Resolutions: made of a passed motion as one fixed text, signed by trustees on their own machines, published, withdrawn.

It never makes a signature: it takes what `ssh-keygen` made, checks it, and keeps it. A text is never changed.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board import sshsig
from dalil.board.models import Motion, Resolution, Signature, SigningKey
from dalil.board.refusals import IsRecused, NotTheSameText
from dalil.board.resolution_text import NAMESPACE, text_of
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger


def resolve(motion: Motion, *, at: datetime) -> Resolution:
    """The resolution of a motion that passed, in the caller's transaction, who holds the motion and writes the ledger."""
    year = at.year
    # Two motions that close at once take turns by the ledger's own lock on PostgreSQL; the unique number is the last word.
    highest: int = Resolution.objects.filter(year=year).aggregate(highest=Max("number"))["highest"] or 0
    text = text_of(motion, year=year, number=highest + 1, head=ledger.head(), at=at)
    return Resolution.objects.create(
        year=year,
        number=highest + 1,
        motion=motion,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        resolved_at=at,
        published_at=at if motion.is_to_be_published else None,
    )


def sign(*, by: Person, at: datetime, resolution: Resolution, armoured: str) -> Signature:
    """Takes a trustee's signature under a resolution. Raises NotTheSameText with what does not fit."""
    with transaction.atomic():
        term = trustee(by, at)
        if resolution.motion.recusals.filter(term__person=by).exists():
            raise IsRecused(_("You stood aside in this motion, so you do not sign its resolution."))
        key = _key_that_made(armoured, resolution, by)
        if resolution.signatures.filter(term__person=by).exists():
            raise NotTheSameText(_("You have signed this resolution already."))
        if resolution.signatures.filter(term__seat=term.seat_id).exists():
            # A seat is one voice, and `allowed_signers` names seats.
            raise NotTheSameText(_("Whoever held your seat before has signed this resolution already."))
        made = Signature.objects.create(
            resolution=resolution, term=term, key=key, armoured=_tidy(armoured), given_at=at
        )
        data = {"key": key.fingerprint, "sha256": resolution.sha256}
        ledger.write(by=by, at=at, action="sign_resolution", subject=resolution.subject, data=data)
    return made


def still_verifies(signature: Signature) -> bool:
    """Whether a kept signature fits the text as it stands now: pages ask it anew each time, so that an altered row shows."""
    try:
        read = sshsig.read_signature(signature.armoured)
        key = sshsig.read_public_key(signature.key.line)
        sshsig.check(read, signature.resolution.content, key=key, namespace=NAMESPACE)
    except (sshsig.Unreadable, sshsig.Wrong):
        return False
    return hashlib.sha256(signature.resolution.content).hexdigest() == signature.resolution.sha256


def _key_that_made(armoured: str, resolution: Resolution, by: Person) -> SigningKey:
    try:
        read = sshsig.read_signature(armoured)
    except sshsig.Unreadable as error:
        sentence = _("This is no signature that can be read here. Give the whole file that ssh-keygen made.")
        raise NotTheSameText(sentence) from error
    key = SigningKey.objects.filter(person=by, line=read.key.line, ended_at=None).first()
    if key is None:
        raise NotTheSameText(_("This signature was made with a key that is not registered as yours."))
    if not key.counts:
        raise NotTheSameText(_("Your key was not confirmed by another trustee yet."))
    try:
        sshsig.check(read, resolution.content, key=read.key, namespace=NAMESPACE)
    except sshsig.Wrong as error:
        raise NotTheSameText(_WRONG[str(error)]) from error
    return key


_WRONG = {
    "another key": _("This signature was made with another key."),
    "another purpose": _("This signature was made for another purpose: sign with -n dalil-resolution."),
    "another text": _(
        "This signature does not fit the text of the resolution. Sign the file exactly as you downloaded it."
    ),
    "no touch": _("The hardware key was not touched when this was signed."),
}


def _tidy(armoured: str) -> str:
    """As ssh-keygen wrote it, whatever a browser made of the ends of lines."""
    return "\n".join(line.strip() for line in armoured.strip().splitlines()) + "\n"
