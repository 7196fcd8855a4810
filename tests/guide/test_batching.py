"""A batch is offered at a stated error rate, accepted whole or not at all, told what changed, and undone whole."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.guide import judgements
from dalil.guide.actions import batching, merging
from dalil.guide.actions.batching import BatchHasChanged, NoSuchErrorRate, NothingToAccept
from dalil.guide.actions.refusals import AlreadyUndone
from dalil.guide.contradictions import contradictions
from dalil.guide.models import (
    Batch,
    Decision,
    How,
    NotSame,
    Operation,
    Organisation,
    Proposal,
    ProposalState,
    Record,
    Verdict,
)
from dalil.ledger.models import Entry
from tests.guide.bodies import LATER, NOON, asked, body, pairs

pytestmark = pytest.mark.django_db

RATE = 0.01
WEAK = 3.0


def ids(offer: batching.Offer) -> list[int]:
    return [one.proposal.pk for one in offer.proposals]


def accept(by: Person, *, rate: float = RATE) -> Batch:
    return batching.accept_batch(ids=ids(batching.batch(rate)), error_rate=rate, by=by, at=LATER)


def test_a_batch_holds_what_is_sure_enough_and_says_how_many_may_be_wrong() -> None:
    sure = pairs(3)
    asked(body("weak1"), body("weak2"), bits=WEAK)
    offer = batching.batch(RATE)
    assert ids(offer) == [one.pk for one in sure]
    assert 0 < offer.expected_wrong <= 3 * RATE
    assert not offer.left_out and not offer.has_more
    assert len(batching.batch(0.5).proposals) == 4
    assert not batching.batch(0.0).proposals


def test_the_weakest_are_shown_first_and_the_surest_are_in_when_not_all_fit() -> None:
    weaker = asked(body("x1"), body("x2"), bits=25.0)
    surest = asked(body("y1"), body("y2"), bits=40.0)
    assert ids(batching.batch(RATE)) == [weaker.pk, surest.pk]
    offer = batching.batch(RATE, most=1)
    assert (ids(offer), offer.has_more) == ([surest.pk], True)


def test_accepting_merges_all_into_the_older_and_keeps_every_decision(layla: Person) -> None:
    old, young = body("zz-old", at=NOON - timedelta(days=1)), body("aa-young")
    asked(old, young)
    pairs(2)
    made = accept(layla)
    young.refresh_from_db()
    assert young.merged_into_id == "zz-old"
    assert (made.count, made.error_rate, made.operations.count()) == (3, RATE, 3)
    kept = Decision.objects.filter(batch=made)
    assert set(kept.values_list("how", "verdict", "bits")) == {(How.BATCH, Verdict.SAME, 30.0)}
    assert not Proposal.objects.exclude(state=ProposalState.MERGED).exists()
    assert Entry.objects.filter(action="accept_batch", subject=f"batch:{made.pk}").count() == 1


def test_a_batch_is_undone_as_a_whole_and_the_questions_come_back(layla: Person, omar: Person) -> None:
    waiting = pairs(4)
    made = accept(layla)
    merging.undo(operation=made.operations.order_by("pk")[0], by=omar, at=LATER)
    changed = batching.undo_batch(batch=made, by=omar, at=LATER)
    assert len(changed) == 6
    assert not Organisation.objects.exclude(merged_into=None).exists()
    assert not Decision.objects.in_force().exists()
    assert Proposal.objects.filter(state=ProposalState.OPEN).count() == len(waiting)
    made.refresh_from_db()
    assert (made.undone_by, made.undone_at) == (omar, LATER)
    with pytest.raises(AlreadyUndone):
        batching.undo_batch(batch=made, by=omar, at=LATER)


def test_a_chain_becomes_one_organisation_and_a_pair_united_already_is_no_contradiction(layla: Person) -> None:
    a, b, c = (body(name) for name in "abc")
    for left, right in ((a, b), (b, c), (a, c)):
        asked(left, right)
    made = accept(layla)
    assert (made.count, made.operations.count()) == (3, 2)
    assert Organisation.objects.current().get().pk == "a"


def test_nothing_in_a_batch_makes_one_body_absorb_two_that_are_known_to_differ(layla: Person) -> None:
    a, b, c = (body(name) for name in "abc")
    merging.judge_not_same(left=a, right=c, by=layla, at=NOON)
    surest, weaker = asked(a, b, bits=40.0), asked(b, c)
    offer = batching.batch(RATE)
    assert ids(offer) == [surest.pk]
    (left_out,) = offer.left_out
    assert left_out.proposal == weaker
    assert left_out.sentence == "An editor judged that these are not the same."
    assert [link.by for link in left_out.chain] == ["Layla Haddad"]
    accept(layla)
    assert contradictions() == []
    assert Organisation.objects.current().count() == 2


def test_nothing_in_a_batch_unites_two_numbers_of_one_register() -> None:
    a, b, c = body("a", number="1010101"), body("b"), body("c", number="2020202")
    asked(a, b, bits=40.0)
    weaker = asked(b, c)
    offer = batching.batch(RATE)
    assert [one.proposal for one in offer.left_out] == [weaker]
    assert "GB-CHC" in offer.left_out[0].sentence


def test_what_was_settled_meanwhile_is_told_and_nothing_is_accepted(layla: Person, omar: Person) -> None:
    first, _ = pairs(2)
    shown = ids(batching.batch(RATE))
    merging.merge(stays=first.left, moved=first.right, by=omar, at=NOON)
    with pytest.raises(BatchHasChanged) as refused:
        batching.accept_batch(ids=shown, error_rate=RATE, by=layla, at=LATER)
    assert [one.proposal_id for one in refused.value.changed] == [first.pk]
    assert "were decided on meanwhile" in str(refused.value)
    assert Operation.objects.count() == 1 and not Batch.objects.exists()


def test_an_organisation_that_changed_since_the_page_was_made_is_told(layla: Person) -> None:
    first, _ = pairs(2)
    shown = ids(batching.batch(RATE))
    merging.merge(stays=first.left, moved=body("other"), by=layla, at=LATER)
    with pytest.raises(BatchHasChanged) as refused:
        batching.accept_batch(ids=shown, error_rate=RATE, by=layla, at=LATER, seen_at=NOON)
    assert [one.proposal_id for one in refused.value.changed] == [first.pk]
    batching.accept_batch(ids=shown, error_rate=RATE, by=layla, at=LATER, seen_at=LATER)


def test_a_judgement_made_meanwhile_is_told_and_nothing_is_accepted(layla: Person, omar: Person) -> None:
    a, b, c = (body(name) for name in "abc")
    asked(a, b)
    asked(b, c)
    shown = ids(batching.batch(RATE))
    NotSame.objects.create(left=a.records.get(), right=c.records.get(), by=omar, at=NOON)
    with pytest.raises(BatchHasChanged, match="not the same"):
        batching.accept_batch(ids=shown, error_rate=RATE, by=layla, at=LATER)
    assert not Operation.objects.exists()


@pytest.mark.parametrize("rate", [-0.1, 0.6, float("nan"), float("inf")])
def test_an_error_rate_that_is_none_is_refused(layla: Person, rate: float) -> None:
    with pytest.raises(NoSuchErrorRate):
        batching.batch(rate)


@pytest.mark.parametrize("wanted", [[], range(1, batching.MOST + 2)])
def test_an_empty_batch_and_one_too_large_are_refused(layla: Person, wanted: list[int]) -> None:
    with pytest.raises(NothingToAccept):
        batching.accept_batch(ids=wanted, error_rate=RATE, by=layla, at=NOON)


def test_accepting_many_costs_hardly_more_queries_than_accepting_few(
    layla: Person, django_assert_max_num_queries: "object"
) -> None:
    pairs(120)
    with django_assert_max_num_queries(90):  # type: ignore[operator]
        accept(layla)


def state() -> list[tuple[object, ...]]:
    """All that batches may change."""
    bodies = Organisation.objects.order_by("pk").values_list("pk", "merged_into", "title")
    questions = Proposal.objects.order_by("pk").values_list("pk", "state")
    return [*bodies, *Record.objects.order_by("pk").values_list("pk", "organisation_id"), *questions]


ends = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=st.dictionaries(ends, st.integers(25, 40), min_size=1), apart=st.sets(ends, max_size=4))
def test_any_batch_respects_every_judgement_and_undone_leaves_all_as_it_was(
    layla: Person, questions: dict[tuple[int, int], int], apart: set[tuple[int, int]]
) -> None:
    with transaction.atomic():
        bodies = [body(f"body{n}", number="1010101" if n == 0 else "2020202" if n == 5 else "") for n in range(6)]
        for left, right in sorted(apart):
            merging.judge_not_same(left=bodies[left], right=bodies[right], by=layla, at=NOON)
        for (left, right), bits in questions.items():
            asked(bodies[left], bodies[right], bits=bits)
        judgements.settle([one.pk for one in bodies])
        before, offer = state(), batching.batch(RATE)
        waiting = Proposal.objects.filter(state=ProposalState.OPEN).count()
        assert len(offer.proposals) + len(offer.left_out) == waiting
        if offer.proposals:
            made = accept(layla)
            assert contradictions() == []
            owners = dict(Record.objects.values_list("key", "organisation_id"))
            assert all(owners[f"body{left}"] != owners[f"body{right}"] for left, right in apart)
            assert owners["body0"] != owners["body5"]
            assert not batching.batch(RATE).proposals
            batching.undo_batch(batch=made, by=layla, at=LATER)
        assert state() == before
        transaction.set_rollback(True)
