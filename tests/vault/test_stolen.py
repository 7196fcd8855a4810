"""A copy of database, file store and home, without the keys: 4,500 private values, and not one is found (t01, t18)."""

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from dalil.accounts.models import Person
from dalil.vault import protocol
from dalil.vault.actions import open_records
from tests.canaries import canary, hits, planted
from tests.vault.private import Contact, Secret

pytestmark = pytest.mark.usefixtures("private_tables")
COUNT = 4500


def everything_in_the_database(folder: Path) -> Path:
    """Every byte that the database keeps: the file on SQLite, every table on PostgreSQL."""
    copy = folder / "database"
    copy.mkdir()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        (copy / "db.sqlite3").write_bytes(connection.connection.serialize())
        return copy
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                (copy / f"{table}.copy").write_bytes(b"".join(bytes(piece) for piece in rows))
    return copy


@pytest.fixture
def some_contacts(db: None, layla: Person, moment: datetime) -> list[Contact]:
    half = COUNT // 2
    words = planted(COUNT)
    contacts = [Contact(value=word, more={"note": word}) for word in words[:half]]
    Contact.objects.bulk_create(contacts, batch_size=500)
    Secret.objects.bulk_create([Secret(value=word) for word in words[half:]], batch_size=500)
    return contacts


@pytest.mark.t01
def test_a_copy_of_the_disk_without_the_keys_holds_no_canary(
    some_contacts: list[Contact], dalil_home: Path, layla: Person, moment: datetime, tmp_path: Path
) -> None:
    read = open_records(some_contacts[:50], by=layla, at=moment, why="to look whether reading leaves a trace")
    some_contacts[0].note = canary(7)
    some_contacts[0].save()

    copy = everything_in_the_database(tmp_path)

    assert [one.value for one in read] == planted(50)
    assert Contact.objects.count() + Secret.objects.count() == COUNT
    assert sum(path.stat().st_size for path in copy.rglob("*")) > COUNT * 100
    assert hits(copy, dalil_home) == {}


@pytest.mark.t01
def test_the_search_would_have_found_a_single_one(some_contacts: list[Contact], tmp_path: Path) -> None:
    some_contacts[3].plain = canary(3)
    some_contacts[3].save()

    [count] = hits(everything_in_the_database(tmp_path)).values()

    # A database may have left the older place of the row behind as well.
    assert count >= 1


@pytest.mark.t18
def test_a_backup_has_neither_a_canary_nor_a_key(
    some_contacts: list[Contact], dalil_home: Path, key_agent: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(dalil_home, backup / "home")
    everything_in_the_database(backup)
    keyring = (key_agent / protocol.KEYRING).read_bytes()
    keys = [keyring[end - 32 : end] for end in range(len(keyring), len(keyring) - 8 * 32, -32)]

    whole = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())

    assert hits(backup) == {}
    assert len(keys) == 8
    assert not any(key in whole or key.hex().encode() in whole for key in keys)
    assert not key_agent.resolve().is_relative_to(dalil_home.resolve())


@pytest.mark.t01
def test_no_class_key_is_in_a_worker_that_wrote_and_read(db: None, key_agent: Path, tmp_path: Path) -> None:
    if not Path("/proc/self/mem").exists():
        pytest.skip("/proc")
    keyring = (key_agent / protocol.KEYRING).read_bytes()
    keys = [keyring[end - 32 : end] for end in range(len(keyring), len(keyring) - 8 * 32, -32)]
    program = (
        "import os, sys, django; django.setup()\n"
        "from django.conf import settings; from pathlib import Path\n"
        "settings.DALIL_KEYS = Path(sys.argv[1])\n"
        "from dalil.accounts.data_classes import DataClass\n"
        "from dalil.vault import client, envelope\n"
        "from dalil.vault.protocol import Binding, Wrapped\n"
        "b = [Binding(c, b'x') for c in sorted(envelope.CLASS_BYTES)]\n"
        "f = client.fresh(b); assert client.unwrap([Wrapped(x, y.wrapped) for x, y in zip(b, f)]) == [y.key for y in f]\n"
        "print(f[0].key.hex(), flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "dalil.web.settings", "DALIL_HOME": str(tmp_path / "h")}
    worker = subprocess.Popen(
        [sys.executable, "-c", program, str(key_agent)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with worker:
        assert worker.stdout is not None
        data_key = bytes.fromhex(worker.stdout.readline())
        memory = memory_of(worker.pid)
        worker.kill()

    assert data_key in memory
    assert [key in memory for key in keys] == [False] * 8


def memory_of(pid: int) -> bytes:
    """Everything that a process has in its own pages."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            begin, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw") and "[v" not in line:
                try:
                    memory.seek(begin)
                    found.append(memory.read(end - begin))
                except OSError:
                    continue
    return b"".join(found)
