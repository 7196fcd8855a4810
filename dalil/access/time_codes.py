"""Codes by time (TOTP, RFC 6238): set up, checked, each accepted once.

A code is right for its step of 30 seconds and the one before and after. It never counts how often somebody tries (that is
for `accounts.limits`), and the secret is opened here alone, to be compared or to be shown once while it is set up.
"""

import base64
import io
import secrets
from datetime import datetime
from typing import Final

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from dalil.access.models import TimeCode
from dalil.accounts.models import Person
from dalil.vault.actions import open_unrecorded

SECONDS: Final = 30
DIGITS: Final = 6
AROUND: Final = (0, -1, 1)


def is_set_up(person: Person) -> bool:
    """Whether the person's device makes codes that we accept."""
    return TimeCode.objects.filter(person=person).exclude(confirmed_at=None).exists()


def begin(person: Person, *, at: datetime) -> TimeCode:
    """A new secret, which opens nothing until a code of it was right; what was begun before and not confirmed is gone."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        TimeCode.objects.filter(person=person, confirmed_at=None).delete()
        code = TimeCode(person=person, made_at=at, secret=base64.b32encode(secrets.token_bytes(20)).decode())
        code.save(force_insert=True)
    return code


def begun(person: Person) -> TimeCode | None:
    """What is being set up."""
    return TimeCode.objects.filter(person=person, confirmed_at=None).first()


def shown(code: TimeCode) -> tuple[str, str]:
    """The secret as text in groups of four, and as an SVG picture for a device's camera. Only while it is set up."""
    secret = _secret_of(code)
    address = _totp(secret).get_provisioning_uri(code.person.sign_in_name, settings.DALIL_NAME)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=4, xmldecl=False, light="#fff")
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return grouped, "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()


def accept(person: Person, typed: str, *, at: datetime, is_first: bool = False) -> bool:
    """Whether the code is right and was not accepted before; from here on it is not accepted again."""
    digits = "".join(letter for letter in typed if not letter.isspace())
    if len(digits) != DIGITS or not digits.isdecimal():
        return False
    # Arabic and Persian keyboards type their own digits.
    plain = "".join(str(int(digit)) for digit in digits)
    row = TimeCode.objects.filter(person=person, confirmed_at__isnull=is_first).first()
    step = None if row is None else _step_of(row, plain, at)
    if row is None or step is None:
        return False
    changes: dict[str, object] = {"last_step": step} | ({"confirmed_at": at} if is_first else {})
    # Of two who send the same code at once, one comes too late.
    return bool(TimeCode.objects.filter(pk=row.pk, last_step__lt=step).update(**changes))


def erase(person: Person) -> int:
    """The person's codes open nothing any more; the secret is gone."""
    return TimeCode.objects.filter(person=person).delete()[0]


def _step_of(row: TimeCode, digits: str, at: datetime) -> int | None:
    """The step for which these digits are right. All steps are compared, so that none takes longer than another."""
    totp, now = _totp(_secret_of(row)), int(at.timestamp())
    right = [
        now // SECONDS + offset
        for offset in AROUND
        if secrets.compare_digest(totp.generate(now + offset * SECONDS), digits.encode())
    ]
    return max(right, default=None)


def _secret_of(code: TimeCode) -> str:
    secret: str = open_unrecorded([code])[0].secret
    return secret


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)  # noqa: S303 - SHA-1 is what every device's app makes
