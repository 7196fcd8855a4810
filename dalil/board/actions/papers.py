"""What the board keeps to itself: confidential papers of motions, and minutes. Ciphertext from the first write.

Whoever stands aside in a motion neither adds to its papers nor reads them. Each reading stands in the ledger, with why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board.models import Meeting, Minutes, Motion, Paper
from dalil.board.refusals import CannotBe, IsRecused
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger
from dalil.vault.actions import open_records

LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Read:
    """A paper, opened."""

    paper: Paper
    title: str
    text: str


def add_paper(*, by: Person, at: datetime, motion: Motion, title: str, text: str) -> Paper:
    """Adds a paper to a motion that is before the board."""
    title, text = _said("title", title, 300), _said("text", text, LONGEST)
    with transaction.atomic():
        trustee(by, at)
        held = Motion.objects.select_for_update().get(pk=motion.pk)
        _refuse_recused(held, by)
        if not held.is_undecided:
            raise CannotBe("motion", _("This motion is decided; nothing is added to its papers."))
        paper = Paper(motion=held, title=title, text=text, added_by=by, added_at=at)
        paper.save()
        data = {"motion": held.pk}
        ledger.write(by=by, at=at, action="add_paper", subject=paper.subject, data=data)
    return paper


def read_papers(*, by: Person, at: datetime, motion: Motion) -> list[Read]:
    """All papers of a motion, opened at once; one entry in the ledger names each."""
    trustee(by, at)
    _refuse_recused(motion, by)
    papers: Sequence[Paper] = list(motion.papers.order_by("added_at"))
    if not papers:
        return []
    opened = open_records(papers, by=by, at=at, why=f"papers of {motion.reference}")
    return [Read(paper, str(one.title), str(one.text)) for paper, one in zip(papers, opened, strict=True)]


def draft_minutes(*, by: Person, at: datetime, meeting: Meeting, text: str, version: int) -> Minutes:
    """Writes the minutes, or changes them until a later meeting approves them; `version` is the one changed, 0 at first."""
    text = _said("text", text, LONGEST)
    with transaction.atomic():
        trustee(by, at)
        held = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if held.minutes_approved_by_id is not None:
            raise CannotBe("text", _("These minutes are approved, and no longer changed."))
        if at < held.starts_at or held.cancelled_at is not None:
            raise CannotBe("text", _("Minutes are written once the meeting has begun."))
        minutes = Minutes.objects.filter(meeting=held).first()
        if (minutes.version if minutes else 0) != version:
            raise CannotBe("text", _("Somebody else changed the minutes since you opened them. Look at them again."))
        if minutes is None:
            minutes = Minutes(meeting=held, text=text, drafted_by=by, drafted_at=at)
        else:
            minutes.text, minutes.drafted_by, minutes.drafted_at = text, by, at
            minutes.version += 1
        minutes.save()
        ledger.write(
            by=by,
            at=at,
            action="draft_minutes",
            subject=minutes.subject,
            data={"meeting": held.number, "version": minutes.version},
        )
    return minutes


def read_minutes(*, by: Person, at: datetime, meeting: Meeting) -> tuple[str, int]:
    """The minutes of a meeting and their version; nothing and 0 while there are none."""
    trustee(by, at)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        return "", 0
    (opened,) = open_records([minutes], by=by, at=at, why=f"minutes of {meeting.subject}")
    return str(opened.text), minutes.version


def _refuse_recused(motion: Motion, by: Person) -> None:
    if motion.recusals.filter(term__person=by).exists():
        raise IsRecused(_("You stand aside in this motion, so you do not see its papers."))


def _said(field: str, text: str, longest: int) -> str:
    tidy = text.strip()
    if not tidy or len(tidy) > longest:
        raise CannotBe(field, _("Write this, in at most %(most)s characters.") % {"most": longest})
    return tidy
