"""What every test may use: a cast of people, a home of its own, a fixed moment, and a database that can be emptied.

It never reaches the network and never leaves a file in the working tree.
"""

import gc
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from dalil.access import duty, second_wall, telling
from dalil.access.database_roles import WEB_ROLE
from dalil.access.leaving import ON_DUTY
from dalil.access.models import DutySession
from dalil.access.strength import Factor, note_proof
from dalil.access.telling import be_machine
from dalil.accounts.models import Person
from dalil.accounts.passwords import ModestArgon2
from dalil.vault import client, protocol
from dalil.vault.agent import keyring, memory

append_only = import_module("dalil.ledger.migrations.0002_append_only")
batches = import_module("dalil.ledger.migrations.0003_batches_and_anchors")
walks = import_module("dalil.ledger.migrations.0004_walks")
stays = import_module("dalil.vault.migrations.0004_what_stays")


class NetworkNotAllowed(Exception):
    """A test reached for something beyond this machine."""


def pytest_configure(config: pytest.Config) -> None:
    """Static files by their plain names: tests don't collect them first. And who is looking."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True
    # What a test does by itself PostgreSQL takes for the worker's; a page of which it asks names its own viewer.
    be_machine("test")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses the database, so that PostgreSQL runs that and nothing twice; and what needs Chromium."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")
        if "chromium" in fixtures:
            item.add_marker("browser")


def pytest_collection_finish() -> None:
    """All modules are loaded and stay: looking through them again and again for garbage was a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine answers."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise NetworkNotAllowed(address)
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _each_password_hashed_once() -> None:
    """The cast's passwords are always the same, and hashing one costs 50 ms by design; checking one costs what it costs."""
    encode, kept = ModestArgon2.encode, dict[str, str]()

    def encoded(self: ModestArgon2, password: str, salt: str) -> str:
        if password not in kept:
            kept[password] = encode(self, password, salt)
        return kept[password]

    ModestArgon2.encode = encoded  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def key_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One key agent for all tests of this process, with keys of its own; it starts when the first test asks it."""
    settings.DALIL_KEYS = tmp_path_factory.mktemp("keys")
    settings.DALIL_KEYS.chmod(0o700)
    (settings.DALIL_KEYS / protocol.KEYRING).write_bytes(throwaway_keyring())
    (settings.DALIL_KEYS / protocol.KEYRING).chmod(0o600)
    yield settings.DALIL_KEYS
    client.stop()


def throwaway_keyring() -> bytes:
    """A file of fresh keys in the clear."""
    return bytes(keyring.written(keyring.made_new(memory.Slots(), "2026-11-22"), seal=None, salt=b""))


@pytest.fixture(autouse=True)
def dalil_home(tmp_path: Path, settings: Any) -> Path:
    """A home of the test's own for index and spool."""
    settings.DALIL_HOME = tmp_path / "home"
    settings.DALIL_HOME.mkdir()
    home: Path = settings.DALIL_HOME
    return home


@pytest.fixture(autouse=True, scope="session")
def _ledger_can_be_emptied() -> None:
    """Between tests that commit, Django empties all tables; only here may the ledger be among them."""
    empty = type(connection.ops).execute_sql_flush

    def without_triggers(self: BaseDatabaseOperations, statements: list[str]) -> None:
        vendor = self.connection.vendor
        off = [
            *stays.UNPROTECT[vendor],
            *walks.UNPROTECT[vendor],
            *batches.UNPROTECT[vendor],
            *append_only.UNPROTECT[vendor],
        ]
        on = [
            *append_only.PROTECT[vendor],
            *batches.ALWAYS_ON[vendor],
            *batches.PROTECT[vendor],
            *walks.PROTECT[vendor],
            *stays.PROTECT[vendor],
        ]
        owner, web = (["SET LOCAL ROLE NONE"], [f"SET LOCAL ROLE {WEB_ROLE}"]) if vendor == "postgresql" else ([], [])
        empty(self, [*owner, *off, *statements, *on, *web])

    type(connection.ops).execute_sql_flush = without_triggers


@pytest.fixture(autouse=True, scope="session")
def _telling_is_not_counted() -> None:
    """What PostgreSQL is told about who is looking is no query of the page: tests count the same on both."""
    tell, as_told = second_wall._tell, second_wall._of

    @contextmanager
    def uncounted() -> Iterator[None]:
        counts, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            yield
        finally:
            connection.force_debug_cursor = counts

    second_wall._tell, second_wall._of = uncounted()(tell), uncounted()(as_told)


@pytest.fixture
def nobody_is_looking(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the web outside of a page: in other tests what is done there is the worker's."""
    monkeypatch.setattr(telling, "_process", [])
    connection.close()
    yield
    connection.close()


@pytest.fixture
def database_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with database_owner():` acts as who owns the tables; everything else in the tests is done as the role of the web."""

    @contextmanager
    def owning() -> Iterator[None]:
        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute("SET ROLE NONE")
            try:
                yield
            finally:
                if is_postgresql and not connection.needs_rollback:
                    cursor.execute(f"SET ROLE {WEB_ROLE}")

    return owning


@pytest.fixture(scope="session")
def _prepared_sqlite(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the tests, copied from memory into a file: to migrate one anew takes longer than most tests."""
    path = tmp_path_factory.mktemp("prepared") / "db.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    return path


@pytest.fixture
def database_on_disk(request: pytest.FixtureRequest, transactional_db: None, dalil_home: Path) -> dict[str, str]:
    """For other processes: PostgreSQL's test database is open to them; SQLite's is in memory, so one is on disk."""
    address = ""
    if connection.vendor == "postgresql":
        where = connection.settings_dict
        host = quote(where["HOST"], safe="") + (f":{where['PORT']}" if where["PORT"] else "")
        address = f"postgresql://{where['USER']}:{where['PASSWORD']}@{host}/{where['NAME']}"
    else:
        shutil.copy(request.getfixturevalue("_prepared_sqlite"), dalil_home / "db.sqlite3")
    own = {"DALIL_HOME": str(dalil_home), "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "dalil.web.settings"}
    return os.environ | {"DALIL_SECRET_KEY": "x"} | own


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that was asked for in Arabic leaves no Arabic behind for the next test."""
    with translation.override("en"):
        yield


@pytest.fixture
def moment() -> datetime:
    """The moment at which everything in a test happens."""
    return datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def layla(db: None) -> Person:
    """Layla compiles the guide: an editor."""
    return Person.objects.create_person("layla", "Layla Haddad", password="olive-press-at-dawn", is_editor=True)


@pytest.fixture
def omar(db: None) -> Person:
    """Omar keeps the machine running: an operator, and no editor."""
    return Person.objects.create_person("omar", "Omar Ben Ali", password="seven-lamps-of-fez", is_operator=True)


@pytest.fixture
def noa(db: None) -> Person:
    """Noa has an account and no role."""
    return Person.objects.create_person("noa", "Noa Levi", password="a-boat-on-the-lake")


@pytest.fixture
def stranger(db: None) -> Client:
    """A browser in which nobody signed in."""
    return Client()


@pytest.fixture
def signed_in(db: None) -> Callable[[Person], Client]:
    """A browser in which this person signed in, with a passkey and just now; an operator is on duty, unless told otherwise."""

    def browser_of(person: Person, factor: Factor = Factor.PASSKEY, is_on_duty: bool = True) -> Client:
        client = Client()
        client.force_login(person)
        session, now = client.session, timezone.now()
        note_proof(session, factor, now)
        if person.is_operator and is_on_duty:
            # Not through the action, so that the ledger of a test begins empty.
            session[ON_DUTY] = str(
                DutySession.objects.create(person=person, why="a test", began_at=now, until=now + duty.LONGEST).pk
            )
        session.save()
        return client

    return browser_of


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium without a window; the test is skipped where there is none."""
    program = os.environ.get("DALIL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop in this thread, which makes Django suspect every query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(chromium: Browser, django_db_setup: None) -> Iterator[LiveServer]:
    """The platform as a server, for Chromium.

    Playwright's loop gives this thread another database connection than it had, so the server begins after it, and after
    the database is made: then its threads share the connection of the tests. (pytest-django's own fixture begins too early.)
    """
    server = LiveServer("localhost")
    yield server
    server.stop()
