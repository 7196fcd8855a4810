"""The review of rights: everyone who may do more than a visitor, looked through by a trustee each quarter.

That it was done is one entry of the ledger, with the hash of the list as it was seen; whoever took the list away as a file can
show by that hash that it is the list (`sha256sum`). The list holds rights alone, so that it stays the same until a right changes:
when somebody last came is on the page beside it. It changes no right.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import compress
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dalil.access import notices
from dalil.access.refusals import Refused
from dalil.accounts.models import Delegation, Notice, NoticeKind, Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry

SUBJECT: Final = "platform:rights"
REVIEWED: Final = "review_rights"
TAKEN: Final = "take_rights_list"
EVERY: Final = timedelta(days=92)
"""A quarter of a year, the longest there is."""
ROLES: Final = ("editor", "operator", "counsel", "trustee")


class NotInOffice(Refused):
    """Only trustees answer for the list."""

    sentence = _("Only trustees can say that they looked through the list.")


class HasChanged(Refused):
    """The list is another than the one that was shown."""

    sentence = _("The list has changed since you opened it. Nothing was noted: look through it again.")


@dataclass(frozen=True, slots=True)
class RightsList:
    """The list as text, one right a line, and what it amounts to."""

    text: str
    people: int
    delegations: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text in UTF-8, as `sha256sum` tells it of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def those_with_rights(at: datetime) -> "QuerySet[Person]":
    """Everyone who may sign in and has a role, or acts for an organisation now."""
    acts = Delegation.objects.in_force(at).filter(person=OuterRef("pk"))
    has_role = Q(is_editor=True) | Q(is_operator=True) | Q(is_counsel=True) | Q(is_trustee=True)
    return Person.objects.human().active().filter(has_role | Exists(acts))


def rights_list(at: datetime) -> RightsList:
    """All rights that hold now. Two queries."""
    people = those_with_rights(at).order_by("pk").values_list("pk", "sign_in_name", *(f"is_{role}" for role in ROLES))
    acting = Delegation.objects.in_force(at).filter(person__in=Person.objects.human()).order_by("person_id", "body_id")
    fields = ("person_id", "person__sign_in_name", "role", "body_id", "body__name", "until")
    held, delegations = list(people), list(acting.values_list(*fields))
    lines = [
        *(_line(person, name, role) for person, name, *has in held for role in compress(ROLES, has)),
        *(
            _line(
                person, name, role, f"body:{body}", _plain(called), until.astimezone(UTC).isoformat() if until else "-"
            )
            for person, name, role, body, called, until in delegations
        ),
    ]
    return RightsList("".join(f"{line}\n" for line in lines), len(held), len(delegations))


def last_done_by(people: Iterable[Person]) -> dict[int, datetime]:
    """When each of these last did something that is in the ledger."""
    done = Entry.objects.filter(actor__in=[one.pk for one in people]).order_by().values("actor")
    return dict(done.annotate(last=Max("at")).values_list("actor", "last"))


def last_review() -> Entry | None:
    """The entry of the last review."""
    return Entry.objects.filter(subject=SUBJECT, action=REVIEWED).order_by("-number").select_related("actor").first()


def due_at() -> datetime | None:
    """When the next review is due: a quarter after the last, or after the platform began; nothing before it began."""
    last = last_review() or Entry.objects.order_by("number").first()
    return last.at + EVERY if last else None


def note_review(*, by: Person, at: datetime, seen: str) -> Entry:
    """A trustee looked through the list with this fingerprint."""
    if not (by.is_active and by.is_trustee):
        raise NotInOffice
    with transaction.atomic():
        shown = rights_list(at)
        if shown.fingerprint != seen:
            raise HasChanged
        data = {"sha256": seen, "people": shown.people, "delegations": shown.delegations}
        return ledger.write(by=by, at=at, action=REVIEWED, subject=SUBJECT, data=data)


def take(*, by: Person, at: datetime) -> RightsList:
    """The list to take away; that it was taken is noted."""
    with transaction.atomic():
        shown = rights_list(at)
        ledger.write(by=by, at=at, action=TAKEN, subject=SUBJECT, data={"sha256": shown.fingerprint})
    return shown


def call_if_due(*, at: datetime) -> int:
    """Tells trustees, each once, that a review is due; how many were told."""
    due = due_at()
    if due is None or at < due:
        return 0
    told = Notice.objects.filter(kind=NoticeKind.RIGHTS_REVIEW_DUE, person=OuterRef("pk"), at__gte=due)
    trustees = Person.objects.human().active().filter(~Exists(told), is_trustee=True)
    found = list(trustees.order_by("pk"))
    for person in found:
        notices.tell(person=person, kind=NoticeKind.RIGHTS_REVIEW_DUE, at=at)
    return len(found)


def _line(person: int, name: str, *more: str) -> str:
    return "\t".join((f"person:{person}", _plain(name), *more))


def _plain(name: str) -> str:
    """In one cell of one line."""
    return " ".join(name.split())
