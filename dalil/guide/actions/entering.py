"""Entering one organisation by hand, in the name of a source. It never joins it to one that is there: that is merging."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from dalil.accounts.models import Person
from dalil.formats.record import Record as Values
from dalil.formats.record import encode
from dalil.formats.row import Problem, RawRow
from dalil.guide import problems
from dalil.guide.actions.merging import judge_not_same
from dalil.guide.actions.refusals import Refused
from dalil.guide.already import holders_of, numbered
from dalil.guide.components import TITLE_LENGTH
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.isolating import isolated
from dalil.guide.mapping import Mapping
from dalil.guide.models import Change, ChangeKind, Organisation, Record, Source
from dalil.guide.profile import title_of
from dalil.guide.public_ids import public_id
from dalil.guide.reading import BY_HAND, read_record, row_key
from dalil.ledger.actions import write
from dalil.linkage import keys_of, pack_keys


class NotUnderstood(Refused):
    """Something of what was entered cannot be stored as it stands."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.sentence = problems.sentence(problem)


class NumberIsTaken(Refused):
    """A number in a register is another organisation's, and nobody said that this one is another body."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.sentence = number_is_taken(str(organisation))


class EnteredBefore(Refused):
    """The very same was entered in the name of this source, by whoever was quicker or by a second click."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        text = gettext("“%(title)s” was entered in the name of this source a moment ago. Look at it first.")
        self.sentence = text % {"title": isolated(organisation)}


def number_is_taken(title: str) -> str:
    """The sentence for a number that is another organisation's."""
    text = gettext("“%(title)s” has this number. If this is another body all the same, say so beside that one.")
    return text % {"title": isolated(title)}


def add_organisation(
    *,
    values: Values,
    source: Source,
    by: Person,
    at: datetime,
    reason: str = "",
    passed_over: Collection[str] = (),
    other_bodies: Collection[str] = (),
) -> Organisation:
    """Make an organisation of what a source says of it; return it. The index knows it once the transaction is committed.

    `passed_over` are the ids of those whom the editor saw and found to be none of it; `other_bodies` of those who have its
    number in a register and are another body all the same: that is noted as a judgement. Raises NotUnderstood,
    NumberIsTaken or EnteredBefore.
    """
    raw = RawRow(1, record=values)
    record, found = read_record(raw, Mapping())
    if record is None or found:
        raise NotUnderstood(found[0])
    near = numbered(record.identifiers)
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source.pk)
        key = free_key(source, row_key(record, raw, Mapping()), {*passed_over, *other_bodies})
        made = stored(record, source, key, by=by, at=at)
        data = {
            "source": source.slug,
            "key": key,
            "after": encode(record).decode(),
            "passed_over": sorted(passed_over),
            "other_bodies": sorted(other_bodies),
            "reason": reason,
        }
        write(by=by, action="add_organisation", subject=f"organisation:{made.pk}", data=data, at=at)
        # Only now: whoever writes the ledger has it alone, so that of two who enter one number at once the second is told.
        for owner in sorted(holders_of(record.identifiers, near, at).keys() - {made.pk}):
            other = Organisation.objects.get(pk=owner)
            if owner not in other_bodies:
                raise NumberIsTaken(other)
            judge_not_same(left=made, right=other, by=by, at=at, reason=reason)
        catch_up_after_commit()
    return made


def free_key(source: Source, key: str, looked_at: Collection[str]) -> str:
    """A key for what is entered, which is no list's. Raises EnteredBefore, unless who has the first one was looked at."""
    first = f"{BY_HAND}{key}"
    taken = {
        record.key: record for record in source.records.filter(key__startswith=first).select_related("organisation")
    }
    others = (f"{first}/{number}" for number in range(2, len(taken) + 3))
    free = next(one for one in (first, *others) if one not in taken)
    for record in taken.values():
        is_same = record.key == first or record.key.removeprefix(f"{first}/").isdigit()
        if is_same and record.organisation_id not in looked_at:
            raise EnteredBefore(record.organisation)
    return free


def stored(record: Values, source: Source, key: str, *, by: Person, at: datetime) -> Organisation:
    """The organisation with its only record and the first line of its history."""
    made = Organisation.objects.create(
        pk=free_id(source, key), title=title_of(record)[:TITLE_LENGTH], created_at=at, changed_at=at
    )
    text = encode(record).decode()
    kept = Record.objects.create(
        source=source,
        key=key,
        organisation=made,
        home=made,
        values=text,
        keys=pack_keys(keys_of(record)),
        first_seen_at=at,
        last_seen_at=at,
    )
    Change.objects.create(organisation=made, kind=ChangeKind.EDITED, at=at, by=by, record=kept, after=text)
    return made


def free_id(source: Source, key: str) -> str:
    """The id that this source and key give, or the next when another has it."""
    attempt = 0
    while Organisation.objects.filter(pk=public_id(source.slug, key, attempt)).exists():
        attempt += 1
    return public_id(source.slug, key, attempt)
