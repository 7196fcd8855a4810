"""One operator or one trustee alone, coerced: nothing private is read, nothing destroyed, no right given, no request approved."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.access import actions, approvals, duty
from dalil.access.audiences import Audience, reaches
from dalil.access.models import Approval, ApprovalState
from dalil.access.rights import Rights, rights_of
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Body, Person

pytestmark = [pytest.mark.django_db, pytest.mark.t05]


@pytest.mark.parametrize("role", ["is_operator", "is_trustee", "is_counsel"])
def test_the_role_alone_reads_nothing_private_of_any_body(role: str, noa: Person, moment: datetime) -> None:
    setattr(noa, role, True)
    noa.save()
    begun = duty.begin(by=noa, at=moment, why="a test") if role == "is_operator" else None
    viewer = viewer_for(noa, at=moment, duty=begun)
    body = Body.objects.create(name="A body", made_at=moment)

    seen = [one for one in Audience.values if reaches(one, viewer, body=body.pk)]

    assert getattr(viewer, role) and seen == ["public"]


Step = st.tuples(
    st.sampled_from(["operator", "counsel", "bar", "let in", "approve", "refuse", "withdraw"]),
    st.integers(0, 2),
    st.integers(0, 60),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(Step, min_size=1, max_size=12))
def test_whatever_one_operator_does_alone_nobodys_guarded_rights_change(
    steps: list[tuple[str, int, int]], omar: Person, layla: Person, noa: Person, moment: datetime
) -> None:
    people = [omar, layla, noa]
    Person.objects.filter(pk=noa.pk).update(is_trustee=True)
    duty.begin(by=omar, at=moment, why="a test", lasts=duty.LONGEST)
    before = {person.pk: rights_of(Person.objects.get(pk=person.pk)) for person in people}
    for step, whose, minutes in steps:
        at, person = moment + timedelta(minutes=minutes), Person.objects.get(pk=people[whose].pk)
        try:
            take(step, by=omar, at=at, person=person)
        except (approvals.Refused, actions.NoOperatorLeft):
            continue

    assert {person.pk: rights_of(Person.objects.get(pk=person.pk)) for person in people} == before
    assert not Approval.objects.filter(state=ApprovalState.APPROVED).exists()


def take(step: str, *, by: Person, at: datetime, person: Person) -> None:
    """One step that a coerced operator might be told to take."""
    held = rights_of(person)
    wanted = {
        "operator": Rights(held.is_editor, not held.is_operator, held.is_active, held.is_counsel),
        "counsel": Rights(held.is_editor, held.is_operator, held.is_active, not held.is_counsel),
        "bar": Rights(held.is_editor, held.is_operator, False, held.is_counsel),
        "let in": Rights(held.is_editor, held.is_operator, True, held.is_counsel),
    }
    if step in wanted:
        actions.change_rights(by=by, at=at, person=person, rights=wanted[step], why="I was told to.")
        return
    for waiting in Approval.objects.filter(state=ApprovalState.ASKED):
        if step == "approve":
            approvals.approve(waiting, by=by, at=at, seen=waiting.hash)
        elif step == "refuse":
            approvals.refuse(waiting, by=by, at=at, why="I was told to.")
        else:
            approvals.withdraw(waiting, by=by, at=at)


@pytest.mark.t23
def test_a_request_of_others_is_answered_as_one_that_does_not_exist(
    omar: Person, layla: Person, noa: Person, moment: datetime, signed_in: Callable[[Person], Client]
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    assert asked is not None
    absent, browser = "00000000-0000-4000-8000-000000000000", signed_in(noa)

    for rest in ("", "/decide", "/withdraw"):
        answers = [browser.post(f"/en/approvals/{one}{rest}", {"decision": "approve"}) for one in (asked.pk, absent)]
        there, not_there = (answer.content.decode().replace(str(asked.pk), absent) for answer in answers)
        assert answers[0].status_code == answers[1].status_code == 404
        assert there == not_there
