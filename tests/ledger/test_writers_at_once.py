"""Many processes at once: the chain never forks, and none of them fails."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WRITE = """
import sys
from datetime import UTC, datetime
from django.db import transaction
from dalil.accounts.models import Person
from dalil.ledger import actions
by = Person.objects.command_line()
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    with transaction.atomic():
        # Reads before it writes, as real actions do: that is when a careless chain forks.
        actions.head()
        actions.write(by=by, action="count", subject=sys.argv[1], data={"number": number}, at=datetime.now(UTC))
"""

CHECK = """
from dalil.ledger import actions
from dalil.accounts.models import Person
Person.objects.command_line()
check = actions.check()
print(check.is_whole, check.entries)
"""


def start(program: str, *arguments: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup()\n" + program, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> tuple[str, str]:
    return process.communicate(timeout=120)


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_never_fork_the_chain(database_on_disk: dict[str, str]) -> None:
    environment = database_on_disk
    assert said(start(CHECK, environment=environment)) == ("True 0\n", "")
    writers = [start(WRITE, name, environment=environment) for name in ("a", "b", "c")]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()

    assert [said(writer) for writer in writers] == [("", "")] * 3

    assert said(start(CHECK, environment=environment)) == ("True 60\n", "")
