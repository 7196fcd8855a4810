"""The queue in its two parts: what is accepted together after a second look, and what is asked one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dalil.accounts.models import Person
from dalil.guide.actions import merging
from dalil.guide.models import Batch, Decision, NotSame, Operation, Proposal, Source
from tests.guide.staff.conftest import AT
from tests.guide.staff.pairs import proposals

BATCH = "/en/staff/merges/batch/"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    for mark in "\u2066\u2068\u2069":
        text = text.replace(mark, "")
    return text


@pytest.fixture
def sure(source: Source) -> list[Proposal]:
    """Five pairs that are surely one."""
    return proposals(source, 5, bits=25.0)


@pytest.fixture
def grey(source: Source) -> list[Proposal]:
    """Four pairs that have to be looked at."""
    return proposals(source, 4)


def ids(pairs: list[Proposal]) -> list[int]:
    return [one.pk for one in pairs]


def test_the_batch_ticks_every_sure_pair_the_weakest_first_and_opens_each_to_its_reasons(
    desk: Client, sure: list[Proposal]
) -> None:
    text = text_of(desk.get(BATCH))
    assert text.count(" checked>") == 5
    assert text.index(f'"pair-{sure[-1].pk}"') < text.index(f'"pair-{sure[0].pk}"')
    assert f'hx-get="/en/staff/merges/{sure[0].pk}/why/"' in text
    why = text_of(desk.get(f"/en/staff/merges/{sure[0].pk}/why/"))
    assert 'class="waterfall"' in why
    assert "<html" not in why


def test_nothing_is_merged_before_the_second_page_said_what_it_does(desk: Client, sure: list[Proposal]) -> None:
    text = text_of(desk.post(f"{BATCH}confirm/", {"ids": ids(sure)[:4], "rate": "1"}))
    assert "Accept these 4" in text
    assert "4 organisations become part of others." in text
    assert not Operation.objects.exists()


def test_the_ticked_are_accepted_and_the_batch_is_undone_as_a_whole(desk: Client, sure: list[Proposal]) -> None:
    answer = desk.post(f"{BATCH}accept/", {"ids": ids(sure)[:4], "rate": "1"}, follow=True)
    assert "4 pairs are merged." in text_of(answer)
    batch = Batch.objects.get()
    assert (batch.count, batch.error_rate) == (4, 0.01)
    assert Operation.objects.in_force().count() == 4
    before = text_of(desk.get(f"/en/staff/merges/batches/{batch.pk}/"))
    assert "What undoing changes" in before
    assert "4 records go to other organisations" in before or "4 records" in before
    assert Operation.objects.in_force().count() == 4
    desk.post(f"/en/staff/merges/batches/{batch.pk}/")
    assert not Operation.objects.in_force().exists()
    assert "It was undone by Layla Haddad" in text_of(desk.get(f"/en/staff/merges/batches/{batch.pk}/"))
    assert "This decision was undone before." in text_of(
        desk.post(f"/en/staff/merges/batches/{batch.pk}/", follow=True)
    )


def test_what_changed_since_the_second_page_is_told_and_nothing_is_accepted(
    desk: Client, sure: list[Proposal], layla: Person
) -> None:
    form = {"ids": ids(sure), "rate": "1"}
    first = sure[0]
    merging.judge_not_same(left=first.left, right=first.right, by=layla, at=AT)
    text = text_of(desk.post(f"{BATCH}accept/", form))
    assert "nothing was accepted" in text
    assert "were decided on meanwhile" in text
    assert "Accept these 4" in text
    assert not Operation.objects.exists()


def test_a_pair_judged_to_differ_is_not_offered(desk: Client, sure: list[Proposal], layla: Person) -> None:
    merging.judge_not_same(left=sure[0].left, right=sure[0].right, by=layla, at=AT)
    assert text_of(desk.get(BATCH)).count(" checked>") == 4


@pytest.mark.parametrize("odd", ["abc", "", "0", "-3", "99", "nan", "inf", "1e999", "\x00", "١٢٣٤"])
def test_an_error_rate_that_is_none_is_refused_in_words_and_the_old_one_stays(
    desk: Client, sure: list[Proposal], odd: str
) -> None:
    text = text_of(desk.get(BATCH, {"rate": odd}, follow=True))
    assert "The error rate must be a number" in text
    assert 'value="1"' in text


@pytest.mark.parametrize(("typed", "kept"), [("2,5", "2.5"), ("٣", "3"), ("0.1 %", "0.1"), (" 10٪ ", "10")])
def test_an_error_rate_is_understood_as_people_write_it(desk: Client, db: None, typed: str, kept: str) -> None:
    assert f'value="{kept}"' in text_of(desk.get(BATCH, {"rate": typed}, follow=True))


@pytest.mark.parametrize("odd", [{}, {"ids": ["abc", "-1", "9" * 30]}, {"ids": ["123456"], "seen_at": "yesterday"}])
@pytest.mark.parametrize("step", ["confirm", "accept"])
def test_odd_ids_accept_nothing(desk: Client, sure: list[Proposal], odd: dict[str, Any], step: str) -> None:
    answer = desk.post(f"{BATCH}{step}/", {**odd, "rate": "abc"}, follow=True)
    assert answer.status_code == 200
    assert not Operation.objects.exists()


@pytest.mark.parametrize("address", [f"{BATCH}confirm/", f"{BATCH}accept/", "/en/staff/judgements/1/withdraw/"])
def test_what_changes_something_cannot_be_asked_for_by_a_link(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 405


def test_the_grey_zone_leaves_out_what_the_batch_offers(desk: Client, source: Source) -> None:
    proposals(source, 3)
    surest = Proposal.objects.get(left_id="left0")
    Proposal.objects.filter(pk=surest.pk).update(bits=25.0, score=0.99)
    text = text_of(desk.get("/en/staff/merges/"))
    assert f"/en/staff/merges/{surest.pk}/" not in text
    assert "/en/staff/merges/" in text
    assert [tab["count"] for tab in desk.get("/en/staff/merges/").context["tabs"]] == [2, 1, None]


@pytest.mark.parametrize(("order", "first"), [("likely", 0), ("teaching", 3), ("odd", 3)])
def test_the_queue_is_asked_in_the_order_chosen(desk: Client, grey: list[Proposal], order: str, first: int) -> None:
    asked = desk.get(f"/en/staff/merges/?order={order}").context["asked"]
    assert asked[0][0].pk == grey[first].pk


def test_unsure_is_noted_and_asked_last(desk: Client, grey: list[Proposal]) -> None:
    first = desk.get("/en/staff/merges/").context["asked"][0][0]
    answer = desk.post(f"/en/staff/merges/{first.pk}/", {"answer": "unsure", "reason": "no address"}, follow=True)
    assert "it cannot be told yet" in text_of(answer)
    assert Decision.objects.get().note == "no address"
    assert desk.get("/en/staff/merges/").context["asked"][-1][0].pk == first.pk
    last = answer.context["last"]
    assert (last.is_link, last.address) == (True, f"/en/staff/merges/{first.pk}/")


def test_undoing_what_others_depend_on_says_so_first(desk: Client, grey: list[Proposal], layla: Person) -> None:
    one, two = grey[:2]
    operation = merging.merge(stays=one.left, moved=one.right, by=layla, at=AT)
    merging.merge(stays=one.left, moved=two.left, by=layla, at=AT)
    address = f"/en/staff/operations/{operation.pk}/undo/"
    text = text_of(desk.post(address))
    assert "1 later merge or split" in text
    assert Operation.objects.in_force().count() == 2
    assert "Undone." in text_of(desk.post(address, {"seen": "yes"}, follow=True))
    assert Operation.objects.in_force().count() == 1
    assert "It was undone by Layla Haddad" in text_of(desk.get(address))


def test_undoing_what_nothing_depends_on_is_done_at_once(desk: Client, grey: list[Proposal], layla: Person) -> None:
    operation = merging.merge(stays=grey[0].left, moved=grey[0].right, by=layla, at=AT)
    assert "Nothing else was decided since" in text_of(desk.get(f"/en/staff/operations/{operation.pk}/undo/"))
    desk.post(f"/en/staff/operations/{operation.pk}/undo/")
    assert not Operation.objects.in_force().exists()


def test_decisions_that_contradict_each_other_are_shown_with_who_decided_and_how_to_settle(
    desk: Client, grey: list[Proposal], layla: Person
) -> None:
    assert "No decision contradicts another." in text_of(desk.get("/en/staff/contradictions/"))
    one = grey[0]
    operation = merging.merge(stays=one.left, moved=one.right, by=layla, at=AT, reason="one board")
    judgement = NotSame.objects.create(left=one.left_record, right=one.right_record, by=layla, at=AT)
    text = text_of(desk.get("/en/staff/contradictions/"))
    assert "Layla Haddad merged" in text
    assert "are not the same" in text
    assert f'action="/en/staff/judgements/{judgement.pk}/withdraw/"' in text
    assert f'href="/en/staff/operations/{operation.pk}/undo/"' in text
    desk.post(f"/en/staff/judgements/{judgement.pk}/withdraw/")
    assert "No decision contradicts another." in text_of(desk.get("/en/staff/contradictions/"))


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
@pytest.mark.parametrize("page", ["merges/{}/", "merges/{}/why/", "merges/batches/{}/", "operations/{}/undo/"])
def test_a_number_that_nothing_has_is_no_page(desk: Client, page: str, number: str) -> None:
    assert desk.get(f"/en/staff/{page.format(number)}").status_code == 404


def test_a_pair_costs_few_queries(
    desk: Client, grey: list[Proposal], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(12):
        desk.get(f"/en/staff/merges/{grey[0].pk}/")
