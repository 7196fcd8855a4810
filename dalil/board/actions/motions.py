"""Motions: proposed by one trustee, seconded by another, voted on, stood aside from, taken back.

It never counts and never carries out: `closing` does. A ballot is added, never changed; each stands in the ledger.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board import subjects
from dalil.board.kinds import MotionKind, kind_called, kind_of
from dalil.board.models import Attending, Ballot, Interest, Meeting, Motion, MotionState, Recusal, Term
from dalil.board.quorum import Choice
from dalil.board.refusals import (
    CannotBe,
    IsRecused,
    NeedsAnother,
    NotAttending,
    NoticeIsTooShort,
    NotInThatState,
    ReasonIsMissing,
    TooLate,
    WordsAreMissing,
)
from dalil.board.standing import rules_in_force, trustee
from dalil.ledger import actions as ledger

LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
LONGEST_OPEN = timedelta(days=90)

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a trustee proposes."""

    kind: str
    texts: Texts
    authoritative: str
    closes_at: datetime
    subject: str = ""
    particulars: Mapping[str, Any] = field(default_factory=dict)
    meeting: Meeting | None = None
    is_to_be_published: bool = False


def propose(*, by: Person, at: datetime, draft: Draft) -> Motion:
    """Puts a motion before the board. Nobody votes until another trustee seconds it."""
    kind = kind_called(draft.kind)
    if kind is None:
        raise CannotBe("kind", _("There is no such kind of motion."))
    with transaction.atomic():
        term = trustee(by, at)
        motion = Motion(
            kind=draft.kind,
            subject=subjects.checked(draft.subject),
            particulars=dict(draft.particulars),
            texts=_tidy(draft.texts, draft.authoritative),
            authoritative=draft.authoritative,
            rules=rules_in_force(at),
            meeting=draft.meeting,
            proposed_by=term,
            proposed_at=at,
            closes_at=draft.closes_at,
            is_to_be_published=draft.is_to_be_published,
        )
        _check_time(motion, at)
        kind.check(motion, at)
        motion.save(force_insert=True)
        recuse_whom_it_concerns(motion, kind, by=by, at=at)
        if motion.recusals.filter(term__person=by).exists():
            raise IsRecused
        data = {"kind": motion.kind, "of": motion.subject, "texts": motion.texts, "particulars": motion.particulars}
        data |= {"rules": motion.rules.number, "closes_at": motion.closes_at.isoformat()}
        ledger.write(by=by, at=at, action="propose_motion", subject=motion.reference, data=data)
    return motion


def second(*, by: Person, at: datetime, motion: Motion) -> Motion:
    """Another trustee wants it decided: from now on it is voted on."""
    with transaction.atomic():
        held = hold(motion, MotionState.PROPOSED)
        term = trustee(by, at)
        if term.person_id == held.proposed_by.person_id:
            raise NeedsAnother
        _refuse_recused(held, term)
        if at >= held.closes_at:
            raise TooLate
        # Who has declared an interest meanwhile stands aside as well.
        recuse_whom_it_concerns(held, kind_of(held), by=by, at=at)
        _refuse_recused(held, term)
        held.seconded_by, held.opened_at, held.state = term, at, MotionState.OPEN
        held.save(update_fields=["seconded_by", "opened_at", "state"])
        ledger.write(by=by, at=at, action="second_motion", subject=held.reference, data={})
    return held


def withdraw(*, by: Person, at: datetime, motion: Motion) -> Motion:
    """The proposer takes it back, as long as nobody has voted."""
    with transaction.atomic():
        held = hold(motion, MotionState.PROPOSED, MotionState.OPEN)
        if trustee(by, at).person_id != held.proposed_by.person_id:
            raise NeedsAnother(_("Only whoever proposed a motion takes it back."))
        if held.ballots.exists():
            raise NotInThatState(_("Somebody has voted already, so the motion is decided by the vote."))
        held.state, held.closed_at = MotionState.WITHDRAWN, at
        held.save(update_fields=["state", "closed_at"])
        ledger.write(by=by, at=at, action="withdraw_motion", subject=held.reference, data={})
    return held


def vote(*, by: Person, at: datetime, motion: Motion, choice: Choice) -> Ballot:
    """Casts a vote, or changes it: until the closing time the last one counts."""
    with transaction.atomic():
        held = hold(motion, MotionState.OPEN)
        term = trustee(by, at)
        recuse_whom_it_concerns(held, kind_of(held), by=by, at=at)
        _refuse_recused(held, term)
        if at >= held.closes_at:
            raise TooLate
        if held.meeting is not None:
            _refuse_absent(held.meeting, term, at)
        cast = Ballot.objects.create(motion=held, term=term, choice=choice, cast_at=at)
        is_changed = held.ballots.filter(term__person=by).count() > 1
        data: dict[str, Any] = {"ballot": cast.pk, "is_changed": is_changed}
        if not held.rules.rules.secret:
            data["choice"] = str(choice)
        ledger.write(by=by, at=at, action="vote", subject=held.reference, data=data)
    return cast


def recuse(*, by: Person, at: datetime, motion: Motion, why: str) -> None:
    """A trustee stands aside. It cannot be taken back in this motion; a vote given before no longer counts."""
    why = " ".join(why.split())
    if not why:
        raise ReasonIsMissing
    with transaction.atomic():
        held = hold(motion, MotionState.PROPOSED, MotionState.OPEN)
        term = trustee(by, at)
        if at >= held.closes_at:
            raise TooLate
        if set_aside(held, term, why=why, by=by, at=at):
            data = {"term": term.pk}
            ledger.write(by=by, at=at, action="recuse", subject=held.reference, data=data)


def set_aside(motion: Motion, term: Term, *, why: str, by: Person, at: datetime) -> bool:
    """Notes that a trustee stands aside, for a caller who writes it to the ledger; False if it was noted before."""
    told = {"why": why[:300], "noted_by": by, "noted_at": at}
    _row, is_new = Recusal.objects.get_or_create(motion=motion, term=term, defaults=told)
    return is_new


def recuse_whom_it_concerns(motion: Motion, kind: MotionKind, *, by: Person, at: datetime) -> None:
    """Those whom the motion is about, and those with a declared interest in its subject, stand aside by themselves.

    Asked when it is proposed, seconded, voted on and counted: whoever came into office or declared an interest meanwhile counts.
    """
    concerned = dict.fromkeys(kind.concerned(motion), "this motion is about the trustee")
    if motion.subject:
        declared = Interest.objects.filter(
            subject__in=subjects.names_of(motion.subject), ended_on=None, declared_at__lte=at
        )
        standing = declared.values_list("person_id", flat=True)
        concerned = dict.fromkeys(standing, "declared an interest in the subject") | concerned
    for term in Term.objects.in_office(at).filter(person_id__in=concerned):
        set_aside(motion, term, why=concerned[term.person_id], by=by, at=at)


def hold(motion: Motion, *wanted: MotionState) -> Motion:
    """The motion as it stands, held until the end of the transaction. Raises NotInThatState."""
    held = Motion.objects.select_for_update(of=("self",)).select_related("rules", "meeting", "proposed_by")
    found = held.get(pk=motion.pk)
    if found.state not in wanted:
        raise NotInThatState
    return found


def _refuse_recused(motion: Motion, term: Term) -> None:
    if motion.recusals.filter(term__person_id=term.person_id).exists():
        raise IsRecused


def _refuse_absent(meeting: Meeting, term: Term, at: datetime) -> None:
    ways = (Attending.IN_PERSON, Attending.REMOTE)
    is_there = meeting.attendance.filter(term__person_id=term.person_id, how__in=ways).exists()
    if at < meeting.starts_at or meeting.cancelled_at is not None or not is_there:
        raise NotAttending


def _check_time(motion: Motion, at: datetime) -> None:
    """By circulation the notice runs until the closing; a meeting was called in time, and the vote closes after it began."""
    days = motion.rules.rules.notice_days
    if not at < motion.closes_at <= at + LONGEST_OPEN:
        raise CannotBe("closes_at", _("The vote must end in the future, within 90 days."))
    if motion.meeting is None:
        if motion.closes_at < at + timedelta(days=days):
            raise NoticeIsTooShort(days)
    elif motion.meeting.cancelled_at is not None or motion.closes_at <= motion.meeting.starts_at:
        raise CannotBe("closes_at", _("The vote must end after the meeting has begun."))


def _tidy(texts: Texts, authoritative: str) -> dict[str, dict[str, str]]:
    """Titles and texts by language, in one form of Unicode, without what could make two texts look like one."""
    if authoritative not in dict(settings.LANGUAGES):
        raise CannotBe("authoritative", _("Choose one of the platform's languages."))
    found: dict[str, dict[str, str]] = {}
    for code in dict(settings.LANGUAGES):
        said = texts.get(code, {})
        title = " ".join(_plain(said.get("title", "")).split())
        lines = _plain(said.get("text", "")).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
            raise CannotBe(f"text_{code}", _("At most 200 characters of title and 20,000 of text."))
        if title and text:
            found[code] = {"title": title, "text": text}
        elif title or text:
            raise WordsAreMissing(_("Where there is a title there must be a text, and the other way round."))
    if authoritative not in found:
        raise WordsAreMissing
    return found


def _plain(text: str) -> str:
    """NFC, without control characters other than line ends, without marks that turn the direction of what follows."""
    kept = (letter for letter in unicodedata.normalize("NFC", text) if letter in "\n\r\t" or _is_seen(letter))
    return "".join(kept).replace("\t", " ")


def _is_seen(letter: str) -> bool:
    return (
        unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn")
        and letter not in "\u202a\u202b\u202c\u202d\u202e\u2028\u2029"
    )
