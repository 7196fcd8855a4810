"""What editors state themselves of an organisation. Their word is one more record: it never overwrites a source."""

from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide.actions.merging import locked
from dalil.guide.actions.sources import editors_source
from dalil.guide.components import touch
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.models import Change, ChangeKind, Organisation, Record
from dalil.ledger.actions import write
from dalil.linkage import keys_of, pack_keys


def stated_by_editors(organisation: Organisation) -> Values:
    """What the editors state of this organisation so far; an empty record when nothing."""
    record = Record.objects.filter(source__kind="editor", key=organisation.pk).first()
    return decode(record.values) if record else Values()


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    values: Values,
    by: Person,
    at: datetime,
    reason: str = "",
    kind: ChangeKind = ChangeKind.EDITED,
) -> Record:
    """State these values in the editors' name, in place of what the editors stated before."""
    (organisation,) = locked(organisation.pk)
    source = editors_source(at=at)
    text = encode(values).decode()
    record = Record.objects.filter(source=source, key=organisation.pk).first()
    before = record.values if record else ""
    if record is None:
        record = Record(source=source, key=organisation.pk, organisation=organisation, home=organisation)
        record.first_seen_at = at
    record.values, record.keys, record.last_seen_at, record.gone_at = text, pack_keys(keys_of(values)), at, None
    record.save()
    Change.objects.create(organisation=organisation, kind=kind, at=at, by=by, record=record, before=before, after=text)
    touch([organisation.pk], at)
    data = {"before": before, "after": text, "reason": reason}
    write(by=by, action="edit_organisation", subject=f"organisation:{organisation.pk}", data=data, at=at)
    catch_up_after_commit()
    return record


@transaction.atomic
def set_listed(*, organisation: Organisation, is_listed: bool, by: Person, at: datetime, reason: str = "") -> None:
    """Show an organisation to the public, or only to editors. Nothing of it is removed."""
    (organisation,) = locked(organisation.pk)
    if organisation.is_listed == is_listed:
        return
    organisation.is_listed, organisation.changed_at, organisation.is_indexed = is_listed, at, False
    organisation.save(update_fields=["is_listed", "changed_at", "is_indexed"])
    Change.objects.create(organisation=organisation, kind=ChangeKind.EDITED, at=at, by=by)
    data = {"is_listed": is_listed, "reason": reason}
    write(by=by, action="set_listed", subject=f"organisation:{organisation.pk}", data=data, at=at)
    catch_up_after_commit()
