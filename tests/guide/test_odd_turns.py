"""What happens between two steps that usually follow each other: decisions about twins, splits before edits, old redirects."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from dalil.accounts.models import Person
from dalil.formats.record import Name
from dalil.formats.record import Record as Values
from dalil.guide import spool, tasks
from dalil.guide.actions import editing, intakes, merging, planning, sources
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.refusals import NoSuchOrganisation
from dalil.guide.judgements import queue
from dalil.guide.mapping import Column, Mapping
from dalil.guide.models import Intake, IntakeState, Organisation, Outcome, Proposal, Record, Row, Source
from dalil.guide.profile import title_of
from dalil.guide.profiles import profiles_of
from dalil.guide.public_ids import public_id
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
HEADINGS = "Code,Name,اسم الجمعية,Country,Website,Charity number\n"
OLIVE = "A,Olive Branch Society,,Jordan,https://olive.example,1010101\n"
TWIN = "B,Olive Branch Society,جمعية غصن الزيتون,Jordan,https://olive.example,1010101\n"
ALIKE = "C,Olive Branch Soceity,,Jordan,,\n"
CEDAR = "D,Cedar Mountain Relief,,Lebanon,https://cedar.example,\n"


@pytest.fixture
def editor() -> Person:
    return Person.objects.command_line()


@pytest.fixture
def source(editor: Person) -> Source:
    return made_source("members", editor)


def made_source(slug: str, editor: Person) -> Source:
    return sources.create_source(slug=slug, card=sources.SourceCard(name=f"The {slug}"), by=editor, at=MONDAY)


def planned(source: Source, folder: Path, text: str, at: datetime = MONDAY) -> Intake:
    source.refresh_from_db()
    by = Person.objects.command_line()
    path = folder / "list.csv"
    path.write_text(HEADINGS + text, "utf-8")
    intake = intakes.start_intake(source=source, path=path, file_name="list.csv", by=by, at=at)
    if intake.state == IntakeState.UPLOADED:
        mapping = intakes.proposal_for(intake=intake).proposal.mapping
        mapping = Mapping(
            (Column("Code", "key"), *mapping.columns[1:-1], Column("Charity number", "identifier", scheme="GB-CHC"))
        )
        intakes.set_mapping(intake=intake, mapping=mapping, keep=True, by=by, at=at)
    return planning.plan_intake(intake=intake, by=by, at=at)


def carried(intake: Intake, at: datetime = MONDAY) -> Intake:
    intake.refresh_from_db()
    by = Person.objects.command_line()
    planning.approve_plan(intake=intake, version=intake.version, by=by, at=at)
    return carry_out(intake=intake, at=at)


def decide(intake: Intake, key: str, outcome: Outcome, target: str = "") -> Row:
    intake.refresh_from_db()
    row, by = intake.rows.select_related("intake__source").get(key=key, is_first=True), Person.objects.command_line()
    return planning.decide_row(row=row, outcome=outcome, target=target, version=intake.version, by=by, at=MONDAY)


def test_twins_in_one_batch_have_the_title_of_both(source: Source, tmp_path: Path) -> None:
    intake = carried(planned(source, tmp_path, "A,,جمعية غصن الزيتون,Jordan,https://olive.example,1010101\n" + TWIN))
    assert intake.counts == {"duplicate": 1, "new": 1}
    olive = Organisation.objects.get()
    assert olive.title == profiles_of([olive.pk])[olive.pk].title() == "Olive Branch Society"


def test_the_twin_of_a_row_joined_by_hand_goes_where_that_row_goes(
    source: Source, tmp_path: Path, editor: Person
) -> None:
    carried(planned(made_source("other", editor), tmp_path, CEDAR))
    cedar = Organisation.objects.get()
    intake = planned(source, tmp_path, OLIVE + TWIN + ALIKE)
    assert intake.counts == {"duplicate": 1, "new": 2}
    decide(intake, "A", Outcome.SAME, cedar.pk)
    carried(intake)
    assert set(cedar.records.values_list("key", flat=True)) == {"A", "B", "D"}
    assert Organisation.objects.count() == 2
    asked = Proposal.objects.get()
    assert cedar.pk in (asked.left_id, asked.right_id)


def test_the_twin_of_a_row_taken_apart_by_hand_goes_with_it(source: Source, tmp_path: Path, editor: Person) -> None:
    carried(planned(made_source("other", editor), tmp_path, OLIVE))
    other = Organisation.objects.get()
    intake = planned(source, tmp_path, OLIVE + TWIN)
    assert dict(intake.rows.values_list("key", "outcome")) == {"A": "same", "B": "duplicate"}
    row = decide(intake, "A", Outcome.NEW)
    carried(intake)
    assert Record.objects.get(key="B").organisation_id == row.target != other.pk


def test_a_new_row_never_takes_its_twin_to_the_holder_of_its_id(source: Source, tmp_path: Path) -> None:
    intake = planned(source, tmp_path, CEDAR)
    carried(intake)
    taken = public_id("members", "A")
    cedar = Organisation.objects.get()
    Organisation.objects.create(pk=taken, title="Another body", created_at=MONDAY, changed_at=MONDAY)
    carried(planned(source, tmp_path, OLIVE + TWIN + CEDAR, TUESDAY), TUESDAY)
    assert Record.objects.get(key="A").organisation_id not in (taken, cedar.pk)
    assert Record.objects.get(key="B").organisation_id == Record.objects.get(key="A").organisation_id


def test_what_editors_state_of_a_split_off_body_stays_with_it(source: Source, tmp_path: Path, editor: Person) -> None:
    carried(planned(source, tmp_path, OLIVE + CEDAR))
    olive = Organisation.objects.get(title="Olive Branch Society")
    said = editing.edit_organisation(organisation=olive, values=Values(status="closed"), by=editor, at=MONDAY)
    operation = merging.split(organisation=olive, records=[said], by=editor, at=MONDAY)
    editing.edit_organisation(organisation=olive, values=Values(status="active"), by=editor, at=TUESDAY)
    assert profiles_of([operation.moved_id])[operation.moved_id].status == "closed"
    assert profiles_of([olive.pk])[olive.pk].status == "active"
    assert editing.stated_by_editors(operation.moved).status == "closed"


def test_what_editors_stated_of_a_merged_body_can_be_corrected(source: Source, tmp_path: Path, editor: Person) -> None:
    carried(planned(source, tmp_path, OLIVE + CEDAR))
    olive, cedar = Organisation.objects.order_by("-title")
    editing.edit_organisation(organisation=cedar, values=Values(status="closed"), by=editor, at=MONDAY)
    merging.merge(stays=olive, moved=cedar, by=editor, at=MONDAY)
    assert editing.stated_by_editors(olive).status == "closed"
    editing.edit_organisation(organisation=olive, values=Values(), by=editor, at=TUESDAY)
    assert profiles_of([olive.pk])[olive.pk].status == ""


def test_nothing_can_be_stated_of_a_body_that_was_merged_away(source: Source, tmp_path: Path, editor: Person) -> None:
    carried(planned(source, tmp_path, OLIVE + CEDAR))
    olive, cedar = Organisation.objects.order_by("-title")
    merging.merge(stays=olive, moved=cedar, by=editor, at=MONDAY)
    with pytest.raises(NoSuchOrganisation):
        editing.edit_organisation(organisation=cedar, values=Values(status="closed"), by=editor, at=MONDAY)
    with pytest.raises(NoSuchOrganisation):
        editing.set_listed(organisation=cedar, is_listed=False, by=editor, at=MONDAY)


def test_a_judgement_settles_proposals_that_name_merged_bodies(source: Source, tmp_path: Path, editor: Person) -> None:
    text = "".join(
        f"{n},Body Number {word},,Jordan,,\n" for n, word in enumerate(("Kestrel", "Juniper", "Marble", "Tide"))
    )
    carried(planned(source, tmp_path, text))
    Proposal.objects.all().delete()
    left, right, kept, other = Organisation.objects.order_by("pk")
    Proposal.objects.create(left=left, right=right, score=0.8, created_at=MONDAY)
    merging.merge(stays=kept, moved=left, by=editor, at=MONDAY)
    merging.merge(stays=other, moved=right, by=editor, at=MONDAY)
    assert queue().count() == 1
    judgement = merging.judge_not_same(left=kept, right=other, by=editor, at=MONDAY)
    assert not queue().exists()
    merging.withdraw_not_same(judgement=judgement, by=editor, at=TUESDAY)
    assert queue().count() == 1


def test_without_a_language_asked_for_a_label_comes_before_an_alias_and_a_known_language_before_none() -> None:
    names = (Name("Alias", "", ("alias",)), Name("Nobody knows", ""), Name("Société", "fr"), Name("Society", "en"))
    assert title_of(Values(names=names)) == "Society"


def test_a_file_keeps_no_contact_in_its_name(source: Source, tmp_path: Path, editor: Person) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADINGS + OLIVE, "utf-8")
    name = "C:\\lists\\members of salma@olive.example\udce9 2026.csv"
    intake = intakes.start_intake(source=source, path=path, file_name=name, by=editor, at=MONDAY)
    assert intake.file_name == "members of … 2026.csv"
    assert not Entry.objects.filter(data_json__contains="salma").exists()


def test_a_long_plan_made_by_hand_is_not_taken_for_dead(
    source: Source, tmp_path: Path, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed = []
    monkeypatch.setattr(planning, "BATCH", 1)
    intake = planned(source, tmp_path, OLIVE + CEDAR)

    def look(done: int, total: int) -> None:
        freed.append(tasks.free_stalled(datetime.now(UTC)))

    Intake.objects.filter(pk=intake.pk).update(state=IntakeState.READY)
    intake.refresh_from_db()
    planning.plan_intake(intake=intake, by=editor, at=MONDAY, progress=look)
    assert freed == [0, 0]


def test_the_first_word_of_the_editors_is_a_source_in_the_ledger(
    source: Source, tmp_path: Path, editor: Person
) -> None:
    carried(planned(source, tmp_path, OLIVE))
    editing.edit_organisation(
        organisation=Organisation.objects.get(), values=Values(status="active"), by=editor, at=MONDAY
    )
    assert Entry.objects.filter(action="create_source", subject="source:editors").exists()


def test_the_file_that_a_killed_worker_left_is_dropped_by_the_next(source: Source, tmp_path: Path) -> None:
    intake = carried(planned(source, tmp_path, OLIVE))
    waiting = planned(source, tmp_path, OLIVE, TUESDAY)
    spool.keep(tmp_path / "list.csv", intake.pk)
    assert not tasks.work_once(lambda: TUESDAY)
    assert spool.kept() == [waiting.pk]


def test_the_public_history_names_no_source_that_is_not_named_in_public(
    source: Source, tmp_path: Path, editor: Person, stranger: Client
) -> None:
    carried(planned(source, tmp_path, OLIVE))
    carried(planned(source, tmp_path, OLIVE.replace("olive.example", "zaytun.example"), TUESDAY), TUESDAY)
    address = f"/en/organisations/{Organisation.objects.get().pk}/history/"
    assert "The members" in stranger.get(address).content.decode()
    card = sources.SourceCard(name="The members", is_listed=False)
    sources.change_source(source=source, card=card, by=editor, at=TUESDAY)
    assert "The members" not in stranger.get(address).content.decode()


def test_what_is_judged_twice_is_taken_back_once(source: Source, tmp_path: Path, editor: Person) -> None:
    carried(planned(source, tmp_path, OLIVE + CEDAR))
    olive, cedar = Organisation.objects.order_by("-title")
    judgement = merging.judge_not_same(left=olive, right=cedar, by=editor, at=MONDAY)
    assert merging.judge_not_same(left=cedar, right=olive, by=editor, at=MONDAY) == judgement
    merging.withdraw_not_same(judgement=judgement, by=editor, at=TUESDAY)
    merging.merge(stays=olive, moved=cedar, by=editor, at=TUESDAY)
