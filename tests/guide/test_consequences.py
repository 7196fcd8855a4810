"""Before a decision is undone it is told what came after it; undoing then does just that."""

from datetime import timedelta

import pytest

from dalil.accounts.models import Person
from dalil.formats.record import Record as Values
from dalil.guide import consequences
from dalil.guide.actions import editing, merging
from dalil.guide.models import Organisation, Proposal, ProposalState, Record
from tests.guide.bodies import LATER, NOON, asked, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def four() -> list[Organisation]:
    return [body(name) for name in ("olive", "palm", "reed", "sage")]


def test_a_merge_on_which_nothing_depends_says_so(four: list[Organisation], layla: Person) -> None:
    operation = merging.merge(stays=four[0], moved=four[1], by=layla, at=NOON)
    found = consequences.of(operation)
    assert found.is_alone
    assert found.sentences == ("1 record goes to another organisation.",)
    assert found.organisations == ("olive", "palm")


def test_later_decisions_edits_and_records_are_told(four: list[Organisation], layla: Person) -> None:
    olive, palm, reed, sage = four
    proposal, other = asked(olive, palm), asked(palm, sage)
    operation = merging.merge(stays=olive, moved=palm, by=layla, at=NOON, proposal=proposal)
    later = merging.merge(stays=olive, moved=reed, by=layla, at=LATER)
    judgement = merging.judge_not_same(left=olive, right=sage, by=layla, at=LATER, proposal=other)
    editing.edit_organisation(organisation=olive, values=Values(status="active"), by=layla, at=LATER)
    found = consequences.of(operation)
    assert found.later == (later,)
    assert [one.pk for one in found.judgements] == [judgement.pk]
    assert [change.kind for change in found.edits] == ["edited"]
    assert [record.source.slug for record in found.taken_in] == ["editors"]
    assert found.proposals == (proposal,)
    assert not found.is_alone
    assert len(found.sentences) >= 5


def test_a_judgement_on_a_record_that_goes_back_follows_it(four: list[Organisation], layla: Person) -> None:
    olive, palm, _, sage = four
    asked_after = asked(palm, sage)
    operation = merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    judgement = merging.judge_not_same(left=olive, right=sage, by=layla, at=LATER, proposal=asked_after)
    assert consequences.of(operation).judgements == (judgement,)


def test_undoing_a_split_that_was_judged_since_says_what_would_be_contradicted(
    four: list[Organisation], layla: Person
) -> None:
    olive, palm, _, _ = four
    merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    split = merging.split(organisation=olive, records=list(Record.objects.filter(key="palm")), by=layla, at=NOON)
    judgement = merging.judge_not_same(left=olive, right=split.moved, by=layla, at=LATER)
    found = consequences.of(split)
    assert found.contradictions == (judgement,)
    assert "would be contradicted" in found.sentences[-1]


def test_what_is_told_is_what_undoing_then_does(four: list[Organisation], layla: Person) -> None:
    olive, palm, reed, sage = four
    questions = [asked(olive, palm), asked(palm, sage), asked(reed, sage)]
    first = merging.merge(stays=olive, moved=palm, by=layla, at=NOON)
    merging.merge(stays=reed, moved=sage, by=layla, at=LATER)
    merging.merge(stays=olive, moved=reed, by=layla, at=LATER + timedelta(hours=1))
    told = consequences.of(first)
    before = dict(Record.objects.values_list("pk", "organisation_id"))
    were_merged = {one.pk for one in questions if Proposal.objects.get(pk=one.pk).state == ProposalState.MERGED}
    changed = merging.undo(operation=first, by=layla, at=LATER + timedelta(hours=2))
    after = dict(Record.objects.values_list("pk", "organisation_id"))
    assert dict(told.moving) == {pk: owner for pk, owner in after.items() if owner != before[pk]}
    assert set(changed) == set(told.organisations)
    are_merged = {one.pk for one in questions if Proposal.objects.get(pk=one.pk).state == ProposalState.MERGED}
    assert {one.pk for one in told.proposals} == were_merged - are_merged


def test_an_operation_that_is_undone_has_no_consequences_left(four: list[Organisation], layla: Person) -> None:
    operation = merging.merge(stays=four[0], moved=four[1], by=layla, at=NOON)
    merging.undo(operation=operation, by=layla, at=LATER)
    operation.refresh_from_db()
    assert consequences.of(operation) == consequences.Consequences()
