"""Nobody makes an operator, takes the role, or bars one of the staff alone; the command line only while nobody can be asked."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from dalil.access import actions, approvals, duty
from dalil.access.models import Approval, ApprovalState
from dalil.access.rights import Rights
from dalil.accounts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rim(db: None, moment: datetime) -> Person:
    """A second operator, on duty."""
    person = Person.objects.create_person("rim", "Rim Saad", is_operator=True)
    duty.begin(by=person, at=moment, why="Accounts wait.")
    return person


@pytest.mark.parametrize(
    "after",
    [
        Rights(is_editor=True, is_operator=True),
        Rights(is_editor=True, is_counsel=True),
        Rights(is_editor=True, is_active=False),
    ],
)
def test_what_one_operator_may_not_give_alone_waits_for_a_second(
    omar: Person, rim: Person, layla: Person, moment: datetime, after: Rights
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=after, why="She takes over.")

    layla.refresh_from_db()
    assert asked is not None and (layla.is_operator, layla.is_counsel, layla.is_active) == (False, False, True)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(asked, by=omar, at=moment)

    approvals.approve(asked, by=rim, at=moment)

    layla.refresh_from_db()
    assert (layla.is_editor, layla.is_operator, layla.is_counsel, layla.is_active) == (
        after.is_editor,
        after.is_operator,
        after.is_counsel,
        after.is_active,
    )


def test_a_second_operator_who_is_not_on_duty_cannot_agree(
    omar: Person, rim: Person, layla: Person, moment: datetime
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    duty.end(by=rim, at=moment)
    assert asked is not None

    with pytest.raises(approvals.NotForYou):
        approvals.approve(asked, by=rim, at=moment)


def test_a_trustee_may_be_the_second_and_nobody_decides_on_their_own_rights(
    omar: Person, rim: Person, noa: Person, moment: datetime
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=rim, rights=Rights(), why="She leaves.")
    assert asked is not None
    with pytest.raises(approvals.Concerned):
        approvals.approve(asked, by=rim, at=moment)

    Person.objects.filter(pk=noa.pk).update(is_trustee=True)
    approvals.approve(asked, by=noa, at=moment)

    rim.refresh_from_db()
    assert not rim.is_operator


def test_roles_that_changed_meanwhile_are_not_overwritten(
    omar: Person, rim: Person, layla: Person, moment: datetime
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    assert asked is not None
    actions.change_rights(by=omar, at=moment, person=layla, rights=Rights())

    with pytest.raises(approvals.CannotBeDone, match="changed meanwhile"):
        approvals.approve(asked, by=rim, at=moment)

    layla.refresh_from_db()
    assert not layla.is_operator
    assert Approval.objects.get().state == ApprovalState.FAILED


def test_the_word_of_somebody_who_is_no_operator_any_more_does_not_count(
    omar: Person, rim: Person, layla: Person, moment: datetime
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    Person.objects.filter(pk=omar.pk).update(is_operator=False)
    assert asked is not None

    with pytest.raises(approvals.CannotBeDone, match="no operator any more"):
        approvals.approve(asked, by=rim, at=moment)


def test_the_command_line_gives_the_first_two_operators_alone_and_then_asks(moment: datetime) -> None:
    by = Person.objects.command_line()
    made = [
        actions.make_person(by=by, at=moment, sign_in_name=name, display_name=name, rights=Rights(is_operator=True))[0]
        for name in ("first", "second", "third")
    ]

    assert [person.is_operator for person in made] == [True, True, False]
    waiting = Approval.objects.get()
    assert (waiting.kind, waiting.subject) == ("rights", f"person:{made[2].pk}")
    duty.begin(by=made[0], at=moment, why="Accounts wait.")
    approvals.approve(waiting, by=made[0], at=moment)
    made[2].refresh_from_db()
    assert made[2].is_operator


def test_on_the_page_a_reason_is_asked_for_and_a_second_person_decides_what_was_shown(
    omar: Person, layla: Person, noa: Person, signed_in: Callable[[Person], Client]
) -> None:
    Person.objects.filter(pk=noa.pk).update(is_trustee=True)
    noa.refresh_from_db()
    omars: Client = signed_in(omar)
    address, typed = f"/en/people/{layla.pk}", {"is_editor": "on", "is_operator": "on", "is_active": "on"}
    assert omars.post(address, typed).status_code == 422

    page = omars.post(address, {**typed, "why": "Omar goes on leave."}).headers["Location"]

    approval = Approval.objects.get()
    assert page == f"/en/approvals/{approval.pk}"
    assert "Omar goes on leave." in omars.get(page).content.decode()
    assert omars.post(f"{page}/decide", {"decision": "approve", "seen": approval.hash}).status_code == 409
    noas: Client = signed_in(noa)
    shown = noas.get("/en/approvals").content.decode()
    assert page in shown and '<span class="count">1</span>' in shown
    assert noas.post(f"{page}/decide", {"decision": "refuse", "seen": approval.hash}).status_code == 422
    assert noas.post(f"{page}/decide", {"decision": "approve", "seen": "0" * 64}).status_code == 409
    assert noas.post(f"{page}/decide", {"decision": "approve", "seen": approval.hash}).status_code == 302
    layla.refresh_from_db()
    assert layla.is_operator


def test_a_request_is_not_there_for_those_whom_it_does_not_concern(
    omar: Person, layla: Person, noa: Person, moment: datetime, signed_in: Callable[[Person], Client]
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    assert asked is not None

    for who in (noa, layla):
        browser: Client = signed_in(who)
        assert browser.get(f"/en/approvals/{asked.pk}").status_code == 404
        assert browser.post(f"/en/approvals/{asked.pk}/decide", {"decision": "approve"}).status_code == 404
        assert browser.post(f"/en/approvals/{asked.pk}/withdraw").status_code == 404
        assert str(asked.pk) not in browser.get("/en/approvals").content.decode()
