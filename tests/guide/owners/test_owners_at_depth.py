"""Owners as users: denied and appealed, vouched for once, two bodies for one person, a standing that ends under one's hands."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access.viewer import ACTING_FOR
from dalil.accounts.models import DelegateRole, Delegation, Person
from dalil.guide.actions import claiming
from dalil.guide.models import ChangeProposal, Claim, ClaimEvidence, Consent, Organisation, OwnStatement
from tests.guide.owners.acts import AT, body_holding, browser, delegate, filed, letters, proved

Browses = Callable[..., Client]
LONG = "a" * 1_000_000


def test_denied_appealed_and_decided_by_another_on_the_pages(
    lamp: Organisation, layla: Person, signed_in: Browses, stranger: Client
) -> None:
    claim = proved(lamp, timezone.now())
    path = next(text.split("localhost:8000")[1].split()[0] for _to, _topic, text in letters() if "/claims/" in text)
    samir = Person.objects.create_person("samir", "Samir", is_editor=True)
    first, second = signed_in(layla), signed_in(samir)
    decide = f"/en/staff/claims/{claim.pk}/decide/"
    denied = {"decision": "deny", "reason": "we could not reach you <b>there</b>", "version": 1}
    assert "Say why" in first.post(decide, {**denied, "reason": " "}, follow=True).content.decode()
    first.post(decide, denied)
    page = stranger.get(path).content.decode()
    assert "could not reach you" in page and "<b>there" not in page and "Appeal" in page
    for words in ("", "...", LONG):
        assert (
            "Say why the answer is wrong"
            in stranger.post(f"{path}appeal/", {"words": words}, follow=True).content.decode()
        )
    assert (
        "Another editor will look"
        in stranger.post(f"{path}appeal/", {"words": "I am here."}, follow=True).content.decode()
    )
    again = stranger.post(f"{path}appeal/", {"words": "And here."}, follow=True).content.decode()
    assert "once, within thirty days" in again
    claim.refresh_from_db()
    approve = {"decision": "approve", "reason": "she came", "version": claim.version}
    assert "for another editor" in first.post(decide, approve, follow=True).content.decode()
    second.post(decide, approve)
    assert Claim.objects.get().state == "approved" and Claim.objects.get().decided_by == samir
    # Back in the browser's history, the claimant's old form does nothing.
    assert "decided or withdrawn already" in stranger.post(f"{path}withdraw/", follow=True).content.decode()


def test_a_word_is_given_once_and_a_second_click_changes_nothing(lamp: Organisation, river: Organisation) -> None:
    body = body_holding(river)
    client = browser(delegate(body, "odd"))
    claim, _token = filed(lamp)
    (asked,) = claiming.ask_to_vouch(claim=claim, entries=["river"], at=AT)
    assert "Yes, we vouch" in client.get("/en/member/").content.decode()
    assert "Noted." in client.post(f"/en/member/voices/{asked.pk}/", {"answer": "yes"}, follow=True).content.decode()
    second = client.post(f"/en/member/voices/{asked.pk}/", {"answer": "no"}, follow=True).content.decode()
    assert "gave your word already" in second
    assert ClaimEvidence.objects.get().holds_since is not None and ClaimEvidence.objects.get().refused_at is None


def test_one_person_with_two_bodies_acts_for_the_one_that_was_chosen(lamp: Organisation, river: Organisation) -> None:
    one, two = body_holding(lamp, "Lamp Body"), body_holding(river, "River Body")
    rana = delegate(one, "rana")
    Delegation.objects.create(body=two, person=rana.person, role=DelegateRole.READER, since=AT)
    client = browser(rana)
    session = client.session
    del session[ACTING_FOR]
    session.save()
    page = client.get("/en/member/").content.decode()
    assert "Lamp Body" in page and "River Body" in page and "You act for" not in page
    assert client.get("/en/member/entry/").status_code in (302, 404)
    client.post("/en/member/choose/", {"body": str(two.pk)})
    chosen = client.get("/en/member/").content.decode()
    assert "River Body</bdi>" in chosen and "Act for another" in chosen
    assert client.get("/en/member/entry/").status_code == 404 and client.get("/en/mine/contacts/").status_code == 404
    for wrong in ("", "x", "\x00", LONG):
        assert client.post("/en/member/choose/", {"body": wrong}).status_code == 404
    client.post("/en/member/choose/", {"body": str(one.pk)})
    assert client.get("/en/member/entry/").status_code == 200


def test_a_standing_that_ends_ends_with_the_next_click(lamp: Organisation) -> None:
    body = body_holding(lamp)
    manager = delegate(body, "rana")
    helper = delegate(body, "tariq", DelegateRole.EDITOR, until=timezone.now() + timedelta(hours=1))
    client = browser(helper)
    assert client.get("/en/member/entry/").status_code == 200
    Delegation.objects.filter(pk=helper.pk).update(until=timezone.now() - timedelta(seconds=1))
    for address in ("/en/member/", "/en/member/entry/", "/en/mine/consent/", "/en/mine/contacts/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"names-0-value": "Mine"}).status_code in (404, 405)
    assert not OwnStatement.objects.exists()
    assert browser(manager).get("/en/member/entry/").status_code == 200


@pytest.mark.parametrize("field", ["name", "role", "mail", "mail_at_domain", "vouchers"])
def test_a_megabyte_in_a_field_of_a_claim_is_said_beside_it(stranger: Client, lamp: Organisation, field: str) -> None:
    data = {"name": "Rana", "mail": "rana@kite.example", "role": "director", field: LONG}
    answer = stranger.post("/en/organisations/lamp/claim/", data)
    assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()
    assert not Claim.objects.exists() and not ChangeProposal.objects.exists()


def test_who_acts_for_one_body_alone_is_told_the_short_name_of_their_role_and_offered_no_other(
    lamp: Organisation,
) -> None:
    page = browser(delegate(body_holding(lamp), "rana")).get("/en/member/").content.decode()
    told = page[page.index('class="acting-for"') :].partition("</p>")[0]
    assert "as manager." in told and "names delegates" not in told and "Act for another" not in told


def test_withdrawing_without_naming_a_field_withdraws_nothing(lamp: Organisation) -> None:
    client = browser(delegate(body_holding(lamp), "rana"))
    for data in ({}, {"field": ""}, {"field": "names"}, {"field": "x" * 1000}):
        page = client.post("/en/mine/consent/withdraw/", data, follow=True).content.decode()
        assert 'class="notice error"' in page or "error" in page
    assert not Consent.objects.exists()
    client.post("/en/mine/consent/withdraw/", {"field": "whole"})
    assert Consent.objects.get().field == "" and Consent.objects.get().since <= datetime.now(tz=AT.tzinfo)
