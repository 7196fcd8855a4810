"""What a rule of retention says is over, and only two people may destroy: asked for by one, done once another agreed.

Exactly the records that were due when somebody asked are destroyed, fewer where a hold came or a record went meanwhile. It
never destroys anything itself: `vault.destroying` does.
"""

from datetime import datetime
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.approvals import Line
from dalil.access.models import Approval
from dalil.access.refusals import Refused
from dalil.access.second_wall import as_machine
from dalil.accounts.models import Person
from dalil.vault import destroying, retention
from dalil.vault.models import PrivateRecord
from dalil.vault.retention import Rule, Way

KIND: Final = "destroy_due"
AT_ONCE: Final = 100


class NothingIsDue(Refused):
    """There is nothing to agree to."""

    sentence = _("By this rule nothing is due, or what is due is held.")


def ask_for_due(one: Rule, *, by: Person, at: datetime) -> Approval:
    """Asks that what is due by this rule be destroyed, a hundred records at most; what is held is left out."""
    if one.way is not Way.BY_TWO:
        raise NothingIsDue
    with as_machine("retention"):
        free = (str(due.row.pk) for due in retention.due(at, [one]) if not due.is_held)
        numbers = list(islice(free, AT_ONCE))
    if not numbers:
        raise NothingIsDue
    data = {"rule": one.code, "records": numbers}
    return approvals.ask(kind=KIND, subject=one.subject, data=data, by=by, at=at, why=f"retention: {one.code}")


def lines(approval: Approval) -> list[Line]:
    """The rule in its own words, and how many records."""
    known = retention.rule_called(approval.data["rule"])
    said = str(known.sentence) if known else str(approval.data["rule"])
    return [Line(_now("Rule"), "", said), Line(_now("Records"), "", str(len(approval.data["records"])))]


def destroy_due_as_asked(approval: Approval, *, by: Person, at: datetime) -> None:
    """Does it, in the transaction of the decision: of the named records those that are due still and not held."""
    known = retention.rule_called(approval.data["rule"])
    if known is None or known.past is None:
        raise approvals.CannotBeDone
    agreed = destroying.Agreement(asked_by=approval.asked_by, approved_by=by, reference=f"approval:{approval.pk}")
    with as_machine("destroying"):
        rows = list(known.past(at).filter(pk__in=approval.data["records"]).order_by("pk"))
        gone = [row for row in rows if _destroyed(row, agreed, at=at, reason=approval.why)]
        if not gone:
            raise approvals.CannotBeDone(NothingIsDue.sentence)


def _destroyed(row: PrivateRecord, agreed: destroying.Agreement, *, at: datetime, reason: str) -> bool:
    try:
        destroying.destroy(row, approval=agreed, at=at, reason=reason)
    except (destroying.Held, destroying.AlreadyGone):
        return False
    except (destroying.NotNow, destroying.NotTwoPeople) as refused:
        raise approvals.CannotBeDone from refused
    return True
