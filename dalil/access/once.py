"""A form that is sent twice makes nothing twice: by a doubled click, by a browser that sends again after the line broke.

    @for_trustees
    @freshly
    @once()
    def meeting_add(request): ...

The form carries a one-time key (`{% one_time_key %}`). The first time, that it was carried out is written in the same
transaction as what it makes: either both are there or neither. Sent again with the same content by the same person, it
is answered with where the first led, and the page is not asked; of two that race the second waits for the first. With
other content (somebody went back and typed something else) it is another form. What the page refused may be sent again.

A form without a key is carried out each time, as before. It never keeps what was in a form.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.models import SentForm
from dalil.access.viewer import viewer_of

Page = Callable[..., HttpResponseBase]
FIELD: Final = "once"
KEPT_FOR: Final = timedelta(days=1)
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_NOT_CONTENT: Final = frozenset({FIELD, "csrfmiddlewaretoken"})
_NONCE: Final = 12


def new_key() -> str:
    """For one form: 128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


def once(*, shown_at: str = "") -> Callable[[Page], Page]:
    """Below a gate, of a page that makes something new and then leads elsewhere.

    `shown_at` names the page to which a repeated form leads where the first was answered on the spot, because the answer
    holds what is shown once.
    """

    def guarded(page: Page) -> Page:
        @wraps(page)
        def carried_out_once(request: HttpRequest, *args: object, **parameters: object) -> HttpResponseBase:
            key = request.POST.get(FIELD, "")
            if request.method != "POST" or not _SHAPE.fullmatch(key):
                return page(request, *args, **parameters)
            content = _content(request)
            with transaction.atomic():
                # Who comes second waits here until the first is done or undone.
                sent, is_first = SentForm.objects.get_or_create(
                    digest=_digest("sent", key, content).hex(), defaults={"at": timezone.now()}
                )
                cipher = AESGCM(_digest("led to", key, content))
                if not is_first:
                    return _as_before(request, cipher, bytes(sent.led_to))
                response = page(request, *args, **parameters)
                where = "" if getattr(request, "is_refused", False) else _led_to(response, shown_at)
                _note(sent, where, cipher)
            return response

        carried_out_once.makes_once = True  # type: ignore[attr-defined] # for the test that knows all of them
        return carried_out_once

    return guarded


def not_carried_out(request: HttpRequest) -> None:
    """For a page that refuses by leading elsewhere: the same form may be sent again."""
    request.is_refused = True  # type: ignore[attr-defined]


def forget(*, at: datetime) -> int:
    """Lets go what was sent more than a day ago; says how many."""
    return SentForm.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def _led_to(response: HttpResponseBase, shown_at: str) -> str:
    """The address; nothing, of a page that made nothing and shows its form again."""
    if shown_at and response.status_code == 200:
        return resolve_url(shown_at)
    return response.headers.get("Location", "")


def _note(sent: SentForm, where: str, cipher: AESGCM) -> None:
    if where:
        nonce = secrets.token_bytes(_NONCE)
        sent.led_to = nonce + cipher.encrypt(nonce, where.encode(), None)
        sent.save(update_fields=["led_to"])
    else:
        sent.delete()


def _as_before(request: HttpRequest, cipher: AESGCM, led_to: bytes) -> HttpResponseBase:
    messages.info(request, _("This form was sent twice. It was carried out once."))
    return redirect(cipher.decrypt(led_to[:_NONCE], led_to[_NONCE:], None).decode())


def _content(request: HttpRequest) -> str:
    """Who sends what where, in one line that is never kept."""
    person = viewer_of(request).person
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    files = [
        (name, file.name, _digest_of_chunks(file.chunks(), file.seek))
        for name, listed in sorted(request.FILES.lists())
        for file in listed
    ]
    return json.dumps([person.pk if person else None, request.path, fields, files])


def _digest_of_chunks(chunks: Iterable[bytes], seek: Callable[[int], object]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    seek(0)
    return digest.hexdigest()


def _digest(purpose: str, key: str, content: str) -> bytes:
    return hashlib.sha256(f"{purpose}\n{key}\n{content}".encode()).digest()
