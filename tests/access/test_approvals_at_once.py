"""Several processes approve the same request at once: it is done once, one is told that it was, and none breaks."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

START = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from dalil.access import approvals
from dalil.access.models import Approval
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)

@approvals.kind("lamp", sentence="Light a lamp", who=lambda viewer: viewer.is_editor)
def light(approval, *, by, at):
    ledger.write(by=by, at=at, action="light", subject=approval.subject, data={})
"""
PREPARE = """
people = [Person.objects.create_person(name, name, is_editor=True) for name in "abcd"]
approvals.ask(kind="lamp", subject="lamp:1", data={}, by=people[0], at=AT, why="It is dark.")
"""
APPROVE = """
by, waiting = Person.objects.get(sign_in_name=sys.argv[1]), Approval.objects.get()
print("ready", flush=True)
sys.stdin.readline()
try:
    approvals.approve(waiting, by=by, at=AT, seen=waiting.hash)
    print("done")
except approvals.Settled:
    print("settled")
"""
LOOK = """
waiting = Approval.objects.get()
print(waiting.state, waiting.assents.count(), *Entry.objects.order_by("number").values_list("action", flat=True))
"""


def start(program: str, *arguments: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", START + program, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_three_who_approve_at_once_do_it_once(database_on_disk: dict[str, str]) -> None:
    assert start(PREPARE, environment=database_on_disk).communicate(timeout=120) == ("", "")
    racers = [start(APPROVE, name, environment=database_on_disk) for name in "bcd"]
    for racer in racers:
        assert racer.stdout and racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()

    answers = [racer.communicate(timeout=120) for racer in racers]

    assert sorted(answers) == [("done\n", ""), ("settled\n", ""), ("settled\n", "")]
    look = start(LOOK, environment=database_on_disk).communicate(timeout=120)
    assert look == ("approved 1 ask_approval light approve\n", "")
