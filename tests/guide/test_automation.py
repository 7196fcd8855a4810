"""What a plan joins without asking: an equal official number with a fitting name, and what a trusted list may; nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.guide import automation
from dalil.guide.actions import intakes, merging, planning, sources
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.refusals import KnownToDiffer
from dalil.guide.mapping import Column, Mapping
from dalil.guide.models import (
    Decision,
    How,
    Intake,
    Mode,
    NotSame,
    Organisation,
    Outcome,
    Proposal,
    Record,
    Sample,
    Source,
    Verdict,
)
from dalil.linkage import Reason
from dalil.linkage.calibration import MODEL

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
COLUMNS = Mapping(
    (
        Column("Code", "key"),
        Column("Name", "name"),
        Column("Country", "country"),
        Column("Website", "website"),
        Column("Charity number", "identifier", scheme="GB-CHC"),
        Column("Wikidata", "identifier", scheme="XI-WIKIDATA"),
    )
)
HEADINGS = "Code,Name,Country,Website,Charity number,Wikidata\n"
OLIVE = "Olive Branch Society,Jordan,https://olive.example"


@pytest.fixture
def editor() -> Person:
    return Person.objects.command_line()


def planned(slug: str, folder: Path, text: str) -> Intake:
    by = Person.objects.command_line()
    source = Source.objects.filter(slug=slug).first()
    source = source or sources.create_source(slug=slug, card=sources.SourceCard(name=slug), by=by, at=MONDAY)
    path = folder / f"{slug}.csv"
    path.write_text(HEADINGS + text, "utf-8")
    intake = intakes.start_intake(source=source, path=path, file_name=path.name, by=by, at=MONDAY)
    intakes.set_mapping(intake=intake, mapping=COLUMNS, keep=False, by=by, at=MONDAY)
    return planning.plan_intake(intake=intake, by=by, at=MONDAY)


def carried(intake: Intake) -> Intake:
    intake.refresh_from_db()
    by = Person.objects.command_line()
    planning.approve_plan(intake=intake, version=intake.version, by=by, at=MONDAY)
    return carry_out(intake=intake, at=MONDAY)


def trust(slug: str, by: Person, *, bar: float = 0.9) -> Source:
    """Switch a list on as a judged sample does."""
    source = sources.create_source(slug=slug, card=sources.SourceCard(name=slug), by=by, at=MONDAY)
    sample = Sample.objects.create(
        source=source, bar=bar, seed="s", model=MODEL, population=1, size=1, drawn_by=by, drawn_at=MONDAY
    )
    Source.objects.filter(pk=source.pk).update(is_automatic=True, bar=bar, sample=sample)
    return source


def outcomes(intake: Intake) -> dict[str, str]:
    return dict(intake.rows.values_list("key", "outcome"))


def test_an_equal_official_number_and_a_fitting_name_join_without_asking(tmp_path: Path, editor: Person) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},1010101,\n"))
    intake = carried(planned("second", tmp_path, "B,Olive Branch Society (OBS),Jordan,,1010101,\n"))
    assert outcomes(intake) == {"B": "same"}
    kept = Decision.objects.get()
    assert (kept.how, kept.verdict, kept.mode, kept.source, kept.by) == (
        How.AUTOMATIC, Verdict.SAME, Mode.LIST, intake.source, editor,
    )  # fmt: skip
    assert {kept.left.key, kept.right.key} == {"A", "B"}


@pytest.mark.parametrize(
    "row",
    [
        f"B,{OLIVE},,\n",
        f"B,{OLIVE},,Q42\n",
        "B,Cedar Mountain Relief,Jordan,https://cedar.example,1010101,\n",
    ],
    ids=["the same name and website", "an equal number in a loose catalogue", "an equal number and another name"],
)
def test_anything_else_is_asked_about_or_new(tmp_path: Path, editor: Person, row: str) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},1010101,Q42\n"))
    intake = carried(planned("second", tmp_path, row))
    assert outcomes(intake) == {"B": "new"}
    assert Organisation.objects.count() == 2
    assert not Decision.objects.exists()
    if "Olive" in row:
        asked = Proposal.objects.get()
        assert asked.mode == Mode.LIST and asked.size == 1 and asked.model == MODEL and asked.bits
        assert asked.left_record and asked.right_record


def test_a_row_that_repeats_another_in_all_values_is_a_duplicate_and_one_like_it_a_question(
    tmp_path: Path, editor: Person
) -> None:
    intake = carried(planned("first", tmp_path, f"A,{OLIVE},,\nB,{OLIVE},,\nC,Olive Branch Societe,Jordan,,,\n"))
    assert outcomes(intake) == {"A": "new", "B": "duplicate", "C": "new"}
    asked = Proposal.objects.get()
    assert (asked.mode, asked.size) == (Mode.WITHIN, 3)
    kept = Decision.objects.get()
    assert (kept.how, kept.mode) == (How.AUTOMATIC, Mode.WITHIN)


def test_a_trusted_list_joins_at_its_bar_and_keeps_that_as_joined_without_asking(
    tmp_path: Path, editor: Person
) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},,\n"))
    trust("second", editor)
    intake = carried(planned("second", tmp_path, f"B,{OLIVE},,\n"))
    assert outcomes(intake) == {"B": "same"}
    assert Decision.objects.get().how == How.AUTOMATIC


def test_a_list_is_trusted_only_at_its_own_bar_and_on_the_evidence_it_was_judged_on(
    tmp_path: Path, editor: Person
) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},,\n"))
    source = trust("second", editor, bar=1.0)
    assert outcomes(planned("second", tmp_path, f"B,{OLIVE},,\n")) == {"B": "new"}
    Source.objects.update(bar=0.9)
    Sample.objects.update(model="an older one")
    assert not automation.is_trusted(Source.objects.get(pk=source.pk))
    assert outcomes(planned("second", tmp_path, f"B,{OLIVE},,\n")) == {"B": "new"}


def test_even_a_trusted_list_never_joins_what_a_register_tells_apart_or_what_fits_two(
    tmp_path: Path, editor: Person
) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},1010101,\n"))
    carried(planned("third", tmp_path, f"C,{OLIVE},,\n"))
    trust("second", editor)
    intake = planned("second", tmp_path, f"B,{OLIVE},2020202,\nD,{OLIVE},,\n")
    assert intake.rows.get(key="D").outcome == Outcome.NEW
    assert intake.rows.get(key="B").target != Record.objects.get(key="A").organisation_id


def test_a_row_joined_by_hand_is_a_decision_of_who_joined_it(tmp_path: Path, editor: Person, layla: Person) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},,\n"))
    intake = planned("second", tmp_path, f"B,{OLIVE},,\n")
    olive = Organisation.objects.get()
    row = intake.rows.get()
    planning.decide_row(row=row, outcome=Outcome.SAME, target=olive.pk, version=intake.version, by=layla, at=MONDAY)
    carried(intake)
    kept = Decision.objects.get()
    assert (kept.how, kept.verdict, kept.by) == (How.PLAN, Verdict.SAME, layla)
    assert kept.bits == row.bits and kept.left_values


def test_a_row_taken_apart_by_hand_is_never_joined_to_that_body_again(
    tmp_path: Path, editor: Person, layla: Person
) -> None:
    carried(planned("first", tmp_path, f"A,{OLIVE},1010101,\n"))
    intake = planned("second", tmp_path, f"B,{OLIVE},1010101,\n")
    row = intake.rows.get()
    assert row.outcome == Outcome.SAME
    planning.decide_row(row=row, outcome=Outcome.NEW, version=intake.version, by=layla, at=MONDAY)
    carried(intake)
    kept = Decision.objects.get()
    assert (kept.how, kept.verdict, kept.by, kept.judgement) == (
        How.PLAN,
        Verdict.NOT_SAME,
        layla,
        NotSame.objects.get(),
    )
    one, other = Organisation.objects.all()
    with pytest.raises(KnownToDiffer):
        merging.merge(stays=one, moved=other, by=layla, at=MONDAY)
    assert not Proposal.objects.filter(state="open").exists()


NAME = Reason("same_words", {"a": "x", "b": "y"}, 12.0)
NUMBER = Reason("identifier_equal", {"scheme": "GB-CHC", "value": "1"}, 16.0)


@pytest.mark.parametrize(
    ("reasons", "is_certain"),
    [
        ([NAME, NUMBER], True),
        ([NAME, Reason("identifier_equal", {"scheme": "XI-WIKIDATA", "value": "Q1"}, 16.0)], False),
        ([NAME, Reason("identifier_equal", {"scheme": "", "value": "1"}, 16.0)], False),
        ([NUMBER], False),
        ([NAME], False),
        ([NAME, NUMBER, Reason("different_words", {"a": "youth", "b": "women"}, -8.0)], False),
        ([NAME, NUMBER, Reason("different_number", {"a": "1", "b": "2"}, -9.0)], False),
        ([NAME, NUMBER, Reason("extra_words", {"words": "youth centre of the north"}, -16.0)], False),
        ([NAME, NUMBER, Reason("extra_words", {"words": "society"}, -1.0)], True),
        ([Reason("acronym_fits", {"acronym": "OBS", "name": "Olive Branch Society"}, 3.0), NUMBER], True),
    ],
)
def test_only_an_official_number_with_names_that_fit_is_certain(reasons: list[Reason], is_certain: bool) -> None:
    assert automation.is_certain(reasons) == is_certain
    assert not automation.is_certain(reasons, is_forbidden=True)
