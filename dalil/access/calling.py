"""Telling people of requests: those who can decide one that it waits, and the one who asked what became of it.

It says nothing about what was asked, neither in notices nor in letters: that is on the page of requests, for those who may
see it. It decides nothing, and where the keys are away the notice stands without a letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from dalil.access import letters, notices
from dalil.access.links import link
from dalil.access.models import Approval, ApprovalState
from dalil.access.viewer import Viewer, viewer_for
from dalil.accounts.models import Notice, NoticeKind, Person
from dalil.vault.client import NoKeys

OF_OUTCOME: Final[Mapping[str, NoticeKind]] = {
    ApprovalState.APPROVED: NoticeKind.REQUEST_DONE,
    ApprovalState.REFUSED: NoticeKind.REQUEST_REFUSED,
    ApprovalState.EXPIRED: NoticeKind.REQUEST_EXPIRED,
    ApprovalState.FAILED: NoticeKind.REQUEST_FAILED,
}
STAFF: Final = Q(is_editor=True) | Q(is_operator=True) | Q(is_counsel=True) | Q(is_trustee=True)


def call_deciders(approval: Approval, *, may_decide: Callable[[Viewer], bool], at: datetime) -> None:
    """Tells whoever can decide, operators off duty too. Who has not read the last call is not called again."""
    called = Notice.objects.filter(kind=NoticeKind.DECISION_WAITS, read_at=None).values("person")
    for person in Person.objects.human().active().filter(STAFF).exclude(pk__in=called).order_by("pk"):
        # As the person would be if on duty, whether or not they are.
        if may_decide(replace(viewer_for(person, at=at), is_operator=person.is_operator)):
            _tell(person, NoticeKind.DECISION_WAITS, letters.Letter.DECISION, at)


def tell_asker(approval: Approval, *, at: datetime) -> None:
    """Tells the one who asked how it ended, unless they ended it themselves or are no longer there."""
    kind = OF_OUTCOME.get(approval.state)
    asker = Person.objects.human().active().filter(pk=approval.asked_by_id).first()
    if kind is not None and asker is not None:
        _tell(asker, kind, letters.Letter.OUTCOME, at)


def _tell(person: Person, kind: NoticeKind, letter: letters.Letter, at: datetime) -> None:
    notices.tell(person=person, kind=kind, at=at)
    try:
        with transaction.atomic():
            letters.send(person, letter, at=at, link=link("access:approvals", person.language))
    except NoKeys:
        return
