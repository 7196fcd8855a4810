"""What an operator sets is understood, or refused with a sentence that names it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.db import connection

from dalil.web import environment
from dalil.web.checks import commits_are_durable
from dalil.web.environment import NotUnderstood


@pytest.mark.parametrize(("value", "is_on"), [("", False), ("0", False), ("no", False), ("1", True), ("Yes", True)])
def test_a_flag_is_on_or_off(monkeypatch: pytest.MonkeyPatch, value: str, is_on: bool) -> None:
    monkeypatch.setenv("DALIL_DEBUG", value)

    assert environment.flag("DALIL_DEBUG") is is_on


@pytest.mark.parametrize("value", ["-1", "two", "1.5", "٢"])
def test_a_number_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DALIL_PROXIES", value)

    with pytest.raises(NotUnderstood, match="DALIL_PROXIES"):
        environment.number("DALIL_PROXIES", 0)


def test_a_flag_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_DEBUG", "maybe")

    with pytest.raises(NotUnderstood, match="DALIL_DEBUG"):
        environment.flag("DALIL_DEBUG")


def test_a_list_is_set_apart_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_HOSTS", " guide.example , ,www.guide.example")

    assert environment.listed("DALIL_HOSTS") == ["guide.example", "www.guide.example"]


def test_the_secret_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new home" / "secret-key"

    with ThreadPoolExecutor(4) as pool:
        secrets = set(pool.map(environment.kept_secret, [path] * 20))

    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["secret-key"]


def test_without_an_address_the_database_is_a_file_in_the_home(tmp_path: Path) -> None:
    assert environment.database_from("", tmp_path)["NAME"] == tmp_path / "db.sqlite3"


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite:///x", "nonsense"])
def test_a_database_of_another_kind_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(NotUnderstood, match="DATABASE_URL"):
        environment.database_from(address, tmp_path)


def test_a_postgresql_reached_by_a_socket_is_understood(tmp_path: Path) -> None:
    database = environment.database_from("postgresql://dalil@%2Frun%2Fpg/guide", tmp_path)

    assert (database["HOST"], database["NAME"], database["USER"]) == ("/run/pg", "guide", "dalil")


@pytest.mark.django_db
def test_no_acknowledged_write_can_be_lost() -> None:
    assert list(commits_are_durable(databases=["default"])) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_could_lose_writes_is_named() -> None:
    lax, strict = {
        "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
        "postgresql": ("SET synchronous_commit TO off", "SET synchronous_commit TO on"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(lax)
        try:
            found = list(commits_are_durable(databases=["default"]))
        finally:
            cursor.execute(strict)

    assert [type(message) for message in found] == [Error]
    assert "could be lost" in found[0].msg


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_setting_without_what_it_needs_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_VECTORS", "1")
    with pytest.raises(NotUnderstood, match=r"pip install no_such_package"):
        environment.flag_with("DALIL_VECTORS", package="no_such_package", extra="vectors")
    assert environment.flag_with("DALIL_VECTORS", package="json", extra="vectors")
    monkeypatch.delenv("DALIL_VECTORS")
    assert not environment.flag_with("DALIL_VECTORS", package="no_such_package", extra="vectors")
