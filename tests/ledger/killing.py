"""A program for `test_killed_writers`: forks writers of the ledger, kills them in the middle, again and again.

    python tests/ledger/killing.py ROUNDS WRITERS SEED

It prints each entry that a writer was told is committed, then what the check says. It never waits for time to pass: a round
ends after some acknowledgements, drawn by chance.
"""

import os
import random
import signal
import sys
from datetime import UTC, datetime

import django
from django.db import connection

django.setup()

from dalil.accounts.models import Person  # noqa: E402 - models need Django set up
from dalil.ledger import actions  # noqa: E402
from dalil.ledger.models import Entry  # noqa: E402


def main(rounds: int, writers: int, seed: int) -> None:
    """All rounds."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for number in range(rounds):
        reading, writing = os.pipe()
        children = [forked(writing, f"{number}-{writer}") for writer in range(writers)]
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            wanted = writers + chance.randrange(2 * writers)
            acknowledged += [told.readline().decode().strip() for _ in range(wanted)]
            for child in children:
                os.kill(child, signal.SIGKILL)
            for child in children:
                _, status = os.waitpid(child, 0)
                assert os.WIFSIGNALED(status), f"a writer ended by itself: {status}"
            # What was said before the end counts too.
            acknowledged += [line.decode().strip() for line in told if line.endswith(b"\n")]
    there = {f"{number} {own}" for number, own in Entry.objects.values_list("number", "hash")}
    found = actions.check()
    lost = [line for line in acknowledged if line not in there]
    said = f"killed={rounds * writers} acknowledged={len(acknowledged)} lost={len(lost)} whole={found.is_whole}\n"
    sys.stdout.write(said)


def forked(writing: int, name: str) -> int:
    """A process that writes without end; its number."""
    child = os.fork()
    if child:
        return child
    try:
        write_for_ever(writing, name)
    finally:
        os._exit(1)


def write_for_ever(writing: int, name: str) -> None:
    """Single entries and batches in turn; each is told once its transaction is committed."""
    by = Person.objects.get(sign_in_name="writer")
    at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    told = {"by": by, "subject": name, "data": {}, "at": at}
    while True:
        entry = actions.write(action="single", **told)
        os.write(writing, f"{entry.number} {entry.hash}\n".encode())
        leaves = [actions.Leaf(f"thing:{number}") for number in range(20)]
        entry = actions.write_batch(action="batch", leaves=leaves, **told)
        os.write(writing, f"{entry.number} {entry.hash}\n".encode())


if __name__ == "__main__":
    Person.objects.create_person("writer", "Writer")
    connection.close()
    main(*map(int, sys.argv[1:]))
