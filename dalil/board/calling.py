"""Telling trustees and counsel that a legal hold was placed or released: by a notice and, where there is an address, a letter.

It says neither what is held nor why: that is on the page of holds, for those who may see it. It decides nothing, and where
the keys are away the notice stands without a letter.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access import letters, notices
from dalil.access.contacting import mail_address_of
from dalil.access.links import link
from dalil.accounts.models import NoticeKind, Person
from dalil.vault.client import NoKeys

_TOPICS: Final[Mapping[NoticeKind, str | Promise]] = {
    NoticeKind.HOLD_PLACED: _("A legal hold was placed on %(platform)s"),
    NoticeKind.HOLD_RELEASED: _("A legal hold was released on %(platform)s"),
}
_TEXT: Final = _("Trustees and counsel are told of every legal hold. Which one it is stands here:\n\n%(link)s")


def tell_of_hold(kind: NoticeKind, *, by: Person, at: datetime) -> None:
    """All trustees and counsel but the one who did it."""
    concerned = Person.objects.human().active().filter(Q(is_trustee=True) | Q(is_counsel=True)).exclude(pk=by.pk)
    for person in concerned.order_by("pk"):
        notices.tell(person=person, kind=kind, at=at)
        try:
            with transaction.atomic():
                _write(person, kind, at)
        except NoKeys:
            continue


def _write(person: Person, kind: NoticeKind, at: datetime) -> None:
    address = mail_address_of(person)
    if not address:
        return
    told = {"platform": settings.DALIL_NAME, "link": link("board:hold_list", person.language)}
    with translation.override(person.language):
        topic, text = str(_TOPICS[kind]) % told, str(_TEXT) % told
    letters.write(address, topic, text, at=at)
