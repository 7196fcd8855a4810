"""Crashes, clocks and full disks: nothing that was acknowledged is lost, nothing that cannot be kept is accepted (t20)."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import actions
from dalil.ledger.actions import Leaf
from dalil.ledger.models import BatchLeaf, Entry

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.t20, pytest.mark.django_db]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_writers_killed_in_the_middle_lose_no_acknowledged_entry(database_on_disk: dict[str, str]) -> None:
    """25 rounds of four processes that write single entries and batches at once, each ended by SIGKILL."""
    told = subprocess.run(
        [sys.executable, "tests/ledger/killing.py", "25", "4", "7"],
        cwd=ROOT,
        env=database_on_disk | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert told.stderr == ""
    found = re.fullmatch(r"killed=100 acknowledged=(\d+) lost=0 whole=True\n", told.stdout)
    assert found, told.stdout
    assert int(found[1]) >= 100


def test_a_clock_that_jumps_back_changes_no_number_and_no_order(layla: Person) -> None:
    for days in (0, -400, 10, -3):
        actions.write(by=layla, action="try", subject="a:1", data={}, at=AT + timedelta(days=days))

    assert [entry.number for entry in actions.entries_about("a:1")] == [4, 3, 2, 1]
    assert Entry.objects.get(number=2).at == AT - timedelta(days=400)
    assert actions.check().is_whole


@pytest.mark.parametrize("leaves", [0, 4500], ids=["one entry", "a batch"])
def test_a_full_disk_refuses_the_whole_and_leaves_nothing_behind(layla: Person, leaves: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone lets a test make the disk full")
    actions.write(by=layla, action="try", subject="a:1", data={}, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute("PRAGMA freelist_count")
        (spare,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    told = {"by": layla, "action": "try", "subject": "a:1", "data": {"text": "x" * 4096 * (spare + 100)}, "at": AT}
    many = [Leaf(f"organisation:{number}") for number in range(leaves)]
    try:
        with pytest.raises(DatabaseError, match="full"), transaction.atomic():
            actions.write_batch(leaves=many, **told) if many else actions.write(**told)  # type: ignore[arg-type]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")

    assert (actions.head().number, BatchLeaf.objects.count(), actions.check().is_whole) == (1, 0, True)
    actions.write(by=layla, action="try", subject="a:1", data={}, at=AT)
    assert actions.check().entries == 2
