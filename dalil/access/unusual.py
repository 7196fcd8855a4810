"""Telling those concerned of unusual reading.

Managers are told when the platform's own people open what belongs to their organisation; trustees and counsel when one person
opens what belongs to many within an hour.

    unusual.tell_managers(opened_by=person, bodies=…, at=at, acting_for=viewer.acting_for)
    unusual.tell_of_many(opened_by=person, before=…, now=…, at=at, acting_for=viewer.acting_for)

Rooms above call it in the transaction that opens, so nobody opens anything without it. It tells of each person and body once a
day, not of each reading, and no more than "Who saw our entry" shows. It refuses nothing: limits do.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from dalil.access import notices
from dalil.accounts.models import Body, DelegateRole, Delegation, Notice, NoticeKind, Person

HOUR: Final = timedelta(hours=1)
MANY_AN_HOUR: Final = 10
"""Of more organisations than this nobody opens contacts in an hour of usual work: with three contacts each, as lists have them,
the fifty that one person may open in a day are those of sixteen organisations."""


def is_of_the_platform(person: Person, acting_for: UUID | None) -> bool:
    """Whether this is somebody who works on the platform, and acts for no organisation now."""
    return acting_for is None and person.needs_passkey


def tell_managers(*, opened_by: Person, bodies: Collection[UUID], at: datetime, acting_for: UUID | None = None) -> None:
    """Tells who manages these bodies that the platform's own people opened what is theirs. One query where nobody need be told.

    What a delegate opens for their own body, or a member for theirs, is usual: it stands under "Who saw our entry" alone.
    """
    if not bodies or not is_of_the_platform(opened_by, acting_for):
        return
    told = _told_today(NoticeKind.OPENED_BY_STAFF, opened_by, at).filter(
        person=OuterRef("person"), body=OuterRef("body")
    )
    managers = Delegation.objects.in_force(at).filter(~Exists(told), body__in=bodies, role=DelegateRole.MANAGER)
    for one in managers.exclude(person=opened_by).select_related("person", "body").order_by("pk"):
        notices.tell(person=one.person, kind=NoticeKind.OPENED_BY_STAFF, at=at, about=opened_by, body=one.body)


def tell_of_many(*, opened_by: Person, before: int, now: int, at: datetime, acting_for: UUID | None = None) -> None:
    """Tells trustees and counsel when what one person opened within the hour became that of many; they are given how many."""
    if not before <= MANY_AN_HOUR < now:
        return
    told = _told_today(NoticeKind.MANY_OPENED, opened_by, at).filter(person=OuterRef("pk"))
    concerned = Person.objects.human().active().filter(~Exists(told), Q(is_trustee=True) | Q(is_counsel=True))
    body = Body.objects.filter(pk=acting_for).first() if acting_for else None
    for person in concerned.exclude(pk=opened_by.pk).order_by("pk"):
        notices.tell(person=person, kind=NoticeKind.MANY_OPENED, at=at, about=opened_by, body=body)


def _told_today(kind: NoticeKind, about: Person, at: datetime) -> "QuerySet[Notice]":
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Notice.objects.filter(kind=kind, about=about, at__gte=midnight)
