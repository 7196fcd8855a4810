"""Telling people of requests: those who can decide one that it waits, and the one who asked what became of it.

Rooms above tell of theirs by the same notice and letter (`tell`). It says nothing about what was asked, neither in notices nor
in letters: that is on the page of requests, for those who may see it. It decides nothing, and where the keys are away the
notice stands without a letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access import letters, notices
from dalil.access.letters import Words
from dalil.access.links import link
from dalil.access.models import Approval, ApprovalState
from dalil.access.viewer import Viewer, viewer_for
from dalil.accounts.models import Notice, NoticeKind, Person

OF_OUTCOME: Final[Mapping[str, NoticeKind]] = {
    ApprovalState.APPROVED: NoticeKind.REQUEST_DONE,
    ApprovalState.REFUSED: NoticeKind.REQUEST_REFUSED,
    ApprovalState.EXPIRED: NoticeKind.REQUEST_EXPIRED,
    ApprovalState.FAILED: NoticeKind.REQUEST_FAILED,
}
DECISION: Final = Words(
    _("A request waits for you on %(platform)s"),
    _("Somebody asked for what needs a second person, and you may decide it:\n\n%(link)s"),
)
OUTCOME: Final = Words(
    _("Your request on %(platform)s has an answer"),
    _("What you asked for was decided, or waited too long. Read what became of it:\n\n%(link)s"),
)
PAGE: Final = "access:approvals"
STAFF: Final = Q(is_editor=True) | Q(is_operator=True) | Q(is_counsel=True) | Q(is_trustee=True)


def call_deciders(approval: Approval, *, may_decide: Callable[[Viewer], bool], at: datetime) -> None:
    """Tells whoever can decide, operators off duty too. Who has not read the last call is not called again."""
    called = Notice.objects.filter(kind=NoticeKind.DECISION_WAITS, read_at=None).values("person")
    for person in Person.objects.human().active().filter(STAFF).exclude(pk__in=called).order_by("pk"):
        # As the person would be if on duty, whether or not they are.
        if may_decide(replace(viewer_for(person, at=at), is_operator=person.is_operator)):
            tell(person, NoticeKind.DECISION_WAITS, DECISION, page=PAGE, at=at)


def tell_asker(approval: Approval, *, at: datetime) -> None:
    """Tells the one who asked how it ended, unless they ended it themselves or are no longer there."""
    kind = OF_OUTCOME.get(approval.state)
    asker = Person.objects.human().active().filter(pk=approval.asked_by_id).first()
    if kind is not None and asker is not None:
        tell(asker, kind, OUTCOME, page=PAGE, at=at)


def tell(person: Person, kind: NoticeKind, words: Words, *, page: str, at: datetime) -> None:
    """By a notice and, where there is an address that opens, a letter that leads to this page."""
    notices.tell(person=person, kind=kind, at=at)
    letters.send_if_it_opens(person, words, at=at, link=link(page, person.language))
