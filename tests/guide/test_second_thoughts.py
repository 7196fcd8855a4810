"""What people decided is not lost when a plan is made anew, and of two who state at once none is overruled unseen."""

from datetime import timedelta
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.formats.record import Name
from dalil.formats.record import Record as Values
from dalil.guide.actions import editing, intakes, planning
from dalil.guide.actions.refusals import NothingIsTakenIn, StatementHasChanged
from dalil.guide.models import Organisation, Outcome, Record, Source
from dalil.guide.profiles import profiles_of
from tests.guide.test_intake import FIRST, HEADINGS, MONDAY, carried, editor, planned, source, write

__all__ = ["editor", "source"]

pytestmark = pytest.mark.django_db


def test_decisions_by_hand_survive_a_plan_made_anew(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    row = intake.rows.get(key__contains="1002")
    planning.decide_row(row=row, outcome=Outcome.LEFT_OUT, version=intake.version, by=editor, at=MONDAY)
    intake.refresh_from_db()
    mapping = intakes.proposal_for(intake=intake).proposal.mapping
    intakes.set_mapping(intake=intake, mapping=mapping, keep=False, by=editor, at=MONDAY)
    planning.plan_intake(intake=intake, by=editor, at=MONDAY + timedelta(hours=1))
    assert intake.counts == {"duplicate": 1, "left_out": 1, "new": 2, "refused": 1}
    assert intake.rows.get(key__contains="1002").decided_by == editor


def test_a_whole_list_of_which_nothing_is_taken_in_cannot_be_approved(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    empty = planned(source, write(tmp_path, HEADINGS + ",,Egypt,9,,\n", "b.csv"), editor, MONDAY)
    with pytest.raises(NothingIsTakenIn):
        planning.approve_plan(intake=empty, version=empty.version, by=editor, at=MONDAY)
    assert not Record.objects.exclude(gone_at=None).exists()


def test_of_two_editors_who_state_at_once_the_second_is_told(source: Source, editor: Person, tmp_path: Path) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    olive = Organisation.objects.get(title="Olive Branch Society")
    seen_by_both = editing.mark_of(editing.stated_by_editors(olive))
    first, second = Values(names=(Name("Olive Branch", "en"),)), Values(names=(Name("Zaytun", "ar"),))
    editing.edit_organisation(organisation=olive, values=first, by=editor, at=MONDAY, seen=seen_by_both)
    with pytest.raises(StatementHasChanged):
        editing.edit_organisation(organisation=olive, values=second, by=editor, at=MONDAY, seen=seen_by_both)
    assert editing.stated_by_editors(olive) == first


def test_a_number_whose_register_nobody_names_is_shown_and_proves_nothing(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    olive = Organisation.objects.get(title="Olive Branch Society")
    said = profiles_of([olive.pk])[olive.pk].identifiers
    assert [(one.value.scheme, one.value.value) for one in said] == [("", "1001")]
