"""Taking out what another platform's organisations withdrew: as its signed list says, no more and no longer than it says so.

Only what that platform told us is taken out; what our own lists and registers say of the same body is theirs to say.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.guide.components import touch
from dalil.guide.consent import FIELDS, WHOLE
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.models import Basis, Consent, Record, Source, Surface
from dalil.ledger.actions import write


@transaction.atomic
def follow_withdrawals(*, source: Source, told: Collection[tuple[str, str]], by: Person, at: datetime) -> int:
    """Have exactly these withdrawals in force for a source: pairs of a record's key and a field. How many are new or ended.

    Fields that we do not know are taken for the whole entry: rather too little is shown than too much.
    """
    fields = {(key, field if field in FIELDS else WHOLE) for key, field in told}
    records = Record.objects.filter(source=source, key__in={key for key, _ in fields})
    owners = dict(records.values_list("key", "organisation_id"))
    wanted = {(owners[key], field) for key, field in fields if key in owners}
    rows = Consent.objects.withdrawn().filter(source=source).select_for_update()
    known = {(row.organisation_id, row.field): row for row in rows}
    over = [row.pk for at_stake, row in known.items() if at_stake not in wanted]
    fresh = sorted(wanted - known.keys())
    if not (over or fresh):
        return 0
    Consent.objects.filter(pk__in=over).update(lifted_at=at, has_left_index=True)
    Consent.objects.bulk_create(
        Consent(
            organisation_id=organisation,
            field=field,
            source=source,
            basis=Basis.SELF,
            scope=list(Surface.values),
            since=at,
            by=by,
            withdrawn_at=at,
            withdrawn_by=by,
            has_left_index=False,
        )
        for organisation, field in fresh
    )
    touch({pk for pk, _ in fresh} | {pk for (pk, field) in known if (pk, field) not in wanted}, at)
    data = {"taken_out": len(fresh), "shown_again": len(over)}
    write(by=by, action="follow_withdrawals", subject=f"source:{source.slug}", data=data, at=at)
    catch_up_after_commit()
    return len(fresh) + len(over)
