"""How much one person may take away alone: 200 records a day (of UTC), and of private contacts (C1) nothing.

    exporting.may_export(person=…, subject="contact-list:7", subjects=[…], data_class=DataClass.C1, at=…, why="…")

Whatever exports asks here before the first record leaves. More needs a second person, whose approval holds for exactly the
records that were asked for, for two days. Taken up again on the same day, an export counts once. It never exports anything.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from dalil.access import approvals
from dalil.access.models import Approval, ApprovalState, Export
from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger

ALONE_A_DAY: Final = 200
APPROVED_FOR: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the export may go ahead; if not, the request for a second person's agreement that waits."""

    may: bool
    approval: Approval | None = None


def may_export(
    *,
    person: Person,
    subject: str,
    subjects: Sequence[str],
    data_class: DataClass,
    at: datetime,
    why: str,
    acting_for: UUID | None = None,
) -> Answer:
    """Counts the export and allows it, or asks for a second person; either is in the ledger.

    `subjects` names each record that would leave; `subject` names the export as a whole, as the ledger does.
    """
    if not why.strip():
        raise approvals.NeedsReason
    content = _content(subjects)
    number = len(set(subjects))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # Two exports at once are counted one after the other.
        if _is_counted(person, subject, data_class, content, at):
            return Answer(True)
        approval = None
        if data_class == DataClass.C1 or _exported_alone(person, at) + number > ALONE_A_DAY:
            approval = _approved(person, subject, data_class, content, at)
            if approval is None:
                data = {"of_class": str(data_class), "number": number, "content": content, "person": person.pk}
                asked = approvals.ask(
                    kind="bulk_export", subject=subject, data=data, by=person, at=at, why=why, acting_for=acting_for
                )
                return Answer(False, asked)
        _count(person, subject, data_class, content, number, at, approval)
        data = {"of_class": str(data_class), "number": number, "content": content}
        if approval is not None:
            data["approval"] = str(approval.pk)
        ledger.write(by=person, at=at, action="export", subject=subject, data=data, why=why, acting_for=acting_for)
    return Answer(True, approval)


def _content(subjects: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(set(subjects))).encode("utf-8", "surrogatepass")).hexdigest()


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _is_counted(person: Person, subject: str, data_class: DataClass, content: str, at: datetime) -> bool:
    same = {"person": person, "subject": subject, "of_class": str(data_class), "content": content}
    return Export.objects.filter(**same, day=_day(at).date()).exists()


def _exported_alone(person: Person, at: datetime) -> int:
    """How many records left today on this person's own word."""
    alone = Export.objects.filter(person=person, day=_day(at).date(), approval=None)
    return alone.aggregate(total=Sum("number"))["total"] or 0


def _approved(person: Person, subject: str, data_class: DataClass, content: str, at: datetime) -> Approval | None:
    """The agreement of a second person to exactly this, not older than two days and not used on another day."""
    agreed = Approval.objects.filter(
        kind="bulk_export",
        subject=subject,
        asked_by=person,
        state=ApprovalState.APPROVED,
        decided_at__gt=at - APPROVED_FOR,
        exports=None,
    )
    wanted = {"of_class": str(data_class), "content": content}
    for approval in agreed.order_by("-decided_at"):
        if all(approval.data[name] == value for name, value in wanted.items()):
            return approval
    return None


def _count(
    person: Person,
    subject: str,
    data_class: DataClass,
    content: str,
    number: int,
    at: datetime,
    approval: Approval | None,
) -> None:
    Export.objects.create(
        person=person,
        subject=subject,
        of_class=str(data_class),
        content=content,
        number=number,
        day=_day(at).date(),
        at=at,
        approval=approval,
    )
