"""Motions from proposal to result: who may do what when, and what passing does."""

from datetime import datetime, timedelta

import pytest

from dalil.access.refusals import Refused
from dalil.accounts.models import Person
from dalil.board import refusals
from dalil.board.actions import closing, interests, meetings, motions, terms
from dalil.board.actions.motions import Draft
from dalil.board.models import Attending, Ballot, Motion, MotionState, Resolution, RulesVersion, Term
from dalil.board.quorum import Choice
from dalil.board.resolved import resolved
from dalil.board.rules import first_rules
from dalil.board.standing import in_the_chair, rules_in_force
from dalil.ledger.models import Entry
from tests.board.conftest import DAY, Moved, cast, decided
from tests.board.test_rules import values

HOUR = timedelta(hours=1)


def test_a_motion_passes_by_circulation_and_becomes_a_resolution(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = decided(board, moved(subject="organisation:7"), "+++-.", moment)

    resolution = Resolution.objects.get()
    assert motion.state == MotionState.PASSED
    assert motion.figures["votes_for"] == 3 and motion.figures["base"] == 5 and motion.figures["quorum"] == 3
    assert resolution.motion == motion and resolution.name == "2026/1"
    assert resolved("decision", "organisation:7") == resolution
    assert resolved("decision", "organisation:8") is None
    assert [entry.action for entry in Entry.objects.filter(subject=motion.reference).order_by("number")] == [
        "propose_motion",
        "second_motion",
        *["vote"] * 4,
        "close_motion",
    ]


@pytest.mark.parametrize(("said", "state"), [("++-..", "failed"), ("++...", "no quorum"), ("++--0", "failed")])
def test_what_does_not_pass_makes_no_resolution(
    board: list[Person], moved: Moved, moment: datetime, said: str, state: str
) -> None:
    assert decided(board, moved(), said, moment).state == state
    assert not Resolution.objects.exists()


def test_nobody_seconds_their_own_motion(board: list[Person], moment: datetime) -> None:
    texts = {"en": {"title": "Mine", "text": "Alone."}}
    draft = Draft(kind="decision", texts=texts, authoritative="en", closes_at=moment + 8 * DAY)
    motion = motions.propose(by=board[0], at=moment, draft=draft)

    with pytest.raises(refusals.NeedsAnother):
        motions.second(by=board[0], at=moment, motion=motion)
    with pytest.raises(refusals.NotInThatState):
        motions.vote(by=board[1], at=moment, motion=motion, choice=Choice.FOR)


def test_what_nobody_seconds_lapses_at_its_time(board: list[Person], moment: datetime) -> None:
    texts = {"en": {"title": "Mine", "text": "Alone."}}
    draft = Draft(kind="decision", texts=texts, authoritative="en", closes_at=moment + 8 * DAY)
    motion = motions.propose(by=board[0], at=moment, draft=draft)

    assert closing.close_due(at=moment + 7 * DAY) == 0
    assert closing.close_due(at=moment + 8 * DAY) == 1
    motion.refresh_from_db()
    assert motion.state == MotionState.LAPSED


def test_a_vote_may_be_changed_until_the_close_and_each_change_is_kept(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    cast(board, motion, "+++", moment)
    motions.vote(by=board[2], at=moment + HOUR, motion=motion, choice=Choice.AGAINST)

    with pytest.raises(refusals.TooLate):
        motions.vote(by=board[2], at=motion.closes_at, motion=motion, choice=Choice.FOR)
    closed = closing.close(by=board[0], at=motion.closes_at + HOUR, motion=motion)

    assert Ballot.objects.count() == 4
    assert (closed.figures["votes_for"], closed.figures["votes_against"]) == (2, 1)
    assert closed.closed_at == motion.closes_at
    with pytest.raises(refusals.NotInThatState):
        motions.vote(by=board[2], at=moment, motion=motion, choice=Choice.FOR)
    with pytest.raises(refusals.NotInThatState):
        closing.close(by=board[1], at=motion.closes_at + HOUR, motion=motion)


def test_a_vote_ends_before_its_time_only_when_nothing_can_change_it(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    cast(board, motion, "++", moment)

    with pytest.raises(refusals.TooEarly):
        closing.close(by=board[0], at=moment + HOUR, motion=motion)
    cast(board, motion, "..+", moment)
    # By circulation the others have the whole notice to read it, to object, to stand aside.
    with pytest.raises(refusals.TooEarly):
        closing.close(by=board[0], at=moment + 7 * DAY - HOUR, motion=motion)

    assert closing.close(by=board[0], at=moment + 7 * DAY, motion=motion).state == MotionState.PASSED


def test_a_vote_by_circulation_ends_at_once_when_all_have_voted(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    cast(board, motion, "++-0-", moment)

    assert closing.close(by=board[0], at=moment + HOUR, motion=motion).state != MotionState.OPEN


def test_a_declared_interest_recuses_and_a_vote_given_before_no_longer_counts(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    interests.declare(by=board[4], at=moment, what="My sister chairs it", subject="organisation:7", since=moment.date())
    motion = moved(subject="organisation:7")
    cast(board, motion, "++++", moment)
    with pytest.raises(refusals.IsRecused):
        motions.vote(by=board[4], at=moment, motion=motion, choice=Choice.AGAINST)
    motions.recuse(by=board[3], at=moment, motion=motion, why="I was asked to work for it")

    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)

    assert (closed.figures["recused"], closed.figures["base"], closed.figures["quorum"]) == (2, 3, 2)
    assert closed.figures["votes_for"] == 3


def test_whoever_is_recused_neither_proposes_nor_seconds(board: list[Person], moved: Moved, moment: datetime) -> None:
    interests.declare(by=board[0], at=moment, what="I own it", subject="organisation:7", since=moment.date())

    with pytest.raises(refusals.IsRecused):
        moved(subject="organisation:7")
    with pytest.raises(refusals.IsRecused):
        moved(subject="organisation:7", by=1, seconder=0)
    assert Motion.objects.get().state == MotionState.PROPOSED


def test_the_others_decide_that_somebody_stands_aside(board: list[Person], moved: Moved, moment: datetime) -> None:
    about = moved(closes_at=moment + 20 * DAY)
    term = Term.objects.get(person=board[4])
    particulars = {"motion": about.pk, "term": term.pk, "why": "She is its lawyer"}
    motion = moved("recuse", particulars=particulars)
    with pytest.raises(refusals.IsRecused):
        motions.vote(by=board[4], at=moment, motion=motion, choice=Choice.AGAINST)

    assert decided(board, motion, "+++", moment).state == MotionState.PASSED
    with pytest.raises(refusals.IsRecused):
        motions.vote(by=board[4], at=moment, motion=about, choice=Choice.FOR)


def test_at_a_meeting_those_vote_who_say_themselves_that_they_are_there(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    meeting = meetings.call(by=board[0], at=moment, starts_at=moment + 8 * DAY, place="Amman", agenda=["One", "Two"])
    motion = moved(meeting=meeting, closes_at=moment + 8 * DAY + 3 * HOUR)
    with pytest.raises(refusals.NotAttending):
        motions.vote(by=board[0], at=moment + DAY, motion=motion, choice=Choice.FOR)
    with pytest.raises(refusals.CannotBe):
        meetings.attend(by=board[0], at=moment + DAY, meeting=meeting, how=Attending.IN_PERSON)
    meetings.attend(by=board[3], at=moment + DAY, meeting=meeting, how=Attending.APOLOGIES)
    begun = moment + 8 * DAY
    for person, how in zip(board[:3], (Attending.IN_PERSON, Attending.REMOTE, Attending.IN_PERSON), strict=True):
        meetings.attend(by=person, at=begun, meeting=meeting, how=how)

    cast(board, motion, "+-0", begun)
    with pytest.raises(refusals.NotAttending):
        motions.vote(by=board[3], at=begun, motion=motion, choice=Choice.FOR)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)

    assert closed.state == MotionState.TIED
    assert (closed.figures["there"], closed.figures["abstained"]) == (3, 1)
    assert [item.title for item in meeting.agenda.all()] == ["One", "Two"]


def test_the_notice_that_the_rules_ask_for_is_kept(board: list[Person], moved: Moved, moment: datetime) -> None:
    with pytest.raises(refusals.NoticeIsTooShort):
        moved(closes_at=moment + 6 * DAY)
    with pytest.raises(refusals.NoticeIsTooShort):
        meetings.call(by=board[0], at=moment, starts_at=moment + 6 * DAY, place="Amman", agenda=["One"])
    with pytest.raises(refusals.CannotBe):
        moved(closes_at=moment + 91 * DAY)


def test_the_moment_of_closing_says_who_counts(board: list[Person], moved: Moved, moment: datetime) -> None:
    motion = moved()
    cast(board, motion, "+++..", moment)
    terms.resign(by=board[2], at=moment + DAY, why="Moves away")
    closed = closing.close(by=board[0], at=motion.closes_at + 5 * DAY, motion=motion)

    assert (closed.figures["in_office"], closed.figures["votes_for"]) == (4, 2)
    assert closed.state == MotionState.NO_QUORUM


def test_who_left_after_the_closing_time_still_counts_however_late_it_is_counted(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    cast(board, motion, "+++..", moment)
    terms.resign(by=board[2], at=motion.closes_at + HOUR, why="Moves away")

    assert closing.close_due(at=motion.closes_at + DAY) == 1
    motion.refresh_from_db()
    assert motion.state == MotionState.PASSED


def test_rules_change_by_motion_alone_and_open_motions_keep_theirs(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    open_before = moved(closes_at=moment + 30 * DAY)
    changed = moved("rules", particulars={"rules": values(seats=7, voting__notice_days=0)})
    decided(board, changed, "+++", moment)

    assert rules_in_force(moment + 9 * DAY).number == 2
    assert rules_in_force(moment + 9 * DAY).rules.seats == 7
    assert rules_in_force(moment).number == 1
    assert Motion.objects.get(pk=open_before.pk).rules.number == 1
    assert RulesVersion.objects.get(number=1).rules == first_rules()


def test_rules_that_no_board_may_give_itself_are_not_even_proposed(moved: Moved, moment: datetime) -> None:
    with pytest.raises(refusals.CannotBe):
        moved("rules", particulars={"rules": values(seats=3)})
    with pytest.raises(refusals.CannotBe):
        moved("rules", particulars={})
    assert not Motion.objects.exists()


def test_a_seat_is_filled_and_a_term_ended_by_motion_and_the_role_follows(
    board: list[Person], noa: Person, moved: Moved, moment: datetime
) -> None:
    term = Term.objects.get(person=board[4])
    gone = moved("end_term", particulars={"term": term.pk, "why": "Never came"})
    assert gone.recusals.get().term == term
    decided(board, gone, "+++", moment)
    board[4].refresh_from_db()
    assert not board[4].is_trustee

    since, until = moment + 10 * DAY, moment + 800 * DAY
    told = {
        "seat": 5,
        "stands_for": "Tunisia",
        "person": noa.pk,
        "since": since.isoformat(),
        "until": until.isoformat(),
    }
    decided(board, moved("seat", at=moment + 8 * DAY, particulars=told), "+++", moment + 8 * DAY)

    noa.refresh_from_db()
    assert noa.is_trustee
    assert Term.objects.in_office(moment + 20 * DAY).filter(person=noa, seat__stands_for="Tunisia").exists()


def test_a_term_that_runs_out_takes_the_role_with_it(board: list[Person], moment: datetime) -> None:
    assert terms.keep_roles(at=moment + 699 * DAY) == 0
    assert terms.keep_roles(at=moment + 700 * DAY) == 5
    assert not Person.objects.filter(is_trustee=True).exists()
    assert terms.keep_roles(at=moment + 701 * DAY) == 0


def test_chair_and_deputy_are_chosen_by_motion(board: list[Person], moved: Moved, moment: datetime) -> None:
    for office, seat in (("deputy", 1), ("chair", 2), ("chair", 3)):
        told = {"office": office, "term": Term.objects.get(seat__number=seat).pk}
        decided(board, moved("office", particulars=told), "+++", moment)
        chair = in_the_chair(moment + 9 * DAY)
        assert chair is not None and chair.seat.number == seat


def test_minutes_are_approved_at_a_later_meeting(board: list[Person], moved: Moved, moment: datetime) -> None:
    first, second = (
        meetings.call(by=board[0], at=moment, starts_at=moment + days * DAY, place="Amman", agenda=["One"])
        for days in (8, 20)
    )
    with pytest.raises(refusals.CannotBe):
        moved("minutes", subject="meeting:1", meeting=first, closes_at=moment + 9 * DAY)
    with pytest.raises(refusals.CannotBe):
        moved("minutes", subject="meeting:1")
    motion = moved("minutes", subject="meeting:1", meeting=second, closes_at=moment + 21 * DAY)
    for person in board[:3]:
        meetings.attend(by=person, at=moment + 20 * DAY, meeting=second, how=Attending.IN_PERSON)
    decided(board, motion, "++.", moment + 20 * DAY)

    first.refresh_from_db()
    assert first.minutes_approved_by == motion


def test_a_resolution_is_published_and_withdrawn_by_later_ones(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    decided(board, moved(subject="organisation:9"), "+++", moment)
    first = Resolution.objects.get()
    assert first.published_at is None
    decided(board, moved("publish", subject="resolution:2026-1"), "+++", moment)
    decided(board, moved("withdraw", subject="resolution:2026-1"), "+++", moment)

    first.refresh_from_db()
    assert first.published_at is not None
    assert first.withdrawn_by is not None and first.withdrawn_by.name == "2026/3"
    assert resolved("decision", "organisation:9") is None
    with pytest.raises(refusals.CannotBe):
        moved("withdraw", subject="resolution:2026-1")


def test_what_can_no_longer_be_done_is_not_resolved(board: list[Person], moved: Moved, moment: datetime) -> None:
    decided(board, moved(), "+++", moment)
    both = [moved("withdraw", subject="resolution:2026-1") for _ in range(2)]
    for motion in both:
        cast(board, motion, "+++", moment)

    assert closing.close_due(at=both[0].closes_at) == 2
    states = [Motion.objects.get(pk=motion.pk).state for motion in both]
    assert states == [MotionState.PASSED, MotionState.FAILED]
    assert "impossible" in Motion.objects.get(pk=both[1].pk).figures


@pytest.mark.t05
def test_whoever_is_no_trustee_does_nothing_for_the_board(
    board: list[Person], layla: Person, omar: Person, moved: Moved, moment: datetime
) -> None:
    motion = moved()
    # The role alone is not enough: somebody who sets it in the database has no term.
    Person.objects.filter(pk=layla.pk).update(is_trustee=True)
    layla.refresh_from_db()
    for person in (layla, omar):
        for act in (
            lambda who: motions.vote(by=who, at=moment, motion=motion, choice=Choice.FOR),
            lambda who: closing.close(by=who, at=motion.closes_at, motion=motion),
            lambda who: motions.recuse(by=who, at=moment, motion=motion, why="x"),
            lambda who: meetings.call(by=who, at=moment, starts_at=moment + 9 * DAY, place="x", agenda=["x"]),
        ):
            with pytest.raises(refusals.NotInOffice):
                act(person)


@pytest.mark.t05
def test_two_together_decide_nothing_that_protects_people(board: list[Person], moved: Moved, moment: datetime) -> None:
    for kind, particulars in (("rules", {"rules": values(seats=7)}), ("decision", {})):
        assert decided(board, moved(kind, particulars=particulars), "++", moment).state != MotionState.PASSED


def test_the_board_is_seated_once(board: list[Person], moment: datetime) -> None:
    with pytest.raises(refusals.BoardIsSeated):
        terms.seat_first_board(
            by=Person.objects.command_line(),
            at=moment,
            seatings=[terms.Seating(n, "x", board[n - 1], moment, moment + DAY) for n in range(1, 6)],
            rules=first_rules(),
        )


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"ar": {"title": "سؤال", "text": "نص"}},
        {"en": {"title": "Only a title"}},
        {"en": {"title": "x" * 201, "text": "long"}},
        {"en": {"title": "\u202e", "text": "\x00"}},
    ],
)
def test_a_motion_without_words_in_the_language_that_counts_is_refused(
    moved: Moved, texts: dict[str, dict[str, str]]
) -> None:
    with pytest.raises(Refused):
        moved(texts=texts)
