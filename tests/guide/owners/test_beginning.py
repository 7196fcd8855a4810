"""A claimant whose claim was approved begins on the page of the claim, without the mail: once, and nobody else does."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dalil.access.actions import invitations
from dalil.accounts.models import DelegateRole, Delegation, Invitation, Person
from dalil.guide.actions import deciding_claims, inviting
from dalil.guide.models import Claim, ClaimEvidence, Organisation
from dalil.guide.tokens import new_token
from dalil.ledger.models import Entry
from tests.guide.owners.acts import AT, body_holding, delegate, filed, letters, person

BUTTON = "Begin to act for it"
TYPED = {"display_name": "Rana Khalil", "sign_in_name": "rana", "language": "en", "new": "a-lantern-in-the-rain"}


def now() -> datetime:
    return datetime.now(tz=AT.tzinfo)


@pytest.fixture
def claim(lamp: Organisation, layla: Person) -> tuple[Claim, str]:
    """A claim that Layla approved a moment ago, and the token of its page."""
    Organisation.objects.update(title="The Lamp of Aida")
    lamp.refresh_from_db()
    made, token = filed(lamp, now(), mail_at_domain="office@lamp.example")
    ClaimEvidence.objects.update(holds_since=now())
    deciding_claims.approve_claim(claim=made, by=layla, at=now(), reason="mail came back", version=made.version)
    return Claim.objects.get(), token


def page_of(token: str) -> str:
    return str(Client().get(reverse("guide:claim_status", args=[token])).content.decode())


def begins(token: str, browser: Client | None = None) -> str:
    """Where the button leads."""
    answer = (browser or Client()).post(reverse("guide:claim_begin", args=[token]))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def refused(token: str) -> bool:
    """Whether there is no button, and a form that is sent all the same changes nothing."""
    before = [*Invitation.objects.order_by("pk").values()], Entry.objects.count(), len(letters())
    leads_back = begins(token) == reverse("guide:claim_status", args=[token])
    after = [*Invitation.objects.order_by("pk").values()], Entry.objects.count(), len(letters())
    return BUTTON not in page_of(token) and leads_back and before == after


def test_the_claimant_begins_on_the_spot_and_the_link_of_the_mail_is_shut(
    claim: tuple[Claim, str], layla: Person, stranger: Client
) -> None:
    made, token = claim
    (old,) = [text.split("#")[1].split()[0] for _to, _topic, text in letters() if "/invitation#" in text]
    assert BUTTON in page_of(token) and Invitation.objects.count() == 1  # Looking makes nothing.

    path, _, secret = begins(token, stranger).partition("#")
    assert path == "/en/invitation"
    with pytest.raises(invitations.Gone):
        invitations.find(old, at=now())
    # The newest link lies at the address of the claim as well; the ledger says who asked.
    assert [to for to, _topic, text in letters() if secret in text] == ["rana.khalil@lamp.example"]
    told = Entry.objects.get(action="invite_manager_again")
    assert (told.actor, told.why) == (Person.objects.visitor(), "asked for on the page of the claim")
    assert [one.actor for one in Entry.objects.filter(action="invite").order_by("number")] == [layla, told.actor]
    assert secret not in str([*Entry.objects.values(), *Invitation.objects.values()])

    assert stranger.post(path, {"secret": secret}).headers["Location"] == "/en/invitation/accept"
    offer = stranger.get("/en/invitation/accept").content.decode()
    assert "The Lamp of Aida" in offer and str(DelegateRole.MANAGER.label) in offer
    assert stranger.post("/en/invitation/accept", TYPED).headers["Location"] == "/en/factor"
    mine = Delegation.objects.get()
    assert (mine.body, mine.role, mine.person.sign_in_name) == (made.body, DelegateRole.MANAGER, "rana")
    assert refused(token)


def test_pressed_twice_the_last_link_alone_opens(claim: tuple[Claim, str]) -> None:
    first, second = (begins(claim[1]).partition("#")[2] for _ in range(2))
    with pytest.raises(invitations.Gone):
        invitations.find(first, at=now())
    assert invitations.find(second, at=now()).given["role"] == DelegateRole.MANAGER
    assert Invitation.objects.open(now()).count() == 1


def test_whoever_approved_cannot_accept_what_the_page_gives(claim: tuple[Claim, str], layla: Person) -> None:
    made = invitations.find(begins(claim[1]).partition("#")[2], at=now())
    with pytest.raises(invitations.NotSoFast):
        invitations.accept(by=layla, at=now(), invitation=made)
    assert not Delegation.objects.exists()


def test_a_link_that_ran_out_is_given_anew(claim: tuple[Claim, str]) -> None:
    Invitation.objects.update(expires_at=AT)
    assert BUTTON in page_of(claim[1])
    assert invitations.find(begins(claim[1]).partition("#")[2], at=now())


def test_where_somebody_managed_before_editors_must_agree(claim: tuple[Claim, str]) -> None:
    invitations.accept(by=person("rana"), at=now(), invitation=Invitation.objects.get())
    Delegation.objects.update(ended_at=now())
    assert refused(claim[1])
    # Also when the invitation was erased, and another waits.
    Invitation.objects.all().delete()
    body, by = claim[0].body, claim[0].decided_by
    assert body is not None and by is not None
    inviting.invite_manager(claim=claim[0], body=body, by=by, at=now())
    assert refused(claim[1])


def test_a_manager_who_came_by_another_way_leaves_nothing_to_begin(claim: tuple[Claim, str]) -> None:
    assert claim[0].body is not None
    Delegation.objects.create(body=claim[0].body, person=person("tariq"), role=DelegateRole.MANAGER, since=AT)
    assert refused(claim[1])


def test_what_was_taken_back_or_came_from_somebody_barred_gives_nothing(
    claim: tuple[Claim, str], layla: Person
) -> None:
    Person.objects.filter(pk=layla.pk).update(is_active=False)
    assert refused(claim[1])
    Person.objects.filter(pk=layla.pk).update(is_active=True)
    assert BUTTON in page_of(claim[1])
    invitations.revoke(by=layla, at=now(), invitation=Invitation.objects.get())
    assert refused(claim[1])


def test_a_claim_that_is_open_withdrawn_denied_or_revoked_gives_nothing(
    lamp: Organisation, layla: Person, claim: tuple[Claim, str]
) -> None:
    deciding_claims.revoke_claim(claim=claim[0], by=layla, at=now(), reason="it was not theirs")
    assert refused(claim[1])
    other, token = filed(lamp, now())
    assert refused(token)
    deciding_claims.deny_claim(claim=other, by=layla, at=now(), reason="nothing shown", version=other.version)
    assert refused(token)
    _third, token = filed(lamp, now())
    Client().post(reverse("guide:claim_withdraw", args=[token]))
    assert refused(token)


def test_nobody_begins_with_another_token_or_by_opening_an_address(
    claim: tuple[Claim, str], river: Organisation
) -> None:
    _other, theirs = filed(river, now())
    delegate(body_holding(river), "odd")
    before = [*Invitation.objects.values()]
    for wrong in (new_token()[0], claim[0].status_key, "x" * 43):
        assert Client().post(reverse("guide:claim_begin", args=[wrong])).status_code == 404
    assert Client().get(reverse("guide:claim_begin", args=[claim[1]])).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("guide:claim_begin", args=[claim[1]])).status_code == 403
    assert refused(theirs)
    assert [*Invitation.objects.values()] == before


def test_the_button_is_pressed_so_often_a_day(claim: tuple[Claim, str]) -> None:
    led = [begins(claim[1]) for _ in range(7)]
    assert ["#" in one for one in led] == [True] * 6 + [False]
    assert Invitation.objects.count() == 7


def test_the_letter_names_the_organisation_to_act_for(claim: tuple[Claim, str], layla: Person) -> None:
    body = claim[0].body
    assert body is not None
    rana = Delegation.objects.create(body=body, person=person("rana"), role=DelegateRole.MANAGER, since=AT).person
    until = now() + timedelta(days=30)
    inviting.invite_delegate(
        body=body, role="reader", until=until, by=rana, at=now(), mail="hadi@lamp.example", language="en"
    )
    said = {to: (topic, text) for to, topic, text in letters() if "/invitation#" in text}
    assert set(said) == {"rana.khalil@lamp.example", "hadi@lamp.example"}
    for topic, text in said.values():
        assert "act for The Lamp of Aida on " in topic and "act for The Lamp of Aida on " in text
        assert "Somebody who works" not in text
    invitations.invite(by=layla, at=now(), what=invitations.What("staff", {"is_editor": True}), mail="rim@saad.example")
    (other,) = [(topic, text) for to, topic, text in letters() if to == "rim@saad.example"]
    assert "act for" not in " ".join(other) and "Somebody who works on" in other[1]
