"""Legal holds: placed at once by any one trustee or counsel, reviewed; released by a motion of the board alone (`carrying`).

It never releases: there is no function here that could.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import NoticeKind, Person
from dalil.board import subjects
from dalil.board.calling import tell_of_hold
from dalil.board.refusals import CannotBe, NotInOffice
from dalil.vault import holds
from dalil.vault.models import Hold

_FUTURE: Final = _("Give the day on which it was served: today or before.")
_RELEASED: Final = _("This hold was released.")
SENTENCES: Final = {
    "scope": _(
        "One subject a line, such as organisation:yr6zjpl5b2co, a beginning such as case:2026-*, or * for everything."
    ),
    "reference": _("Give its reference, in one line of at most 200 characters."),
    "issuer": _("Say who issued it, in one line of at most 300 characters."),
    "legal_basis": _("Give its basis, in one line of at most 500 characters."),
    "why_not_told": _("Say which law forbids telling those concerned, in one line of at most 500 characters."),
    "review_on": _("It is reviewed after the day on which it was served, and not in the past."),
}


@dataclass(frozen=True, slots=True)
class HoldWanted:
    """What somebody registers."""

    reference: str
    issuer: str
    scope: Sequence[str]
    served_on: date
    review_on: date
    legal_basis: str = ""
    # Empty where those concerned are told; else which law forbids it.
    why_not_told: str = ""


def place(*, by: Person, at: datetime, wanted: HoldWanted) -> Hold:
    """Places a hold, in every state of the platform. Raises CannotBe with the field, NotInOffice for everybody else."""
    if wanted.served_on > at.date():
        raise CannotBe("served_on", _FUTURE)
    subjects.check_scope(wanted.scope)
    with transaction.atomic():
        # Whoever lost the role a moment ago has lost it.
        by.refresh_from_db(fields=("is_active", "is_counsel", "is_trustee"))
        try:
            placed = holds.place(
                by=by,
                at=at,
                reference=wanted.reference,
                issuer=wanted.issuer,
                scope=wanted.scope,
                served_on=wanted.served_on,
                review_on=wanted.review_on,
                legal_basis=wanted.legal_basis,
                told_to_subject=not wanted.why_not_told.strip(),
                why_not_told=wanted.why_not_told,
            )
        except holds.NotForHolds as refused:
            raise NotInOffice from refused
        except holds.HoldNotUnderstood as wrong:
            raise CannotBe(wrong.field, SENTENCES.get(wrong.field, wrong.why)) from wrong
        tell_of_hold(NoticeKind.HOLD_PLACED, by=by, at=at)
    return placed


def review(*, by: Person, at: datetime, hold: Hold, review_on: date) -> None:
    """Looked at again, and left in force until the next day of review."""
    if review_on <= at.date():
        raise CannotBe("review_on", SENTENCES["review_on"])
    by.refresh_from_db(fields=("is_active", "is_counsel", "is_trustee"))
    try:
        holds.review_again_on(hold=hold, by=by, at=at, review_on=review_on)
    except holds.NotForHolds as refused:
        raise NotInOffice from refused
    except holds.AlreadyReleased as refused:
        raise CannotBe("review_on", _RELEASED) from refused
