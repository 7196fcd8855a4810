"""The ledger: writes by eight processes at once on PostgreSQL, with the chain and without, and a million entries checked.

    python -m bench.ledger [--entries 1000000] [--only sqlite|postgresql]

The peer is a table of the same columns and indexes without chain, lock and triggers, written in the same run. The million
entries are put in five thousand at a time with hashes made by the ledger's own functions, because one at a time would take an
hour and yield the same rows; the first thousand are written one at a time by `ledger.write`. A batch of 100 records is among each
thousand. One and the same check walks over all of them. It never touches the installation's own data.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.setting import machine, peak_mib

WRITERS, WRITES = 8, 250

WRITE = """
import sys, time
from datetime import UTC, datetime
import django
django.setup()
from django.db import connection, transaction
from dalil.accounts.models import Person
from dalil.ledger import actions, chain
by = Person.objects.get(sign_in_name="writer")
how, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PLAIN = "INSERT INTO plain (at, actor_id, action, subject, data_json) VALUES (%s, %s, %s, %s, %s)"
def write(number):
    data = {"organisation": number, "name": name}
    if how == "chain":
        actions.write(by=by, action="change_entry", subject=f"organisation:{number}", data=data, at=at, why="asked")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PLAIN, [at, by.pk, "change_entry", f"organisation:{number}", chain.canonical(data)])
write(0)
print("ready", flush=True)
sys.stdin.readline()
took = []
for number in range(count):
    before = time.perf_counter()
    write(number)
    took.append(time.perf_counter() - before)
print(" ".join(f"{each * 1000:.2f}" for each in took))
"""

PLAIN_TABLE = (
    "CREATE TABLE plain (number bigserial PRIMARY KEY, at timestamptz, actor_id bigint REFERENCES accounts_person, "
    "action varchar(100), subject varchar(200), data_json text)",
    "CREATE INDEX ON plain (subject, number)",
    "GRANT ALL ON plain, plain_number_seq TO PUBLIC",
)


def main() -> None:
    """What was asked for, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--inside", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.inside, given.entries)
        return
    print(machine())
    os.environ |= {"DJANGO_SETTINGS_MODULE": "dalil.web.settings", "DALIL_SECRET_KEY": "bench"}
    again = [sys.executable, "-m", "bench.ledger", "--entries", str(given.entries), "--inside"]
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as home:
        os.environ["DALIL_HOME"] = home
        if given.only != "postgresql":
            subprocess.run([*again, "sqlite"], env=os.environ | {"DATABASE_URL": ""}, check=True)
        if given.only != "sqlite":
            import psycopg

            from house.testing import _throw_away_server

            with _throw_away_server() as address:
                with psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", autocommit=True) as server:
                    server.execute("CREATE DATABASE dalil")
                subprocess.run([*again, "postgresql"], env=os.environ | {"DATABASE_URL": address}, check=True)


def inside(vendor: str, entries: int) -> None:
    """All figures of one database, in a process that knows it alone."""
    import django

    django.setup()
    from django.core.management import call_command

    from dalil.accounts.models import Person

    call_command("migrate", verbosity=0)
    Person.objects.create_person("writer", "Writer")
    print(f"-- {vendor}")
    if vendor == "postgresql":
        writing()
    checking(entries)


def writing() -> None:
    """Eight processes, each as fast as it can, one entry a transaction."""
    from django.db import connection

    from dalil.access.database_roles import as_owner

    with as_owner(), connection.cursor() as cursor:
        for statement in PLAIN_TABLE:
            cursor.execute(statement)
    for how in ("plain", "chain"):
        took, seconds = at_once(how)
        ordered = sorted(took)
        print(
            f"{how:<6} {WRITERS} writers: {len(took) / seconds:,.0f} writes/s, "
            f"median {statistics.median(ordered):.1f} ms, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms"
        )


def at_once(how: str) -> tuple[list[float], float]:
    """How long each write took in milliseconds, and all of them together."""
    command = [sys.executable, "-c", WRITE, how]
    writers = [
        subprocess.Popen(
            [*command, f"w{number}", str(WRITES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [writer.communicate()[0] for writer in writers]
    return [float(each) for text in said for each in text.split()], time.perf_counter() - began


def checking(entries: int) -> None:
    """A ledger made by machine, checked from the first entry to the last."""
    from dalil.accounts.models import Person
    from dalil.ledger import actions

    by = Person.objects.get(sign_in_name="writer")
    began = time.perf_counter()
    for number in range(1000):
        data = {"organisation": number, "name": "by the function itself"}
        actions.write(by=by, action="change_entry", subject=f"organisation:{number}", data=data, at=datetime.now(UTC))
    seconds = time.perf_counter() - began
    print(f"ledger.write, one at a time: {1000 / seconds:,.0f} a second")
    began = time.perf_counter()
    make(entries - 1000)
    print(f"made {entries:,} entries in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    found = actions.check()
    seconds = time.perf_counter() - began
    assert found.is_whole
    assert found.entries >= entries
    print(
        f"check: {found.entries:,} entries and {found.leaves:,} records in {seconds:.1f} s "
        f"({found.entries / seconds:,.0f} entries/s; at most 120 s: {'kept' if seconds <= 120 else 'MISSED'}), "
        f"peak {peak_mib():.0f} MiB, load {os.getloadavg()[0]:.0f}"
    )
    began = time.perf_counter()
    about = len(actions.entries_about("contact:7")[:50])
    print(f"entries_about: {about} entries in {(time.perf_counter() - began) * 1000:.1f} ms")


def make(entries: int) -> None:
    """Rows with a chain that holds, five thousand at a time, after those that are there."""
    from django.db import transaction

    from dalil.ledger.models import BatchLeaf, Entry

    leaves: list[BatchLeaf] = []
    rows: list[Entry] = []
    for row, mine in rows_of(entries):
        rows.append(row)
        leaves += mine
        if len(rows) == 5000:
            with transaction.atomic():
                Entry.objects.bulk_create(rows)
                BatchLeaf.objects.bulk_create(leaves)
            rows, leaves = [], []
    with transaction.atomic():
        Entry.objects.bulk_create(rows)
        BatchLeaf.objects.bulk_create(leaves)


def rows_of(entries: int) -> Iterator[tuple[object, list[object]]]:
    """One entry after the other; each thousandth is a batch of a hundred records."""
    from dalil.accounts.models import Person
    from dalil.ledger import actions, chain, merkle
    from dalil.ledger.models import BatchLeaf, Entry

    by, last, at = Person.objects.get(sign_in_name="writer").pk, actions.head(), datetime(2026, 1, 1, tzinfo=UTC)
    previous, content = last.hash, merkle.content_hash({})
    for number in range(last.number + 1, last.number + entries + 1):
        data: dict[str, object] = {"organisation": number % 15_000, "why": "asked by the owner"}
        subjects = [f"contact:{place}" for place in range(100)] if number % 1000 == 0 else []
        if subjects:
            root = merkle.root_of([merkle.leaf(subject, content) for subject in subjects])
            data["merkle"] = {"count": 100, "root": root}
        row = Entry(
            number=number,
            at=at + timedelta(seconds=number, microseconds=number % 1000),
            actor_id=by,
            action="open_records" if subjects else "change_entry",
            subject=f"organisation:{number % 15_000}",
            data_json=chain.canonical(data),
            previous_hash=previous,
        )
        row.hash = previous = row.expected_hash()
        leaves = [
            BatchLeaf(entry_id=number, place=place, subject=subject, content_hash=content)
            for place, subject in enumerate(subjects)
        ]
        yield row, leaves


if __name__ == "__main__":
    main()
