"""Noting that somebody found an entry right: its owner by a click, an editor against a source. It changes no value."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide.actions.editing import standing
from dalil.guide.actions.refusals import Refused
from dalil.guide.confirming import mark_of, marks_of
from dalil.guide.models import Change, ChangeKind, HowVerified, Organisation, Verification
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.ledger.actions import write
from dalil.names import clean


class EntryHasChanged(Refused):
    """What is confirmed is what was shown, or nothing."""

    sentence = _("The entry has changed since you looked at it. Look at it as it is now, then confirm it.")


class SourceIsMissing(Refused):
    """An editor's check says against what."""

    sentence = _("Say against what you checked it: an address on the web, or where else it stands.")


class NothingToConfirm(Refused):
    """An entry that shows nothing cannot be right or wrong."""

    sentence = _("There is nothing to confirm here.")


def seen_mark(organisation: Organisation) -> str:
    """The mark of an entry as it is shown now, for a page to carry."""
    return mark_of(marks_of(profiles_of([organisation.pk]).get(organisation.pk, Profile())))


@transaction.atomic
def confirm(
    *,
    organisation: Organisation,
    seen: str,
    how: HowVerified,
    by: Person,
    at: datetime,
    body: UUID | None = None,
    field: str = "",
    source: str = "",
) -> Verification:
    """Note that an entry (or one field of it) is right as it was shown at the mark `seen`.

    Raises EntryHasChanged, SourceIsMissing, NothingToConfirm, NoSuchOrganisation.
    """
    source = clean(source)[:500]
    if how == HowVerified.EDITOR and not source:
        raise SourceIsMissing
    organisation = standing(organisation)
    marks = marks_of(profiles_of([organisation.pk]).get(organisation.pk, Profile()))
    if mark_of(marks) != seen:
        raise EntryHasChanged
    if not marks or (field and field not in marks):
        raise NothingToConfirm
    made = Verification.objects.create(
        organisation=organisation,
        is_whole=not field,
        marks={field: marks[field]} if field else marks,
        how=how,
        source=source,
        by=by,
        body_id=body,
        at=at,
    )
    Change.objects.create(organisation=organisation, kind=ChangeKind.CONFIRMED, at=at, by=by)
    # What exchange formats tell of it changed; the search index holds nothing of it.
    Organisation.objects.filter(pk=organisation.pk).update(changed_at=at)
    data = {"how": str(how), "field": field, "source": source}
    write(by=by, action="confirm_entry", subject=f"organisation:{organisation.pk}", data=data, at=at, acting_for=body)
    return made
