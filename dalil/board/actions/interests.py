"""Interests that trustees declare, and end. It never publishes them: the board does, by a motion of the kind "interests"."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board import subjects
from dalil.board.actions.motions import set_aside
from dalil.board.models import Interest, Motion
from dalil.board.models.motions import UNDECIDED
from dalil.board.refusals import CannotBe
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger


def declare(*, by: Person, at: datetime, what: str, subject: str, since: date) -> Interest:
    """Declares an interest of one's own. With a subject, motions about that subject find this trustee standing aside."""
    what, subject = " ".join(what.split()), subjects.checked(subject)
    if not what or len(what) > 500:
        raise CannotBe("what", _("Say in at most 500 characters what your interest is."))
    if since > at.date():
        raise CannotBe("since", _("Give a day that has been."))
    with transaction.atomic():
        term = trustee(by, at)
        made = Interest.objects.create(person=by, what=what, subject=subject, since=since, declared_at=at)
        if subject:
            # Also in what is before the board already: a vote given before no longer counts.
            about = Motion.objects.filter(state__in=UNDECIDED, subject__in=subjects.names_of(subject), closes_at__gt=at)
            for motion in about.select_for_update():
                set_aside(motion, term, why="declared an interest in the subject", by=by, at=at)
        # What it is stands in the register alone, where it can be corrected; the ledger keeps that it was declared.
        ledger.write(
            by=by, at=at, action="declare_interest", subject=f"interest:{made.pk}", data={"of": f"person:{by.pk}"}
        )
    return made


def end(*, by: Person, at: datetime, interest: Interest, ended_on: date) -> None:
    """Notes that one's own interest is over. It stays in the register with both days."""
    with transaction.atomic():
        trustee(by, at)
        held = Interest.objects.select_for_update().get(pk=interest.pk)
        if held.person_id != by.pk or held.ended_on is not None:
            raise CannotBe("interest", _("Only whoever declared an interest can end it, once."))
        if not held.since <= ended_on <= at.date():
            raise CannotBe("ended_on", _("It ended after it began, and not in the future."))
        held.ended_on = ended_on
        held.save(update_fields=["ended_on"])
        data = {"ended_on": ended_on.isoformat()}
        ledger.write(by=by, at=at, action="end_interest", subject=f"interest:{held.pk}", data=data)
