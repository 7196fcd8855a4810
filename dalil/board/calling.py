"""Telling trustees and counsel that a legal hold was placed or released: by a notice and, where there is an address, a letter.

It says neither what is held nor why: that is on the page of holds, for those who may see it. It decides nothing, and where
the keys are away the notice stands without a letter.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access import calling
from dalil.access.letters import Words
from dalil.accounts.models import NoticeKind, Person

_TEXT: Final = _("Trustees and counsel are told of every legal hold. Which one it is stands here:\n\n%(link)s")
_WORDS: Final[Mapping[NoticeKind, Words]] = {
    NoticeKind.HOLD_PLACED: Words(_("A legal hold was placed on %(platform)s"), _TEXT),
    NoticeKind.HOLD_RELEASED: Words(_("A legal hold was released on %(platform)s"), _TEXT),
}


def tell_of_hold(kind: NoticeKind, *, by: Person, at: datetime) -> None:
    """All trustees and counsel but the one who did it."""
    concerned = Person.objects.human().active().filter(Q(is_trustee=True) | Q(is_counsel=True)).exclude(pk=by.pk)
    for person in concerned.order_by("pk"):
        calling.tell(person, kind, _WORDS[kind], page="board:hold_list", at=at)
