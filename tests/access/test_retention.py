"""How long what is kept: rules on real rows, carried out by the worker, stopped by holds, with tombstones and entries."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dalil.access import approvals, due_by_two, tasks
from dalil.access.actions import invitations
from dalil.access.actions.invitations import What
from dalil.access.models import Approval, ApprovalState, MailAddress, TimeCode
from dalil.access.second_wall import as_machine
from dalil.access.state import State
from dalil.accounts.models import Invitation, LiveSession, Notice, NoticeKind, Passkey, Person, Recovery, Vouching
from dalil.cli.main import main
from dalil.guide.models import Contact, ContactOpening, ContactReason
from dalil.ledger.models import BatchLeaf, Entry
from dalil.vault import destroying, holds, retention
from dalil.vault.destroying import Agreement, Held, OnWhoseWord
from dalil.vault.models import Hold, Tombstone
from dalil.vault.retention import Way, rule_called
from tests.guide.bodies import body

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _each_look_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_ruled", {})


@pytest.fixture
def salma(db: None) -> Person:
    person = Person.objects.create_person("salma", "Salma", password="a-court-in-the-morning")
    Person.objects.filter(pk=person.pk).update(is_counsel=True)
    person.refresh_from_db()
    return person


def hold_on(salma: Person, at: datetime, *scope: str) -> Hold:
    dates = {"served_on": date(2026, 11, 20), "review_on": date(2030, 5, 1)}
    return holds.place(by=salma, at=at, reference="r", issuer="court", scope=scope, **dates)


def passkey(person: Person, at: datetime, withdrawn: datetime | None) -> Passkey:
    name = f"key {Passkey.objects.count()}"
    return Passkey.objects.create(
        person=person, name=name, credential_id=name.encode(), public_key=b"k", made_at=at, withdrawn_at=withdrawn
    )


def recovery(person: Person, at: datetime, by: Person) -> Recovery:
    made = Recovery.objects.create(person=person, begun_at=at, expires_at=at + 14 * DAY, used_at=at + DAY)
    Vouching.objects.create(recovery=made, by=by, at=at, means="video", reason="I know the face")
    return made


def everything(omar: Person, noa: Person, at: datetime) -> None:
    """One row of each kind that goes by a rule alone."""
    TimeCode(person=noa, secret="ABCD", made_at=at).save()
    MailAddress(person=noa, address="noa@olive.example", noted_at=at).save()
    Notice.objects.create(person=noa, kind=NoticeKind.PASSKEY_ADDED, at=at, read_at=at)
    passkey(noa, at, at)
    recovery(noa, at, omar)
    used, _link = invitations.invite(by=omar, at=at, what=What("staff"), note="for the cashier")
    Invitation.objects.filter(pk=used.pk).update(used_at=at, used_by=noa)


MODELS = (TimeCode, MailAddress, Notice, Passkey, Vouching, Recovery, Invitation)
# The last day on which each is kept, in days from when its time began to run.
KEPT = {TimeCode: 1, MailAddress: 30, Notice: 90, Invitation: 90, Passkey: 365, Vouching: 731, Recovery: 731}


def left() -> dict[type, int]:
    return {model: model.objects.count() for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_each_is_kept_to_its_day_and_gone_after_it(model: Any, omar: Person, noa: Person, moment: datetime) -> None:
    everything(omar, noa, moment)
    last = moment + KEPT[model] * DAY

    retention.carry_out(by=Person.objects.command_line(), at=last)
    assert model.objects.count() == 1
    for _ in range(2):  # a recovery goes once nobody's word for it is left
        retention.carry_out(by=Person.objects.command_line(), at=last + timedelta(seconds=1))
    assert model.objects.count() == 0


def test_the_worker_lets_go_what_is_over_once_an_hour(omar: Person, noa: Person, moment: datetime) -> None:
    everything(omar, noa, moment)
    later = moment + 1000 * DAY

    assert tasks.work_once(lambda: later)
    assert left() == dict.fromkeys(MODELS, 0) | {Recovery: 1}
    assert not tasks.keep_rules(at=later + timedelta(minutes=59))
    assert tasks.keep_rules(at=later + timedelta(minutes=60))
    assert left() == dict.fromkeys(MODELS, 0)


def test_the_ledger_names_each_row_once_and_what_was_private_leaves_a_tombstone(
    omar: Person, noa: Person, moment: datetime
) -> None:
    everything(omar, noa, moment)
    code, address, key = TimeCode.objects.get(), MailAddress.objects.get(), Passkey.objects.get()
    retention.carry_out(by=Person.objects.command_line(), at=moment + 1000 * DAY)

    entries = Entry.objects.filter(action="let_go_by_rule")
    assert {entry.subject for entry in entries} == {
        f"retention:{code}"
        for code in (
            "invitations",
            "mail_addresses_not_confirmed",
            "notices",
            "passkeys",
            "time_codes_not_confirmed",
            "vouchings",
        )
    }
    assert BatchLeaf.objects.filter(subject__in=[code.subject, address.subject, f"passkey:{key.pk}"]).count() == 3
    assert set(Tombstone.objects.values_list("subject", "approval", "destroyed_class")) == {
        (code.subject, "rule:time_codes_not_confirmed", "S"),
        (address.subject, "rule:mail_addresses_not_confirmed", "S"),
    }
    assert "olive.example" not in str(list(Entry.objects.values()) + list(Tombstone.objects.values()))


@pytest.mark.t25
def test_a_hold_on_the_person_keeps_all_of_it_and_its_release_lets_it_go(
    omar: Person, noa: Person, salma: Person, moment: datetime
) -> None:
    everything(omar, noa, moment)
    hold = hold_on(salma, moment, f"person:{noa.pk}")
    later, before = moment + 1000 * DAY, left()
    done = retention.carry_out(by=Person.objects.command_line(), at=later)

    assert left() == before and not Tombstone.objects.exists()
    assert {one.rule.code: (one.gone, one.held) for one in done}["passkeys"] == (0, 1)
    assert not Entry.objects.filter(action="let_go_by_rule").exists()
    holds.release(hold=hold, by=salma, at=later, resolution="7", reason="over")
    for _ in range(2):
        retention.carry_out(by=Person.objects.command_line(), at=later)
    assert set(left().values()) == {0}


def test_what_is_held_does_not_hold_up_what_comes_after_it(
    omar: Person, noa: Person, salma: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for person in (noa, noa, noa, omar, omar, omar, omar):
        passkey(person, moment, moment)
    hold_on(salma, moment, f"person:{noa.pk}")
    [done] = retention.carry_out(by=Person.objects.command_line(), at=moment + 400 * DAY)

    assert (done.rule.code, done.gone, done.held) == ("passkeys", 4, 3)
    assert set(Passkey.objects.values_list("person", flat=True)) == {noa.pk}


def test_in_a_state_in_which_nothing_is_destroyed_no_rule_is_carried_out(
    omar: Person, noa: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(omar, noa, moment)
    before = left()
    monkeypatch.setattr("dalil.access.state.current_state", lambda: State.NOTICE)

    assert retention.carry_out(by=Person.objects.command_line(), at=moment + 1000 * DAY) == []
    assert left() == before


def test_a_fault_of_a_rule_holds_up_no_letter(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(**_more: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(retention, "carry_out", breaks)
    assert tasks.work_once(lambda: moment) is False


def test_only_class_s_goes_by_a_rule_alone(layla: Person, moment: datetime) -> None:
    word = OnWhoseWord(layla, None, "rule:x", "x")
    with pytest.raises(destroying.NotLetGo):
        destroying.let_go([Contact(kind="email")], action="x", subject="x", word=word, at=moment)
    assert {one.way for one in retention.rules() if one.data_class == "S"} == {Way.BY_RULE, Way.ELSEWHERE}
    assert {one.way for one in retention.rules() if one.data_class in ("C1", "C2", "C3")} == {Way.BY_TWO, Way.ELSEWHERE}


class TestContacts:
    """Private contacts that their list no longer gives."""

    @pytest.fixture
    def ended(self, layla: Person, moment: datetime) -> Contact:
        entry = body("olive")
        with as_machine("test"):
            contact = Contact(
                record=entry.records.get(), kind="email", value="boss@olive.example", since=moment, by=layla
            )
            contact.ended_at = moment
            contact.save()
            ContactOpening.objects.create(contact=contact, person=layla, reason=ContactReason.WRITE, at=moment)
        return contact

    def test_two_agree_and_it_goes_and_that_it_was_opened_stays(
        self, ended: Contact, omar: Person, salma: Person, board_of_one: Person, moment: datetime
    ) -> None:
        later, known = moment + 366 * DAY, rule_called("contacts_ended")
        assert known is not None
        with pytest.raises(due_by_two.NothingIsDue):
            due_by_two.ask_for_due(known, by=salma, at=moment + 365 * DAY)
        asked = due_by_two.ask_for_due(known, by=salma, at=later)
        with pytest.raises(approvals.OwnRequest):
            approvals.approve(asked, by=salma, at=later)
        approvals.approve(asked, by=board_of_one, at=later)

        with as_machine("test"):
            assert not Contact.objects.exists()
        assert ContactOpening.objects.get().contact_id == ended.pk
        stone = Tombstone.objects.get()
        assert (stone.subject, stone.asked_by, stone.approved_by) == (ended.subject, salma, board_of_one)

    @pytest.mark.t25
    @pytest.mark.parametrize("scope", ["organisation:olive", "organisation:*", "contact:*", "*"])
    def test_a_hold_on_the_entry_keeps_its_contacts_from_two_people_and_from_rules(
        self, ended: Contact, salma: Person, board_of_one: Person, moment: datetime, scope: str
    ) -> None:
        later, known = moment + 366 * DAY, rule_called("contacts_ended")
        assert known is not None
        asked = due_by_two.ask_for_due(known, by=salma, at=later)
        hold_on(salma, later, scope)

        with pytest.raises(approvals.CannotBeDone):
            approvals.approve(asked, by=board_of_one, at=later)
        with as_machine("destroying"), pytest.raises(Held):
            destroying.destroy(ended, approval=Agreement(salma, board_of_one, "approval:1"), at=later, reason="x")
        with pytest.raises(due_by_two.NothingIsDue):
            due_by_two.ask_for_due(known, by=salma, at=later)
        with as_machine("test"):
            assert Contact.objects.exists()
        assert Approval.objects.get().state == ApprovalState.FAILED

    @pytest.mark.t25
    def test_a_hold_follows_an_entry_that_was_merged_into_another(
        self, ended: Contact, salma: Person, board_of_one: Person, moment: datetime
    ) -> None:
        hold_on(salma, moment, "organisation:olive")
        other, olive = body("fig"), ended.record.organisation
        olive.merged_into = other
        olive.save()
        with as_machine("destroying"):
            contact = Contact.objects.get()
            contact.record.organisation = other
            contact.record.home = other
            contact.record.save()
            agreement = Agreement(salma, board_of_one, "approval:1")
            with pytest.raises(Held):
                destroying.destroy(contact, approval=agreement, at=moment, reason="x")


@pytest.fixture
def board_of_one(db: None) -> Person:
    person = Person.objects.create_person("amal", "Amal", password="a-long-road-home")
    Person.objects.filter(pk=person.pk).update(is_trustee=True)
    person.refresh_from_db()
    return person


def test_the_page_lists_every_rule_and_asks_for_what_needs_two(
    signed_in: Callable[[Person], Client], salma: Person, layla: Person, board_of_one: Person
) -> None:
    entry, long_ago = body("olive"), timezone.now() - 400 * DAY
    with as_machine("test"):
        for number in range(3):
            value = f"{number}@olive.example"
            record = entry.records.get()
            Contact(record=record, kind="email", value=value, since=long_ago, by=layla, ended_at=long_ago).save()
    browser = signed_in(salma)
    shown = browser.get(reverse("access:retention")).content.decode()
    assert all(str(one.sentence).replace("'", "&#x27;") in shown for one in retention.rules())
    assert shown.count("Ask that it be destroyed") == 1

    answer = browser.post(reverse("access:ask_for_what_is_due", args=["contacts_ended"]))
    asked = Approval.objects.get()
    assert answer["Location"].endswith(str(asked.pk)) and len(asked.data["records"]) == 3
    page = signed_in(board_of_one).get(reverse("access:approval", args=[asked.pk])).content.decode()
    assert "their list no longer gives" in page and "olive.example" not in page
    assert browser.post(reverse("access:ask_for_what_is_due", args=["passkeys"])).status_code == 302
    assert browser.post(reverse("access:ask_for_what_is_due", args=["none"])).status_code == 404
    assert Approval.objects.count() == 1
    assert signed_in(layla).get(reverse("access:retention")).status_code == 404


def test_the_page_asks_no_more_for_more_rows(
    signed_in: Callable[[Person], Client], salma: Person, noa: Person, moment: datetime
) -> None:
    browser = signed_in(salma)
    browser.get(reverse("access:retention"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(reverse("access:retention"))
    for _ in range(5):
        passkey(noa, moment, timezone.now() - 400 * DAY)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("access:retention"))
    assert len(few) == len(many)


def test_the_command_lists_and_lets_go(omar: Person, noa: Person, moment: datetime) -> None:
    everything(omar, noa, timezone.now() - 1000 * DAY)
    listed = CliRunner().invoke(main, ["retention", "list"])
    done = CliRunner().invoke(main, ["retention", "run"])

    assert listed.exit_code == done.exit_code == 0, listed.output + done.output
    assert "passkeys" in listed.output and "two people agree" in listed.output
    assert "passkeys: 1 let go, 0 held" in done.output
    assert not Passkey.objects.exists()


@pytest.mark.t25
def test_a_mail_address_that_is_held_is_neither_taken_out_nor_replaced(
    signed_in: Callable[[Person], Client], noa: Person, salma: Person, moment: datetime
) -> None:
    MailAddress(person=noa, address="noa@olive.example", noted_at=moment, confirmed_at=moment).save()
    hold = hold_on(salma, moment, f"person:{noa.pk}")
    browser = signed_in(noa)
    for typed in ({"take_out": "1"}, {"address": "other@olive.example"}):
        answer = browser.post(reverse("access:mail_address"), typed, follow=True)
        assert "may not be erased now" in answer.content.decode()
        assert MailAddress.objects.get().confirmed_at == moment

    holds.release(hold=hold, by=salma, at=moment, resolution="7", reason="over")
    browser.post(reverse("access:mail_address"), {"take_out": "1"})
    assert not MailAddress.objects.exists()
    assert Tombstone.objects.get().approved_by is None
    assert not LiveSession.objects.filter(person=salma).exists()
