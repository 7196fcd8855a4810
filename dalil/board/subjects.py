"""What a motion, or a declared interest, can be about: things that exist, named as the ledger names them.

    @subjects.kind("organisation", _("Organisation"), "organisation:yr6zjpl5b2co")  # in a room's `approving.py`, found at start
    def organisation(number): return Thing(title, address)          # None when there is no such thing

It never says whether somebody may see the thing: its own page does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Body
from dalil.board.models import Meeting, Motion, Order, Resolution, Term
from dalil.board.refusals import CannotBe
from dalil.vault.models import Hold

LONGEST: Final = 200
_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, slots=True)
class Thing:
    """What a subject names: its title, the address of its page where it has one, and the subjects that name the same."""

    title: str
    address: str = ""
    others: tuple[str, ...] = ()


Find = Callable[[str], Thing | None]


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind of subject: how people call it, how one is written, and how one is found."""

    label: str | Promise
    example: str
    find: Find


_KINDS: Final[dict[str, SubjectKind]] = {}


def kind(name: str, label: str | Promise, example: str) -> Callable[[Find], Find]:
    """Registers one kind. Two of one name are an error of whoever wrote the second."""

    def registered(find: Find) -> Find:
        if name in _KINDS and _KINDS[name].find is not find:
            raise ValueError(f"two kinds of subject are called {name}")
        _KINDS[name] = SubjectKind(label, example, find)
        return find

    return registered


def thing_called(subject: str) -> Thing | None:
    """What this subject names, if it is of a known kind and exists."""
    name, _colon, number = subject.partition(":")
    if name not in _KINDS or not number or len(subject) > LONGEST or not subject.isprintable():
        return None
    return _KINDS[name].find(number)


def names_of(subject: str) -> set[str]:
    """This subject, and every other that names the same thing: of two entries that became one, both."""
    thing = thing_called(subject)
    return {subject, *(thing.others if thing else ())}


def checked(subject: str) -> str:
    """The subject as it is kept, its kind in small letters; nothing stays nothing. Raises CannotBe."""
    name, colon, number = subject.strip().partition(":")
    subject = f"{name.casefold()}{colon}{number}"
    if not subject or thing_called(subject) is not None:
        return subject
    name = name.casefold()
    if name not in _KINDS or not colon:
        raise CannotBe("subject", _("Name it as the ledger does: %(examples)s.") % {"examples": examples()})
    told = {"label": _KINDS[name].label, "example": _KINDS[name].example}
    raise CannotBe("subject", _("%(label)s: there is none of that number. Write it such as %(example)s.") % told)


def check_scope(scope: Iterable[str]) -> None:
    """Of what a hold takes in: one thing of a known kind exists, or the hold would stand over nothing. Raises CannotBe.

    Beginnings (`case:2026-*`) and kinds that no room registered can take in what is still to come.
    """
    for part in scope:
        name = part.strip().partition(":")[0]
        if name in _KINDS and "*" not in part and thing_called(part.strip()) is None:
            told = {"label": _KINDS[name].label, "example": _KINDS[name].example}
            raise CannotBe("scope", _("%(label)s: there is none of that number. Write it such as %(example)s.") % told)


def examples() -> str:
    """One of each kind, as they are written."""
    return ", ".join(one.example for one in _KINDS.values())


def _number(text: str) -> int:
    """0 where it is none, or is written otherwise: `motion:03` would be about something else than `motion:3`."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER and not text.startswith("0")
    return int(text) if is_number else 0


@kind("resolution", _("Resolution"), "resolution:2026-3")
def _resolution(number: str) -> Thing | None:
    year, _dash, of_year = number.partition("-")
    found = Resolution.objects.filter(year=_number(year), number=_number(of_year)).first()
    if found is None:
        return None
    address = reverse("board:resolution", args=[found.year, found.number])
    return Thing(_("Resolution %(name)s") % {"name": found.name}, address)


@kind("motion", _("Motion"), "motion:3")
def _motion(number: str) -> Thing | None:
    found = Motion.objects.filter(pk=_number(number)).first()
    return None if found is None else Thing(found.title, reverse("board:motion", args=[found.pk]))


@kind("meeting", _("Meeting"), "meeting:3")
def _meeting(number: str) -> Thing | None:
    found = Meeting.objects.filter(number=_number(number)).first()
    return None if found is None else Thing(str(found), reverse("board:meeting", args=[found.number]))


@kind("hold", _("Legal hold"), "hold:3")
def _hold(number: str) -> Thing | None:
    found = Hold.objects.filter(pk=_number(number)).first()
    return None if found is None else Thing(found.reference, reverse("board:hold", args=[found.pk]))


@kind("order", _("Order"), "order:3")
def _order(number: str) -> Thing | None:
    found = Order.objects.filter(pk=_number(number)).first()
    return None if found is None else Thing(found.reference, reverse("board:order", args=[found.pk]))


@kind("term", _("Term of a trustee"), "term:3")
def _term(number: str) -> Thing | None:
    found = Term.objects.with_names().filter(pk=_number(number)).first()
    return None if found is None else Thing(f"{found.person.display_name} ({found.seat})")


@kind("body", _("Organisation as a member"), "body:5c0f…")
def _body(number: str) -> Thing | None:
    try:
        found = Body.objects.filter(pk=UUID(number)).first()
    except ValueError:
        return None
    return None if found is None or str(found.pk) != number else Thing(found.name)
