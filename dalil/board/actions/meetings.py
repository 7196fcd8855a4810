"""Meetings: called with notice, attended by each trustee's own word, cancelled. Minutes are drafted in `minutes`.

Nobody notes that somebody else is there: one trustee could make a quorum of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.access import letters
from dalil.access.contacting import mail_address_of
from dalil.access.links import link
from dalil.accounts.models import Person
from dalil.board.models import AgendaItem, Attendance, Attending, Meeting, MotionState, Term
from dalil.board.refusals import CannotBe, NoticeIsTooShort
from dalil.board.standing import rules_in_force, trustee
from dalil.ledger import actions as ledger

MOST_ITEMS = 50
LONGEST = timedelta(days=2)


def call(*, by: Person, at: datetime, starts_at: datetime, place: str, agenda: Sequence[str]) -> Meeting:
    """Calls a meeting, with its agenda in order. Raises NoticeIsTooShort."""
    items = [" ".join(item.split()) for item in agenda if item.strip()]
    if not place.strip() or len(place) > 300:
        raise CannotBe("place", _("Say where, in at most 300 characters."))
    if not items or len(items) > MOST_ITEMS or any(len(item) > 300 for item in items):
        raise CannotBe("agenda", _("Give 1 to 50 points, one a line, of at most 300 characters."))
    with transaction.atomic():
        trustee(by, at)
        days = rules_in_force(at).rules.notice_days
        if starts_at < at + timedelta(days=days) or starts_at <= at:
            raise NoticeIsTooShort(days)
        highest: int = Meeting.objects.aggregate(highest=Max("number"))["highest"] or 0
        meeting = Meeting.objects.create(
            number=highest + 1, starts_at=starts_at, place=" ".join(place.split()), called_by=by, called_at=at
        )
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, position=position, title=title) for position, title in enumerate(items, 1)
        )
        data = {"starts_at": starts_at.isoformat(), "place": meeting.place, "agenda": items}
        told = [person.pk for person in _the_others(by, at) if _tell(person, meeting, at)]
        meeting.noticed_at = at
        meeting.save(update_fields=["noticed_at"])
        ledger.write(by=by, at=at, action="call_meeting", subject=meeting.subject, data=data | {"mailed": told})
    return meeting


def attend(*, by: Person, at: datetime, meeting: Meeting, how: Attending) -> None:
    """A trustee says how they take part: before it begins apologies, from its beginning also that they are there."""
    with transaction.atomic():
        held = Meeting.objects.select_for_update().get(pk=meeting.pk)
        term = trustee(by, at)
        is_over = at >= held.starts_at + LONGEST
        if held.cancelled_at is not None or is_over or (how != Attending.APOLOGIES and at < held.starts_at):
            raise CannotBe("how", _("One takes part from the beginning of a meeting, within two days."))
        if held.motions.filter(state=MotionState.OPEN, closes_at__lte=at).exists():
            # Else who comes or leaves after the closing time would change what was decided.
            raise CannotBe("how", _("A vote of this meeting is about to be counted. Try again in a minute."))
        told = {"how": how, "noted_at": at}
        Attendance.objects.update_or_create(meeting=held, term=term, defaults=told)
        ledger.write(by=by, at=at, action="attend", subject=held.subject, data={"how": str(how), "term": term.pk})


def cancel(*, by: Person, at: datetime, meeting: Meeting) -> None:
    """A meeting that has not begun does not take place; its motions wait for their time and find nobody there."""
    with transaction.atomic():
        held = Meeting.objects.select_for_update().get(pk=meeting.pk)
        trustee(by, at)
        if held.cancelled_at is not None or at >= held.starts_at or held.called_by_id != by.pk:
            raise CannotBe("meeting", _("Only whoever called it cancels a meeting, before it begins."))
        if held.motions.filter(state=MotionState.OPEN).exists():
            raise CannotBe("meeting", _("There are motions to be decided at this meeting."))
        held.cancelled_at = at
        held.save(update_fields=["cancelled_at"])
        ledger.write(by=by, at=at, action="cancel_meeting", subject=held.subject, data={})


def _the_others(by: Person, at: datetime) -> list[Person]:
    terms = Term.objects.in_office(at).exclude(person=by).with_names()
    return [term.person for term in terms]


def _tell(person: Person, meeting: Meeting, at: datetime) -> bool:
    """A letter with the day and the way to the page, nothing of the agenda; False where no address is known."""
    address = mail_address_of(person)
    if not address:
        return False
    with translation.override(person.language):
        told = {"when": f"{meeting.starts_at:%Y-%m-%d %H:%M} UTC", "link": link("board:meeting_list", person.language)}
        topic = gettext("A meeting of the board is called")
        text = gettext("The board meets on %(when)s. The agenda: %(link)s") % told
    letters.write(address, topic, text, at=at)
    return True
