"""A worker killed in the middle of carrying out a plan: nothing is half-done, and repeating it does it all."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SCRIPT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
import django
django.setup()
from django.core.management import call_command
from dalil.accounts.models import Person
from dalil.guide.actions import carrying, intakes, planning, sources
from dalil.guide.models import Intake, IntakeState

at = datetime(2026, 11, 22, 9, tzinfo=UTC)
step, path = sys.argv[1], Path(sys.argv[2])
carrying.BATCH = 10
if step == "approve":
    call_command("migrate", verbosity=0)
    by = Person.objects.command_line()
    source = sources.create_source(slug="list", card=sources.SourceCard(name="List"), by=by, at=at)
    intake = intakes.start_intake(source=source, path=path, file_name="list.csv", by=by, at=at)
    mapping = intakes.proposal_for(intake=intake).proposal.mapping
    intakes.set_mapping(intake=intake, mapping=mapping, keep=True, by=by, at=at)
    planning.plan_intake(intake=intake, by=by, at=at)
    planning.approve_plan(intake=intake, version=intake.version, by=by, at=at)
if step == "die":
    def kill_after_two_batches(done, total):
        if done >= 20:
            os.kill(os.getpid(), signal.SIGKILL)
    carrying.carry_out(intake=Intake.objects.get(), at=at, progress=kill_after_two_batches)
if step == "repeat":
    intake = carrying.carry_out(intake=Intake.objects.get(), at=at)
    assert intake.state == IntakeState.CARRIED_OUT
"""

TABLES = ("guide_organisation", "guide_record", "guide_change", "guide_proposal", "ledger_entry")


def run(step: str, home: Path) -> int:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {
        "DALIL_KEYS": str(settings.DALIL_KEYS),
        "DALIL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "dalil.web.settings",
    }
    command = [sys.executable, "-c", SCRIPT, step, str(home / "list.csv")]
    return subprocess.run(command, env=environment, cwd=Path(__file__).parents[2], timeout=120, check=False).returncode


def counts(home: Path) -> dict[str, int]:
    with sqlite3.connect(home / "db.sqlite3") as database:
        found = {table: database.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}
    database.close()
    return found


def test_kill_minus_nine_in_the_middle_leaves_nothing_half_done_and_repeating_does_it_all(tmp_path: Path) -> None:
    rows = "".join(f"Society number {n} of {n * 7919} Villages,Jordan\n" for n in range(45))
    (tmp_path / "list.csv").write_text("Name,Country\n" + rows)
    assert run("approve", tmp_path) == 0
    before = counts(tmp_path)
    assert before["guide_organisation"] == 0
    assert run("die", tmp_path) == -signal.SIGKILL
    assert counts(tmp_path) == before
    assert run("repeat", tmp_path) == 0
    after = counts(tmp_path)
    assert after["guide_record"] == 45
    assert after["ledger_entry"] == before["ledger_entry"] + 1
