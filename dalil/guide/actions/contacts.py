"""Private contacts: carried out with the plan of their list, given by an owner, opened for a reason, withdrawn.

It never shows a contact to whom the table of rules does not (`visibility.CONTACTS`), and none without writing down who and why.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from dalil.access import unusual
from dalil.access.viewer import Viewer
from dalil.accounts.models import Body, Person
from dalil.guide.actions.refusals import Refused
from dalil.guide.contact_cells import PRIVATE
from dalil.guide.mapping import Mapping
from dalil.guide.models import (
    Contact,
    ContactKind,
    ContactOpening,
    ContactReason,
    Intake,
    Organisation,
    Outcome,
    Ownership,
    Record,
    Row,
)
from dalil.guide.models.contacts import AUDIENCES, ContactRows
from dalil.guide.owning import anchor_of
from dalil.guide.visibility import CONTACTS
from dalil.ledger.actions import Leaf, write, write_batch
from dalil.names import clean
from dalil.vault.actions import Opened, open_records
from dalil.vault.destroying import let_pass

MOST_A_DAY: Final = 50
BATCH: Final = 1000
NOT_TAKEN: Final = (Outcome.REFUSED, Outcome.LEFT_OUT)


class NotAContact(Refused):
    """What was typed is empty, or for nobody that there is."""

    sentence = _("Fill in the contact, its kind, and for whom it is.")


class IsGone(Refused):
    """Withdrawn, or no longer in its list."""

    sentence = _("This contact was withdrawn or replaced meanwhile. Nothing was changed.")


class NoReasonGiven(Refused):
    """A contact is opened for a reason."""

    sentence = _("Say why you open these contacts.")


class EnoughForToday(Refused):
    """More contacts than one person needs in a day."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.sentence = __(
            "One person may open %(most)d contacts a day; you have %(left)d left. If you need more, ask the editors."
        ) % {"most": MOST_A_DAY, "left": left}


class NothingToAnchor(Refused):
    """An entry without any record has nothing that a contact could follow."""

    sentence = _("This entry says nothing yet. State something of your organisation first.")


def carry_contacts(intake: Intake, *, by: Person, at: datetime) -> int:
    """Give the contacts that a plan prepared to their records, in the transaction that carries it out; how many.

    What a record had before from the same list and has no longer is ended; what it has still, or withdrew, stays as it is.
    No value is opened, so no key is needed here.
    """
    planned = Contact.objects.filter(row__intake=intake, record=None)
    let_pass(planned.filter(row__outcome__in=NOT_TAKEN))
    end_where_cells_are_empty_now(intake, planned, at)
    mine: list[UUID] = []
    known: set[Told] = set()
    for some in in_batches(planned):
        told = placed(intake, some)
        had = earlier_of({record for record, _, _ in told.values()}, intake)
        said = set(told.values())
        over = [pk for one, (pk, is_withdrawn) in had.items() if one not in said and not is_withdrawn]
        Contact.objects.filter(pk__in=over).update(ended_at=at)
        fresh = {one: pk for pk, one in told.items() if one not in had and one not in known}
        known |= fresh.keys()
        give_to_records(intake, fresh.values())
        mine += fresh.values()
    let_pass(planned)
    leaves = [Leaf(f"contact:{pk}") for pk in mine]
    if leaves:
        data = {"contacts": len(leaves)}
        write_batch(by=by, action="keep_contacts", leaves=leaves, subject=f"intake:{intake.pk}", data=data, at=at)
    return len(leaves)


def end_where_cells_are_empty_now(intake: Intake, planned: ContactRows, at: datetime) -> None:
    """What a row gave before and now gives nothing of is ended; a list that names no column for contacts says nothing of them."""
    mapping = msgspec.json.decode(intake.mapping, type=Mapping) if intake.mapping else Mapping()
    if not any(column.field == PRIVATE for column in mapping.columns):
        return
    taken = Row.objects.filter(intake=intake).exclude(outcome__in=NOT_TAKEN).values("key")
    records = Record.objects.filter(source_id=intake.source_id, key__in=taken)
    emptied = records.exclude(key__in=planned.values("row__key"))
    had = Contact.objects.filter(source_id=intake.source_id, record__in=emptied, ended_at=None, withdrawn_at=None)
    had.update(ended_at=at)


Told = tuple[int, str, bytes]
"""A contact as far as it can be told from others without opening it: its record, kind, and blind code."""


def in_batches(planned: ContactRows) -> Iterator[list[tuple[UUID, str, str, bytes]]]:
    """The contacts of a plan (id, key of the row, kind, code), those of one key together; no query stays open across writes."""
    fields = ("pk", "row__key", "kind", "code")
    rows = list(planned.order_by("row__key", "row_id", "pk").values_list(*fields))
    begin = 0
    while begin < len(rows):
        end = min(begin + BATCH, len(rows))
        while end < len(rows) and rows[end][1] == rows[end - 1][1]:
            end += 1
        yield [(pk, key, kind, bytes(code)) for pk, key, kind, code in rows[begin:end]]
        begin = end


def placed(intake: Intake, some: Sequence[tuple[UUID, str, str, bytes]]) -> dict[UUID, Told]:
    """Where each contact goes: to the record that its row's key has now."""
    keys = {key for _, key, _, _ in some}
    records = dict(Record.objects.filter(source_id=intake.source_id, key__in=keys).values_list("key", "pk"))
    return {pk: (records[key], kind, code) for pk, key, kind, code in some if key in records}


def earlier_of(records: Collection[int], intake: Intake) -> dict[Told, tuple[UUID, bool]]:
    """What these records have from the same list already, and whether it was withdrawn."""
    rows = Contact.objects.filter(source_id=intake.source_id, record__in=list(records), ended_at=None)
    fields = ("record_id", "kind", "code", "pk", "withdrawn_at")
    found = {}
    for record, kind, code, pk, withdrawn_at in rows.exclude(row__intake=intake).values_list(*fields):
        found[record, kind, bytes(code)] = (pk, withdrawn_at is not None)
    return found


def give_to_records(intake: Intake, contacts: Collection[UUID]) -> None:
    """Tie contacts to the records of their rows."""
    key = Row.objects.filter(pk=OuterRef(OuterRef("row_id"))).values("key")[:1]
    record = Record.objects.filter(source_id=intake.source_id, key=Subquery(key)).values("pk")[:1]
    Contact.objects.filter(pk__in=list(contacts)).update(record=Subquery(record))


@transaction.atomic
def give_contact(
    *, organisation: Organisation, body: Body, kind: str, value: str, audience: str, by: Person, at: datetime
) -> Contact:
    """An owner gives a contact of their own. Raises NotAContact, NothingToAnchor."""
    value = clean(value)
    if not value or kind not in ContactKind.values or audience not in AUDIENCES:
        raise NotAContact
    record = anchor_of(organisation)
    if record is None:
        raise NothingToAnchor
    made = Contact(record=record, body=body, kind=kind, value=value[:1000], audience=audience, since=at, by=by)
    made.save()
    data = {"kind": kind, "audience": audience, "organisation": organisation.pk}
    write(by=by, action="give_contact", subject=made.subject, data=data, at=at, acting_for=body.pk)
    return made


@transaction.atomic
def withdraw_contact(*, contact: Contact, by: Person, at: datetime, acting_for: UUID | None = None) -> None:
    """Show a contact to nobody any more; taken in again with its list, it stays withdrawn. Called again, nothing changes."""
    if Contact.objects.filter(pk=contact.pk, withdrawn_at=None).update(withdrawn_at=at):
        write(by=by, action="withdraw_contact", subject=contact.subject, data={}, at=at, acting_for=acting_for)


@transaction.atomic
def set_audience(
    *, contact: Contact, audience: str, by: Person, at: datetime, acting_for: UUID | None = None, why: str = ""
) -> bool:
    """For whom a contact is from now on; whether that is another than before. Raises NotAContact."""
    if audience not in AUDIENCES:
        raise NotAContact
    held = Contact.objects.select_for_update().filter(pk=contact.pk, ended_at=None, withdrawn_at=None)
    before = held.values_list("audience", flat=True).first()
    if before is None:
        raise IsGone
    if before == audience:
        return False
    Contact.objects.filter(pk=contact.pk).update(audience=audience)
    data = {"before": before, "audience": audience}
    subject, action = contact.subject, "set_contact_audience"
    write(by=by, action=action, subject=subject, data=data, at=at, acting_for=acting_for, why=why[:500])
    return True


@transaction.atomic
def open_contacts(*, contacts: Sequence[Contact], viewer: Viewer, reason: str, at: datetime) -> list[Opened]:
    """The contacts that the viewer may see, opened; who, for whom and why is written down first.

    Raises NoReasonGiven, EnoughForToday (their own body's contacts don't count), NoKeys.
    """
    if viewer.person is None or reason not in ContactReason.values:
        raise NoReasonGiven
    Person.objects.select_for_update().get(pk=viewer.person.pk)  # two pages at once are counted one after the other
    asked = Contact.objects.filter(pk__in=[one.pk for one in contacts]).select_related("record")
    seen = list(CONTACTS.visible(asked, viewer).order_by("since", "pk"))
    fresh = [one for one in seen if one.body_id is None or one.body_id != viewer.acting_for]
    lately = _opened_lately(viewer.person, viewer.acting_for, at)
    today = sum(when >= _midnight(at) for when, _entry in lately)
    if today + len(fresh) > MOST_A_DAY:
        raise EnoughForToday(max(0, MOST_A_DAY - today))
    ContactOpening.objects.bulk_create(
        ContactOpening(contact=one, person=viewer.person, acting_for=viewer.acting_for, reason=reason, at=at)
        for one in seen
    )
    _tell(fresh, {entry for when, entry in lately if when > at - unusual.HOUR}, viewer.person, viewer.acting_for, at)
    return open_records(seen, by=viewer.person, at=at, why=f"contact: {reason}", acting_for=viewer.acting_for)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _opened_lately(by: Person, acting_for: UUID | None, at: datetime) -> list[tuple[datetime, str]]:
    """When, and of which entry, this person opened contacts of others, today or within the hour: two days' limits at most."""
    since = min(_midnight(at), at - unusual.HOUR)
    rows = ContactOpening.objects.filter(person=by, at__gte=since)
    if acting_for is not None:
        rows = rows.exclude(contact__body=acting_for)
    return list(rows.values_list("at", "contact__record__organisation"))


def _tell(fresh: Sequence[Contact], before: set[str], by: Person, acting_for: UUID | None, at: datetime) -> None:
    """Tells of what is unusual about opening these, when contacts of the entries `before` were opened within the hour."""
    entries = {one.record.organisation_id for one in fresh if one.record}
    many = len(before | entries)
    unusual.tell_of_many(opened_by=by, before=len(before), now=many, at=at, acting_for=acting_for)
    if not unusual.is_of_the_platform(by, acting_for):
        return
    # Asked for apart: as one question PostgreSQL looks through all delegates.
    bodies = set(Ownership.objects.in_force().of_entries(entries).values_list("body", flat=True))
    bodies |= {one.body_id for one in fresh if one.body_id}
    unusual.tell_managers(opened_by=by, bodies=bodies, at=at, acting_for=acting_for)
