"""Trustees: the first ones from the command line, later ones through a motion's effect; terms kept in step with people's roles.

`Person.is_trustee` is set and taken here alone. It never removes a term: it ends it, with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import COMMAND_LINE, Person
from dalil.board.models import Motion, Office, RulesVersion, Seat, Term
from dalil.board.refusals import BoardIsSeated, CannotBe, ReasonIsMissing
from dalil.board.rules import Rules
from dalil.board.standing import trustee
from dalil.ledger import actions as ledger


@dataclass(frozen=True, slots=True)
class Seating:
    """Who takes which seat, for how long, and what the seat stands for."""

    seat: int
    stands_for: str
    person: Person
    since: datetime
    until: datetime


def seat_first_board(*, by: Person, at: datetime, seatings: Sequence[Seating], rules: Rules) -> list[Term]:
    """The first trustees and the first rules, at once, from the command line. Refused once there was a board."""
    if by.sign_in_name != COMMAND_LINE:
        raise BoardIsSeated
    if len(seatings) != rules.seats:
        sentence = _("The rules have %(seats)s seats, so the first board has as many trustees.")
        raise CannotBe("seats", sentence % {"seats": rules.seats})
    with transaction.atomic():
        version = _first_version(rules, at)
        terms = [seat_one(seating, at=at, motion=None, rules=rules) for seating in seatings]
        _give_roles([term.person_id for term in terms if term.is_in_office(at)], has=True)
        data = {"rules": version.number, "terms": [_as_data(term) for term in terms]}
        ledger.write(by=by, at=at, action="seat_first_board", subject="board", data=data)
    return terms


def seat_one(seating: Seating, *, at: datetime, motion: Motion | None, rules: Rules) -> Term:
    """A new term, in the caller's transaction, who writes it to the ledger. Raises CannotBe."""
    check_seating(seating, rules=rules)
    seat, _is_new = Seat.objects.update_or_create(
        number=seating.seat, defaults={"stands_for": " ".join(seating.stands_for.split())}
    )
    before = Term.objects.filter(person=seating.person, seat=seat, followed_by=None).order_by("-until").first()
    return Term.objects.create(
        seat=seat, person=seating.person, since=seating.since, until=seating.until, follows=before, motion=motion
    )


def check_seating(seating: Seating, *, rules: Rules) -> None:
    """Raises CannotBe unless seat and person are free for that time and the person can sign in."""
    if not 1 <= seating.seat <= rules.seats:
        raise CannotBe("seat", _("The rules have the seats 1 to %(seats)s.") % {"seats": rules.seats})
    if not seating.stands_for.strip() or len(seating.stands_for) > 200:
        raise CannotBe("stands_for", _("Say in at most 200 characters which country or organisation it stands for."))
    if seating.until <= seating.since:
        raise CannotBe("until", _("The term must end after it begins."))
    person = seating.person
    if not person.is_active or person.sign_in_name == COMMAND_LINE:
        raise CannotBe("person", _("Only a person who may sign in can be a trustee."))
    at_that_time = Term.objects.filter(since__lt=seating.until, until__gt=seating.since).select_related("seat")
    for term in (term for term in at_that_time if term.over_at > seating.since):
        if term.seat.number == seating.seat:
            raise CannotBe("seat", _("This seat is held by somebody else in that time."))
        if term.person_id == person.pk:
            raise CannotBe("person", _("This person holds another seat in that time."))


def end_one(term: Term, *, at: datetime, why: str) -> None:
    """Ends a term before its time, in the caller's transaction, who writes it to the ledger."""
    if not why.strip():
        raise ReasonIsMissing
    if term.over_at <= at:
        raise CannotBe("term", _("This term is over already."))
    # One that has not begun ends as it begins.
    term.ended_at, term.why_ended = max(at, term.since), why.strip()[:500]
    term.save(update_fields=["ended_at", "why_ended"])
    Office.objects.filter(term=term, ended_at=None).update(ended_at=term.ended_at)
    keep_roles(at=at)


def resign(*, by: Person, at: datetime, why: str) -> None:
    """A trustee leaves; the seat is vacant from now on."""
    with transaction.atomic():
        term = trustee(by, at)
        end_one(term, at=at, why=why)
        ledger.write(by=by, at=at, action="resign", subject=term.subject, data=_as_data(term), why=term.why_ended)


def show_me(*, by: Person, at: datetime, is_shown: bool) -> None:
    """A trustee agrees to stand on the public list by name, or takes that back."""
    with transaction.atomic():
        term = trustee(by, at)
        if term.is_shown == is_shown:
            return
        term.is_shown = is_shown
        term.save(update_fields=["is_shown"])
        ledger.write(by=by, at=at, action="show_trustee", subject=term.subject, data={"is_shown": is_shown})


def keep_roles(*, at: datetime) -> int:
    """Whoever's term began is a trustee, whoever's ran out is none; how many changed. The worker asks for it each minute."""
    with transaction.atomic():
        should = set(Term.objects.in_office(at).filter(person__is_active=True).values_list("person_id", flat=True))
        have = set(Person.objects.filter(is_trustee=True).values_list("pk", flat=True))
        begun, over = sorted(should - have), sorted(have - should)
        if not (begun or over):
            return 0
        _give_roles(begun, has=True)
        _give_roles(over, has=False)
        over_offices = Office.objects.filter(ended_at=None, term__person_id__in=over)
        over_offices.update(ended_at=at)
        data = {"begun": begun, "over": over}
        ledger.write(by=Person.objects.command_line(), at=at, action="keep_trustees", subject="board", data=data)
    return len(begun) + len(over)


def _give_roles(people: Sequence[int], *, has: bool) -> None:
    Person.objects.filter(pk__in=people).update(is_trustee=has)


def _first_version(rules: Rules, at: datetime) -> RulesVersion:
    """The first rules; the unique number lets one of two who begin at once win."""
    if RulesVersion.objects.exists() or Term.objects.exists():
        raise BoardIsSeated
    try:
        with transaction.atomic():
            return RulesVersion.objects.create(number=1, text=rules.as_text(), since=at)
    except IntegrityError:
        raise BoardIsSeated from None


def _as_data(term: Term) -> dict[str, object]:
    return {
        "term": term.pk,
        "seat": term.seat_id,
        "person": term.person_id,
        "since": term.since.isoformat(),
        "until": term.until.isoformat(),
    }
