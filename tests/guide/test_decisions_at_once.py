"""Two who decide at once, and one who is killed in the middle: one is told, nothing is half-done, repeating does it all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.guide.bodies import pairs
pairs(5)
Person.objects.command_line()
"""

START = """
import os, signal, sys
import django
django.setup()
from dalil.accounts.models import Person
from dalil.guide.actions import batching, merging, trusting
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import *
from tests.guide.bodies import LATER, NOON
"""

LOOK = """
print(*(kind.objects.count() for kind in (Operation, Decision, Batch, NotSame, Sample)))
"""

# What is done: seen first, then done when the line comes, so that all of them have seen the same.
BATCH = """
by = Person.objects.command_line()
ids = [one.proposal.pk for one in batching.batch(0.01).proposals]
act = lambda: batching.accept_batch(ids=ids, error_rate=0.01, by=by, at=LATER)
"""
UNDO = """
by = Person.objects.command_line()
batch = Batch.objects.get()
act = lambda: batching.undo_batch(batch=batch, by=by, at=LATER)
"""
JUDGE = """
by = Person.objects.command_line()
source = Source.objects.get()
sample = source.samples.last() or trusting.draw_sample(source=source, by=by, at=NOON)
item = trusting.next_item(sample)
act = lambda: trusting.judge_item(item=item, verdict=sys.argv[1], by=by, at=LATER)
"""
WAIT = """
print("ready", flush=True)
sys.stdin.readline()
try:
    act()
    print("done")
except Refused as refused:
    print(type(refused).__name__)
"""
DIE = """
from dalil.guide.actions import batching, merging, trusting
def kill(**given):
    os.kill(os.getpid(), signal.SIGKILL)
batching.write = trusting.write = kill
act()
"""


def start(program: str, home: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DALIL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "dalil.web.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", START + program, *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(program: str, home: Path, *arguments: str) -> str:
    process = start(program, home, *arguments)
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    return out.strip()


def at_once(program: str, home: Path, *each: tuple[str, ...]) -> list[str]:
    """What each of the processes says that do the same at the same moment."""
    started = [start(program + WAIT, home, *arguments) for arguments in each]
    for process in started:
        assert process.stdout and process.stdout.readline() == "ready\n", process.communicate(timeout=60)
    said = []
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        said.append(out.strip())
    return sorted(said)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    run(PREPARE, tmp_path)
    return tmp_path


def test_of_two_who_accept_or_undo_the_same_batch_at_once_one_is_told(home: Path) -> None:
    assert at_once(BATCH, home, (), ()) == ["BatchHasChanged", "done"]
    assert run(LOOK, home) == "5 5 1 0 0"
    assert at_once(UNDO, home, (), ()) == ["AlreadyUndone", "done"]
    assert run(LOOK, home) == "5 10 1 0 0"


def test_of_two_who_judge_the_same_pair_of_a_sample_at_once_one_is_told(home: Path) -> None:
    run(JUDGE, home, "same")
    assert at_once(JUDGE, home, ("same",), ("not_same",)) == ["AlreadyJudged", "done"]
    assert run(LOOK, home) in ("1 1 0 0 1", "0 1 0 1 1")


def test_killed_half_way_nothing_is_accepted_or_judged_and_repeating_does_it_all(home: Path) -> None:
    run(JUDGE, home, "same")
    for program in (BATCH, JUDGE):
        killed = start(program + DIE, home, "same")
        killed.communicate(timeout=120)
        assert killed.returncode == -signal.SIGKILL
        assert run(LOOK, home) == "0 0 0 0 1"
    assert run(JUDGE + "act()" + LOOK, home, "same") == "1 1 0 0 1"
    assert run(BATCH + "act()" + LOOK, home) == "5 5 1 0 1"
