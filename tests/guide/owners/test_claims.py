"""Claims: what evidence counts, who decides, what an approval makes, and how it ends."""

from datetime import timedelta

import pytest
from django.conf import settings

from dalil.access.actions import invitations
from dalil.accounts.models import Body, DelegateRole, Delegation, Invitation, Person
from dalil.formats.record import Name, Record
from dalil.guide.actions import claiming, deciding_claims, merging
from dalil.guide.actions.deciding_claims import approve_claim, deny_claim, revoke_claim
from dalil.guide.actions.stating_own import HoldsNoEntry, state_own
from dalil.guide.claim_evidence import is_enough, may_vouch
from dalil.guide.models import Claim, ClaimantContact, ClaimEvidence, ClaimState, EvidenceKind, Organisation, Source
from dalil.guide.models import Record as Stored
from dalil.guide.owning import holders_of, ownership_of
from dalil.guide.profiles import profiles_of
from dalil.ledger.models import Entry
from tests.guide.owners.acts import AT, RANA, approved, body_holding, delegate, filed, letters, named, person, proved
from tests.guide.owners.conftest import say

LATER = AT + timedelta(days=1)


@pytest.fixture
def samir(db: None) -> Person:
    """Another editor."""
    return Person.objects.create_person("samir", "Samir", is_editor=True)


def decide(claim: Claim, by: Person, at: object = AT, **more: object) -> Body:
    return approve_claim(claim=claim, by=by, at=at, reason="seen", version=claim.version, **more)  # type: ignore[arg-type]


def test_a_claim_alone_is_no_evidence_and_makes_no_account(lamp: Organisation, layla: Person) -> None:
    people = Person.objects.human().count()
    claim, _token = filed(lamp)
    with pytest.raises(deciding_claims.NotEnoughEvidence):
        decide(claim, layla)
    assert (Body.objects.count(), Person.objects.human().count()) == (0, people)


def test_mail_read_at_the_domain_that_another_lists_is_enough(lamp: Organisation, layla: Person) -> None:
    claim, _token = filed(lamp, mail_at_domain="office@lamp.example")
    assert not is_enough(claim, AT)
    (text,) = [text for to, _topic, text in letters() if to == "office@lamp.example"]
    token = text.split("/claim-mail/")[1].split("/")[0]
    claiming.confirm_domain(token=token, at=LATER)
    with pytest.raises(claiming.LinkHasRunOut):
        claiming.confirm_domain(token=token, at=LATER)
    body = decide(claim, layla, LATER)
    assert [holder.pk for holder in holders_of(lamp)] == [body.pk]
    assert ClaimEvidence.objects.get().listed_in.source.slug == "register"


def test_a_link_runs_out_and_a_newer_one_shuts_it(lamp: Organisation) -> None:
    claim, _token = filed(lamp, mail_at_domain="office@lamp.example")
    claiming.send_to_domain(claim=claim, address="desk@lamp.example", at=AT + timedelta(hours=1))
    first, second = (
        text.split("/claim-mail/")[1].split("/")[0] for _to, _topic, text in letters() if "/claim-mail/" in text
    )
    with pytest.raises(claiming.LinkHasRunOut):
        claiming.confirm_domain(token=first, at=AT + timedelta(hours=2))
    with pytest.raises(claiming.LinkHasRunOut):
        claiming.confirm_domain(token=second, at=AT + timedelta(hours=49))
    with pytest.raises(claiming.LinkHasRunOut):
        claiming.confirm_domain(token="x", at=AT)


@pytest.mark.parametrize(
    "address",
    [
        "a@gmail.com",
        "a@evil.example",
        "a@sub.lamp.example",
        "a@lamp.example.evil.example",
        "a@lаmp.example",
        "a@example",
    ],
)
def test_mail_elsewhere_proves_nothing(lamp: Organisation, address: str) -> None:
    with pytest.raises(claiming.NotAtItsDomain):
        filed(lamp, mail_at_domain=address)
    assert not Claim.objects.exists()


def test_a_domain_that_only_the_organisation_itself_or_a_proposal_lists_does_not_count(
    lamp: Organisation, layla: Person
) -> None:
    body = approved(lamp, layla)
    manager = delegate(body, "rana")
    mine = Record(links=("https://taken-over.example/",))
    state_own(body=body, values=mine, by=manager.person, at=AT)
    proposed = Source.objects.create(slug="proposed-changes", name="Proposed", kind="editor", created_at=AT)
    say(proposed, lamp, Record(links=("https://also-taken.example/",)), "1")
    for host in ("taken-over.example", "also-taken.example"):
        with pytest.raises(claiming.NotAtItsDomain):
            filed(lamp, mail_at_domain=f"a@{host}")


def test_a_domain_that_the_list_no_longer_holds_does_not_count(lamp: Organisation, layla: Person) -> None:
    claim = proved(lamp)
    Stored.objects.filter(organisation=lamp).update(gone_at=AT)
    assert not is_enough(claim, AT)
    with pytest.raises(claiming.NotAtItsDomain):
        filed(lamp, mail_at_domain="a@lamp.example")


def test_two_members_who_are_not_concerned_vouch(lamp: Organisation, river: Organisation, field_list: Source) -> None:
    third = Organisation.objects.create(pk="third", title="third", created_at=AT, changed_at=AT)
    say(field_list, third, named("Third"))
    one, two = body_holding(river, "River"), body_holding(third, "Third")
    ana, ben = delegate(one, "ana"), delegate(two, "ben", DelegateRole.EDITOR)
    claim, _token = filed(lamp, vouchers=("river", "third", "nobody", "lamp"))
    first, second = claim.evidence.order_by("pk")
    assert {first.voucher_id, second.voucher_id} == {one.pk, two.pk}
    with pytest.raises(claiming.CannotVouch):
        claiming.vouch(evidence=first, does=True, by=ben.person, acting_for=two, at=AT)
    claiming.vouch(evidence=claim.evidence.get(voucher=one), does=True, by=ana.person, acting_for=one, at=AT)
    assert not is_enough(claim, AT)
    claiming.vouch(evidence=claim.evidence.get(voucher=two), does=True, by=ben.person, acting_for=two, at=AT)
    assert is_enough(claim, AT)
    Delegation.objects.filter(pk=ben.pk).update(ended_at=AT)
    assert not is_enough(claim, AT)


def test_one_person_has_one_voice_and_whoever_is_concerned_has_none(lamp: Organisation, river: Organisation) -> None:
    one, two = body_holding(river, "River"), body_holding(None, "No entry")
    ana = delegate(one, "ana")
    Delegation.objects.create(body=two, person=ana.person, role=DelegateRole.MANAGER, since=AT)
    reader = delegate(one, "reader", DelegateRole.READER)
    claim, _token = filed(lamp, vouchers=("river",))
    ClaimEvidence.objects.create(claim=claim, kind=EvidenceKind.VOUCHED, voucher=two, offered_at=AT)
    assert not may_vouch(claim, by=reader.person, body=one, at=AT)
    claiming.vouch(evidence=claim.evidence.get(voucher=one), does=True, by=ana.person, acting_for=one, at=AT)
    with pytest.raises(claiming.CannotVouch):
        claiming.vouch(evidence=claim.evidence.get(voucher=two), does=True, by=ana.person, acting_for=two, at=AT)
    holder = body_holding(lamp, "Holder")
    hana = delegate(holder, "hana")
    Delegation.objects.create(body=one, person=hana.person, role=DelegateRole.EDITOR, since=AT)
    assert not may_vouch(claim, by=hana.person, body=one, at=AT)


def test_approval_invites_the_first_manager_and_nobody_else(lamp: Organisation, layla: Person) -> None:
    body = approved(lamp, layla)
    invitation = Invitation.objects.get()
    assert invitation.given == {"body": str(body.pk), "role": "manager"}
    assert any(to == RANA.mail for to, _topic, _text in letters())
    rana = person("rana")
    invitations.accept(by=rana, at=LATER, invitation=invitation)
    standing = Delegation.objects.get()
    assert (standing.person, standing.role, standing.body) == (rana, DelegateRole.MANAGER, body)


def test_the_editor_who_approved_cannot_become_the_manager(lamp: Organisation, layla: Person) -> None:
    approved(lamp, layla)
    with pytest.raises(invitations.NotSoFast):
        invitations.accept(by=layla, at=LATER, invitation=Invitation.objects.get())


def test_every_decision_has_a_reason_and_is_made_once(lamp: Organisation, layla: Person, samir: Person) -> None:
    claim = proved(lamp)
    with pytest.raises(deciding_claims.ReasonIsMissing):
        deny_claim(claim=claim, by=layla, at=AT, reason=" ", version=claim.version)
    deny_claim(claim=claim, by=layla, at=AT, reason="not them", version=claim.version)
    with pytest.raises(claiming.ClaimIsSettled):
        decide(claim, samir)
    assert not Body.objects.exists()


def test_an_appeal_is_made_once_in_thirty_days_and_decided_by_another(
    lamp: Organisation, layla: Person, samir: Person
) -> None:
    claim = deny_claim(claim=proved(lamp), by=layla, at=AT, reason="not them", version=1)
    with pytest.raises(deciding_claims.TooLateToAppeal):
        deciding_claims.appeal(claim=claim, at=AT + timedelta(days=30, seconds=1))
    claim = deciding_claims.appeal(claim=claim, at=AT + timedelta(days=30))
    with pytest.raises(deciding_claims.SameEditor):
        decide(claim, layla, LATER)
    claim = deny_claim(claim=claim, by=samir, at=LATER, reason="still not", version=claim.version)
    with pytest.raises(deciding_claims.TooLateToAppeal):
        deciding_claims.appeal(claim=claim, at=LATER)


def test_an_editor_who_acts_for_the_holder_or_vouched_does_not_decide(lamp: Organisation, layla: Person) -> None:
    holder = body_holding(lamp, "Holder")
    Delegation.objects.create(body=holder, person=layla, role=DelegateRole.READER, since=AT)
    with pytest.raises(deciding_claims.EditorIsConcerned):
        decide(proved(lamp), layla, passes_on=True)


def test_of_two_editors_the_later_is_told(lamp: Organisation, layla: Person, samir: Person) -> None:
    claim = proved(lamp)
    stale = Claim.objects.get(pk=claim.pk)
    denied = deny_claim(claim=claim, by=layla, at=AT, reason="no", version=1)
    deciding_claims.appeal(claim=denied, at=AT)
    with pytest.raises(deciding_claims.ClaimHasChanged):
        decide(stale, samir)


def test_a_held_entry_never_passes_on_in_silence(lamp: Organisation, layla: Person) -> None:
    first = approved(lamp, layla)
    manager = delegate(first, "hana")
    claim = proved(lamp, LATER)
    claim.refresh_from_db()
    assert (claim.holder, claim.holder_told_at) == (first, LATER)
    for at, passes_on in ((LATER, True), (LATER + timedelta(days=13), True), (LATER + timedelta(days=15), False)):
        with pytest.raises(deciding_claims.EntryIsHeld):
            decide(claim, layla, at, passes_on=passes_on)
    second = decide(claim, layla, LATER + timedelta(days=14), passes_on=True)
    assert holders_of(lamp) == [second]
    assert not Delegation.objects.in_force(LATER + timedelta(days=15)).filter(pk=manager.pk).exists()


def test_with_the_holders_word_it_passes_on_at_once(lamp: Organisation, layla: Person) -> None:
    first = approved(lamp, layla)
    manager = delegate(first, "hana")
    claim = proved(lamp)
    outsider = delegate(body_holding(None, "Other"), "odd")
    with pytest.raises(claiming.CannotVouch):
        claiming.answer_claim_of_another(
            claim=claim, agrees=True, says="", by=outsider.person, acting_for=outsider.body, at=AT
        )
    claiming.answer_claim_of_another(claim=claim, agrees=True, says="yes", by=manager.person, acting_for=first, at=AT)
    assert holders_of(lamp) == [first]
    second = decide(claim, layla, passes_on=True)
    assert holders_of(lamp) == [second]


def test_an_entry_claimed_by_two_at_once_is_not_given_twice(lamp: Organisation, layla: Person) -> None:
    one, two = proved(lamp), proved(lamp)
    decide(one, layla)
    with pytest.raises(deciding_claims.EntryIsHeld):
        decide(two, layla, AT + timedelta(days=20), passes_on=True)


def test_revoked_nobody_acts_any_more_and_their_word_is_not_shown(
    lamp: Organisation, layla: Person, samir: Person
) -> None:
    body = approved(lamp, layla)
    manager = delegate(body, "rana")
    state_own(body=body, values=named("The Impostor"), by=manager.person, at=AT)
    assert "The Impostor" in {said.value.value for said in profiles_of(["lamp"])["lamp"].names}
    revoke_claim(claim=body.claim, by=layla, at=LATER, reason="forged")
    assert not Delegation.objects.in_force(LATER).exists()
    assert holders_of(lamp) == []
    assert "The Impostor" not in {said.value.value for said in profiles_of(["lamp"])["lamp"].names}
    with pytest.raises(HoldsNoEntry):
        state_own(body=body, values=named("Again"), by=manager.person, at=LATER)
    with pytest.raises(invitations.Gone):
        invitations.accept(by=person("late"), at=LATER, invitation=Invitation.objects.get())
    claim = deciding_claims.appeal(claim=Claim.objects.get(), at=LATER)
    assert decide(claim, samir, LATER) == body
    assert holders_of(lamp) == [body]
    assert "The Impostor" in {said.value.value for said in profiles_of(["lamp"])["lamp"].names}


def test_claims_and_owners_follow_merges_splits_and_undoing(
    lamp: Organisation, river: Organisation, layla: Person
) -> None:
    body, claim = approved(lamp, layla), proved(river.__class__.objects.get(pk="lamp"))
    operation = merging.merge(stays=river, moved=lamp, by=layla, at=AT)
    held = ownership_of(body.pk)
    assert held is not None
    assert held.entry.pk == "river"
    assert Claim.objects.get(pk=claim.pk).entry.pk == "river"
    assert holders_of(Organisation.objects.get(pk="river")) == [body]
    merging.undo(operation=operation, by=layla, at=AT)
    assert holders_of(Organisation.objects.get(pk="lamp")) == [body]
    said = Stored.objects.get(source__slug="register")
    split = merging.split(organisation=lamp, records=[said], by=layla, at=AT)
    assert holders_of(split.moved) == [body]
    assert holders_of(Organisation.objects.get(pk="lamp")) == []


def test_the_owners_own_word_goes_where_the_owner_goes(lamp: Organisation, river: Organisation, layla: Person) -> None:
    body = approved(lamp, layla)
    manager = delegate(body, "rana")
    state_own(body=body, values=named("Our Lamp"), by=manager.person, at=AT)
    own = Stored.objects.get(source__kind="self")
    split = merging.split(organisation=lamp, records=[own], by=layla, at=AT)
    assert holders_of(split.moved) == [body]
    state_own(body=body, values=Record(names=(Name("Our New Lamp", "en"),)), by=manager.person, at=LATER)
    assert profiles_of([split.moved.pk])[split.moved.pk].title() == "Our New Lamp"


def test_what_is_private_stands_nowhere_in_the_clear(lamp: Organisation, layla: Person) -> None:
    claim, token = filed(lamp)
    row = ClaimantContact.objects.get(claim=claim)
    assert "rana" not in repr(row.mail)
    assert b"rana.khalil" not in bytes(
        ClaimantContact.objects.raw("SELECT * FROM guide_claimantcontact")[0].__dict__["mail"].ciphertext
    )
    told = "".join(Entry.objects.values_list("data_json", flat=True)) + "".join(
        Entry.objects.values_list("subject", flat=True)
    )
    assert "rana" not in told.lower()
    assert token not in told
    assert not Claim.objects.filter(status_key=token).exists()
    assert settings.SECRET_KEY not in claim.status_key
    assert claim.state == ClaimState.OPEN
