"""Telling people what happened to their account, and noting that they read it.

It never writes the ledger: what is told of is in it already.
"""

from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Body, Notice, NoticeKind, Person


def tell(
    *, person: Person, kind: NoticeKind, at: datetime, about: Person | None = None, body: Body | None = None
) -> None:
    """From now on the person sees it on every page, until it is read."""
    with transaction.atomic():
        Notice.objects.create(person=person, kind=kind, about=about, body=body, at=at)
        Person.objects.filter(pk=person.pk).update(has_notice=True)
    person.has_notice = True


def read(*, by: Person, at: datetime) -> None:
    """The person has read what was told."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        Notice.objects.filter(person=by, read_at=None).update(read_at=at)
        Person.objects.filter(pk=by.pk).update(has_notice=False)
    by.has_notice = False
