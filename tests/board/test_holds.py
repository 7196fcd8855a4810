"""Legal holds and orders: placed by one, released by the board alone, stronger than every wish to destroy, in every state."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dalil.access import state
from dalil.access.state import State
from dalil.accounts.models import Person
from dalil.board import refusals
from dalil.board.actions import holds, orders, papers
from dalil.board.actions.holds import HoldWanted
from dalil.board.actions.orders import OrderServed
from dalil.board.models import Order, OrderState, Paper
from dalil.ledger.models import Entry
from dalil.vault import destroying
from dalil.vault.destroying import Agreement, Held, NotNow
from dalil.vault.models import Hold, Tombstone
from tests.board.conftest import DAY, Moved, decided

SignedIn = Callable[[Person], Client]
SHA = "ab" * 32


@pytest.fixture
def counsel(db: None) -> Person:
    person = Person.objects.create_person("ruth", "Ruth", password="a-court-in-the-morning")
    Person.objects.filter(pk=person.pk).update(is_counsel=True)
    person.refresh_from_db()
    return person


def wanted(at: datetime, *scope: str, **options: str) -> HoldWanted:
    return HoldWanted("12 C 345/26", "Court of Amman", scope, at.date(), at.date() + timedelta(days=60), **options)


def served(at: datetime) -> OrderServed:
    return OrderServed(
        "Court of Amman", "12 C 345/26", "Code of procedure, 27", at.date(), "the operator, by hand", "All of case 7"
    )


def test_an_order_places_the_hold_that_follows_in_the_same_act(counsel: Person, moment: datetime) -> None:
    order = orders.register_order(by=counsel, at=moment, served=served(moment), hold=wanted(moment, "case:7"))

    assert order.hold is not None and order.hold.scope == ["case:7"]
    assert [entry.action for entry in Entry.objects.order_by("number")] == ["place_hold", "register_order"]


def test_an_order_without_a_hold_says_why_and_a_wrong_hold_leaves_no_order(counsel: Person, moment: datetime) -> None:
    with pytest.raises(refusals.CannotBe):
        orders.register_order(by=counsel, at=moment, served=served(moment))
    with pytest.raises(refusals.CannotBe) as wrong:
        orders.register_order(by=counsel, at=moment, served=served(moment), hold=wanted(moment, "all of it"))
    assert wrong.value.field == "scope"
    assert not Order.objects.exists() and not Hold.objects.exists() and not Entry.objects.exists()

    assert orders.register_order(
        by=counsel, at=moment, served=served(moment), why_no_hold="It asks for a public page"
    ).pk


def test_a_hold_over_what_does_not_exist_is_refused_but_not_over_what_may_still_come(
    counsel: Person, moment: datetime
) -> None:
    with pytest.raises(refusals.CannotBe) as wrong:
        holds.place(by=counsel, at=moment, wanted=wanted(moment, "case:2026-*", "motion:7"))
    assert wrong.value.field == "scope" and "none of that number" in str(wrong.value)
    assert not Hold.objects.exists()

    placed = holds.place(by=counsel, at=moment, wanted=wanted(moment, "case:2026-7", "motion:*", "organisation:a", "*"))
    assert placed.scope == ["case:2026-7", "motion:*", "organisation:a", "*"]


@pytest.mark.t25
@pytest.mark.usefixtures("in_office")
@pytest.mark.parametrize("now", list(State))
def test_what_an_order_holds_is_not_destroyed_in_any_state(
    board: list[Person], counsel: Person, moved: Moved, moment: datetime, monkeypatch: pytest.MonkeyPatch, now: State
) -> None:
    paper = papers.add_paper(by=board[0], at=moment, motion=moved(), title="Statement", text="What was seen")
    orders.register_order(by=counsel, at=moment, served=served(moment), hold=wanted(moment, paper.subject))
    monkeypatch.setattr(state, "current_state", lambda: now)

    with pytest.raises(Held if now is State.ACTIVE else NotNow):
        destroying.destroy(
            paper, approval=Agreement(board[0], board[1], "approval:1"), at=moment + 300 * DAY, reason="Too old"
        )

    assert Paper.objects.filter(pk=paper.pk).exists()
    assert not Tombstone.objects.exists()


@pytest.mark.t25
@pytest.mark.parametrize("now", list(State))
def test_a_hold_is_placed_in_every_state(
    board: list[Person], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, now: State
) -> None:
    browser = signed_in(board[0])
    monkeypatch.setattr(state, "current_state", lambda: now)
    today = timezone.localdate()
    typed = {
        "reference": "1",
        "issuer": "x",
        "scope": "case:7",
        "served_on": today,
        "review_on": today + timedelta(days=30),
    }

    assert browser.post(reverse("board:hold_place"), typed).status_code == 302
    assert Hold.objects.get().is_in_force


@pytest.mark.t25
@pytest.mark.usefixtures("in_office")
def test_after_the_release_the_same_destruction_goes_through_and_leaves_a_tombstone(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    paper = papers.add_paper(by=board[0], at=moment, motion=moved(), title="Statement", text="What was seen")
    hold = holds.place(by=board[0], at=moment, wanted=wanted(moment, paper.subject))
    motion = moved("release_hold", subject=hold.subject, particulars={"why": "The court closed the case"})
    decided(board, motion, "+++", moment)

    hold.refresh_from_db()
    assert not hold.is_in_force
    assert hold.resolution == "2026/1" and hold.release_reason == "The court closed the case"
    stone = destroying.destroy(
        paper, approval=Agreement(board[0], board[1], "approval:1"), at=moment + 10 * DAY, reason="Too old"
    )
    assert stone.subject == paper.subject


@pytest.mark.t05
@pytest.mark.parametrize("said", ["+", "++", "++0", "++-", "++000"])
def test_fewer_than_three_of_five_release_nothing(
    board: list[Person], moved: Moved, moment: datetime, said: str
) -> None:
    hold = holds.place(by=board[0], at=moment, wanted=wanted(moment, "case:7"))
    motion = moved("release_hold", subject=hold.subject, particulars={"why": "I was told to"})
    decided(board, motion, said, moment)

    hold.refresh_from_db()
    assert hold.is_in_force


@pytest.mark.t05
def test_one_trustee_places_a_hold_and_cannot_take_it_back(
    board: list[Person], signed_in: SignedIn, moment: datetime
) -> None:
    hold = holds.place(by=board[0], at=moment, wanted=wanted(moment, "case:7"))
    browser = signed_in(board[0])
    shown = browser.get(reverse("board:hold", args=[hold.pk])).content.decode()
    for address in ("", "release/", "delete/"):
        browser.post(f"{reverse('board:hold', args=[hold.pk])}{address}")
        browser.delete(f"{reverse('board:hold', args=[hold.pk])}{address}")

    hold.refresh_from_db()
    assert hold.is_in_force
    assert "Propose to release it" in shown
    assert not any("release" in name for name in vars(holds))


def test_others_place_no_hold(board: list[Person], layla: Person, omar: Person, moment: datetime) -> None:
    Person.objects.filter(pk=board[4].pk).update(is_trustee=False)
    for person in (layla, omar, board[4]):
        with pytest.raises(refusals.NotInOffice):
            holds.place(by=person, at=moment, wanted=wanted(moment, "case:7"))
    assert not Hold.objects.exists()


def test_counsel_checks_an_order_and_it_is_answered_narrowly(
    board: list[Person], counsel: Person, moment: datetime
) -> None:
    order = orders.register_order(by=board[0], at=moment, served=served(moment), why_no_hold="Public pages alone")
    said = {"answer": "Two entries", "handed_over": [("organisation:7", SHA), ("organisation:8", SHA.upper())]}
    with pytest.raises(refusals.CannotBe):
        orders.answer_order(by=counsel, at=moment, order=order, told_on=moment.date(), **said)
    with pytest.raises(refusals.NotInOffice):
        orders.check_order(by=board[0], at=moment, order=order, is_authentic=True, finding="Looks right")
    orders.check_order(by=counsel, at=moment, order=order, is_authentic=True, finding="Real", objection="Goes too far")
    for wrong in ({"told_on": None}, {"told_on": moment.date(), "handed_over": [("organisation:7", "no hash")]}):
        with pytest.raises(refusals.CannotBe):
            orders.answer_order(by=counsel, at=moment, order=order, **{**said, **wrong})
    answered = orders.answer_order(by=counsel, at=moment, order=order, told_on=moment.date(), **said)

    assert answered.state == OrderState.ANSWERED
    assert [(one.subject, one.sha256) for one in answered.handed_over.all()] == [
        ("organisation:7", SHA),
        ("organisation:8", SHA),
    ]


def test_an_order_that_is_not_real_is_refused_and_its_hold_stays(counsel: Person, moment: datetime) -> None:
    order = orders.register_order(by=counsel, at=moment, served=served(moment), hold=wanted(moment, "case:7"))
    checked = orders.check_order(by=counsel, at=moment, order=order, is_authentic=False, finding="The seal is forged")

    assert checked.state == OrderState.REFUSED
    assert checked.hold is not None and checked.hold.is_in_force


def test_the_public_sees_numbers_by_year_alone(stranger: Client, counsel: Person, moment: datetime) -> None:
    for _ in range(3):
        orders.register_order(by=counsel, at=moment, served=served(moment), hold=wanted(moment, "case:7"))
    last = Order.objects.first()
    assert last is not None
    orders.check_order(by=counsel, at=moment, order=last, is_authentic=False, finding="Forged")
    page = stranger.get(reverse("board:orders"))

    assert page.context["years"] == [
        {"year": "2026", "served": 3, "answered": 0, "refused": 1, "objected": 0, "held": 3, "untold": 0}
    ]
    assert "Amman" not in page.content.decode()


def test_an_order_goes_its_whole_way_on_the_pages(signed_in: SignedIn, counsel: Person) -> None:
    browser, today = signed_in(counsel), timezone.localdate()
    typed = {
        "authority": "Court of Amman",
        "reference": "12 C 345/26",
        "legal_basis": "Code, 27",
        "served_on": today,
        "served_how": "by hand",
        "asks_for": "All of case 7",
        "scope": "case:7\ncase:8",
    }
    no_review = browser.post(reverse("board:order_add"), typed)
    browser.post(reverse("board:order_add"), typed | {"review_on": today + timedelta(days=30)})
    order = Order.objects.get()
    one = reverse("board:order", args=[order.pk])
    browser.post(f"{one}check/", {"is_authentic": "on", "finding": "Real"})
    wrong = browser.post(f"{one}answer/", {"answer": "x", "handed_over": "case:7 nonsense", "told_on": today})
    browser.post(f"{one}answer/", {"answer": "One thing", "handed_over": f"the case 7 {SHA}", "told_on": today})

    order.refresh_from_db()
    assert (no_review.status_code, wrong.status_code) == (422, 422)
    assert order.state == OrderState.ANSWERED
    assert order.hold is not None and order.hold.scope == ["case:7", "case:8"]
    assert "the case 7" in browser.get(one).content.decode()


def test_a_hold_that_should_have_been_looked_at_is_shown_as_overdue(
    signed_in: SignedIn, board: list[Person], moment: datetime
) -> None:
    hold = holds.place(by=board[0], at=moment, wanted=wanted(moment, "person:*"))
    Hold.objects.update(review_on=date(2020, 2, 1))
    browser = signed_in(board[0])

    assert "should have been looked at again" in browser.get(reverse("board:hold_list")).content.decode()
    assert "1 legal hold should" in browser.get(reverse("board:board_desk")).content.decode()
    later = timezone.localdate() + timedelta(days=90)
    browser.post(f"{reverse('board:hold', args=[hold.pk])}review/", {"review_on": later})
    assert "should have been looked at again" not in browser.get(reverse("board:hold_list")).content.decode()
