"""What editors state themselves of an organisation. Their word is one more record: it never overwrites a source."""

from datetime import datetime
from hashlib import blake2b

from django.db import transaction

from dalil.accounts.models import Person
from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide.actions.merging import locked
from dalil.guide.actions.refusals import NoSuchOrganisation, StatementHasChanged
from dalil.guide.actions.sources import EDITORS, editors_source
from dalil.guide.components import touch
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.models import Change, ChangeKind, Organisation, Record, Source
from dalil.ledger.actions import write
from dalil.linkage import keys_of, pack_keys


def stated_by_editors(organisation: Organisation) -> Values:
    """What the editors state of this organisation so far; an empty record when nothing."""
    record = record_of_editors(organisation)
    return decode(record.values) if record else Values()


def record_of_editors(organisation: Organisation) -> Record | None:
    """Where the editors' word on it stands: under its own key, or in a record that a merge or a split brought."""
    records = Record.objects.filter(source__slug=EDITORS, organisation=organisation)
    return min(records, key=lambda record: (record.key != organisation.pk, -record.pk), default=None)


def free_key(organisation: Organisation, source: Source) -> str:
    """A key for a new record of the editors; the organisation's own may have left with a split."""
    taken = set(source.records.filter(key__startswith=organisation.pk).values_list("key", flat=True))
    others = (f"{organisation.pk}/{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (organisation.pk, *others) if key not in taken)


def standing(organisation: Organisation) -> Organisation:
    """The organisation, held until the action is done. Raises NoSuchOrganisation for one that was merged away."""
    (held,) = locked(organisation.pk)
    if held.merged_into_id:
        raise NoSuchOrganisation
    return held


def mark_of(values: Values) -> str:
    """A short mark of a statement, for a form to carry: two statements that differ have different marks."""
    return blake2b(encode(values), digest_size=8).hexdigest()


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    values: Values,
    by: Person,
    at: datetime,
    reason: str = "",
    kind: ChangeKind = ChangeKind.EDITED,
    seen: str | None = None,
) -> Record:
    """State these values in the editors' name, in place of what they stated before. Raises NoSuchOrganisation.

    `seen` is the mark (`mark_of`) of what the editor saw stated; raises StatementHasChanged when that is not so any more.
    """
    organisation = standing(organisation)
    if seen is not None and seen != mark_of(stated_by_editors(organisation)):
        raise StatementHasChanged
    text = encode(values).decode()
    record = record_of_editors(organisation)
    before = record.values if record else ""
    if record is None:
        source = editors_source(by=by, at=at)
        key = free_key(organisation, source)
        record = Record(source=source, key=key, organisation=organisation, home=organisation, first_seen_at=at)
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
    """Show an organisation to the public, or only to editors. Nothing is removed. Raises NoSuchOrganisation."""
    organisation = standing(organisation)
    if organisation.is_listed == is_listed:
        return
    organisation.is_listed, organisation.changed_at, organisation.is_indexed = is_listed, at, False
    organisation.save(update_fields=["is_listed", "changed_at", "is_indexed"])
    Change.objects.create(organisation=organisation, kind=ChangeKind.EDITED, at=at, by=by)
    data = {"is_listed": is_listed, "reason": reason}
    write(by=by, action="set_listed", subject=f"organisation:{organisation.pk}", data=data, at=at)
    catch_up_after_commit()
