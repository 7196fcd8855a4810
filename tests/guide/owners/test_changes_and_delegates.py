"""Proposed changes and who decides them; delegates, their roles, and how managership passes."""

from datetime import timedelta

import pytest

from dalil.accounts.models import DelegateRole, Delegation, Invitation, Person
from dalil.formats.record import Identifier, Name, Record, encode
from dalil.guide.actions import delegating, inviting, merging
from dalil.guide.actions.editing import mark_of
from dalil.guide.actions.entering import NumberIsTaken
from dalil.guide.actions.proposing_changes import (
    AnswerIsMissing,
    ChangeIsDecided,
    NotYourValue,
    Wish,
    accept_as_owner,
    accept_change,
    comment_as_owner,
    propose_change,
    refuse_change,
)
from dalil.guide.actions.refusals import StatementHasChanged
from dalil.guide.actions.stating_own import decide_statement, latest, state_own
from dalil.guide.models import Change, ChangeProposal, Organisation, OwnStatement, ProposedState, ProposerContact
from dalil.guide.models import Record as Stored
from dalil.guide.owning import stated_by
from dalil.guide.profiles import profiles_of
from dalil.ledger.models import Entry
from tests.guide.owners.acts import AT, body_holding, delegate, letters, named, person

LATER = AT + timedelta(days=1)


def wish(value: str, stands: str = "", **more: str) -> Wish:
    return Wish(aspect="name", proposed=named(value), stands=stands, source_words="annual report", **more)


def names(organisation: str) -> set[str]:
    return {said.value.value for said in profiles_of([organisation])[organisation].names}


def test_accepted_it_is_one_more_testimony_with_its_source_and_day(lamp: Organisation, layla: Person) -> None:
    proposal, _token = propose_change(organisation=lamp, wish=wish("Lamp House"), at=AT)
    assert "Lamp House" not in names("lamp")
    before = {record.pk: record.values for record in Stored.objects.all()}
    accept_change(proposal=proposal, values=named("Lamp House"), by=layla, at=LATER, version=1)
    record = Stored.objects.get(source__slug="proposed-changes")
    assert (record.stated_in, record.last_seen_at, record.first_seen_at) == ("annual report", AT, LATER)
    assert "Lamp House" in names("lamp")
    assert all(Stored.objects.get(pk=pk).values == values for pk, values in before.items())


def test_of_two_editors_the_later_is_told(lamp: Organisation, layla: Person) -> None:
    proposal, _token = propose_change(organisation=lamp, wish=wish("Lamp House"), at=AT)
    refuse_change(proposal=proposal, by=layla, at=AT, answer="no source", version=1)
    with pytest.raises(ChangeIsDecided):
        accept_change(proposal=proposal, values=named("Lamp House"), by=layla, at=AT, version=1)
    assert "Lamp House" not in names("lamp")


def test_to_refuse_or_to_accept_in_part_needs_an_answer(lamp: Organisation, layla: Person) -> None:
    proposal, _token = propose_change(organisation=lamp, wish=wish("Lamp House"), at=AT)
    with pytest.raises(AnswerIsMissing):
        refuse_change(proposal=proposal, by=layla, at=AT, answer=" ", version=1)
    with pytest.raises(AnswerIsMissing):
        accept_change(proposal=proposal, values=named("Lamp"), by=layla, at=AT, version=1, is_partly=True)
    assert ChangeProposal.objects.get().state == ProposedState.OPEN


def test_the_proposers_address_is_used_for_the_answer_and_then_erased(lamp: Organisation, layla: Person) -> None:
    proposal, token = propose_change(organisation=lamp, wish=wish("Lamp House", mail="noor@kite.example"), at=AT)
    refuse_change(proposal=proposal, by=layla, at=AT, answer="no", version=1)
    assert [to for to, _topic, _text in letters()] == ["noor@kite.example"] * 2
    assert any(token in text for _to, _topic, text in letters())
    assert not ProposerContact.objects.exists()
    assert not any("noor" in entry.data_json for entry in Entry.objects.all())


def test_a_proposal_follows_the_entry_into_which_its_own_was_merged(
    lamp: Organisation, river: Organisation, layla: Person
) -> None:
    proposal, _token = propose_change(organisation=lamp, wish=wish("Lamp House"), at=AT)
    merging.merge(stays=river, moved=lamp, by=layla, at=AT)
    accept_change(proposal=proposal, values=named("Lamp House"), by=layla, at=LATER, version=1)
    assert "Lamp House" in names("river")
    assert Stored.objects.get(source__slug="proposed-changes").organisation_id == "river"


def test_a_proposal_goes_where_a_split_takes_the_value_that_it_is_about(lamp: Organisation, layla: Person) -> None:
    stands = encode(named("Lamp of Aida")).decode()
    proposal, _token = propose_change(organisation=lamp, wish=wish("Lamp House", stands), at=AT)
    listed = Stored.objects.get(source__slug="field-list")
    split = merging.split(organisation=lamp, records=[listed], by=layla, at=AT)
    assert ChangeProposal.objects.get(pk=proposal.pk).entry == split.moved


def test_an_owner_accepts_a_change_to_its_own_word_alone(lamp: Organisation, river: Organisation) -> None:
    body = body_holding(lamp)
    manager, other = delegate(body, "rana"), delegate(body_holding(river), "odd")
    state_own(body=body, values=named("Our Lamp"), by=manager.person, at=AT)
    own, _token = propose_change(
        organisation=lamp, wish=wish("Our New Lamp", encode(named("Our Lamp")).decode()), at=AT
    )
    alien, _token = propose_change(organisation=lamp, wish=wish("X", encode(named("Lamp of Aida")).decode()), at=AT)
    with pytest.raises(NotYourValue):
        accept_as_owner(proposal=own, by=other.person, acting_for=other.body, at=AT, version=1)
    with pytest.raises(NotYourValue):
        accept_as_owner(proposal=alien, by=manager.person, acting_for=body, at=AT, version=1)
    accept_as_owner(proposal=own, by=manager.person, acting_for=body, at=AT, version=1)
    assert stated_by(body) == named("Our New Lamp")
    comment_as_owner(proposal=alien, agrees=False, says="wrong", by=manager.person, acting_for=body, at=AT)
    with pytest.raises(NotYourValue):
        comment_as_owner(proposal=alien, agrees=True, says="", by=other.person, acting_for=other.body, at=AT)
    alien.refresh_from_db()
    assert (alien.state, alien.owner_agrees) == (ProposedState.OPEN, False)


def test_an_owners_word_stands_beside_what_others_say_in_its_own_name(lamp: Organisation) -> None:
    body = body_holding(lamp, "The Lamp")
    manager = delegate(body, "rana")
    state_own(body=body, values=named("Our Lamp"), by=manager.person, at=AT)
    assert names("lamp") >= {"Our Lamp", "The Lamp of Aida", "Lamp of Aida"}
    change = Change.objects.get()
    assert (change.record.source.name, change.record.source.kind) == ("The Lamp", "self")  # type: ignore[union-attr]
    entry = Entry.objects.get(action="state_own")
    assert (entry.actor, entry.data["acting_for"]) == (manager.person, str(body.pk))


def test_two_delegates_do_not_overwrite_each_other(lamp: Organisation) -> None:
    body = body_holding(lamp)
    one, two = delegate(body, "rana"), delegate(body, "tariq", DelegateRole.EDITOR)
    seen = mark_of(latest(body))
    state_own(body=body, values=named("First"), by=one.person, at=AT, seen=seen)
    with pytest.raises(StatementHasChanged):
        state_own(body=body, values=named("Second"), by=two.person, at=AT, seen=seen)
    assert stated_by(body) == named("First")


def test_moderated_it_waits_and_what_is_taken_back_is_as_before(
    lamp: Organisation, layla: Person, settings: object
) -> None:
    body = body_holding(lamp)
    manager = delegate(body, "rana")
    first = state_own(body=body, values=named("First"), by=manager.person, at=AT)
    decide_statement(statement=first, is_fine=True, by=layla, at=AT)
    settings.DALIL_OWNER_EDITS = "moderated"  # type: ignore[attr-defined]
    waiting = state_own(body=body, values=named("Second"), by=manager.person, at=AT)
    assert (stated_by(body), latest(body)) == (named("First"), named("Second"))
    decide_statement(statement=waiting, is_fine=True, by=layla, at=AT)
    assert stated_by(body) == named("Second")
    settings.DALIL_OWNER_EDITS = "at_once"  # type: ignore[attr-defined]
    third = state_own(body=body, values=named("Third"), by=manager.person, at=AT)
    decide_statement(statement=third, is_fine=False, by=layla, at=AT, reason="no")
    assert stated_by(body) == named("Second")
    assert OwnStatement.objects.get(pk=third.pk).state == "turned_down"


def test_nobody_states_anothers_number_in_a_register(lamp: Organisation, river: Organisation) -> None:
    from_list = Stored.objects.get(organisation=river)

    number = Identifier("XI-ROR", "02mhbdp94")
    from_list.values = encode(Record(names=(Name("River", "en"),), identifiers=(number,))).decode()
    from_list.save()
    body = body_holding(lamp)
    manager = delegate(body, "rana")
    with pytest.raises(NumberIsTaken):
        state_own(body=body, values=Record(identifiers=(number,)), by=manager.person, at=AT)
    assert not OwnStatement.objects.exists()


def test_managership_passes_only_to_who_accepts(lamp: Organisation) -> None:
    body = body_holding(lamp)
    rana, tariq = delegate(body, "rana"), delegate(body, "tariq", DelegateRole.EDITOR)
    for who in (rana, tariq):
        with pytest.raises(delegating.NobodyElseManages if who is rana else delegating.NotYours):
            delegating.end_delegate(delegation=rana, by=who.person, acting_for=body, at=AT)
    offer = delegating.offer_management(delegation=tariq, is_in_place=True, by=rana.person, acting_for=body, at=AT)
    tariq.refresh_from_db()
    assert tariq.role == DelegateRole.EDITOR
    with pytest.raises(delegating.NotYours):
        delegating.accept_management(offer=offer, by=rana.person, acting_for=body, at=AT)
    delegating.accept_management(offer=offer, by=tariq.person, acting_for=body, at=AT)
    assert dict(Delegation.objects.values_list("person__sign_in_name", "role")) == {
        "rana": "reader",
        "tariq": "manager",
    }
    with pytest.raises(delegating.OfferIsClosed):
        delegating.accept_management(offer=offer, by=tariq.person, acting_for=body, at=AT)
    delegating.end_delegate(delegation=rana, by=rana.person, acting_for=body, at=AT)


def test_a_further_manager_needs_somebody_elses_agreement(lamp: Organisation, layla: Person) -> None:
    body = body_holding(lamp)
    rana, tariq = delegate(body, "rana"), delegate(body, "tariq", DelegateRole.EDITOR)
    offer = delegating.offer_management(delegation=tariq, is_in_place=False, by=rana.person, acting_for=body, at=AT)
    delegating.accept_management(offer=offer, by=tariq.person, acting_for=body, at=AT)
    for party in (rana.person, tariq.person, person("stranger")):
        with pytest.raises(delegating.AnotherMustAgree):
            delegating.agree_to_manager(offer=offer, by=party, at=AT)
    tariq.refresh_from_db()
    assert tariq.role == DelegateRole.EDITOR
    delegating.agree_to_manager(offer=offer, by=layla, at=AT)
    tariq.refresh_from_db()
    assert tariq.role == DelegateRole.MANAGER


def test_delegates_are_invited_below_manager_and_not_by_who_lost_the_role(lamp: Organisation) -> None:
    body = body_holding(lamp)
    rana, tariq = delegate(body, "rana"), delegate(body, "tariq")
    with pytest.raises(delegating.NotThatRole):
        inviting.invite_delegate(body=body, role="manager", until=None, by=rana.person, at=AT, language="en")
    inviting.invite_delegate(body=body, role="editor", until=LATER, by=rana.person, at=AT, language="en")
    invitation = Invitation.objects.get()
    delegating.end_delegate(delegation=rana, by=tariq.person, acting_for=body, at=AT)
    with pytest.raises(inviting.HasRunOut):
        inviting.become_delegate(invitation, person=person("late"), at=AT)
    rana.delete()


def test_a_standing_ends_when_its_time_runs_out_and_with_the_body(lamp: Organisation) -> None:
    body = body_holding(lamp)
    rana = delegate(body, "rana")
    delegate(body, "tariq", DelegateRole.EDITOR, until=LATER)
    assert Delegation.objects.in_force(LATER).count() == 1
    delegating.give_back(body=body, by=rana.person, at=LATER, why="closing")
    assert not Delegation.objects.in_force(LATER).exists()
