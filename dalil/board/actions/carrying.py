"""The board's own kinds of motions: what each needs to be told, and what is done when it passes.

Each effect runs in the transaction that closes the vote, which writes the ledger. None can be had without a motion.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import NoticeKind, Person
from dalil.board.actions.motions import set_aside
from dalil.board.actions.rules import new_version
from dalil.board.actions.terms import Seating, check_seating, end_one, keep_roles, seat_one
from dalil.board.calling import tell_of_hold
from dalil.board.kinds import MotionKind, register
from dalil.board.models import Meeting, Motion, Office, OfficeKind, Resolution, Term
from dalil.board.refusals import CannotBe, ReasonIsMissing
from dalil.board.rules import Count, Rules, RulesRefused, from_values
from dalil.board.standing import rules_in_force
from dalil.vault import holds
from dalil.vault.models import Hold


def told(motion: Motion, name: str) -> str:
    """One particular as text."""
    return str(motion.particulars.get(name, ""))


def a_number(particulars: Mapping[str, Any], name: str) -> int:
    """One particular as a number; 0 when it is none."""
    found = particulars.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**31 else 0


# Seats and terms


def seating_in(motion: Motion) -> Seating:
    """Who shall be seated. Raises CannotBe."""
    person = Person.objects.human().filter(pk=a_number(motion.particulars, "person")).first()
    since, until = (_moment(told(motion, name)) for name in ("since", "until"))
    if person is None or since is None or until is None:
        raise CannotBe("person", _("Say whom to seat, from when and until when."))
    return Seating(a_number(motion.particulars, "seat"), told(motion, "stands_for"), person, since, until)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def check_seat(motion: Motion, at: datetime) -> None:
    """The seat and the person are free for that time."""
    check_seating(seating_in(motion), rules=rules_in_force(at).rules)


def carry_seat(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """The term begins; the role with it."""
    seat_one(seating_in(motion), at=at, motion=motion, rules=rules_in_force(at).rules)
    keep_roles(at=at)


def term_in(motion: Motion) -> Term:
    """The term that the motion is about. Raises CannotBe."""
    term = Term.objects.filter(pk=a_number(motion.particulars, "term")).select_related("seat").first()
    if term is None:
        raise CannotBe("term", _("There is no such term."))
    return term


def check_end_term(motion: Motion, at: datetime) -> None:
    """The term still runs, and there is a reason."""
    if not told(motion, "why").strip():
        raise ReasonIsMissing
    if term_in(motion).over_at <= at:
        raise CannotBe("term", _("This term is over already."))


def carry_end_term(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """The term is over, and with it the role."""
    end_one(term_in(motion), at=at, why=told(motion, "why"))


def of_the_term(motion: Motion) -> frozenset[int]:
    """Whoever holds the term does not decide on it."""
    return frozenset(Term.objects.filter(pk=a_number(motion.particulars, "term")).values_list("person_id", flat=True))


def of_the_person(motion: Motion) -> frozenset[int]:
    """Whoever shall be seated again does not decide on it."""
    person = a_number(motion.particulars, "person")
    return frozenset([person]) if person else frozenset()


def check_office(motion: Motion, at: datetime) -> None:
    """The office exists and the trustee is in office."""
    if told(motion, "office") not in OfficeKind.values:
        raise CannotBe("office", _("There are the offices of chair and deputy."))
    if not term_in(motion).is_in_office(at):
        raise CannotBe("term", _("This term does not run now."))


def carry_office(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """Whoever held the office leaves it."""
    kind = told(motion, "office")
    Office.objects.filter(kind=kind, ended_at=None).update(ended_at=at)
    Office.objects.create(kind=kind, term=term_in(motion), since=at)


# Rules, recusals, minutes, the register of interests


def rules_from(motion: Motion) -> Rules:
    """The proposed rules. Raises CannotBe."""
    values = motion.particulars.get("rules")
    try:
        return from_values(values if isinstance(values, Mapping) else {})
    except RulesRefused as refused:
        raise CannotBe("rules", _("%(place)s: %(why)s") % {"place": refused.place, "why": refused.why}) from refused


def check_rules(motion: Motion, at: datetime) -> None:
    """The rules are ones that a board may give itself, and no seat that is held disappears."""
    rules = rules_from(motion)
    if Term.objects.in_office(at).filter(seat__number__gt=rules.seats).exists():
        raise CannotBe("rules", _("A seat that would disappear is held by a trustee."))


def carry_rules(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """A new version, from now on."""
    new_version(rules_from(motion), motion=motion, at=at)


def motion_in(motion: Motion) -> Motion:
    """The motion in which somebody shall stand aside. Raises CannotBe."""
    other = Motion.objects.filter(pk=a_number(motion.particulars, "motion")).first()
    if other is None or not other.is_undecided:
        raise CannotBe("motion", _("There is no such motion before the board."))
    return other


def check_recuse(motion: Motion, at: datetime) -> None:
    """Motion and trustee are there, and there is a reason."""
    motion_in(motion)
    term_in(motion)
    if not told(motion, "why").strip():
        raise ReasonIsMissing


def carry_recuse(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """The trustee stands aside in the other motion."""
    set_aside(motion_in(motion), term_in(motion), why=f"resolution {resolution.name}", by=by, at=at)


def meeting_in(motion: Motion) -> Meeting:
    """The meeting whose minutes are to be approved. Raises CannotBe."""
    number = motion.subject.removeprefix("meeting:")
    found = Meeting.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if found is None or not motion.subject.startswith("meeting:"):
        raise CannotBe("subject", _("Name the meeting, such as meeting:3."))
    return found


def check_minutes(motion: Motion, at: datetime) -> None:
    """At a later meeting than the one that they are of, and once."""
    meeting = meeting_in(motion)
    if motion.meeting is None or motion.meeting.starts_at <= meeting.starts_at:
        raise CannotBe("meeting", _("Minutes are approved at a later meeting."))
    if meeting.minutes_approved_by_id is not None:
        raise CannotBe("subject", _("These minutes are approved already."))


def carry_minutes(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """From now on they are fixed."""
    meeting = meeting_in(motion)
    meeting.minutes_approved_by = motion
    meeting.save(update_fields=["minutes_approved_by"])


def check_interests(motion: Motion, at: datetime) -> None:
    """Says whether the register is public from now on."""
    if not isinstance(motion.particulars.get("is_public"), bool):
        raise CannotBe("is_public", _("Say whether the register of interests is public."))


# Resolutions and holds


def resolution_in(motion: Motion) -> Resolution:
    """The resolution that the motion is about. Raises CannotBe."""
    kind, _colon, name = motion.subject.partition(":")
    year, _dash, number = name.partition("-")
    is_named = kind == "resolution" and year.isdecimal() and number.isdecimal() and len(name) < 12
    found = Resolution.objects.filter(year=int(year), number=int(number)).first() if is_named else None
    if found is None or found.withdrawn_by_id is not None:
        raise CannotBe("subject", _("Name a resolution that stands, such as resolution:2026-3."))
    return found


def check_resolution(motion: Motion, at: datetime) -> None:
    """There is such a resolution."""
    resolution_in(motion)


def carry_publish(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """From now on everyone may read it."""
    named = resolution_in(motion)
    named.published_at = named.published_at or at
    named.save(update_fields=["published_at"])


def carry_withdraw(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """It no longer stands; its text and signatures stay, and say by which it was withdrawn."""
    named = resolution_in(motion)
    named.withdrawn_by = resolution
    named.save(update_fields=["withdrawn_by"])


def hold_in(motion: Motion) -> Hold:
    """The legal hold that the motion is about. Raises CannotBe."""
    number = motion.subject.removeprefix("hold:")
    is_named = motion.subject.startswith("hold:") and number.isdecimal() and len(number) < 10
    found = Hold.objects.in_force().filter(pk=int(number)).first() if is_named else None
    if found is None:
        raise CannotBe("subject", _("Name a hold that is in force, such as hold:3."))
    return found


def check_release(motion: Motion, at: datetime) -> None:
    """The hold is in force and the motion says why it ends."""
    if not told(motion, "why").strip():
        raise ReasonIsMissing
    hold_in(motion)


def carry_release(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """The hold is over, by this resolution."""
    holds.release(
        hold=hold_in(motion), by=by, at=at, resolution=resolution.name, reason=told(motion, "why").strip()[:1000]
    )
    tell_of_hold(NoticeKind.HOLD_RELEASED, by=by, at=at)


Check = Callable[[Motion, datetime], None]

DECISION = register(MotionKind("decision", _("Decide something")))
SEAT = register(MotionKind("seat", _("Seat a trustee"), Count.SPECIAL, check_seat, carry_seat, concerned=of_the_person))
END_TERM = register(
    MotionKind(
        "end_term", _("End a trustee's term"), Count.SPECIAL, check_end_term, carry_end_term, concerned=of_the_term
    )
)
OFFICE = register(MotionKind("office", _("Choose the chair or deputy"), Count.ORDINARY, check_office, carry_office))
RULES = register(MotionKind("rules", _("Change the rules"), Count.SPECIAL, check_rules, carry_rules))
RECUSE = register(
    MotionKind(
        "recuse",
        _("Have a trustee stand aside in a motion"),
        Count.ORDINARY,
        check_recuse,
        carry_recuse,
        concerned=of_the_term,
    )
)
MINUTES = register(MotionKind("minutes", _("Approve minutes"), Count.ORDINARY, check_minutes, carry_minutes))
INTERESTS = register(
    MotionKind("interests", _("Publish the register of interests, or not"), Count.ORDINARY, check_interests)
)
PUBLISH = register(MotionKind("publish", _("Publish a resolution"), Count.ORDINARY, check_resolution, carry_publish))
WITHDRAW = register(MotionKind("withdraw", _("Withdraw a resolution"), Count.SPECIAL, check_resolution, carry_withdraw))
RELEASE = register(MotionKind("release_hold", _("Release a legal hold"), Count.HOLD, check_release, carry_release))
