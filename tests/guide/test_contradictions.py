"""A is B, B is C, A is not C: refused with the whole chain, or found and told with who decided each; never resolved silently."""

import pytest

from dalil.accounts.models import Person
from dalil.guide.actions import merging
from dalil.guide.actions.merging import KnownToDifferBy
from dalil.guide.contradictions import chain_between, contradictions
from dalil.guide.models import Operation, Organisation, Record
from tests.guide.bodies import LATER, NOON, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Organisation]:
    return [body(name) for name in ("olive", "palm", "reed")]


def test_a_refusal_names_every_decision_of_the_chain_and_who_made_it(
    three: list[Organisation], layla: Person, omar: Person
) -> None:
    olive, palm, reed = three
    merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    judgement = merging.judge_not_same(left=olive, right=reed, by=omar, at=LATER)
    with pytest.raises(KnownToDifferBy) as refused:
        merging.merge(stays=olive, moved=reed, by=layla, at=LATER)
    sentence = str(refused.value)
    assert "Omar Ben Ali judged on Nov. 22, 2026 that" in sentence
    assert refused.value.chain[-1].judgement == judgement
    assert not Record.objects.filter(key="reed", organisation=olive).exists()


def test_the_chain_goes_through_the_merges_that_brought_a_record_here(
    three: list[Organisation], layla: Person, omar: Person
) -> None:
    olive, palm, reed = three
    merging.judge_not_same(left=palm, right=reed, by=omar, at=NOON)
    operation = merging.merge(stays=olive, moved=palm, by=layla, at=LATER)
    chain = chain_between("olive", "reed")
    assert [(link.operation, link.by) for link in chain] == [(operation, "Layla Haddad"), (None, "Omar Ben Ali")]
    assert "Layla Haddad merged “Body palm” into “Body olive”" in chain[0].sentence
    assert chain_between("reed", "olive") != ()


def test_two_that_may_be_merged_have_no_chain(three: list[Organisation]) -> None:
    assert chain_between("olive", "palm") == ()
    assert contradictions() == []


def test_a_split_undone_after_its_parts_were_judged_to_differ_is_found_and_told(
    three: list[Organisation], layla: Person, omar: Person
) -> None:
    olive, palm, reed = three
    first = merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    second = merging.merge(stays=olive, moved=reed, by=layla, at=NOON)
    split = merging.split(organisation=olive, records=list(Record.objects.filter(key="reed")), by=omar, at=NOON)
    judgement = merging.judge_not_same(left=olive, right=split.moved, by=omar, at=NOON)
    assert contradictions() == []
    merging.undo(operation=split, by=layla, at=LATER)
    (found,) = contradictions()
    assert (found.judgement, found.organisation_id) == (judgement, "olive")
    assert found.chain[0].judgement == judgement
    assert [link.operation for link in found.chain[1:]] == [second]
    assert {link.by for link in found.chain} == {"Layla Haddad", "Omar Ben Ali"}
    assert first in Operation.objects.in_force()


def test_withdrawing_the_judgement_or_undoing_the_merge_ends_the_contradiction(
    three: list[Organisation], layla: Person
) -> None:
    olive, palm, _ = three
    operation = merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    split = merging.split(organisation=olive, records=list(Record.objects.filter(key="palm")), by=layla, at=NOON)
    judgement = merging.judge_not_same(left=olive, right=split.moved, by=layla, at=NOON)
    merging.undo(operation=split, by=layla, at=LATER)
    assert len(contradictions()) == 1
    merging.undo(operation=operation, by=layla, at=LATER)
    assert contradictions() == []
    merging.withdraw_not_same(judgement=judgement, by=layla, at=LATER)
    merging.merge(stays=olive, moved=palm, by=layla, at=LATER)
