"""Confidential papers and minutes: ciphertext, read by trustees, each reading in the ledger, and not there for the recused."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.board import refusals
from dalil.board.actions import meetings, motions, papers
from dalil.board.actions.motions import Draft
from dalil.board.models import Attending, Meeting, Minutes, Motion, Paper
from dalil.ledger.models import Entry
from tests.board.conftest import DAY, Moved, decided, seat_five

SECRET = "The witness lives behind the mill"


@pytest.mark.usefixtures("in_office")
def test_a_paper_is_ciphertext_and_each_reading_is_recorded(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    paper = papers.add_paper(by=board[0], at=moment, motion=motion, title="Statement", text=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, text FROM board_paper")
        stored = b"".join(bytes(cell) for cell in cursor.fetchone())

    (read,) = papers.read_papers(by=board[1], at=moment, motion=motion)

    assert SECRET.encode() not in stored and b"Statement" not in stored
    assert (read.title, read.text) == ("Statement", SECRET)
    last = Entry.objects.order_by("-number").first()
    assert last is not None and last.actor == board[1] and last.data["why"] == f"papers of {motion.reference}"
    assert not any(SECRET in entry.data_json for entry in Entry.objects.all())
    assert SECRET not in repr(Paper.objects.get(pk=paper.pk).text)


@pytest.mark.usefixtures("in_office")
def test_whoever_stands_aside_neither_reads_nor_adds_papers(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    papers.add_paper(by=board[0], at=moment, motion=motion, title="Statement", text=SECRET)
    motions.recuse(by=board[4], at=moment, motion=motion, why="My cousin")

    for act in (
        lambda: papers.read_papers(by=board[4], at=moment, motion=motion),
        lambda: papers.add_paper(by=board[4], at=moment, motion=motion, title="x", text="y"),
    ):
        with pytest.raises(refusals.IsRecused):
            act()


@pytest.mark.t23
def test_the_page_of_papers_is_not_there_for_the_recused_nor_for_others(
    signed_in: Callable[[Person], Client], layla: Person
) -> None:
    now = timezone.now()
    people = seat_five(now)
    draft = Draft("decision", {"en": {"title": "A", "text": "B"}}, "en", now + 8 * DAY)
    motion = motions.second(by=people[1], at=now, motion=motions.propose(by=people[0], at=now, draft=draft))
    address = reverse("board:motion_papers", args=[motion.pk])
    signed_in(people[0]).post(address, {"title": "Statement", "text": SECRET})
    motions.recuse(by=people[4], at=now, motion=motion, why="My cousin")

    shown = signed_in(people[1]).get(address)
    assert SECRET in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    for other in (people[4], layla):
        assert signed_in(other).get(address).status_code == 404
        assert signed_in(other).post(address, {"title": "x", "text": "y"}).status_code == 404
    with as_viewer(viewer_for(people[0], at=now)):
        assert Paper.objects.count() == 1
    assert signed_in(people[1]).get(reverse("board:motion_papers", args=[10**25])).status_code == 404


def test_nothing_is_added_to_what_is_decided(board: list[Person], moved: Moved, moment: datetime) -> None:
    motion = decided(board, moved(), "+++", moment)

    with pytest.raises(refusals.CannotBe):
        papers.add_paper(by=board[0], at=moment, motion=Motion.objects.get(pk=motion.pk), title="x", text="y")


@pytest.mark.usefixtures("in_office")
def test_minutes_are_changed_until_a_later_meeting_approves_them(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    first, second = (
        meetings.call(by=board[0], at=moment, starts_at=moment + days * DAY, place="Amman", agenda=["One"])
        for days in (8, 20)
    )
    at = moment + 9 * DAY
    with pytest.raises(refusals.CannotBe):
        papers.draft_minutes(by=board[0], at=moment, meeting=first, text="too early", version=0)
    papers.draft_minutes(by=board[0], at=at, meeting=first, text="First words", version=0)
    with pytest.raises(refusals.CannotBe):
        papers.draft_minutes(by=board[1], at=at, meeting=first, text="Others", version=0)
    papers.draft_minutes(by=board[1], at=at, meeting=first, text=SECRET, version=1)
    assert papers.read_minutes(by=board[2], at=at, meeting=first) == (SECRET, 2)

    motion = moved("minutes", subject="meeting:1", meeting=second, closes_at=moment + 21 * DAY)
    for person in board[:3]:
        meetings.attend(by=person, at=moment + 20 * DAY, meeting=second, how=Attending.IN_PERSON)
    decided(board, motion, "+++", moment + 20 * DAY)

    with pytest.raises(refusals.CannotBe):
        papers.draft_minutes(by=board[0], at=moment + 22 * DAY, meeting=first, text="Later", version=2)
    assert Minutes.objects.count() == 1


def test_minutes_are_written_and_read_on_their_page(signed_in: Callable[[Person], Client], layla: Person) -> None:
    now = timezone.now()
    people = seat_five(now - 30 * DAY)
    Meeting.objects.create(number=1, starts_at=now - DAY, place="Amman", called_by=people[0], called_at=now - 20 * DAY)
    address = reverse("board:meeting_minutes", args=[1])
    browser = signed_in(people[0])

    assert browser.post(address, {"text": SECRET, "version": 0}).status_code == 302
    assert SECRET in browser.get(address).content.decode()
    assert browser.post(address, {"text": "Others", "version": 0}).status_code == 422
    assert signed_in(layla).get(address).status_code == 404
