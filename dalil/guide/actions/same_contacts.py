"""Which organisations have the same private contact: told by the blind index, so that no value is opened for it.

For editors alone, to find one body under two names, and only among the contacts that the table of rules shows them. That
somebody asked, why, and what was found is written down; what was typed never is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.access.viewer import Viewer
from dalil.guide.actions.contacts import NoReasonGiven
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Contact, ContactReason, Organisation
from dalil.guide.models.contacts import ContactRows
from dalil.guide.visibility import CONTACTS
from dalil.ledger.actions import Leaf, write, write_batch
from dalil.names import clean

MOST: Final = 200
ACTION: Final = "find_same_contacts"


class NothingTyped(Refused):
    """Everything is the same as nothing."""

    sentence = _("Type the contact that you look for.")


@dataclass(frozen=True, slots=True)
class Same:
    """A contact, and the organisations that have the same."""

    contact: Contact
    others: tuple[Organisation, ...]


@transaction.atomic
def with_contact(*, value: str, viewer: Viewer, reason: str, at: datetime) -> list[Organisation]:
    """The organisations that have exactly this contact; one trip to the agent. Raises NothingTyped, NoReasonGiven, NoKeys."""
    _checked(viewer, reason)
    value = clean(value)
    if not value:
        raise NothingTyped
    found = list(_seen(Contact.objects.matching(value=value), viewer)[:MOST]) if viewer.is_editor else []
    _note(found, viewer, reason, at)
    return sorted({one.record.organisation for one in found if one.record}, key=lambda each: each.pk)


@transaction.atomic
def same_as_in(*, organisation: Organisation, viewer: Viewer, reason: str, at: datetime) -> list[Same]:
    """For each contact of an entry that others have too, who does. Raises NoReasonGiven."""
    _checked(viewer, reason)
    if not viewer.is_editor:
        return []
    mine = list(_seen(Contact.objects.of_entry(organisation.pk), viewer)[:MOST])
    others = _seen(Contact.objects.filter(code__in=[bytes(one.code) for one in mine]), viewer)
    by_code: dict[bytes, dict[str, Organisation]] = {}
    found = list(others.exclude(record__organisation=organisation)[:MOST])
    for one in found:
        if one.record is not None:
            by_code.setdefault(bytes(one.code), {})[one.record.organisation_id] = one.record.organisation
    shared = [one for one in mine if bytes(one.code) in by_code]
    _note([*shared, *found], viewer, reason, at)
    return [Same(one, tuple(by_code[bytes(one.code)].values())) for one in shared]


def _checked(viewer: Viewer, reason: str) -> None:
    if viewer.person is None or reason not in ContactReason.values:
        raise NoReasonGiven


def _seen(rows: ContactRows, viewer: Viewer) -> ContactRows:
    """Those that the viewer may see and that have a code, in their order, with the entry at hand."""
    shown = CONTACTS.visible(rows, viewer).exclude(code=None)
    return shown.select_related("record__organisation").order_by("record__organisation", "kind", "pk")  # type: ignore[return-value]


def _note(found: Iterable[Contact], viewer: Viewer, reason: str, at: datetime) -> None:
    """Who asked and why; each contact that was found is a leaf, so that its organisation can see it."""
    if viewer.person is None:
        return
    leaves = [Leaf(subject) for subject in dict.fromkeys(one.subject for one in found)]
    subject, data, why = f"person:{viewer.person.pk}", {"found": len(leaves)}, f"contact: {reason}"
    if leaves:
        write_batch(by=viewer.person, action=ACTION, leaves=leaves, subject=subject, data=data, at=at, why=why)
    else:
        write(by=viewer.person, action=ACTION, subject=subject, data=data, at=at, why=why)
