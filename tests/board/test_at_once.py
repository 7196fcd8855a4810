"""What trustees do at the same moment: each in a thread with a connection of its own, on a database that all share."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import json, sys
from datetime import date, timedelta
from threading import Barrier, Thread
import django
django.setup()
from django.db import connection, transaction
from datetime import UTC, datetime
from dalil.access.refusals import Refused
from dalil.board.actions import closing, holds, motions
from dalil.board.actions.holds import HoldWanted
from dalil.board.actions.motions import Draft
from dalil.board.counting import votes_of
from dalil.board.models import Ballot, Motion, Resolution
from dalil.board.quorum import Choice
from dalil.ledger.actions import check
from dalil.ledger.models import Entry
from dalil.vault.models import Hold
from tests.board.conftest import DAY, cast, seat_five

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
board = seat_five(AT)
ROUNDS = 4

def put(kind="decision", **more):
    draft = Draft(kind, {"en": {"title": "A", "text": "B"}}, "en", AT + 8 * DAY, **more)
    return motions.second(by=board[1], at=AT, motion=motions.propose(by=board[0], at=AT, draft=draft))

def race(*deeds):
    together, said = Barrier(len(deeds)), [None] * len(deeds)
    def one(place, deed):
        try:
            together.wait(20)
            deed()
            said[place] = "done"
        except Refused as refused:
            said[place] = type(refused).__name__
        except Exception as fault:
            said[place] = repr(fault)
        finally:
            connection.close()
    threads = [Thread(target=one, args=pair) for pair in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return said

told = {"votes": [], "closings": [], "cut": [], "releases": []}
for _ in range(ROUNDS):
    # One trustee votes from two sessions at once.
    motion = put()
    said = race(*(lambda c=c: motions.vote(by=board[2], at=AT, motion=motion, choice=c) for c in (Choice.FOR, Choice.AGAINST)))
    last = Entry.objects.filter(action="vote", subject=motion.reference).order_by("-number").first()
    counted = [str(choice) for choice in votes_of(motion).values()]
    told["votes"].append([said, motion.ballots.count(), counted == [last.data["choice"]]])

    # Two trustees end a vote at once.
    motion = put()
    cast(board, motion, "+++", AT)
    said = race(*(lambda by=by: closing.close(by=by, at=motion.closes_at, motion=motion) for by in board[:2]))
    told["closings"].append([sorted(said), Resolution.objects.filter(motion=motion).count()])

    # A vote comes in while it is ended.
    motion = put()
    cast(board, motion, "++", AT)
    last_moment = motion.closes_at - timedelta(seconds=1)
    vote = lambda: motions.vote(by=board[2], at=last_moment, motion=motion, choice=Choice.FOR)
    said = race(vote, lambda: closing.close(by=board[0], at=motion.closes_at, motion=motion))
    motion.refresh_from_db()
    told["cut"].append([said, motion.state, motion.figures["votes_for"], motion.ballots.count()])

    # Two motions that release the same hold are ended at once.
    wanted = HoldWanted("r", "court", ["case:7"], AT.date(), AT.date() + timedelta(days=60))
    hold = holds.place(by=board[0], at=AT, wanted=wanted)
    two = [put("release_hold", subject=hold.subject, particulars={"why": "over"}) for _ in range(2)]
    for motion in two:
        cast(board, motion, "+++", AT)
    said = race(*(lambda m=m: closing.close(by=board[0], at=m.closes_at, motion=m) for m in two))
    hold.refresh_from_db()
    states = sorted(Motion.objects.get(pk=motion.pk).state for motion in two)
    released = Entry.objects.filter(action="release_hold", subject=hold.subject).count()
    resolved = Resolution.objects.filter(motion__in=two)
    told["releases"].append([said, states, released, [one.name for one in resolved] == [hold.resolution]])
told["numbers"] = sorted(Resolution.objects.values_list("number", flat=True))
told["is_whole"] = check().is_whole
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_what_trustees_do_at_once_each_thing_is_done_once(database_on_disk: dict[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=False,
        cwd=ROOT,
        env=database_on_disk,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)

    # Both votes are kept, and the one that the ledger names last counts, alone.
    assert told["votes"] == [[["done", "done"], 2, True]] * 4
    assert told["closings"] == [[["NotInThatState", "done"], 1]] * 4
    for said, state, votes_for, ballots in told["cut"]:
        came_in_time = said[0] == "done"
        assert said == ["done" if came_in_time else "NotInThatState", "done"]
        assert (state, votes_for, ballots) == (("passed", 3, 3) if came_in_time else ("no quorum", 2, 2))
    assert told["releases"] == [[["done", "done"], ["failed", "passed"], 1, True]] * 4
    assert told["numbers"] == list(range(1, len(told["numbers"]) + 1))
    assert told["is_whole"]
