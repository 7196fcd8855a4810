"""An invitation that nobody used in time is given anew: the first manager's by editors, a delegate's by any manager."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import approvals
from dalil.access.actions import invitations
from dalil.access.models import Approval
from dalil.accounts.models import DelegateRole, Delegation, Invitation, Person
from dalil.guide.actions import deciding_claims, delegating, inviting
from dalil.guide.actions.deciding_claims import EditorIsConcerned, IsManaged, ReasonIsMissing, invite_again
from dalil.guide.models import Organisation
from dalil.ledger.models import Entry
from tests.guide.owners.acts import AT, approved, body_holding, browser, delegate, letters, person

Browses = Callable[..., Client]
LATER = AT + timedelta(days=8)


@pytest.fixture
def samir(db: None) -> Person:
    """A second editor."""
    return Person.objects.create_person("samir", "Samir", is_editor=True)


def secrets_sent() -> list[str]:
    """What stands behind the # of each invitation's link, in the order in which they were sent."""
    return [text.split("#")[1].split()[0] for _to, _topic, text in letters() if "/invitation#" in text]


def test_the_claimant_is_invited_again_at_the_address_of_the_claim_and_the_old_link_is_shut(
    lamp: Organisation, layla: Person, samir: Person
) -> None:
    body = approved(lamp, layla)
    (old,) = secrets_sent()
    with pytest.raises(invitations.Gone):
        invitations.find(old, at=LATER)
    with pytest.raises(ReasonIsMissing):
        invite_again(claim=body.claim, by=samir, at=LATER, reason=" ")

    invite_again(claim=body.claim, by=samir, at=LATER, reason="she was ill")
    first, second = secrets_sent()
    assert first == old != second
    assert {to for to, _topic, text in letters() if "/invitation#" in text} == {"rana.khalil@lamp.example"}
    rana = person("rana")
    invitations.accept(by=rana, at=LATER, invitation=invitations.find(second, at=LATER))
    assert Delegation.objects.get().role == DelegateRole.MANAGER
    told = Entry.objects.get(action="invite_manager_again")
    assert (told.actor, told.why) == (samir, "she was ill")
    assert "rana" not in told.data_json
    with pytest.raises(IsManaged):
        invite_again(claim=body.claim, by=samir, at=LATER, reason="again")


def test_a_link_that_is_open_still_is_shut_by_the_next(lamp: Organisation, layla: Person) -> None:
    body = approved(lamp, layla)
    (first,) = secrets_sent()
    invite_again(claim=body.claim, by=layla, at=AT, reason="the mail was lost")
    (second,) = set(secrets_sent()) - {first}
    with pytest.raises(invitations.Gone):
        invitations.find(first, at=AT)
    assert invitations.find(second, at=AT).given["body"] == str(body.pk)


def test_where_somebody_managed_before_two_editors_agree_and_neither_is_concerned(
    lamp: Organisation, layla: Person, samir: Person
) -> None:
    body = approved(lamp, layla)
    rana = person("rana")
    invitations.accept(by=rana, at=AT, invitation=Invitation.objects.get())
    Person.objects.filter(pk=rana.pk).update(is_active=False)

    asked = invite_again(claim=body.claim, by=layla, at=LATER, reason="her account was closed; she has a new address")
    assert isinstance(asked, Approval) and len(secrets_sent()) == 1
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(asked, by=layla, at=LATER)
    Delegation.objects.create(body=body, person=samir, role=DelegateRole.READER, since=AT)
    with pytest.raises(approvals.CannotBeDone):
        approvals.approve(asked, by=samir, at=LATER)
    assert len(secrets_sent()) == 1
    Delegation.objects.filter(person=samir).update(ended_at=AT)
    again = invite_again(claim=body.claim, by=layla, at=LATER, reason="as before")
    assert isinstance(again, Approval)
    approvals.approve(again, by=samir, at=LATER)
    assert len(secrets_sent()) == 2
    Delegation.objects.filter(person=samir).update(ended_at=None)
    with pytest.raises(EditorIsConcerned):
        invite_again(claim=body.claim, by=samir, at=LATER, reason="mine")


def test_a_manager_who_came_meanwhile_makes_the_request_impossible(
    lamp: Organisation, layla: Person, samir: Person
) -> None:
    body = approved(lamp, layla)
    rana = person("rana")
    invitations.accept(by=rana, at=AT, invitation=Invitation.objects.get())
    Delegation.objects.update(until=AT + timedelta(days=1))
    asked = invite_again(claim=body.claim, by=layla, at=LATER, reason="it ran out")
    assert isinstance(asked, Approval)
    delegate(body, "tariq")
    with pytest.raises(approvals.CannotBeDone, match="manages this"):
        approvals.approve(asked, by=samir, at=LATER)
    assert len(secrets_sent()) == 1


def test_on_the_pages_editors_find_who_has_no_manager_and_invite_again(
    lamp: Organisation, layla: Person, signed_in: Browses, stranger: Client
) -> None:
    body = approved(lamp, layla, datetime.now(tz=AT.tzinfo))
    claim, desk = body.claim, signed_in(layla)
    page = desk.get(f"/en/staff/claims/{claim.pk}/").content.decode()
    assert "the link works until" in page and "Nobody manages this entry" in page
    Invitation.objects.update(expires_at=AT)
    assert "Approved, and nobody manages it" in desk.get("/en/staff/claims/").content.decode()
    assert "did not accept" in desk.get(f"/en/staff/claims/{claim.pk}/").content.decode()
    assert desk.post(f"/en/staff/claims/{claim.pk}/invite/", {}).status_code == 302
    assert len(secrets_sent()) == 1
    answer = desk.post(f"/en/staff/claims/{claim.pk}/invite/", {"reason": "she asked"}, follow=True)
    assert "The claimant is invited again." in answer.content.decode()
    assert len(secrets_sent()) == 2
    Invitation.objects.update(expires_at=AT)
    path = next(text.split("localhost:8000")[1].split()[0] for _to, _topic, text in letters() if "/claims/" in text)
    assert "no longer works" in stranger.get(path).content.decode()
    invitations.accept(by=person("rana"), at=AT - timedelta(1), invitation=Invitation.objects.get(revoked_at=None))
    Delegation.objects.update(since=AT)
    assert "nobody manages" not in desk.get("/en/staff/claims/").content.decode()
    assert "Nobody manages" not in desk.get(f"/en/staff/claims/{claim.pk}/").content.decode()
    assert "no longer works" not in stranger.get(path).content.decode()


def test_a_delegates_invitation_is_given_anew_by_another_manager_and_the_old_link_is_shut(lamp: Organisation) -> None:
    body = body_holding(lamp)
    rana, tariq = delegate(body, "rana"), delegate(body, "tariq")
    link = inviting.invite_delegate(body=body, role="editor", until=None, by=rana.person, at=AT, language="en")
    Delegation.objects.filter(pk=rana.pk).update(role=DelegateRole.READER)
    # Whoever invited manages no more: the link opens nothing, and the page says so.
    client = browser(tariq)
    page = client.get("/en/member/delegates/").content.decode()
    assert "Invitations that nobody used in time" in page and "Open invitations" not in page
    made = Invitation.objects.get()
    answer = client.post(f"/en/member/invitations/{made.pk}/anew/")
    assert "/invitation#" in answer.content.decode()
    fresh = Invitation.objects.get(revoked_at=None)
    assert (fresh.invited_by, fresh.given["role"]) == (tariq.person, "editor")
    with pytest.raises(invitations.Gone):
        invitations.find(link.split("#")[1], at=timezone.now())
    assert client.post(f"/en/member/invitations/{made.pk}/anew/").status_code == 302
    assert Invitation.objects.filter(revoked_at=None).count() == 1
    reader = browser(Delegation.objects.get(pk=rana.pk))
    assert reader.post(f"/en/member/invitations/{fresh.pk}/anew/").status_code == 404


def test_a_link_whose_maker_manages_no_more_is_gone_for_whoever_follows_it_and_makes_no_account(
    lamp: Organisation, stranger: Client
) -> None:
    body = body_holding(lamp)
    rana = delegate(body, "rana")
    now = timezone.now()
    link = inviting.invite_delegate(body=body, role="editor", until=None, by=rana.person, at=now, language="en")
    assert stranger.post("/en/invitation", {"secret": link.split("#")[1]}).status_code == 302
    Delegation.objects.filter(pk=rana.pk).update(ended_at=now)
    typed = {
        "sign_in_name": "late",
        "display_name": "Late",
        "language": "en",
        "new": "quiet-olive-2026",
        "again": "quiet-olive-2026",
    }
    answer = stranger.post("/en/invitation/accept", typed)
    assert answer.status_code == 410 and "does not hold any more" in answer.content.decode()
    assert not Person.objects.filter(sign_in_name="late").exists()
    # Nor for somebody who has an account.
    known = browser(delegate(body, "tariq", DelegateRole.READER))
    known.post("/en/invitation", {"secret": link.split("#")[1]})
    assert known.post("/en/invitation/accept").status_code == 410
    assert Delegation.objects.get(person__sign_in_name="tariq").role == DelegateRole.READER


def test_an_invitation_whose_last_day_is_over_is_not_given_anew(lamp: Organisation) -> None:
    body = body_holding(lamp)
    rana = delegate(body, "rana")
    until = AT + timedelta(days=2)
    inviting.invite_delegate(body=body, role="reader", until=until, by=rana.person, at=AT, language="en")
    made = Invitation.objects.get()
    assert inviting.run_out_invitations(body, LATER) == [made] and inviting.open_invitations(body, AT) == [made]
    with pytest.raises(inviting.LastDayIsOver):
        inviting.invite_anew(invitation=made, body=body, by=rana.person, at=LATER, language="en")
    made.refresh_from_db()
    assert made.revoked_at is None
    assert inviting.run_out_invitations(body, AT + timedelta(days=120)) == []


def test_an_ended_body_invites_nobody_again(lamp: Organisation, layla: Person) -> None:
    body = approved(lamp, layla)
    deciding_claims.revoke_claim(claim=body.claim, by=layla, at=AT, reason="forged")
    body.claim.refresh_from_db()
    with pytest.raises(deciding_claims.ClaimIsSettled):
        invite_again(claim=body.claim, by=layla, at=AT, reason="x")
    other = approved(lamp, layla, LATER)
    invitations.accept(by=person("rana"), at=LATER, invitation=Invitation.objects.get(used_at=None, revoked_at=None))
    delegating.give_back(body=other, by=Person.objects.get(sign_in_name="rana"), at=LATER, why="")
    assert not inviting.unmanaged(LATER).exists()
