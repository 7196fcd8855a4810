"""A board of five, its rules, and shortcuts to what a motion needs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.board import subjects
from dalil.board.actions import closing, motions
from dalil.board.actions.motions import Draft
from dalil.board.actions.terms import Seating, seat_first_board
from dalil.board.models import Motion
from dalil.board.quorum import Choice
from dalil.board.rules import Rules, first_rules

NAMES = ("Amal", "Bruno", "Chen", "Dalia", "Efua")
COUNTRIES = ("Jordan", "Brazil", "Taiwan", "Lebanon", "Ghana")
DAY = timedelta(days=1)

SAID = {"+": Choice.FOR, "-": Choice.AGAINST, "0": Choice.ABSTAIN}


def seat_five(at: datetime, rules: Rules | None = None) -> list[Person]:
    people = [Person.objects.create_person(name.lower(), name, password="a-long-road-home") for name in NAMES]
    seatings = [
        Seating(number, country, person, at - DAY, at + 700 * DAY)
        for number, (country, person) in enumerate(zip(COUNTRIES, people, strict=True), 1)
    ]
    seat_first_board(by=Person.objects.command_line(), at=at - DAY, seatings=seatings, rules=rules or first_rules())
    for person in people:
        person.refresh_from_db()
    return people


@pytest.fixture(autouse=True)
def _organisations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any organisation that a test of the board names exists; that the guide looks them up: `test_subjects`."""
    found = subjects.SubjectKind("Organisation", "organisation:12", lambda one: subjects.Thing(f"Organisation {one}"))
    monkeypatch.setitem(subjects._KINDS, "organisation", found)


@pytest.fixture
def board(db: None, moment: datetime) -> list[Person]:
    return seat_five(moment)


@pytest.fixture
def in_office(board: list[Person], moment: datetime) -> Iterator[None]:
    """PostgreSQL is told that a trustee is looking, as the gate of a page would tell it."""
    with as_viewer(viewer_for(board[0], at=moment)):
        yield


Moved = Callable[..., Motion]


@pytest.fixture
def moved(board: list[Person], moment: datetime) -> Moved:
    """A motion proposed by the first trustee and seconded by the second, unless others are named."""

    def put(kind: str = "decision", *, by: int = 0, seconder: int = 1, at: datetime = moment, **options: Any) -> Motion:
        title = options.pop("title", "A question")
        draft = Draft(
            kind=kind,
            texts=options.pop("texts", {"en": {"title": title, "text": "The board decides it."}}),
            authoritative=options.pop("authoritative", "en"),
            closes_at=options.pop("closes_at", at + 8 * DAY),
            **options,
        )
        motion = motions.propose(by=board[by], at=at, draft=draft)
        return motions.second(by=board[seconder], at=at, motion=motion)

    return put


def cast(board: list[Person], motion: Motion, said: str, at: datetime) -> None:
    """ "+-0" in the order of the seats; a dot says nothing."""
    for person, sign in zip(board, said, strict=False):
        if sign != ".":
            motions.vote(by=person, at=at, motion=motion, choice=SAID[sign])


def decided(board: list[Person], motion: Motion, said: str, at: datetime) -> Motion:
    """Voted on and closed at its time."""
    cast(board, motion, said, at)
    return closing.close(by=board[0], at=motion.closes_at, motion=motion)
