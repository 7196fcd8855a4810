"""What changes while a motion is open: interests declared late, terms that end and begin, who comes and who leaves."""

import io
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.board import refusals
from dalil.board.actions import closing, interests, keys, meetings, motions, resolutions, terms
from dalil.board.models import Attending, Interest, Motion, MotionState, Resolution, Term
from dalil.board.quorum import Choice
from dalil.board.resolution_text import allowed_signers, bundle, commands
from tests.board.conftest import DAY, Moved, cast, decided
from tests.board.test_signatures import a_key, keyed

HOUR = timedelta(hours=1)


def declared(person: Person, at: datetime, subject: str = "organisation:7") -> Interest:
    return interests.declare(by=person, at=at, what="My sister chairs it", subject=subject, since=at.date())


def test_an_interest_declared_after_voting_takes_the_vote_away(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion, other = moved(subject="organisation:7"), moved(subject="organisation:8")
    cast(board, motion, "+++--", moment)
    declared(board[2], moment + HOUR)

    assert [one.term.person for one in motion.recusals.all()] == [board[2]]
    assert not other.recusals.exists()
    with pytest.raises(refusals.IsRecused):
        motions.vote(by=board[2], at=moment + HOUR, motion=motion, choice=Choice.FOR)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)
    figures = closed.figures
    assert (figures["recused"], figures["base"], figures["votes_for"], figures["votes_against"]) == (1, 4, 2, 2)
    # By circulation a tie misses the majority of all seats, so it is no tie.
    assert closed.state == MotionState.FAILED


def test_an_interest_declared_after_the_closing_time_changes_nothing_that_is_counted_late(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved(subject="organisation:7")
    cast(board, motion, "+++..", moment)
    declared(board[2], motion.closes_at + HOUR)

    closed = closing.close(by=board[0], at=motion.closes_at + DAY, motion=motion)
    assert closed.state == MotionState.PASSED and closed.figures["recused"] == 0


def test_whoever_comes_into_office_meanwhile_with_an_interest_stands_aside(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    declared(board[4], moment - HOUR)
    term = Term.objects.get(person=board[4])
    Term.objects.filter(pk=term.pk).update(ended_at=moment, why_ended="for a time")
    motion = moved(subject="organisation:7")
    assert not motion.recusals.exists()
    Term.objects.create(seat=term.seat, person=board[4], since=moment + DAY, until=moment + 300 * DAY)

    with pytest.raises(refusals.IsRecused):
        motions.vote(by=board[4], at=moment + 2 * DAY, motion=motion, choice=Choice.FOR)
    cast(board, motion, "+++.", moment)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)
    assert (closed.figures["in_office"], closed.figures["recused"], closed.figures["base"]) == (5, 1, 4)


def test_an_interest_that_is_over_recuses_nobody(board: list[Person], moved: Moved, moment: datetime) -> None:
    interest = declared(board[4], moment - DAY)
    interests.end(by=board[4], at=moment, interest=interest, ended_on=moment.date())

    assert not moved(subject="organisation:7").recusals.exists()


def test_a_term_that_ends_between_vote_and_closing_takes_vote_and_chair_with_it(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    motion = moved()
    cast(board, motion, "+++--", moment)
    Term.objects.filter(person=board[1]).update(until=motion.closes_at)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)

    assert (closed.figures["in_office"], closed.figures["votes_for"]) == (4, 2)
    with pytest.raises(refusals.NotInOffice):
        motions.vote(by=board[1], at=motion.closes_at, motion=moved(), choice=Choice.FOR)


def test_nobody_votes_for_another(board: list[Person], noa: Person, moved: Moved, moment: datetime) -> None:
    """There are no proxies: a ballot is under the term of whoever casts it, and nothing takes another's."""
    motion = moved()
    with pytest.raises(refusals.NotInOffice):
        motions.vote(by=noa, at=moment, motion=motion, choice=Choice.FOR)
    for _ in range(3):
        motions.vote(by=board[0], at=moment, motion=motion, choice=Choice.FOR)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)

    assert (closed.figures["there"], closed.figures["votes_for"]) == (1, 1)
    assert "term" not in motions.vote.__annotations__ and "on_behalf_of" not in motions.vote.__annotations__


def at_a_meeting(board: list[Person], moved: Moved, moment: datetime, said: str) -> Motion:
    begun = moment + 8 * DAY
    meeting = meetings.call(by=board[0], at=moment, starts_at=begun, place="Amman", agenda=["One"])
    motion = moved(meeting=meeting, closes_at=begun + 3 * HOUR)
    for person in board[: len(said)]:
        meetings.attend(by=person, at=begun, meeting=meeting, how=Attending.IN_PERSON)
    cast(board, motion, said, begun)
    return motion


@pytest.mark.parametrize(("said", "state"), [("+-", "no quorum"), ("++", "no quorum"), ("+0-", "tied")])
def test_nobody_comes_or_leaves_between_the_closing_time_and_the_count(
    board: list[Person], moved: Moved, moment: datetime, said: str, state: str
) -> None:
    motion = at_a_meeting(board, moved, moment, said)
    assert motion.meeting is not None
    late = motion.closes_at + HOUR
    for person, how in ((board[4], Attending.REMOTE), (board[0], Attending.APOLOGIES)):
        with pytest.raises(refusals.CannotBe):
            meetings.attend(by=person, at=late, meeting=motion.meeting, how=how)

    assert closing.close_due(at=late) == 1
    motion.refresh_from_db()
    assert motion.state == state
    meetings.attend(by=board[4], at=late, meeting=motion.meeting, how=Attending.REMOTE)


def test_whoever_left_before_the_closing_time_is_not_there(board: list[Person], moved: Moved, moment: datetime) -> None:
    motion = at_a_meeting(board, moved, moment, "++-")
    assert motion.meeting is not None
    meetings.attend(by=board[2], at=motion.closes_at - HOUR, meeting=motion.meeting, how=Attending.APOLOGIES)
    closed = closing.close(by=board[0], at=motion.closes_at, motion=motion)

    assert (closed.state, closed.figures["there"], closed.figures["votes_against"]) == (MotionState.NO_QUORUM, 2, 0)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen on this machine")
def test_what_a_trustee_signed_stands_after_they_left_and_their_seat_signs_once(
    board: list[Person], noa: Person, moved: Moved, moment: datetime, tmp_path: Path
) -> None:
    decided(board, moved(), "+++", moment)
    resolution, at = Resolution.objects.get(), moment + 9 * DAY
    theirs, successors = a_key(), a_key()
    row = keyed(board[0], board[1], moment, theirs)
    signed = resolutions.sign(by=board[0], at=at, resolution=resolution, armoured=theirs.sign(resolution.content))
    keys.end_key(by=board[1], at=at + HOUR, key=row)
    terms.resign(by=board[0], at=at + HOUR, why="Moves away")
    seat = Term.objects.get(person=board[0]).seat
    Term.objects.create(seat=seat, person=noa, since=at + 2 * HOUR, until=at + 300 * DAY)
    keyed(noa, board[1], at + 3 * HOUR, successors)

    with pytest.raises(refusals.NotTheSameText, match="your seat before"):
        resolutions.sign(by=noa, at=at + 3 * HOUR, resolution=resolution, armoured=successors.sign(resolution.content))
    signatures = list(resolution.signatures.select_related("term__seat", "key"))
    assert signatures == [signed] and resolutions.still_verifies(signed)
    names = zipfile.ZipFile(io.BytesIO(bundle(resolution, signatures))).namelist()
    assert [name for name in names if name.endswith(".sig")] == [f"{resolution.file_name}.seat-1.sig"]
    (tmp_path / "allowed_signers").write_text(allowed_signers(signatures), "ascii")
    (tmp_path / resolution.file_name).write_bytes(resolution.content)
    [command] = commands(resolution, signatures)
    name = f"{resolution.file_name}.seat-{seat.number}.sig"
    for armoured, verdict in ((signed.armoured, 0), (successors.sign(resolution.content), 255)):
        (tmp_path / name).write_text(armoured, "ascii")
        assert (
            subprocess.run(["sh", "-c", command], check=False, cwd=tmp_path, capture_output=True).returncode == verdict
        )
