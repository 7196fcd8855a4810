"""Asking that a private record or a piece of evidence be destroyed, and doing it once a second person agreed.

It never destroys anything itself: `vault.destroying` does, after holds, and refuses what is held or no longer there.
"""

from datetime import datetime
from typing import Final

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.models import Approval
from dalil.access.second_wall import as_machine
from dalil.access.state import Act, allows
from dalil.accounts.models import Person
from dalil.vault import destroying, holds
from dalil.vault.models import PrivateRecord

KIND: Final = "destroy"


def ask_to_destroy(record: PrivateRecord, *, by: Person, at: datetime, why: str) -> Approval:
    """Asks others to agree; `Held` at once where a hold stands. `why` stands on the tombstone and names nothing private."""
    holds.refuse_if_held(destroying.subjects_of(record))
    data = {"model": record._meta.label_lower, "id": str(record.pk)}
    return approvals.ask(kind=KIND, subject=record.subject, data=data, by=by, at=at, why=why)


def destroy_as_asked(approval: Approval, *, by: Person, at: datetime) -> None:
    """Does it, in the transaction of the decision, as a machine: who agrees need not be one who may come near the record."""
    with as_machine("destroying"):
        _destroy(approval, by=by, at=at)


def _destroy(approval: Approval, *, by: Person, at: datetime) -> None:
    model = apps.get_model(approval.data["model"])
    record = model._base_manager.filter(pk=approval.data["id"]).first()
    if not isinstance(record, PrivateRecord):
        raise approvals.CannotBeDone
    agreed = destroying.Agreement(asked_by=approval.asked_by, approved_by=by, reference=f"approval:{approval.pk}")
    try:
        destroying.destroy(record, approval=agreed, at=at, reason=approval.why)
    except destroying.Held as held:
        raise approvals.CannotBeDone(_("A legal hold stands on it, so it may not be destroyed.")) from held
    except (destroying.NotNow, destroying.NotTwoPeople, destroying.AlreadyGone) as refused:
        raise approvals.CannotBeDone from refused


def stops_now() -> bool:
    """Whether the platform is in a state in which nothing is destroyed."""
    return not allows(Act.DESTROY)
