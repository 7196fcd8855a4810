"""What one asks for is done once another agreed: exactly as asked, exactly once, never by the one who asked."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from dalil.access import approvals
from dalil.access.models import Approval, ApprovalState
from dalil.access.viewer import STRANGER, viewer_for
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was carried out; two kinds for editors, of which one needs three people."""
    carried: list[dict[str, Any]] = []
    monkeypatch.setattr(approvals, "_KINDS", {})

    @approvals.kind("lamp", sentence="Light a lamp", who=lambda viewer: viewer.is_editor)
    def light(approval: Approval, *, by: Person, at: datetime) -> None:
        ledger.write(by=by, at=at, action="light", subject=approval.subject, data=approval.data)
        carried.append(approval.data)
        if approval.data.get("breaks"):
            raise RuntimeError("the lamp broke")
        if approval.data.get("gone"):
            raise approvals.CannotBeDone("The lamp is gone.")

    @approvals.kind("fire", sentence="Light a fire", who=lambda viewer: viewer.is_editor, needed=3)
    def burn(approval: Approval, *, by: Person, at: datetime) -> None:
        carried.append(approval.data)

    return carried


@pytest.fixture
def editors(layla: Person) -> list[Person]:
    """Layla and three more editors."""
    more = [Person.objects.create_person(name, name.title(), is_editor=True) for name in ("rim", "sami", "tal")]
    return [layla, *more]


def asked(by: Person, at: datetime, kind: str = "lamp", **data: Any) -> Approval:
    return approvals.ask(kind=kind, subject="lamp:1", data=data, by=by, at=at, why="It is dark.")


def test_another_person_agrees_and_it_is_done_as_it_was_asked(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    approval = asked(layla, moment, place="door")
    assert done == []

    approvals.approve(approval, by=rim, at=moment, seen=approval.hash)

    approval.refresh_from_db()
    assert done == [{"place": "door"}]
    assert (approval.state, approval.decided_by, approval.decided_at) == (ApprovalState.APPROVED, rim, moment)
    entry = Entry.objects.get(number=approval.carried_out)
    assert (entry.action, entry.actor, entry.subject) == ("approve", rim, approval.reference)
    assert entry.data == {"kind": "lamp", "of": "lamp:1", "hash": approval.hash}
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == [
        "ask_approval",
        "light",
        "approve",
    ]


def test_who_asked_cannot_agree_or_refuse(done: list[dict[str, Any]], editors: list[Person], moment: datetime) -> None:
    approval = asked(editors[0], moment)

    with pytest.raises(approvals.OwnRequest):
        approvals.approve(approval, by=editors[0], at=moment)
    with pytest.raises(approvals.OwnRequest):
        approvals.refuse(approval, by=editors[0], at=moment, why="No.")

    assert done == [] and not approval.assents.exists()


def test_asking_twice_for_the_same_gives_the_same_request(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    first = asked(editors[0], moment, place="door", height=3)

    assert asked(editors[1], moment, height=3, place="door") == first
    assert asked(editors[0], moment, place="gate") != first
    assert Entry.objects.filter(action="ask_approval").count() == 2


def test_a_role_that_the_kind_does_not_name_cannot_agree(
    done: list[dict[str, Any]], editors: list[Person], noa: Person, moment: datetime
) -> None:
    approval = asked(editors[0], moment)

    with pytest.raises(approvals.NotForYou):
        approvals.approve(approval, by=noa, at=moment)


def test_a_role_that_was_taken_since_the_page_was_opened_counts_no_more(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    approval = asked(layla, moment)
    Person.objects.filter(pk=rim.pk).update(is_editor=False)

    with pytest.raises(approvals.NotForYou):
        approvals.approve(approval, by=rim, at=moment)


@pytest.mark.parametrize("barred", [True, False])
def test_neither_the_barred_nor_the_command_line_agrees(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime, barred: bool
) -> None:
    approval = asked(editors[0], moment)
    Person.objects.filter(pk=editors[1].pk).update(is_active=False)
    by = editors[1] if barred else Person.objects.command_line()

    with pytest.raises(approvals.NotForYou):
        approvals.approve(approval, by=by, at=moment)


def test_nobody_decides_about_themselves(done: list[dict[str, Any]], editors: list[Person], moment: datetime) -> None:
    layla, rim, sami, _ = editors
    approval = approvals.ask(kind="lamp", subject=f"person:{rim.pk}", data={}, by=layla, at=moment, why="It is due.")

    with pytest.raises(approvals.Concerned):
        approvals.approve(approval, by=rim, at=moment)
    with pytest.raises(approvals.Concerned):
        approvals.refuse(approval, by=rim, at=moment, why="I do not want it.")

    approvals.approve(approval, by=sami, at=moment)
    assert len(done) == 1


def test_what_three_must_agree_to_is_done_with_the_third_and_nobody_counts_twice(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, sami, tal = editors
    approval = asked(layla, moment, "fire")

    approvals.approve(approval, by=rim, at=moment)
    with pytest.raises(approvals.AlreadyAgreed):
        approvals.approve(approval, by=rim, at=moment)
    assert done == []
    approvals.approve(approval, by=sami, at=moment)

    assert len(done) == 1
    with pytest.raises(approvals.Settled):
        approvals.approve(approval, by=tal, at=moment)
    assert len(done) == 1


def test_what_was_changed_in_the_database_is_refused(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    approval = asked(layla, moment, place="door")
    Approval.objects.filter(pk=approval.pk).update(data_json='{"place":"archive"}')

    with pytest.raises(approvals.Changed):
        approvals.approve(approval, by=rim, at=moment, seen=approval.hash)
    assert done == []


def test_what_the_page_showed_must_be_what_was_asked(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    approval = asked(editors[0], moment)

    with pytest.raises(approvals.Changed):
        approvals.approve(approval, by=editors[1], at=moment, seen="0" * 64)
    assert done == []


def test_a_deed_that_breaks_takes_the_decision_with_it(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    approval = asked(editors[0], moment, breaks=True)

    with pytest.raises(RuntimeError):
        approvals.approve(approval, by=editors[1], at=moment)

    approval.refresh_from_db()
    assert approval.state == ApprovalState.ASKED
    assert not approval.assents.exists()
    assert list(Entry.objects.values_list("action", flat=True)) == ["ask_approval"]


def test_what_can_no_longer_be_done_ends_as_failed_with_its_reason(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    approval = asked(editors[0], moment, gone=True)

    with pytest.raises(approvals.CannotBeDone):
        approvals.approve(approval, by=editors[1], at=moment)

    approval.refresh_from_db()
    assert (approval.state, approval.answer, approval.carried_out) == (ApprovalState.FAILED, "The lamp is gone.", None)
    assert not Entry.objects.filter(action="light").exists()


def test_a_week_later_nobody_can_decide_and_the_same_can_be_asked_again(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    approval = asked(layla, moment)

    with pytest.raises(approvals.Settled):
        approvals.approve(approval, by=rim, at=moment + WEEK)
    again = asked(layla, moment + WEEK)

    approval.refresh_from_db()
    assert again != approval and approval.state == ApprovalState.EXPIRED
    approvals.approve(again, by=rim, at=moment + WEEK * 2 - timedelta(seconds=1))
    assert len(done) == 1


def test_one_takes_back_ones_own_request_and_nobody_elses(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    approval = asked(layla, moment)

    with pytest.raises(approvals.NotForYou):
        approvals.withdraw(approval, by=rim, at=moment)
    approvals.withdraw(approval, by=layla, at=moment)

    with pytest.raises(approvals.Settled):
        approvals.approve(approval, by=rim, at=moment)
    assert done == []


def test_a_refusal_gives_a_reason_and_is_final(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, sami, _ = editors
    approval = asked(layla, moment)

    with pytest.raises(approvals.NeedsReason):
        approvals.refuse(approval, by=rim, at=moment, why="  ")
    approvals.refuse(approval, by=rim, at=moment, why="It is light enough.")

    approval.refresh_from_db()
    assert (approval.state, approval.answer, approval.decided_by) == ("refused", "It is light enough.", rim)
    with pytest.raises(approvals.Settled):
        approvals.approve(approval, by=sami, at=moment)


def test_nothing_is_asked_without_a_reason(done: list[dict[str, Any]], layla: Person, moment: datetime) -> None:
    with pytest.raises(approvals.NeedsReason):
        approvals.ask(kind="lamp", subject="lamp:1", data={}, by=layla, at=moment, why=" \n")
    assert not Approval.objects.exists()


def test_a_kind_needs_two_at_least_and_a_name_of_its_own(done: list[dict[str, Any]]) -> None:
    for needed in (1, 0, -1):
        with pytest.raises(ValueError, match="no second person"):
            approvals.kind("alone", sentence="Alone", who=lambda viewer: True, needed=needed)
    assert approvals._KINDS["lamp"].needed == 2

    def other(approval: Approval, *, by: Person, at: datetime) -> None: ...

    with pytest.raises(ValueError, match="two kinds"):
        approvals.kind("lamp", sentence="Another lamp", who=lambda viewer: True)(other)
    before = approvals._KINDS["lamp"].carry_out
    assert approvals.kind("lamp", sentence="Read twice", who=lambda viewer: True)(before) is before


def test_the_command_line_strangers_and_those_without_the_role_decide_nothing(
    done: list[dict[str, Any]], editors: list[Person], noa: Person, moment: datetime
) -> None:
    approval = asked(editors[0], moment)
    Person.objects.filter(sign_in_name=Person.objects.command_line().sign_in_name).update(is_editor=True)
    machine = viewer_for(Person.objects.command_line(), at=moment)
    assert machine.is_editor or machine.person is not None

    for viewer in (machine, STRANGER, viewer_for(noa, at=moment)):
        assert not approvals.may_decide(approval, viewer)
        assert approvals.decided_by(viewer) == []
        assert not approvals.waiting_for(viewer, moment).exists()
    rim = viewer_for(editors[1], at=moment)
    assert approvals.may_decide(approval, rim)
    assert approvals.decided_by(rim) == ["fire", "lamp"]
    assert list(approvals.waiting_for(rim, moment)) == [approval]


def test_what_can_no_longer_be_done_says_so_even_without_a_sentence_of_its_own() -> None:
    assert str(approvals.CannotBeDone()) == str(approvals.CannotBeDone.sentence)
    assert str(approvals.CannotBeDone("The lamp is gone.")) == "The lamp is gone."


def test_every_step_of_a_request_stands_in_the_ledger(
    done: list[dict[str, Any]], editors: list[Person], moment: datetime
) -> None:
    layla, rim, *_ = editors
    agreed, refused = asked(layla, moment, kind="fire", n=1), asked(layla, moment, n=2)
    taken_back, forgotten = asked(layla, moment, n=3), asked(layla, moment, n=4)
    approvals.approve(agreed, by=rim, at=moment)
    approvals.refuse(refused, by=rim, at=moment, why="It is day.")
    approvals.withdraw(taken_back, by=layla, at=moment)
    approvals.expire(at=moment + WEEK)

    for one, last, by in (
        (refused, "refuse_approval", rim),
        (taken_back, "withdraw_approval", layla),
        (forgotten, "expire_approval", layla),
    ):
        entries = Entry.objects.filter(subject=one.reference).order_by("number")
        assert [entry.action for entry in entries] == ["ask_approval", last]
        assert [entry.actor for entry in entries] == [layla, by]
    steps = Entry.objects.filter(subject=agreed.reference).order_by("number").values_list("action", flat=True)
    assert list(steps) == ["ask_approval", "agree", "expire_approval"]
    with pytest.raises(approvals.Settled):
        approvals.withdraw(refused, by=layla, at=moment)
