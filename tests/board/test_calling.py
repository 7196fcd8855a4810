"""Of every legal hold that is placed or released trustees and counsel are told, and nobody learns from it what is held."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from dalil.access import contacting
from dalil.access.models import WaitingLetter
from dalil.accounts.models import Notice, Person
from dalil.board.actions import holds
from dalil.board.actions.holds import HoldWanted
from dalil.vault.actions import open_unrecorded
from dalil.vault.client import NoKeys
from dalil.vault.models import Hold
from tests.board.conftest import Moved, decided

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Person], Client]


@pytest.fixture
def counsel(db: None, moment: datetime) -> Person:
    person = Person.objects.create_person("ruth", "Ruth", password="a-court-in-the-morning")
    Person.objects.filter(pk=person.pk).update(is_counsel=True, language="ar")
    person.refresh_from_db()
    secret = contacting.note(by=person, at=moment, address="ruth@court.example")
    assert contacting.confirm(by=person, at=moment, secret=secret)
    return person


def place(by: Person, at: datetime) -> Hold:
    day = at.date()
    wanted = HoldWanted("12 C 345/26", "Court of Amman", ["case:7"], day, day + timedelta(days=60))
    return holds.place(by=by, at=at, wanted=wanted)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__sign_in_name", flat=True))


def letters() -> list[tuple[str, str]]:
    return [(one.recipient, f"{one.topic} {one.text}") for one in open_unrecorded(list(WaitingLetter.objects.all()))]


def test_placing_a_hold_tells_everyone_concerned_but_who_placed_it(
    board: list[Person], counsel: Person, layla: Person, omar: Person, moment: datetime, signed_in: SignedIn
) -> None:
    place(board[0], moment)

    assert told("hold_placed") == {"bruno", "chen", "dalia", "efua", "ruth"}
    ((recipient, said),) = letters()
    assert recipient == "ruth@court.example"
    assert "/ar/staff/holds/" in said
    assert not [secret for secret in ("case:7", "12 C 345", "Amman") if secret in said]
    page = signed_in(counsel).get("/en/account").content.decode()
    assert '<a href="/en/staff/holds/">A legal hold was placed.</a>' in page


def test_releasing_one_tells_them_too_when_the_board_closed_the_vote(
    board: list[Person], counsel: Person, moved: Moved, moment: datetime
) -> None:
    hold = place(counsel, moment)
    assert told("hold_placed") == {"amal", "bruno", "chen", "dalia", "efua"} and letters() == []

    decided(
        board, moved("release_hold", subject=hold.subject, particulars={"why": "The court closed it."}), "+++++", moment
    )

    hold.refresh_from_db()
    assert not hold.is_in_force
    assert told("hold_released") >= {"ruth", "bruno", "chen", "dalia", "efua"}
    ((_recipient, said),) = letters()
    assert "The court" not in said


def test_without_the_keys_a_hold_stands_and_is_told_by_notices_alone(
    board: list[Person], counsel: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*told: Any) -> None:
        raise NoKeys("the agent is away")

    monkeypatch.setattr("dalil.access.letters.mail_address_of", away)

    assert place(board[0], moment).is_in_force
    assert "ruth" in told("hold_placed") and letters() == []


def test_what_is_refused_tells_nobody(board: list[Person], noa: Person, moment: datetime) -> None:
    with pytest.raises(Exception, match=r".*") as refused:
        place(noa, moment)
    assert type(refused.value).__name__ == "NotInOffice"
    assert not Notice.objects.exists()
