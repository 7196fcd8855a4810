"""Nobody takes away more than 200 records a day alone, nor a single private contact: from there a second person agrees."""

from datetime import datetime, timedelta

import pytest

from dalil.access import approvals, exporting
from dalil.access.exporting import Answer
from dalil.access.models import Approval, Export
from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Person
from dalil.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.t08]


def records(number: int, first: int = 0) -> list[str]:
    return [f"contact:{one}" for one in range(first, first + number)]


def export(
    person: Person,
    at: datetime,
    subjects: list[str],
    data_class: DataClass = DataClass.C2,
    subject: str = "case-list:1",
) -> Answer:
    return exporting.may_export(
        person=person, subject=subject, subjects=subjects, data_class=data_class, at=at, why="For the hearing."
    )


@pytest.fixture
def trustee(noa: Person) -> Person:
    """Noa is a trustee."""
    noa.is_trustee = True
    noa.save()
    return noa


def test_two_hundred_a_day_and_not_one_more(layla: Person, moment: datetime) -> None:
    assert export(layla, moment, records(150)).may
    assert export(layla, moment, records(50, 150), subject="case-list:2").may
    refused = export(layla, moment, records(1, 200), subject="case-list:3")

    assert not refused.may and refused.approval is not None
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == [
        "export",
        "export",
        "ask_approval",
    ]


def test_the_day_is_that_of_utc_and_each_person_has_their_own(layla: Person, omar: Person, moment: datetime) -> None:
    midnight = moment.replace(hour=23, minute=59, second=59)
    assert export(layla, midnight, records(200)).may
    assert not export(layla, midnight, records(1, 200), subject="case-list:2").may
    assert export(omar, midnight, records(200)).may
    assert export(layla, midnight + timedelta(seconds=1), records(200, 500), subject="case-list:2").may


def test_many_small_exports_count_together(layla: Person, moment: datetime) -> None:
    answers = [export(layla, moment, records(1, number), subject=f"case:{number}").may for number in range(201)]

    assert answers == [True] * 200 + [False]


def test_taken_up_again_it_counts_once_but_other_records_under_the_same_name_count_anew(
    layla: Person, moment: datetime
) -> None:
    for _ in range(5):
        assert export(layla, moment, records(200)).may
    assert not export(layla, moment, records(200, 1)).may
    assert Export.objects.count() == 1


def test_the_same_record_named_twice_counts_once(layla: Person, moment: datetime) -> None:
    assert export(layla, moment, records(1) * 500).may
    assert Export.objects.get().number == 1


def test_a_single_private_contact_needs_a_second_person(layla: Person, trustee: Person, moment: datetime) -> None:
    asked = export(layla, moment, records(1), DataClass.C1)
    assert not asked.may and asked.approval is not None
    assert not export(layla, moment, records(1), DataClass.C1).may
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(asked.approval, by=layla, at=moment)

    approvals.approve(asked.approval, by=trustee, at=moment)

    assert export(layla, moment, records(1), DataClass.C1).may
    assert Entry.objects.get(action="export").data["approval"] == str(asked.approval.pk)


def test_what_was_agreed_to_is_exactly_those_records_of_that_person(
    layla: Person, omar: Person, trustee: Person, moment: datetime
) -> None:
    asked = export(layla, moment, records(300))
    assert asked.approval is not None
    approvals.approve(asked.approval, by=trustee, at=moment)

    assert not export(layla, moment, records(301)).may
    assert not export(layla, moment, records(300), DataClass.C1).may
    assert not export(omar, moment, records(300)).may
    assert export(layla, moment, records(300)).may


def test_an_agreement_is_used_once_and_not_after_two_days(layla: Person, trustee: Person, moment: datetime) -> None:
    asked = export(layla, moment, records(300))
    assert asked.approval is not None
    approvals.approve(asked.approval, by=trustee, at=moment)

    assert not export(layla, moment + timedelta(days=2), records(300)).may
    assert export(layla, moment + timedelta(days=1), records(300)).may
    assert not export(layla, moment + timedelta(days=1, hours=20), records(300)).may


def test_what_a_second_person_answered_for_takes_nothing_from_ones_own(
    layla: Person, trustee: Person, moment: datetime
) -> None:
    asked = export(layla, moment, records(300))
    assert asked.approval is not None
    approvals.approve(asked.approval, by=trustee, at=moment)
    assert export(layla, moment, records(300)).may

    assert export(layla, moment, records(200, 1000), subject="case-list:2").may


def test_an_export_without_reason_or_from_the_machine_is_not_begun(layla: Person, moment: datetime) -> None:
    with pytest.raises(approvals.NeedsReason):
        exporting.may_export(person=layla, subject="x:1", subjects=["x:1"], data_class=DataClass.C2, at=moment, why=" ")
    assert not Export.objects.exists() and not Approval.objects.exists()
