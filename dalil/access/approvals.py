"""Approvals by two: what one person asks for is done once another agreed, exactly as asked, exactly once.

    @approvals.kind("destroy", sentence=_("Destroy a record"), who=lambda viewer: viewer.is_trustee)
    def destroy(approval, *, by, at): ...            # in the room's `approving.py`, which is found at start

    approvals.ask(kind="destroy", subject="evidence:…", data={…}, by=person, at=at, why="…")

A base service for the rooms above. It never knows what it carries out, never lets the one who asked agree, nor anybody
whom the request is about, and never leaves a decision without its deed: both are one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access import calling
from dalil.access.duty import duty_of
from dalil.access.models import Approval, ApprovalState, Assent
from dalil.access.models.approvals import hash_of
from dalil.access.refusals import Refused
from dalil.access.viewer import Viewer, viewer_for
from dalil.accounts.models import COMMAND_LINE, Person
from dalil.ledger import actions as ledger
from dalil.ledger import chain
from dalil.ledger.models import Entry

LASTS: Final = timedelta(days=7)
LONGEST_REASON: Final = 500

CarryOut = Callable[..., object]
Who = Callable[[Viewer], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a request as the page shows it: what it is about, how it is now, how it will be."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that needs more than one person."""

    code: str
    sentence: str | Promise
    who: Who
    carry_out: CarryOut
    needed: int = 2
    # People whom the request is about, and who therefore neither approve nor refuse it, beside the subject `person:…`.
    concerned: Callable[[Approval], frozenset[int]] = lambda approval: frozenset()
    # What will be different, in words; without it the page shows the particulars as they are.
    lines: Callable[[Approval], list[Line]] | None = None


class NeedsReason(Refused):
    """Nobody can judge what has no reason."""

    sentence = _("Say why: the reason is what the other person judges.")


class OwnRequest(Refused):
    """The one who asked cannot agree."""

    sentence = _("You asked for this yourself; somebody else must decide.")


class Concerned(Refused):
    """Nobody decides in their own matter."""

    sentence = _("This is about you, so somebody else must decide.")


class NotForYou(Refused):
    """The kind is decided by others."""

    sentence = _("You may not decide this.")


class AlreadyAgreed(Refused):
    """One person counts once."""

    sentence = _("You have agreed already; others must agree too.")


class Settled(Refused):
    """Somebody was faster, or it is too late."""

    sentence = _("This was decided already, or waited too long. Nothing was done now.")


class Changed(Refused):
    """What is stored, or what was seen, is not what was asked."""

    sentence = _("This is not what you were shown: it has changed since. Look at it again.")


class CannotBeDone(Refused):
    """What a kind raises when what was asked is no longer possible; the request ends as failed, with its sentence."""

    sentence = _("What was asked for can no longer be done as it was asked.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence  # type: ignore[assignment]


_KINDS: Final[dict[str, Kind]] = {}


def kind(
    code: str,
    *,
    sentence: str | Promise,
    who: Who,
    needed: int = 2,
    concerned: Callable[[Approval], frozenset[int]] | None = None,
    lines: Callable[[Approval], list[Line]] | None = None,
) -> Callable[[CarryOut], CarryOut]:
    """Registers what is carried out for requests of this kind: called as `carry_out(approval, by=, at=)`."""
    if needed < 2:
        raise ValueError("one person is no second person")

    def registered(carry_out: CarryOut) -> CarryOut:
        if code in _KINDS and _KINDS[code].carry_out is not carry_out:
            raise ValueError(f"two kinds are called {code}")
        extras: dict[str, Any] = {"concerned": concerned} if concerned else {}
        _KINDS[code] = Kind(code, sentence, who, carry_out, needed, lines=lines, **extras)
        return carry_out

    return registered


def kind_of(approval: Approval) -> Kind | None:
    """The kind of a request; None when no room of this version knows it."""
    return _KINDS.get(approval.kind)


def ask(
    *,
    kind: str,
    subject: str,
    data: Mapping[str, Any],
    by: Person,
    at: datetime,
    why: str,
    acting_for: UUID | None = None,
) -> Approval:
    """Asks others to agree; asking again for the same gives the request that waits already."""
    why = why.strip()
    if not why:
        raise NeedsReason
    data_json = chain.canonical(data)
    asked_for = {"kind": kind, "subject": subject, "hash": hash_of(kind, subject, data_json)}
    expire(at=at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                approval, is_new = Approval.objects.get_or_create(
                    **asked_for,
                    state=ApprovalState.ASKED,
                    defaults={
                        "data_json": data_json,
                        "needed": _KINDS[kind].needed,
                        "asked_by": by,
                        "acting_for_id": acting_for,
                        "why": why[:LONGEST_REASON],
                        "asked_at": at,
                        "expires_at": at + LASTS,
                    },
                )
        except (
            IntegrityError
        ):  # Somebody asked for the same at the same moment, and is not yet seen by our transaction.
            raise Settled from None
        if is_new:
            calling.call_deciders(approval, may_decide=lambda viewer: _objection(approval, viewer) is None, at=at)
            _note(approval, "ask_approval", by=by, at=at, why=why[:LONGEST_REASON], acting_for=acting_for)
    return approval


def may_decide(approval: Approval, viewer: Viewer) -> bool:
    """Whether this viewer is one of those who may approve or refuse."""
    return viewer.person is not None and _objection(approval, viewer) is None


def approve(approval: Approval, *, by: Person, at: datetime, seen: str = "", viewer: Viewer | None = None) -> Approval:
    """Agrees; with the last agreement that is needed, does what was asked. `seen` is the hash that the page showed.

    Decision and deed are one transaction. Of two who approve at once one waits, and is told that it was decided.
    """
    try:
        with transaction.atomic():
            locked = _held(approval, by=by, at=at, viewer=viewer)
            if locked.hash != locked.hash_of_content() or seen not in ("", locked.hash):
                raise Changed
            if locked.assents.filter(person=by).exists():
                raise AlreadyAgreed
            Assent.objects.create(approval=locked, person=by, at=at)
            if locked.assents.count() + 1 < locked.needed:
                _note(locked, "agree", by=by, at=at)
            else:
                _carry_out(locked, by=by, at=at)
    except CannotBeDone as impossible:
        _end(approval, ApprovalState.FAILED, "fail_approval", by=by, at=at, answer=str(impossible.sentence))
        raise
    return locked


def refuse(approval: Approval, *, by: Person, at: datetime, why: str, viewer: Viewer | None = None) -> Approval:
    """Says no, with a reason that the one who asked will read."""
    if not why.strip():
        raise NeedsReason
    with transaction.atomic():
        _held(approval, by=by, at=at, viewer=viewer)
        return _end(approval, ApprovalState.REFUSED, "refuse_approval", by=by, at=at, answer=why.strip())


def withdraw(approval: Approval, *, by: Person, at: datetime) -> Approval:
    """Takes back one's own request."""
    with transaction.atomic():
        if _open(approval, at).asked_by_id != by.pk:
            raise NotForYou
        return _end(approval, ApprovalState.WITHDRAWN, "withdraw_approval", by=by, at=at)


def expire(*, at: datetime) -> int:
    """Notes the requests that nobody decided in time; how many. Nothing hangs on when: they are closed by the clock."""
    overdue = list(Approval.objects.overdue(at).order_by("expires_at")[:200])
    for approval in overdue:
        with transaction.atomic():
            locked = Approval.objects.select_for_update().filter(pk=approval.pk, state=ApprovalState.ASKED).first()
            if locked is not None:
                _end(locked, ApprovalState.EXPIRED, "expire_approval", by=locked.asked_by, at=at)
    return len(overdue)


def _objection(approval: Approval, viewer: Viewer) -> type[Refused] | None:
    """Why this viewer may not decide, or None."""
    known = kind_of(approval)
    person = viewer.person
    if known is None or person is None or person.sign_in_name == COMMAND_LINE:
        return NotForYou
    if approval.asked_by_id == person.pk:
        return OwnRequest
    if approval.subject == f"person:{person.pk}" or person.pk in known.concerned(approval):
        return Concerned
    return None if known.who(viewer) else NotForYou


def _open(approval: Approval, at: datetime) -> Approval:
    """The request as it is now, held until the end of the transaction, if it can still be decided."""
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.state != ApprovalState.ASKED or locked.expires_at <= at:
        raise Settled
    return locked


def _held(approval: Approval, *, by: Person, at: datetime, viewer: Viewer | None) -> Approval:
    locked = _open(approval, at)
    by.refresh_from_db(fields=("is_active", "is_editor", "is_operator", "is_counsel", "is_trustee"))
    # The person's rights as they are now; and, from a page, as they are in that session.
    now = viewer_for(by, at=at, duty=duty_of(by, at), acting_for=viewer.acting_for if viewer else None)
    objection = _objection(locked, now) or (_objection(locked, viewer) if viewer else None)
    if objection is not None:
        raise objection
    return locked


def _carry_out(approval: Approval, *, by: Person, at: datetime) -> None:
    _KINDS[approval.kind].carry_out(approval, by=by, at=at)
    entry = _note(approval, "approve", by=by, at=at, is_numbered=True)
    approval.state, approval.decided_by, approval.decided_at = ApprovalState.APPROVED, by, at
    approval.carried_out = entry.number
    approval.save(update_fields=["state", "decided_by", "decided_at", "carried_out"])
    calling.tell_asker(approval, at=at)


def _end(
    approval: Approval, state: ApprovalState, action: str, *, by: Person, at: datetime, answer: str = ""
) -> Approval:
    with transaction.atomic():
        locked = Approval.objects.select_for_update().get(pk=approval.pk)
        if locked.state != ApprovalState.ASKED:
            raise Settled
        locked.state, locked.decided_by, locked.decided_at = state, by, at
        locked.answer = answer[:LONGEST_REASON]
        locked.save(update_fields=["state", "decided_by", "decided_at", "answer"])
        calling.tell_asker(locked, at=at)
        _note(locked, action, by=by, at=at, why=locked.answer)
    return locked


def _note(
    approval: Approval,
    action: str,
    *,
    by: Person,
    at: datetime,
    why: str = "",
    acting_for: UUID | None = None,
    is_numbered: bool = False,
) -> Entry:
    return ledger.write(
        by=by,
        at=at,
        action=action,
        subject=approval.reference,
        data={"kind": approval.kind, "of": approval.subject, "hash": approval.hash},
        why=why,
        acting_for=acting_for,
        is_numbered=is_numbered,
    )


def decided_by(viewer: Viewer) -> list[str]:
    """The kinds of request that this viewer's roles decide."""
    if viewer.person is None or viewer.person.sign_in_name == COMMAND_LINE:
        return []
    return sorted(code for code, known in _KINDS.items() if known.who(viewer))


def waiting_for(viewer: Viewer, at: datetime) -> QuerySet[Approval]:
    """What this viewer could decide now: not asked by them, not about them, not yet agreed to by them."""
    codes = decided_by(viewer)
    if not codes:
        return Approval.objects.none()
    agreed = Assent.objects.filter(approval=OuterRef("pk"), person=viewer.person)
    open_to = Approval.objects.waiting(at).filter(~Exists(agreed), kind__in=codes)
    return open_to.exclude(asked_by=viewer.person).exclude(subject=f"person:{viewer.person.pk if viewer.person else 0}")
