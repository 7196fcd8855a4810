"""What an organisation states of itself, through its delegates. Its word is a source of its own and overwrites nobody's.

Shown at once with an editor's look afterwards, or once an editor said yes: the operator chooses. The public sees the
organisation as the source; which person typed it stands in the ledger alone.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide.actions.editing import mark_of
from dalil.guide.actions.entering import NumberIsTaken
from dalil.guide.actions.refusals import Refused, StatementHasChanged
from dalil.guide.already import holders_of as holders_of_numbers
from dalil.guide.already import numbered
from dalil.guide.components import touch
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.models import (
    Change,
    ChangeKind,
    Organisation,
    Ownership,
    OwnStatement,
    Record,
    Source,
    SourceKind,
    StatementState,
)
from dalil.guide.owning import own_record, ownerships, slug_of, stated_by
from dalil.ledger.actions import write
from dalil.linkage import keys_of, pack_keys

MAY_STATE = (DelegateRole.MANAGER, DelegateRole.EDITOR)


class HoldsNoEntry(Refused):
    """The body holds no entry now, or the person does not keep it."""

    sentence = _("You can no longer keep this entry: the organisation does not hold it now, or your role has changed.")


class AlreadyLookedAt(Refused):
    """Another editor was faster."""

    sentence = _("Another editor answered this already, or the organisation has stated something later.")


@transaction.atomic
def state_own(*, body: Body, values: Values, by: Person, at: datetime, seen: str | None = None) -> OwnStatement:
    """State these values in the organisation's name, in place of what it stated before.

    `seen` is the mark of what the delegate saw stated; raises StatementHasChanged when another delegate was faster,
    HoldsNoEntry, or NumberIsTaken for a number in a register that is another organisation's.
    """
    ownership = _held(body, by, at)
    entry = ownership.entry
    last = latest(body)
    if seen is not None and seen != mark_of(last):
        raise StatementHasChanged
    _refuse_taken(values, entry, at)
    OwnStatement.objects.filter(body=body, state__in=(StatementState.WAITING, StatementState.SHOWN)).update(
        state=StatementState.REPLACED
    )
    waits = settings.DALIL_OWNER_EDITS == "moderated"
    statement = OwnStatement(body=body, organisation=entry, before=encode(stated_by(body)).decode(), by=by, at=at)
    statement.after = encode(values).decode()
    statement.state = StatementState.WAITING if waits else StatementState.SHOWN
    statement.record = own_record(body) if waits else _show(body, entry, values, by=by, at=at)
    statement.save()
    data = {"before": statement.before, "after": statement.after, "waits": waits}
    write(by=by, acting_for=body.pk, action="state_own", subject=f"organisation:{entry.pk}", data=data, at=at)
    catch_up_after_commit()
    return statement


def latest(body: Body) -> Values:
    """What the delegates work on: the statement that waits, or else what is shown."""
    waiting = OwnStatement.objects.filter(body=body, state=StatementState.WAITING).first()
    return decode(waiting.after) if waiting else stated_by(body)


@transaction.atomic
def decide_statement(
    *, statement: OwnStatement, is_fine: bool, by: Person, at: datetime, reason: str = ""
) -> OwnStatement:
    """An editor's look: what waits is shown or turned down; what was shown stays, or goes back to what stood before.

    Raises AlreadyLookedAt.
    """
    found = OwnStatement.objects.select_for_update(of=("self",)).select_related("body").get(pk=statement.pk)
    if found.state not in (StatementState.WAITING, StatementState.SHOWN):
        raise AlreadyLookedAt
    shown = ownerships().filter(body=found.body_id).first()
    if shown is None:
        raise HoldsNoEntry
    wanted = found.after if is_fine else found.before
    if is_fine == (found.state == StatementState.WAITING):
        found.record = _show(found.body, shown.entry, decode(wanted) if wanted else Values(), by=by, at=at)
    found.state = StatementState.LOOKED_AT if is_fine else StatementState.TURNED_DOWN
    found.decided_by, found.decided_at, found.reason = by, at, reason[:500]
    found.save(update_fields=["record", "state", "decided_by", "decided_at", "reason"])
    data = {"body": str(found.body_id), "is_fine": is_fine, "reason": reason}
    write(by=by, action="decide_statement", subject=f"organisation:{shown.entry.pk}", data=data, at=at)
    catch_up_after_commit()
    return found


def _held(body: Body, by: Person, at: datetime) -> Ownership:
    """What the body holds, held until the action is done, for a delegate who keeps it now."""
    Body.objects.select_for_update().get(pk=body.pk)
    keeps = Delegation.objects.in_force(at).filter(body=body, person=by, role__in=MAY_STATE).exists()
    ownership = ownerships().filter(body=body).first()
    if ownership is None or not keeps:
        raise HoldsNoEntry
    return ownership


def _refuse_taken(values: Values, entry: Organisation, at: datetime) -> None:
    """Nobody takes another's number in a register: it would draw the other's records to this entry."""
    holders = holders_of_numbers(values.identifiers, numbered(values.identifiers), at)
    for owner in sorted(holders.keys() - {entry.pk}):
        raise NumberIsTaken(Organisation.objects.get(pk=owner))


def _show(body: Body, entry: Organisation, values: Values, *, by: Person, at: datetime) -> Record:
    record = own_record(body)
    before = record.values if record else ""
    if record is None:
        source = own_source(body, by=by, at=at)
        record = Record(source=source, key=body.pk.hex, organisation=entry, home=entry, first_seen_at=at)
    record.values, record.keys, record.last_seen_at = encode(values).decode(), pack_keys(keys_of(values)), at
    record.gone_at = None if values != Values() else at
    record.save()
    # From now on the entry is wherever a merge or a split takes the organisation's own word.
    Ownership.objects.filter(body=body, ended_at=None).update(anchor=record)
    Change.objects.create(
        organisation=record.organisation,
        kind=ChangeKind.EDITED,
        at=at,
        by=by,
        record=record,
        before=before,
        after=record.values,
    )
    touch([record.organisation_id], at)
    return record


def own_source(body: Body, *, by: Person, at: datetime) -> Source:
    """The source that is this organisation itself; made when it first states something."""
    stated = {"name": body.name[:200], "kind": SourceKind.SELF, "publisher": body.name[:200]}
    source, is_new = Source.objects.get_or_create(slug=slug_of(body), defaults={**stated, "created_at": at})
    if is_new:
        data = {**stated, "body": str(body.pk)}
        write(by=by, acting_for=body.pk, action="create_source", subject=f"source:{source.slug}", data=data, at=at)
    return source
