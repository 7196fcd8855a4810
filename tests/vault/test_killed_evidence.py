"""Keeping evidence, killed at every stage: never a record without its file, and a file without a record is found (t20, t21)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dalil.access import tasks
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.state import State
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.ledger.models import Entry
from dalil.vault import client, evidence
from dalil.vault.client import NoKeys
from dalil.vault.evidence import checking, spooling
from dalil.vault.evidence.stores import ARRIVING
from dalil.vault.models import Evidence
from tests.vault.agents import make_keys
from tests.vault.evidence_setting import MINUTES, kept, read

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import json, os, signal, sys
from datetime import UTC, datetime
import django
django.setup()
from django.db import connection, transaction
from dalil.access.second_wall import as_machine
from dalil.access.telling import be_machine
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry
from dalil.vault import client, evidence
from dalil.vault.evidence import checking, keeping, spooling, stores
from dalil.vault.models import Evidence
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
layla = Person.objects.create_person("layla", "Layla", is_editor=True)
client.condition()

def die(*_all, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def before(place, name):
    setattr(place, name, die)

def after(place, name):
    done = getattr(place, name)
    def both(*all, **more):
        done(*all, **more)
        die()
    setattr(place, name, both)

def streaming():
    yield b"x" * 3_000_000
    die()

STAGES = {
    "before the key": lambda: before(client, "fresh"),
    "while it streams in": None,
    "spooled, not yet moved": lambda: before(os, "link") or before(os, "rename") or before(os, "replace"),
    "in the store, without a record": lambda: before(keeping, "_record"),
    "the record written, the ledger not": lambda: before(keeping.ledger, "write"),
    "all written, not committed": lambda: after(keeping.ledger, "write"),
    "committed": lambda: after(keeping, "_record"),
}
told = {}
for stage, prepare in STAGES.items():
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            if prepare:
                prepare()
            stream = streaming() if prepare is None else [b"x" * 3_000_000]
            if stage == "committed":
                be_machine("test")  # the process as a whole, so that the record is a transaction of its own
                evidence.keep(stream, file_name="a.pdf", by=layla, at=AT, why="brought")
            else:
                with as_machine("test"):
                    evidence.keep(stream, file_name="a.pdf", by=layla, at=AT, why="brought")
        finally:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    with as_machine("test"):
        found = checking.check()
        entries = Entry.objects.filter(action="evidence.keep").count()
        told[stage] = [os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1, Evidence.objects.count(), entries,
                       len(found.orphaned), len(found.leftovers), found.is_whole]
from datetime import timedelta
from django.utils import timezone
with as_machine("test"):
    later = timezone.now() + timedelta(days=2)
    taken = checking.sweep(at=later, orphans=True)
    found = checking.check()
    told["swept"] = [len(taken), found.is_whole, found.orphaned, found.leftovers, Evidence.objects.count()]
print(json.dumps(told))
"""


@pytest.mark.t20
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_every_stage_no_record_is_without_its_file_and_every_lone_file_is_found(
    database_on_disk: dict[str, str], tmp_path: Path
) -> None:
    make_keys(tmp_path / "own-keys")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM + "client.stop()\n"],
        check=False,
        cwd=ROOT,
        env=database_on_disk | {"DALIL_KEYS": str(tmp_path / "own-keys")},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    swept = told.pop("swept")

    assert {stage: said[0] for stage, said in told.items()} == dict.fromkeys(told, signal.SIGKILL)
    # Records and their entries stand or fall together, and nothing that was written lacks its file.
    assert {stage: (said[1], said[2], said[5]) for stage, said in told.items()} == {
        stage: (1, 1, True) if stage == "committed" else (0, 0, True) for stage in told
    }
    # What a kill left, counted on: half files first, then whole ones that no record names.
    assert [(said[3], said[4]) for said in told.values()] == [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (3, 2), (3, 2)]
    assert swept == [5, True, [], [], 1]


@pytest.fixture
def own_agent(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Keys and an agent of this test alone, unlocked by hand: nobody starts a second one."""
    settings.DALIL_KEYS = tmp_path / "own-keys"
    make_keys(settings.DALIL_KEYS)
    client.condition()
    yield
    settings.DALIL_KEYS_ATTENDED = False
    client.stop()


def killed() -> None:
    os.kill(client.condition().pid, signal.SIGKILL)
    client.forget()


@pytest.mark.t20
@pytest.mark.django_db
@pytest.mark.usefixtures("own_agent")
def test_an_agent_killed_while_a_file_streams_in_leaves_no_record_and_one_orphan(
    layla: Person, moment: datetime, settings: Any
) -> None:
    """The agent is asked at the beginning and once more at the end, to seal what is known of the file."""
    settings.DALIL_KEYS_ATTENDED = True

    def streams() -> Iterator[bytes]:
        yield MINUTES
        killed()

    with as_viewer(viewer_for(layla, at=moment)):
        with pytest.raises(NoKeys):
            evidence.keep(streams(), file_name="a.pdf", by=layla, at=moment, why="brought")
        assert not Evidence.objects.exists() and not Entry.objects.exists()
    with as_machine("test"):
        found = checking.check()
    assert found.is_whole and len(found.orphaned) == 1 and found.leftovers == []


@pytest.mark.t20
@pytest.mark.django_db
@pytest.mark.usefixtures("own_agent")
def test_an_agent_killed_while_a_file_is_read_breaks_nothing_and_the_next_reading_says_so(
    layla: Person, moment: datetime, settings: Any
) -> None:
    content = MINUTES * 60_000
    with as_viewer(viewer_for(layla, at=moment)):
        item = kept(layla, moment, content)
        settings.DALIL_KEYS_ATTENDED = True
        chunks = evidence.read(item, by=layla, at=moment, why="checking")
        first = next(chunks)
        killed()
        assert first + b"".join(chunks) == content

        entries = Entry.objects.count()
        with pytest.raises(NoKeys):
            read(item, layla, moment)
        assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_the_worker_sweeps_half_files_each_day_and_leaves_whole_ones_to_people(
    layla: Person, dalil_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tasks, "_ruled", {})
    now = datetime.now().astimezone()
    with as_viewer(viewer_for(layla, at=now)):
        item = kept(layla, now)
    store = dalil_home / "evidence"
    lone = store / "ab" / ("ab" * 32)
    lone.parent.mkdir(mode=0o700, exist_ok=True)
    lone.write_bytes(b"of no record")
    half = store / ARRIVING / f"{'0' * 32}{spooling.ENDING}"
    half.write_bytes(b"half")

    assert not tasks.sweep_store(at=now + timedelta(hours=1))
    assert half.exists() and "belong to no record: 1." in caplog.text
    assert not tasks.sweep_store(at=now + timedelta(hours=24))
    monkeypatch.setattr("dalil.access.state.current_state", lambda: State.SEALED)
    assert not tasks.sweep_store(at=now + timedelta(hours=50))
    monkeypatch.setattr("dalil.access.state.current_state", lambda: State.ACTIVE)
    assert tasks.sweep_store(at=now + timedelta(hours=50))
    assert not half.exists() and lone.exists()
    with as_machine("test"):
        assert Evidence.objects.get() == item
