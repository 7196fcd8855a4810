"""Whatever needs two people is not done by one: not from two browsers, not in another role, not after asking again.

The kinds are those that the rooms have registered, whichever they are; what each would do is put aside, and counted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import approvals, duty
from dalil.access.leaving import ON_DUTY
from dalil.access.models import Approval, ApprovalState
from dalil.access.refusals import Refused
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.t05]

KINDS = sorted(approvals._KINDS)
ROLES = ("is_editor", "is_operator", "is_counsel", "is_trustee")
SignedIn = Callable[[Person], Client]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that were carried out: each does nothing but say so."""
    carried: list[str] = []

    def aside(approval: Approval, **whatever: object) -> None:
        carried.append(approval.kind)

    kept = {code: replace(known, carry_out=aside, lines=None) for code, known in approvals._KINDS.items()}
    monkeypatch.setattr(approvals, "_KINDS", kept)
    return carried


def somebody(name: str, *roles: str) -> Person:
    """A person in these roles; an operator is on duty."""
    person = Person.objects.create_person(name, name.title())
    return in_roles(person, *roles)


def in_roles(person: Person, *roles: str) -> Person:
    """The same person, in these roles and no other."""
    Person.objects.filter(pk=person.pk).update(**{role: role in roles for role in ROLES})
    return Person.objects.get(pk=person.pk)


def asked(kind: str, by: Person) -> Approval:
    """A request of this kind, about nobody."""
    return approvals.ask(kind=kind, subject="thing:1", data={"thing": 1}, by=by, at=timezone.now(), why="It is due.")


def on_duty(browser: Client, person: Person) -> Client:
    """The browser of an operator who went on duty in it."""
    session = browser.session
    session[ON_DUTY] = str(duty.begin(by=person, at=timezone.now(), why="a test").pk)
    session.save()
    return browser


def say_yes(browser: Client, request: Approval) -> int:
    """Agrees on the page."""
    given = {"decision": "approve", "seen": request.hash}
    return browser.post(f"/en/approvals/{request.pk}/decide", given).status_code


@pytest.mark.parametrize("kind", KINDS)
def test_one_person_in_all_roles_from_two_browsers_does_nothing(
    kind: str, done: list[str], signed_in: SignedIn
) -> None:
    person = somebody("rim", *ROLES)
    first, second = (on_duty(signed_in(person), person) for _browser in range(2))
    request = asked(kind, person)
    for browser in (first, second, first):
        assert say_yes(browser, request) in {302, 409}
    again = asked(kind, person)

    assert (again.pk, done) == (request.pk, [])
    assert Approval.objects.get().state == ApprovalState.ASKED
    assert not Entry.objects.filter(action__in=("approve", "agree")).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_asked_in_one_role_it_is_not_approved_in_another_by_the_same_person(kind: str, done: list[str]) -> None:
    person, at = somebody("rim", *ROLES), timezone.now()
    body = Body.objects.create(name="A body", made_at=at)
    Delegation.objects.create(body=body, person=person, role=DelegateRole.MANAGER, since=at - timedelta(days=1))
    tried = 0
    for role in ROLES:
        request = asked(kind, in_roles(person, role))
        for others in (two for count in (1, 2) for two in combinations(ROLES, count)):
            again = in_roles(person, *others)
            begun = duty.begin(by=again, at=at, why="a test") if again.is_operator else None
            for acting_for in (None, body.pk):
                viewer = viewer_for(again, at=at, duty=begun, acting_for=acting_for)
                with pytest.raises(Refused):
                    approvals.approve(request, by=again, at=at, seen=request.hash, viewer=viewer)
                assert not approvals.may_decide(request, viewer)
                tried += 1
        approvals.withdraw(request, by=person, at=at)

    assert (done, tried) == ([], 4 * 10 * 2)
    assert not Approval.objects.filter(state=ApprovalState.APPROVED).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_person_counts_once_and_then_it_is_done_once(
    kind: str, done: list[str], signed_in: SignedIn
) -> None:
    """Or nothing would be shown by what is above."""
    person, other = somebody("rim", *ROLES), somebody("sami", *ROLES)
    request = asked(kind, person)
    for _time in range(3):
        say_yes(on_duty(signed_in(other), other), request)

    assert done == ([kind] if request.needed == 2 else [])


def test_the_kinds_are_those_that_the_rooms_registered() -> None:
    assert {"rights", "bulk_export", "destroy"} < {*KINDS}
    assert all(known.needed >= 2 for known in approvals._KINDS.values())
