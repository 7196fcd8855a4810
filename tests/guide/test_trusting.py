"""A list joins nothing without asking until a sample that an editor judged shows that it deserves it."""

from datetime import timedelta

import pytest

from dalil.accounts.models import Person
from dalil.guide import automation
from dalil.guide.actions import batching, merging, trusting
from dalil.guide.actions.refusals import KnownToDiffer
from dalil.guide.actions.trusting import (
    AlreadyJudged,
    NoSuchBar,
    NoSuchVerdict,
    NothingToSample,
    NotPreciseEnough,
    OneByOtherDecisions,
    SampleIsIncomplete,
    SampleIsStale,
    TooFewToTrust,
)
from dalil.guide.models import Decision, How, Mode, NotSame, Operation, Organisation, Proposal, Record, Sample, Verdict
from dalil.ledger.models import Entry
from dalil.linkage.calibration import MODEL
from dalil.linkage.sampling import interval
from tests.guide.bodies import LATER, NOON, SURE, asked, body, pairs, source

pytestmark = pytest.mark.django_db


def drawn(by: Person, *, size: int = 100, bar: float = 0.99) -> Sample:
    return trusting.draw_sample(source=source(), by=by, at=NOON, size=size, bar=bar)


def judge_all(sample: Sample, by: Person, *, wrong: int = 0, unsure: int = 0) -> None:
    verdicts = [Verdict.NOT_SAME] * wrong + [Verdict.UNSURE] * unsure
    while item := trusting.next_item(sample):
        verdict = verdicts.pop() if verdicts else Verdict.SAME
        trusting.judge_item(item=item, verdict=verdict, by=by, at=LATER)


def test_every_list_is_off_at_first() -> None:
    assert not source().is_automatic
    assert not automation.automation_for(source()).is_on


def test_a_sample_is_drawn_the_same_again_from_its_seed_and_is_written_down(layla: Person) -> None:
    pairs(60)
    first = drawn(layla, size=30)
    second = trusting.draw_sample(source=source(), by=layla, at=LATER, size=30, seed=first.seed)
    third = drawn(layla, size=30)
    assert (first.seed, first.size, first.population) == ("list/1", 30, 60)
    names = [list(one.items.order_by("number").values_list("left__key")) for one in (first, second, third)]
    assert names[0] == names[1] != names[2]
    entry = Entry.objects.filter(action="draw_sample").first()
    assert entry is not None and '"seed":"list/1"' in entry.data_json


def test_the_weakest_pairs_near_the_bar_are_always_in_a_sample(layla: Person) -> None:
    pairs(60)
    weak = [asked(body(f"w{n}"), body(f"v{n}"), bits=16.0) for n in range(3)]
    sample = drawn(layla, size=20)
    assert [item.proposal for item in sample.items.order_by("number")[:3]] == weak


def test_what_needs_no_trust_and_what_is_below_the_bar_is_not_sampled(layla: Person) -> None:
    asked(body("weak1"), body("weak2"), bits=3.0)
    number = {"code": "identifier_equal", "params": {"scheme": "GB-CHC", "value": "1010101"}, "bits": 16.0}
    certain = asked(body("n1"), body("n2"))
    Proposal.objects.filter(pk=certain.pk).update(reasons=[*SURE, number])
    with pytest.raises(NothingToSample):
        drawn(layla)


def test_what_another_list_asked_is_not_sampled(layla: Person) -> None:
    pairs(3, slug="another")
    with pytest.raises(NothingToSample):
        drawn(layla)


@pytest.mark.parametrize("bar", [0.2, 1.1, float("nan")])
def test_a_bar_that_is_none_is_refused(layla: Person, bar: float) -> None:
    with pytest.raises(NoSuchBar):
        drawn(layla, bar=bar)


def test_judging_is_deciding(layla: Person) -> None:
    pairs(3)
    sample = drawn(layla)
    same, not_same, unsure = sample.items.order_by("number")
    for item, verdict in ((same, Verdict.SAME), (not_same, Verdict.NOT_SAME), (unsure, Verdict.UNSURE)):
        trusting.judge_item(item=item, verdict=verdict, by=layla, at=LATER)
    assert Operation.objects.count() == NotSame.objects.count() == 1
    kept = Decision.objects.in_force().looked_at()
    assert set(kept.values_list("how", "verdict")) == {(How.SAMPLE, one) for one in ("same", "not_same", "unsure")}
    tally = trusting.tally(sample)
    assert (tally.same, tally.wrong, tally.unsure, tally.left) == (1, 1, 1, 0)
    assert (tally.low, tally.high) == interval(1, 3)
    with pytest.raises(AlreadyJudged):
        trusting.judge_item(item=same, verdict=Verdict.NOT_SAME, by=layla, at=LATER)


def test_an_answer_that_is_none_is_refused(layla: Person) -> None:
    pairs(1)
    with pytest.raises(NoSuchVerdict):
        trusting.judge_item(item=drawn(layla).items.get(), verdict="perhaps", by=layla, at=LATER)


@pytest.mark.slow
def test_a_complete_sample_of_which_99_of_100_are_right_switches_a_list_on(layla: Person, omar: Person) -> None:
    pairs(110)
    sample = drawn(layla)
    judge_all(sample, layla, wrong=1)
    tally = trusting.tally(sample)
    assert tally.precision == 0.99 and tally.is_enough
    trusting.switch_on(source=source(), sample=sample, by=omar, at=LATER)
    on = source()
    assert (on.is_automatic, on.bar, on.sample, on.switched_by, on.switched_at) == (True, 0.99, sample, omar, LATER)
    assert automation.automation_for(on).is_on
    assert Entry.objects.filter(action="switch_automation_on", subject="source:list").exists()


@pytest.mark.parametrize(("wrong", "unsure", "is_enough"), [(0, 0, True), (1, 0, True), (2, 0, False), (1, 1, False)])
def test_what_cannot_be_told_counts_against_a_list(wrong: int, unsure: int, is_enough: bool) -> None:
    low, high = interval(100 - wrong - unsure, 100)
    tally = trusting.Tally(100, 500, 100 - wrong - unsure, wrong, unsure, low, high)
    assert tally.is_enough == is_enough


def test_under_99_of_100_a_list_stays_off(layla: Person) -> None:
    pairs(20)
    sample = drawn(layla)
    judge_all(sample, layla, wrong=1)
    with pytest.raises(NotPreciseEnough, match="Fewer than 99 of 100"):
        trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)
    assert not source().is_automatic


def test_an_incomplete_sample_and_one_too_small_switch_nothing_on(layla: Person) -> None:
    pairs(10)
    small = drawn(layla)
    judge_all(small, layla)
    with pytest.raises(TooFewToTrust):
        trusting.switch_on(source=source(), sample=small, by=layla, at=LATER)
    for n in range(30):
        asked(body(f"c{n}"), body(f"d{n}"))
    sample = drawn(layla)
    with pytest.raises(SampleIsIncomplete):
        trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)


def test_a_decision_taken_back_has_to_be_made_again(layla: Person) -> None:
    pairs(20)
    sample = drawn(layla)
    judge_all(sample, layla)
    merging.undo(operation=Operation.objects.earliest("pk"), by=layla, at=LATER)
    assert trusting.tally(sample).left == 1
    with pytest.raises(SampleIsIncomplete):
        trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)
    judge_all(sample, layla)
    trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)


def test_what_editors_refused_before_counts_against_a_list(layla: Person) -> None:
    waiting = pairs(30)
    for proposal in waiting[:3]:
        merging.judge_not_same(
            left=proposal.left, right=proposal.right, by=layla, at=NOON, how=How.QUEUE, proposal=proposal
        )
    sample = drawn(layla)
    assert sample.population == 30
    assert trusting.tally(sample).wrong == 3


def test_a_sample_of_another_list_or_of_older_evidence_switches_nothing_on(layla: Person) -> None:
    pairs(20)
    sample = drawn(layla)
    judge_all(sample, layla)
    with pytest.raises(SampleIsStale):
        trusting.switch_on(source=source("other"), sample=sample, by=layla, at=LATER)
    trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)
    Sample.objects.update(model="an older one")
    assert not automation.is_trusted(source())
    sample.refresh_from_db()
    with pytest.raises(SampleIsStale):
        trusting.switch_on(source=source(), sample=sample, by=layla, at=LATER)


def test_switching_off_keeps_what_was_done(layla: Person, omar: Person) -> None:
    pairs(20)
    sample = drawn(layla)
    judge_all(sample, layla)
    trusting.switch_on(source=source(), sample=sample, by=layla, at=NOON)
    trusting.switch_off(source=source(), by=omar, at=LATER)
    off = source()
    assert (off.is_automatic, off.switched_by, off.sample) == (False, omar, sample)
    assert Organisation.objects.current().count() == 20
    entries = Entry.objects.filter(action="switch_automation_off")
    trusting.switch_off(source=off, by=omar, at=LATER + timedelta(days=1))
    assert entries.count() == 1


def test_a_pair_of_a_batch_that_is_not_the_same_is_taken_out_of_it(layla: Person) -> None:
    pairs(3)
    shown = [one.proposal.pk for one in batching.batch(0.01).proposals]
    batching.accept_batch(ids=shown, error_rate=0.01, by=layla, at=NOON)
    sample = drawn(layla)
    assert trusting.tally(sample).left == 3
    item = sample.items.get(number=1)
    trusting.judge_item(item=item, verdict=Verdict.NOT_SAME, by=layla, at=LATER)
    assert Operation.objects.in_force().count() == 2
    with pytest.raises(KnownToDiffer):
        merging.merge(stays=item.left.home, moved=item.right.home, by=layla, at=LATER)
    trusting.judge_item(item=sample.items.get(number=2), verdict=Verdict.SAME, by=layla, at=LATER)
    assert Operation.objects.in_force().count() == 2


def test_a_row_joined_without_asking_that_is_not_the_same_becomes_a_body_of_its_own(layla: Person) -> None:
    olive, gone = body("olive"), body("zaytun")
    Record.objects.filter(key="zaytun").update(organisation=olive, home=olive)
    gone.delete()
    left, right = Record.objects.order_by("pk")
    Decision.objects.create(
        left=left, right=right, verdict=Verdict.SAME, how=How.AUTOMATIC, mode=Mode.LIST, bits=30.0, score=1.0,
        reasons=SURE, model=MODEL, source=source(), by=layla, at=NOON,
    )  # fmt: skip
    item = drawn(layla).items.get()
    trusting.judge_item(item=item, verdict=Verdict.NOT_SAME, by=layla, at=LATER)
    assert Record.objects.get(key="zaytun").organisation_id != "olive"
    assert NotSame.objects.count() == 1
    assert set(Decision.objects.in_force().values_list("verdict", flat=True)) == {Verdict.NOT_SAME}


def test_what_is_one_by_other_decisions_cannot_be_parted_from_a_sample(layla: Person) -> None:
    a, b, c = (body(name) for name in "abc")
    asked(a, b)
    sample = drawn(layla)
    merging.merge(stays=a, moved=c, by=layla, at=NOON)
    merging.merge(stays=a, moved=b, by=layla, at=NOON)
    with pytest.raises(OneByOtherDecisions):
        trusting.judge_item(item=sample.items.get(), verdict=Verdict.NOT_SAME, by=layla, at=LATER)
    assert not NotSame.objects.exists()
