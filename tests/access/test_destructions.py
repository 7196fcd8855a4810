"""What two agreed on is destroyed once, a hold in between wins, and outside of the active state nothing goes."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from dalil.access import approvals, destructions, duty
from dalil.access.models import Approval
from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.vault import holds
from dalil.vault.models import Evidence, Tombstone
from tests.vault.evidence_setting import kept

pytestmark = [pytest.mark.django_db, pytest.mark.t09]


@pytest.fixture(autouse=True)
def _at_work(layla: Person, moment: datetime) -> Iterator[None]:
    with as_viewer(viewer_for(layla, at=moment)):
        yield


@pytest.fixture
def salma(db: None) -> Person:
    """Counsel."""
    person = Person.objects.create_person("salma", "Salma Nasser")
    Person.objects.filter(pk=person.pk).update(is_counsel=True)
    person.refresh_from_db()
    return person


def agreed(approval: Approval, salma: Person, moment: datetime) -> None:
    approvals.approve(approval, by=salma, at=moment, viewer=viewer_for(salma, at=moment))


def test_asked_by_one_and_agreed_by_another_it_is_destroyed(layla: Person, salma: Person, moment: datetime) -> None:
    asked = destructions.ask_to_destroy(kept(layla, moment), by=layla, at=moment, why="Brought by mistake.")
    assert Evidence.objects.exists()
    agreed(asked, salma, moment)

    stone = Tombstone.objects.get()
    assert not Evidence.objects.exists()
    assert (stone.asked_by, stone.approved_by, stone.reason) == (layla, salma, "Brought by mistake.")
    assert stone.approval == f"approval:{asked.pk}"


@pytest.mark.t25
def test_a_hold_placed_after_it_was_asked_wins(layla: Person, salma: Person, moment: datetime) -> None:
    item = kept(layla, moment, about=["organisation:12"])
    asked = destructions.ask_to_destroy(item, by=layla, at=moment, why="Brought by mistake.")
    dates = {"served_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)}
    holds.place(by=salma, at=moment, reference="r", issuer="i", scope=["organisation:12"], **dates)

    with pytest.raises(approvals.CannotBeDone):
        agreed(asked, salma, moment)
    with pytest.raises(holds.Held):
        destructions.ask_to_destroy(item, by=layla, at=moment, why="Again.")
    assert Evidence.objects.exists() and not Tombstone.objects.exists()


@pytest.mark.parametrize("state", ["notice", "sealed", "resuming", "closing", "nonsense"])
def test_outside_of_active_nothing_is_destroyed(
    layla: Person, salma: Person, moment: datetime, dalil_home: Path, state: str
) -> None:
    asked = destructions.ask_to_destroy(kept(layla, moment), by=layla, at=moment, why="Brought by mistake.")
    (dalil_home / "state").write_text(state)

    with pytest.raises(approvals.CannotBeDone):
        agreed(asked, salma, moment)
    assert Evidence.objects.exists() and not Tombstone.objects.exists()


def test_who_agrees_need_not_be_one_who_may_come_near_the_record(layla: Person, omar: Person, moment: datetime) -> None:
    asked = destructions.ask_to_destroy(kept(layla, moment), by=layla, at=moment, why="Brought by mistake.")
    viewer = viewer_for(omar, at=moment, duty=duty.begin(by=omar, at=moment, why="a test"))

    with as_viewer(viewer):
        approvals.approve(asked, by=omar, at=moment, viewer=viewer)

    assert not Evidence.objects.exists() and Tombstone.objects.count() == 1
