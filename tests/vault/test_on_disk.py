"""What the database itself leaves on the disk: the file and the WAL of SQLite, the data folder of PostgreSQL (t01, t18)."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.canaries import canary, hits, planted
from tests.vault.private import Contact

pytestmark = [pytest.mark.t01, pytest.mark.t18, pytest.mark.usefixtures("private_tables")]
COUNT = 600


@pytest.fixture
def on_disk(db: None, tmp_path: Path) -> Iterator[Path]:
    """A database of SQLite in a file, as the platform opens it, with its WAL not yet taken in."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite")
    (tmp_path / "disk").mkdir()
    chosen = {**connections.settings["default"], "NAME": tmp_path / "disk" / "db.sqlite3"}
    connections.settings["disk"] = chosen
    # Django lets a test speak to databases alone that it had when it began.
    connections["disk"].alias = "default"
    with connections["disk"].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.execute("PRAGMA foreign_keys=OFF")
    with connections["disk"].schema_editor() as editor:
        editor.create_model(Contact)
    yield tmp_path / "disk"
    connections["disk"].close()
    del connections["disk"]
    del connections.settings["disk"]


@pytest.mark.parametrize("is_planted", [False, True])
def test_neither_file_nor_wal_of_sqlite_holds_a_canary(on_disk: Path, is_planted: bool) -> None:
    rows = [Contact(value=word, more={"note": word}) for word in planted(COUNT)]
    Contact.objects.using("disk").bulk_create(rows, batch_size=200)
    for row in rows[:20]:
        row.note = canary(5)
        row.plain = canary(6) if is_planted else "plain"
        row.save(using="disk")

    assert (on_disk / "db.sqlite3-wal").stat().st_size > COUNT * 200
    assert bool(hits(on_disk)) is is_planted
    with connections["disk"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert bool(hits(on_disk)) is is_planted


@pytest.mark.parametrize("is_planted", [False, True])
def test_neither_tables_nor_wal_in_the_data_folder_of_postgresql_hold_a_canary(
    database_owner: Callable[[], AbstractContextManager[None]], is_planted: bool
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    began = time.time() - 1
    Contact.objects.bulk_create(
        [Contact(value=word, more={"note": word}, plain=word if is_planted else "") for word in planted(COUNT)]
    )
    with database_owner(), connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        folder, number = cursor.fetchone()
    home = Path(folder)
    try:
        places = [*(home / "base" / str(number)).iterdir(), *(home / "pg_wal").iterdir()]
    except OSError:
        pytest.skip("the data folder is not ours to read")
    changed = [path for path in places if path.is_file() and path.stat().st_mtime >= began]
    found = hits(*changed)

    assert changed
    assert bool(found) is is_planted or (not is_planted and not any(str(number) in name for name in found))
