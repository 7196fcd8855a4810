"""The pages of claims, members and proposed changes: what strangers may send, and what another body's people never see."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from dalil.accounts.models import DelegateRole, Delegation, Person
from dalil.guide.actions import delegating, inviting
from dalil.guide.actions.proposing_changes import Wish, propose_change
from dalil.guide.models import ChangeProposal, Claim, ClaimEvidence, EvidenceKind, Organisation
from dalil.ledger.models import Entry
from tests.guide.owners.acts import AT, body_holding, browser, delegate, filed, letters, named, proved

CLAIM = {"name": "Rana Khalil", "mail": "rana@kite.example", "role": "director"}
CHANGE = {"value": "Lamp House", "lang": "en", "type": "label", "source_words": "annual report"}


def path_to_domain() -> str:
    """The path of the link that was sent to the domain."""
    return next(text.split("localhost:8000")[1].split()[0] for to, _, text in letters() if to.startswith("office@"))


def test_a_claim_is_filed_without_an_account_and_seen_under_its_link_alone(
    stranger: Client, lamp: Organisation
) -> None:
    answer = stranger.post("/en/organisations/lamp/claim/", {**CLAIM, "mail_at_domain": "office@lamp.example"})
    claim = Claim.objects.get()
    page = stranger.get(answer["Location"])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert b"Rana" not in page.content
    assert stranger.get(reverse("guide:claim_status", args=["x" * 43])).status_code == 404
    assert stranger.get(reverse("guide:claim_status", args=[claim.status_key])).status_code == 404


def test_opening_the_link_of_the_domain_proves_nothing_pressing_the_button_does(
    stranger: Client, lamp: Organisation
) -> None:
    filed(lamp, datetime.now(tz=AT.tzinfo), mail_at_domain="office@lamp.example")
    path = path_to_domain()
    assert stranger.get(path).status_code == 200
    assert ClaimEvidence.objects.get().holds_since is None
    pressed = stranger.post(path)
    assert pressed.status_code == 200
    assert f"domain of “{lamp.title}” reached you" in pressed.content.decode()
    assert ClaimEvidence.objects.get().holds_since is not None
    for again in (stranger.post(path), stranger.get(path)):
        assert again.status_code == 410
        assert "was used already: it is noted" in again.content.decode()


def test_a_link_that_has_run_out_says_so_and_what_is_no_link_is_not_there(stranger: Client, lamp: Organisation) -> None:
    filed(lamp, datetime.now(tz=AT.tzinfo), mail_at_domain="office@lamp.example")
    path = path_to_domain()
    ClaimEvidence.objects.update(runs_out_at=AT)
    for answer in (stranger.get(path), stranger.post(path)):
        assert answer.status_code == 410
        assert "has run out" in answer.content.decode() and "<form method" not in answer.content.decode()
    assert ClaimEvidence.objects.get().holds_since is None
    hash_of_it = ClaimEvidence.objects.get().token_key
    answers = []
    for odd in ("%00" * 14, "ا" * 43, "-"):
        assert stranger.get(f"/en/claim-mail/{odd}/").status_code == 404
    for token in ("nope", "x" * 43, hash_of_it):
        for answer in (stranger.get(f"/en/claim-mail/{token}/"), stranger.post(f"/en/claim-mail/{token}/")):
            assert answer.status_code == 404
            answers.append(answer.content.decode().replace(token, ""))
    assert len(set(answers)) == 1


def test_a_program_that_fills_in_every_field_is_let_go_nowhere(stranger: Client, lamp: Organisation) -> None:
    answer = stranger.post("/en/organisations/lamp/claim/", {**CLAIM, "homepage": "https://buy.example"})
    assert answer.status_code == 302
    answer = stranger.post("/en/organisations/lamp/propose/name/", {**CHANGE, "homepage": "x"})
    assert answer.status_code == 302
    assert (Claim.objects.count(), ChangeProposal.objects.count()) == (0, 0)


def test_a_neighbourhood_files_three_claims_a_day_and_ten_proposals_an_hour(
    stranger: Client, lamp: Organisation
) -> None:
    claims = [stranger.post("/en/organisations/lamp/claim/", CLAIM).status_code for _ in range(5)]
    assert claims == [302, 302, 302, 422, 422]
    changes = [stranger.post("/en/organisations/lamp/propose/name/", CHANGE).status_code for _ in range(12)]
    assert changes == [302] * 10 + [422] * 2
    elsewhere = stranger.post("/en/organisations/lamp/propose/name/", CHANGE, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"source_words": ""}, "source_words"),
        ({"source_link": "javascript:alert(1)"}, "source_link"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "write to rana@kite.example"}, "note"),
        ({"value": "x" * 301}, "value"),
        ({"stands": "no such value"}, "stands"),
        ({"value": ""}, "note"),
        ({"lang": "Klingonese"}, "lang"),
        ({"note": "\x00"}, "note"),
        ({"mail": "no address"}, "mail"),
    ],
)
def test_what_cannot_be_understood_is_said_beside_its_field(
    stranger: Client, lamp: Organisation, more: dict[str, str], field: str
) -> None:
    answer = stranger.post("/en/organisations/lamp/propose/name/", {**CHANGE, **more})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode() or "errors" in answer.content.decode()
    assert not ChangeProposal.objects.exists()


def test_hostile_text_is_shown_as_text(
    stranger: Client, lamp: Organisation, layla: Person, signed_in: Callable[..., Client]
) -> None:
    hostile = {**CHANGE, "value": "<script>x</script> \u202eevil", "source_words": "\u202e<b>report"}
    address = stranger.post("/en/organisations/lamp/propose/name/", hostile)["Location"]
    proposal = ChangeProposal.objects.get()
    desk = signed_in(layla)
    for page in (stranger.get(address), desk.get(f"/en/staff/changes/{proposal.pk}/"), desk.get("/en/staff/changes/")):
        text = page.content.decode()
        assert "<script>x" not in text
        assert "\u202e" not in text
        assert "<b>report" not in text


@pytest.mark.parametrize(
    "aspect",
    ["place", "sector", "link", "identifier", "description", "kind", "founded", "status", "merge", "other", "nonsense"],
)
def test_every_aspect_has_a_form_that_takes_nonsense_and_an_empty_one(
    stranger: Client, lamp: Organisation, aspect: str
) -> None:
    address = f"/en/organisations/lamp/propose/{aspect}/"
    assert stranger.get(address).status_code in (200, 302)
    for data in (
        {},
        dict.fromkeys(("link", "sector", "kind", "founded", "happened", "country", "scheme", "value"), "\ud7ff<x>"),
    ):
        assert stranger.post(address, data).status_code in (302, 422)
    assert not ChangeProposal.objects.exists()


def test_an_editor_accepts_and_the_proposer_reads_the_answer(
    stranger: Client, lamp: Organisation, layla: Person, signed_in: Callable[..., Client]
) -> None:
    told = {"happened": "closed", "happened_on": "2025-03", "source_words": "a notice on its door"}
    address = stranger.post("/en/organisations/lamp/propose/status/", told)["Location"]
    proposal, desk = ChangeProposal.objects.get(), signed_in(layla)
    taken = {"happened": "closed", "happened_on": "2025-03", "decision": "accept", "version": 1, "answer": "thank you"}
    assert desk.post(f"/en/staff/changes/{proposal.pk}/", taken).status_code == 302
    assert desk.post(f"/en/staff/changes/{proposal.pk}/", taken).status_code == 422
    assert "thank you" in stranger.get(address).content.decode()
    page = stranger.get("/en/organisations/lamp/").content.decode()
    assert "closed" in page


@pytest.mark.t23
def test_another_bodys_ids_are_absent_in_every_parameter(
    lamp: Organisation, river: Organisation, layla: Person
) -> None:
    mine, theirs = body_holding(lamp, "Mine"), body_holding(river, "Theirs")
    rana, odd = delegate(mine, "rana"), delegate(theirs, "odd")
    helper = delegate(theirs, "helper", DelegateRole.EDITOR)
    offer = delegating.offer_management(delegation=helper, is_in_place=False, by=odd.person, acting_for=theirs, at=AT)
    inviting.invite_delegate(body=theirs, role="reader", until=None, by=odd.person, at=AT, language="en")
    invitation = inviting.open_invitations(theirs, AT)[0]
    claim, _token = filed(river)
    voice = ClaimEvidence.objects.create(claim=claim, kind=EvidenceKind.VOUCHED, voucher=theirs, offered_at=AT)
    proposal, _token = propose_change(organisation=river, wish=Wish(aspect="name", proposed=named("X")), at=AT)
    addresses = [
        reverse("guide:member_role", args=[helper.pk]),
        reverse("guide:member_end", args=[helper.pk]),
        reverse("guide:member_ask", args=[helper.pk]),
        reverse("guide:member_offer", args=[offer.pk]),
        reverse("guide:member_take_back", args=[invitation.pk]),
        reverse("guide:member_claim", args=[claim.pk]),
        reverse("guide:member_vouch", args=[voice.pk]),
        reverse("guide:member_change", args=[proposal.pk]),
    ]
    data = {"role": "reader", "answer": "accept", "version": 1, "how": "beside"}
    # Whoever is an editor of the guide as well sees no more as another body's delegate.
    both = Delegation.objects.create(body=mine, person=layla, role=DelegateRole.MANAGER, since=AT)
    before = Entry.objects.count()
    for client in (browser(rana), browser(both, factor=3)):  # type: ignore[arg-type]
        assert [client.post(address, data).status_code for address in addresses] == [404] * len(addresses)
        assert client.post(reverse("guide:member_choose"), {"body": str(theirs.pk)}).status_code == 404
    assert Entry.objects.count() == before
    text = (
        browser(rana).get("/en/member/").content.decode() + browser(rana).get("/en/member/delegates/").content.decode()
    )
    assert not {"Odd", "Helper", "Theirs"} & set(text.replace("<", " ").replace(">", " ").split())


@pytest.mark.t23
def test_strangers_and_people_without_a_standing_find_no_member_pages(
    stranger: Client, noa: Person, omar: Person, signed_in: Callable[..., Client]
) -> None:
    for name in ("member", "member_entry", "member_delegates", "member_changes", "member_choose"):
        assert stranger.get(reverse(f"guide:{name}")).status_code == 302
        for person in (noa, omar):
            assert signed_in(person).get(reverse(f"guide:{name}")).status_code == 404


@pytest.mark.parametrize("role", [DelegateRole.READER, DelegateRole.CASEWORKER, DelegateRole.EDITOR])
def test_each_role_opens_what_it_may_and_no_more(lamp: Organisation, role: DelegateRole) -> None:
    client = browser(delegate(body_holding(lamp), "rana", role))
    keeps = role == DelegateRole.EDITOR
    assert client.get("/en/member/").status_code == 200
    assert client.get("/en/member/delegates/").status_code == 200
    assert client.get("/en/member/entry/").status_code == (200 if keeps else 404)
    assert client.get("/en/member/changes/").status_code == (200 if keeps else 404)
    assert client.post("/en/member/delegates/invite/", {"role": "reader"}).status_code == 404


def test_every_page_of_a_member_says_for_whom_one_acts(lamp: Organisation) -> None:
    client = browser(delegate(body_holding(lamp, "The Lamp Itself"), "rana"))
    for address in ("/en/member/", "/en/member/entry/", "/en/member/delegates/", "/en/member/changes/"):
        assert "The Lamp Itself" in client.get(address).content.decode()


def test_who_claims_is_shown_on_asking_alone_and_that_is_written_down(
    lamp: Organisation, layla: Person, signed_in: Callable[..., Client]
) -> None:
    claim, desk = proved(lamp), signed_in(layla)
    address = f"/en/staff/claims/{claim.pk}/"
    assert "Rana Khalil" not in desk.get(address).content.decode()
    assert not Entry.objects.filter(action="private.open").exists()
    assert "Rana Khalil" in desk.post(address).content.decode()
    assert Entry.objects.get(action="private.open").actor == layla
    data = {"decision": "approve", "reason": "mail came back", "version": 1}
    desk.post(f"{address}decide/", data)
    claim.refresh_from_db()
    assert claim.state == "approved"
    desk.post(f"{address}revoke/", {"reason": "forged"})
    claim.refresh_from_db()
    assert claim.state == "revoked"


def test_a_list_costs_the_same_queries_however_long_it_is(
    lamp: Organisation,
    layla: Person,
    signed_in: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(30):
        filed(lamp)
        propose_change(organisation=lamp, wish=Wish(aspect="name", proposed=named(f"Lamp {number}")), at=AT)
    desk = signed_in(layla)
    for address in ("/en/staff/claims/", "/en/staff/changes/", "/en/staff/own-words/"):
        with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
            assert desk.get(address).status_code == 200


def test_the_last_manager_who_would_leave_stays_on_the_page_that_says_why(lamp: Organisation) -> None:
    rana = delegate(body_holding(lamp, "Mine"), "rana")
    answer = browser(rana).post(reverse("guide:member_end", args=[rana.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("guide:member_delegates"), 302)]
    assert "You are the only manager." in answer.content.decode()
