"""From a file to organisations: outcomes, editions, approval, and what must not happen."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.guide import spool, tasks
from dalil.guide.actions import intakes, planning, sources
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.refusals import GuideHasMovedOn, NotInThatState, PlanHasChanged
from dalil.guide.models import Change, Intake, IntakeState, Organisation, Outcome, Proposal, Record, Row, Source
from dalil.guide.profiles import profiles_of
from dalil.ledger.actions import check
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)

HEADINGS = "اسم الجمعية,Name,Country,Registration number,Website,E-mail\n"
FIRST = HEADINGS + (
    "جمعية غصن الزيتون,Olive Branch Society,Jordan,1001,https://olive.example,info@olive.example\n"
    ",Cedar Mountain Relief,Lebanon,1002,https://cedar.example,\n"
    ",Water for the Valley,Egypt,1003,,\n"
    ",,Egypt,1004,,\n"
    ",Water for the Valley,Egypt,1003,https://water.example,\n"
)


@pytest.fixture
def editor() -> Person:
    return Person.objects.command_line()


@pytest.fixture
def source(editor: Person) -> Source:
    card = sources.SourceCard(name="Members of the network", publisher="The secretariat", licence="CC BY 4.0")
    return sources.create_source(slug="members", card=card, by=editor, at=MONDAY)


def write(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def planned(source: Source, path: Path, editor: Person, at: datetime, *, is_whole: bool = True) -> Intake:
    """Drop a file in, take the columns as proposed, and make the plan."""
    source.refresh_from_db()
    intake = intakes.start_intake(source=source, path=path, file_name=path.name, by=editor, at=at, is_whole=is_whole)
    if intake.state == IntakeState.UPLOADED:
        mapping = intakes.proposal_for(intake=intake).proposal.mapping
        intakes.set_mapping(intake=intake, mapping=mapping, keep=True, by=editor, at=at)
    return planning.plan_intake(intake=intake, by=editor, at=at)


def carried(source: Source, path: Path, editor: Person, at: datetime, *, is_whole: bool = True) -> Intake:
    intake = planned(source, path, editor, at, is_whole=is_whole)
    planning.approve_plan(intake=intake, version=intake.version, by=editor, at=at)
    return carry_out(intake=intake, at=at)


def test_every_row_has_one_outcome_and_they_add_up(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    assert intake.counts == {"duplicate": 1, "new": 3, "refused": 1}
    assert intake.rows_read == 5 == Row.objects.filter(intake=intake).count()
    assert not Organisation.objects.exists()


def test_a_refused_row_says_where_and_why(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    refused = intake.rows.get(outcome=Outcome.REFUSED)
    assert refused.number == 5
    assert [problem["code"] for problem in refused.problems] == ["row_without_name"]


def test_carried_out_rows_are_organisations_with_their_source(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = carried(source, write(tmp_path, FIRST), editor, MONDAY)
    assert intake.state == IntakeState.CARRIED_OUT
    assert Organisation.objects.count() == 3
    olive = Organisation.objects.get(title="Olive Branch Society")
    profile = profiles_of([olive.pk])[olive.pk]
    assert {said.value.value for said in profile.names} == {"Olive Branch Society", "جمعية غصن الزيتون"}
    assert profile.title("ar") == "جمعية غصن الزيتون"
    assert profile.names[0].first.source == "members"
    assert profile.names[0].first.row_number == 2


def test_a_repeated_row_adds_what_it_says_to_the_first(source: Source, editor: Person, tmp_path: Path) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    water = Organisation.objects.get(title="Water for the Valley")
    assert [said.value for said in profiles_of([water.pk])[water.pk].links] == ["https://water.example"]


def test_the_same_file_again_changes_nothing(source: Source, editor: Person, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    carried(source, path, editor, MONDAY)
    before = list(Record.objects.order_by("pk").values_list("pk", "key", "values", "organisation_id"))
    again = carried(source, path, editor, TUESDAY)
    assert again.counts == {"duplicate": 1, "refused": 1, "unchanged": 3}
    assert list(Record.objects.order_by("pk").values_list("pk", "key", "values", "organisation_id")) == before
    assert not Change.objects.exists()
    newest = Record.objects.select_related("row").first()
    assert newest is not None and newest.row is not None and newest.row.intake_id == again.pk


def test_a_newer_edition_updates_and_says_what_disappeared(source: Source, editor: Person, tmp_path: Path) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    second = HEADINGS + (
        "جمعية غصن الزيتون,Olive Branch Society,Jordan,1001,https://olive-branch.example,\n"
        ",Water for the Valley,Egypt,1003,https://water.example,\n"
        ",Desert Library,Jordan,1005,,\n"
    )
    intake = carried(source, write(tmp_path, second), editor, TUESDAY)
    assert intake.counts == {"new": 1, "unchanged": 1, "update": 1}
    assert intake.gone_count == 1
    gone = Record.objects.get(gone_at=TUESDAY)
    assert gone.organisation.title == "Cedar Mountain Relief"
    change = Change.objects.get(kind="updated")
    assert "olive.example" in change.before
    assert "olive-branch.example" in change.after
    assert change.row is not None and change.row.intake_id == intake.pk


def test_a_renamed_organisation_keeps_its_old_name_as_a_former_one(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    def edition(name: str, on: datetime) -> tuple[list[str], list[str]]:
        carried(source, write(tmp_path, f"ID,Name,Country\n7,{name},Jordan\n"), editor, on)
        record = Record.objects.get()
        names = profiles_of([record.organisation_id])[record.organisation_id].names
        former = [said.value.value for said in names if "former" in said.value.types]
        return former, [said.value.value for said in names if "former" not in said.value.types]

    days = [MONDAY + timedelta(days=n) for n in range(4)]
    assert edition("Olive Branch Society", days[0]) == ([], ["Olive Branch Society"])
    assert edition("Zaytun Union", days[1]) == (["Olive Branch Society"], ["Zaytun Union"])
    assert edition("Zaytun Union of Ajloun", days[2])[0] == ["Olive Branch Society", "Zaytun Union"]
    assert edition("Olive Branch Society", days[3])[0] == ["Zaytun Union", "Zaytun Union of Ajloun"]
    assert Organisation.objects.get().title == "Olive Branch Society"
    assert edition("Olive Branch Society", days[3])[0] == ["Zaytun Union", "Zaytun Union of Ajloun"]


def test_part_of_a_list_makes_nothing_disappear(source: Source, editor: Person, tmp_path: Path) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    part = HEADINGS + ",Desert Library,Jordan,1005,,\n"
    assert carried(source, write(tmp_path, part), editor, TUESDAY, is_whole=False).gone_count == 0
    assert not Record.objects.exclude(gone_at=None).exists()


def test_what_comes_back_is_present_again(source: Source, editor: Person, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    carried(source, path, editor, MONDAY)
    carried(source, write(tmp_path, HEADINGS + ",Desert Library,Jordan,1005,,\n", "b.csv"), editor, TUESDAY)
    carried(source, path, editor, TUESDAY + timedelta(days=1))
    assert set(Record.objects.present().values_list("organisation__title", flat=True)) == {
        "Olive Branch Society",
        "Cedar Mountain Relief",
        "Water for the Valley",
    }


def test_carrying_out_twice_changes_nothing(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = carried(source, write(tmp_path, FIRST), editor, MONDAY)
    entries = Entry.objects.count()
    carry_out(intake=intake, at=TUESDAY)
    assert Entry.objects.count() == entries
    assert Organisation.objects.count() == 3
    assert check().is_whole


def test_of_two_who_approve_one_is_told_that_the_plan_has_changed(
    source: Source, editor: Person, layla: Person, tmp_path: Path
) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    seen_by_both = intake.version
    planning.approve_plan(intake=Intake.objects.get(), version=seen_by_both, by=editor, at=MONDAY)
    with pytest.raises(PlanHasChanged):
        planning.approve_plan(intake=Intake.objects.get(), version=seen_by_both, by=layla, at=MONDAY)
    assert Intake.objects.get().approved_by == editor


def test_a_plan_that_is_not_approved_cannot_be_carried_out(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    with pytest.raises(NotInThatState):
        carry_out(intake=intake, at=MONDAY)
    assert not Organisation.objects.exists()


def test_a_plan_overtaken_by_another_edition_is_made_anew(source: Source, editor: Person, tmp_path: Path) -> None:
    late = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    carried(source, write(tmp_path, HEADINGS + ",Cedar Mountain Relief,Lebanon,1002,,\n", "b.csv"), editor, MONDAY)
    planning.approve_plan(intake=late, version=late.version, by=editor, at=TUESDAY)
    with pytest.raises(GuideHasMovedOn):
        carry_out(intake=late, at=TUESDAY)
    assert tasks.work_once(lambda: TUESDAY)
    late.refresh_from_db()
    assert late.state == IntakeState.PLANNED
    assert late.counts["update"] == 1


def test_an_editor_can_leave_a_row_out_and_take_it_back_in(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    row = intake.rows.get(key__contains="1002")
    planning.decide_row(row=row, outcome=Outcome.LEFT_OUT, version=intake.version, by=editor, at=MONDAY)
    intake.refresh_from_db()
    assert intake.counts == {"duplicate": 1, "left_out": 1, "new": 2, "refused": 1}
    planning.decide_row(row=row, outcome=Outcome.NEW, version=intake.version, by=editor, at=MONDAY)
    intake.refresh_from_db()
    assert intake.counts["new"] == 3


def test_a_row_joined_by_hand_goes_to_that_organisation(source: Source, editor: Person, tmp_path: Path) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    other = sources.create_source(slug="other", card=sources.SourceCard(name="Other"), by=editor, at=MONDAY)
    intake = planned(other, write(tmp_path, "Name,Country\nZaytun Circle,Jordan\n", "o.csv"), editor, TUESDAY)
    olive = Organisation.objects.get(title="Olive Branch Society")
    row = intake.rows.get()
    planning.decide_row(row=row, outcome=Outcome.SAME, target=olive.pk, version=intake.version, by=editor, at=TUESDAY)
    intake.refresh_from_db()
    planning.approve_plan(intake=intake, version=intake.version, by=editor, at=TUESDAY)
    carry_out(intake=intake, at=TUESDAY)
    assert olive.records.count() == 2
    assert Change.objects.get(kind="joined").organisation == olive


def test_a_row_like_an_organisation_is_asked_about_never_joined_nor_doubled_silently(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    carried(source, write(tmp_path, FIRST), editor, MONDAY)
    other = sources.create_source(slug="other", card=sources.SourceCard(name="Other"), by=editor, at=MONDAY)
    text = "Name,Country,Website\nOlive Branch Society,Jordan,https://olive.example\nCedar Mountain Releif,Lebanon,\n"
    intake = carried(other, write(tmp_path, text, "o.csv"), editor, TUESDAY)
    assert intake.counts == {"new": 2}
    asked = {frozenset((one.left.title, one.right.title)): one for one in Proposal.objects.all()}
    assert set(asked) == {
        frozenset({"Olive Branch Society"}),
        frozenset({"Cedar Mountain Relief", "Cedar Mountain Releif"}),
    }
    assert all(one.reasons and one.left_record and one.right_record and one.source == other for one in asked.values())


def test_private_contacts_never_reach_the_database_and_the_file_is_dropped(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    intake = carried(source, write(tmp_path, FIRST), editor, MONDAY)
    assert not Row.objects.filter(cells__contains="info@olive.example").exists()
    assert not spool.path_of(intake.pk).exists()


def test_a_file_cut_in_half_leaves_no_plan(source: Source, editor: Person, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": f"{n:09d}", "names": [{"v": f"Body {n}", "lang": "en", "t": ["label", "ror_display"]}]})
        for n in range(5000)
    ]
    whole = gzip.compress("\n".join(lines).encode())
    path = write(tmp_path, whole[: len(whole) // 2], "half.jsonl.gz")
    intake = intakes.start_intake(source=source, path=path, file_name=path.name, by=editor, at=MONDAY)
    if intake.state == IntakeState.READY:
        intake = planning.plan_intake(intake=intake, by=editor, at=MONDAY)
    assert intake.state == IntakeState.UNREADABLE
    assert intake.notes
    assert not Row.objects.exists()
    assert not spool.path_of(intake.pk).exists()
    assert Entry.objects.filter(action="plan_intake", subject=f"intake:{intake.pk}").exists()


def test_the_worker_plans_what_is_ready_and_carries_out_what_is_approved(
    source: Source, editor: Person, tmp_path: Path
) -> None:
    path = write(tmp_path, FIRST)
    intake = intakes.start_intake(source=source, path=path, file_name="list.csv", by=editor, at=MONDAY)
    mapping = intakes.proposal_for(intake=intake).proposal.mapping
    intakes.set_mapping(intake=intake, mapping=mapping, keep=False, by=editor, at=MONDAY)
    assert tasks.work_once(lambda: MONDAY)
    intake.refresh_from_db()
    planning.approve_plan(intake=intake, version=intake.version, by=editor, at=MONDAY)
    assert tasks.work_once(lambda: MONDAY)
    assert Organisation.objects.count() == 3
    assert not tasks.work_once(lambda: MONDAY)


def test_a_fault_of_ours_does_not_hold_up_what_waits_behind_it(
    source: Source, editor: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**given: object) -> None:
        raise ZeroDivisionError

    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    planning.approve_plan(intake=intake, version=intake.version, by=editor, at=MONDAY)
    monkeypatch.setattr(tasks, "carry_out", fails)
    assert tasks.work_once(lambda: MONDAY)
    intake.refresh_from_db()
    assert intake.state == IntakeState.PLANNED
    assert not Organisation.objects.exists()


def test_a_plan_whose_worker_died_is_taken_up_anew(source: Source, editor: Person, tmp_path: Path) -> None:
    intake = planned(source, write(tmp_path, FIRST), editor, MONDAY)
    Intake.objects.filter(pk=intake.pk).update(state=IntakeState.PLANNING, beat_at=MONDAY)
    assert not tasks.free_stalled(MONDAY + timedelta(seconds=30))
    assert tasks.work_once(lambda: MONDAY + timedelta(minutes=5))
    intake.refresh_from_db()
    assert intake.state == IntakeState.PLANNED
    assert intake.rows_read == Row.objects.count() == 5


def test_the_plan_is_the_same_whatever_the_batches(
    source: Source, editor: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, FIRST)
    planned(source, path, editor, MONDAY)
    columns = ("number", "outcome", "target", "values", "twin_number")
    whole = list(Row.objects.order_by("number").values_list(*columns))
    planning.drop_rows(Intake.objects.get())
    monkeypatch.setattr(planning, "BATCH", 1)
    planned(source, path, editor, MONDAY)
    assert list(Row.objects.order_by("number").values_list(*columns)) == whole
