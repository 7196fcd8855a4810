"""Every decision is kept whole, is taken back by adding to it, teaches what it may teach, and can be given out."""

import json
from datetime import timedelta

import pytest

from dalil.accounts.models import Person
from dalil.guide import automation, exporting, judgements
from dalil.guide.actions import merging
from dalil.guide.decided import decided as decided_pairs
from dalil.guide.models import Decision, How, Mode, NotSame, Operation, Record, Verdict
from dalil.linkage.calibration import LEAST_FOR_A_LINE, MODEL
from tests.guide.bodies import LATER, NOON, asked, body, decided

pytestmark = pytest.mark.django_db


def test_a_merge_from_the_queue_is_kept_with_all_that_spoke_for_it(layla: Person) -> None:
    proposal = asked(body("olive"), body("zaytun"), bits=7.5)
    operation = merging.merge(
        stays=proposal.left,
        moved=proposal.right,
        by=layla,
        at=NOON,
        reason="same board",
        how=How.QUEUE,
        proposal=proposal,
    )
    kept = Decision.objects.get()
    assert (kept.verdict, kept.how, kept.mode, kept.bits) == (Verdict.SAME, How.QUEUE, Mode.LIST, 7.5)
    assert (kept.reasons, kept.model, kept.by, kept.at) == (proposal.reasons, MODEL, layla, NOON)
    assert (kept.operation, kept.proposal, kept.note) == (operation, proposal, "same board")
    assert {kept.left.key, kept.right.key} == {"olive", "zaytun"}
    assert json.loads(kept.left_values)["names"][0]["value"] == "Body olive"


def test_a_merge_that_nothing_proposed_is_kept_with_what_is_found_now(layla: Person) -> None:
    merging.merge(stays=body("olive", "Olive Branch"), moved=body("zaytun", "Olive Branch"), by=layla, at=NOON)
    kept = Decision.objects.get()
    assert (kept.how, kept.mode) == (How.PAGE, Mode.WHOLE)
    assert kept.bits > 0 and "exact_name" in {reason["code"] for reason in kept.reasons}


def test_undoing_adds_a_withdrawal_and_deletes_nothing(layla: Person, omar: Person) -> None:
    operation = merging.merge(stays=body("olive"), moved=body("zaytun"), by=layla, at=NOON)
    merging.undo(operation=operation, by=omar, at=LATER)
    first, second = Decision.objects.order_by("pk")
    assert (first.verdict, first.by) == (Verdict.SAME, layla)
    assert (second.verdict, second.supersedes, second.by, second.at) == (Verdict.WITHDRAWN, first, omar, LATER)
    assert not Decision.objects.in_force().exists()


def test_not_the_same_and_its_withdrawal_are_kept(layla: Person) -> None:
    proposal = asked(body("olive"), body("zaytun"))
    judgement = merging.judge_not_same(left=proposal.left, right=proposal.right, by=layla, at=NOON, how=How.QUEUE)
    kept = Decision.objects.get()
    assert (kept.verdict, kept.judgement, kept.proposal, kept.bits) == (Verdict.NOT_SAME, judgement, proposal, 30.0)
    merging.withdraw_not_same(judgement=judgement, by=layla, at=LATER)
    assert not Decision.objects.in_force().exists()
    assert NotSame.objects.get().withdrawn_by == layla


def test_what_is_judged_is_the_two_records_that_were_compared(layla: Person) -> None:
    olive, zaytun, cedar = body("olive"), body("zaytun"), body("cedar")
    proposal = asked(zaytun, cedar)
    merging.merge(stays=olive, moved=zaytun, by=layla, at=NOON)
    merging.judge_not_same(left=olive, right=cedar, by=layla, at=NOON, proposal=proposal)
    judged = NotSame.objects.get()
    assert {judged.left.key, judged.right.key} == {"zaytun", "cedar"}


def test_unsure_leaves_the_question_open_and_asks_it_last(layla: Person) -> None:
    first, second = (asked(body(f"a{n}"), body(f"b{n}"), bits=0.5) for n in range(2))
    assert judgements.teaching_order() == [first.pk, second.pk]
    merging.judge_unsure(proposal=first, by=layla, at=NOON)
    assert Decision.objects.get().verdict == Verdict.UNSURE
    assert judgements.teaching_order() == [second.pk, first.pk]


def test_a_split_supersedes_what_said_that_its_records_are_the_same(layla: Person) -> None:
    olive, zaytun = body("olive"), body("zaytun")
    merging.merge(stays=olive, moved=zaytun, by=layla, at=NOON)
    operation = merging.split(organisation=olive, records=list(Record.objects.filter(key="zaytun")), by=layla, at=LATER)
    kept = Decision.objects.in_force().get()
    assert (kept.verdict, kept.how, kept.operation) == (Verdict.NOT_SAME, How.SPLIT, operation)
    merging.undo(operation=operation, by=layla, at=LATER)
    assert not Decision.objects.in_force().exists()


def test_only_what_a_person_looked_at_teaches(layla: Person) -> None:
    body("olive")
    for how, is_same in ((How.BATCH, True), (How.AUTOMATIC, True), (How.QUEUE, True), (How.SAMPLE, False)):
        decided(LEAST_FOR_A_LINE, layla, bits=3.0, is_same=is_same, how=how)
    curve = automation.calibration_now().curve("list")
    assert curve.judged == 2 * LEAST_FOR_A_LINE
    assert curve.at(3.0) == pytest.approx(0.5, abs=0.1)


def test_decisions_on_other_evidence_teach_nothing(layla: Person) -> None:
    body("olive")
    decided(LEAST_FOR_A_LINE, layla, bits=3.0, is_same=True)
    decided(LEAST_FOR_A_LINE, layla, bits=3.0, is_same=False)
    Decision.objects.update(model="an older one")
    curve = automation.calibration_now().curve("list")
    assert (curve.basis, curve.judged) == ("shipped", 0)
    assert automation.basis_sentence(curve).startswith("Too few decisions so far (0 of 40)")


def test_the_export_gives_every_decision_and_names_no_editor(layla: Person) -> None:
    proposal = asked(body("olive"), body("zaytun"))
    operation = merging.merge(stays=proposal.left, moved=proposal.right, by=layla, at=NOON, reason="Layla knows them")
    merging.undo(operation=operation, by=layla, at=NOON + timedelta(days=1))
    merging.judge_not_same(left=proposal.left, right=proposal.right, by=layla, at=NOON + timedelta(days=2))
    text = b"".join(exporting.lines()).decode()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["verdict"], line["holds"]) for line in lines] == [
        ("same", False),
        ("withdrawn", False),
        ("not_same", True),
    ]
    assert lines[1]["supersedes"] == lines[0]["id"]
    assert lines[2]["left"]["values"]["names"][0]["value"] == "Body olive"
    assert lines[2]["model"] == MODEL and lines[2]["reasons"] and lines[2]["decided_on"] == "2026-11-24"
    assert "Layla" not in text and "Haddad" not in text


def test_what_the_export_says_of_a_record_is_what_it_said_then(layla: Person) -> None:
    merging.judge_not_same(left=body("olive"), right=body("zaytun"), by=layla, at=NOON)
    Record.objects.update(values='{"names":[{"value":"Renamed","lang":"","types":["label"]}]}')
    (line,) = exporting.lines()
    assert b"Renamed" not in line


def test_decisions_in_force_are_what_a_new_linkage_must_respect(layla: Person) -> None:
    a, b, c, d = (body(name) for name in "abcd")
    ids = dict(Record.objects.values_list("key", "pk"))
    merging.merge(stays=a, moved=b, by=layla, at=NOON)
    merging.judge_not_same(left=c, right=d, by=layla, at=NOON)
    undone = merging.merge(stays=a, moved=c, by=layla, at=NOON)
    merging.undo(operation=undone, by=layla, at=LATER)
    found = decided_pairs()
    assert found.same == ((ids["a"], ids["b"]),)
    assert found.different == ((ids["c"], ids["d"]),)


def test_a_merge_from_before_decisions_were_kept_is_respected_too(layla: Person) -> None:
    a, b = body("a"), body("b")
    Operation.objects.create(kind="merge", stays=b, moved=a, by=layla, at=NOON)
    ids = dict(Record.objects.values_list("key", "pk"))
    assert decided_pairs().same == ((ids["a"], ids["b"]),)


def test_what_was_joined_without_asking_binds_nobody(layla: Person) -> None:
    body("a")
    decided(3, layla, bits=3.0, is_same=True, how=How.AUTOMATIC)
    assert decided_pairs().same == ()
