"""Copies of keys: whether one fits the data, an older one put back, and the passphrase that is changed (t18)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dalil.accounts.models import Person
from dalil.cli.keys import ensure_keys, what_keys_lack
from dalil.ledger.models import Entry
from dalil.vault import client
from dalil.vault.actions import open_records, rotating
from dalil.vault.actions.rotating import KeysNotChanged, new_epoch, rewrap_all
from dalil.vault.models.records import KEY
from tests.vault.agents import make_keys
from tests.vault.private import Contact, Secret

pytestmark = [pytest.mark.t18, pytest.mark.usefixtures("private_tables", "own_keys", "owner_of_all")]
BOTH = (Contact, Secret)


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DALIL_KEYS = tmp_path / "own-keys"
    make_keys(settings.DALIL_KEYS)
    yield settings.DALIL_KEYS
    client.stop()


@pytest.fixture
def owner_of_all(database_owner: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with database_owner():
        yield


def contacts(count: int) -> None:
    for number in range(count):
        Contact(value=f"value {number}").save()


def values(by: Person, at: datetime) -> list[Any]:
    return sorted(one.value for one in open_records(list(Contact.objects.all()), by=by, at=at, why="to compare"))


@pytest.mark.django_db
def test_an_older_copy_of_keys_is_found_by_the_check_and_makes_no_second_key_of_a_number(
    layla: Person, moment: datetime, own_keys: Path
) -> None:
    contacts(2)
    older = (own_keys / client.protocol.KEYRING).read_bytes()
    assert tried(layla, moment) == (2, 0)
    rotating.refuse_if_newer_keys_exist(BOTH)
    new_epoch(by=layla, at=moment)
    assert rewrap_all(by=layla, at=moment, models=BOTH).renewed == 2
    newest = (own_keys / client.protocol.KEYRING).read_bytes()

    put_back(own_keys, older)
    assert tried(layla, moment) == (0, 2)
    with pytest.raises(KeysNotChanged, match=r"newer than those here: 2 private_tests\.Contact\. Import the newest"):
        rotating.refuse_if_newer_keys_exist(BOTH)

    put_back(own_keys, newest)
    assert tried(layla, moment) == (2, 0)


def tried(by: Person, at: datetime) -> tuple[int, int]:
    before = list(Contact._base_manager.values_list("pk", KEY))
    done = rotating.try_all(by=by, at=at, models=BOTH)
    assert Entry.objects.latest("number").action == "keys.check"
    assert list(Contact._base_manager.values_list("pk", KEY)) == before
    return done.opened, len(done.unreadable)


def put_back(folder: Path, whole: bytes) -> None:
    client.stop()
    (folder / client.protocol.KEYRING).write_bytes(whole)
    client.start()


@pytest.mark.django_db
def test_a_passphrase_given_later_keeps_the_keys_and_no_other_opens_them(
    layla: Person, moment: datetime, settings: Any
) -> None:
    contacts(2)
    found = rotating.change_passphrase(by=layla, at=moment, passphrase="a lantern in the rain")
    assert found.is_attended and values(layla, moment) == ["value 0", "value 1"]
    client.stop()
    settings.DALIL_KEYS_ATTENDED = True
    client.start()

    with pytest.raises(client.KeysRefuse, match="wrong-passphrase"):
        rotating.unlock_keys(by=layla, at=moment, passphrase="a lantern in the sun")
    assert "locked" in what_keys_lack()
    rotating.unlock_keys(by=layla, at=moment, passphrase="a lantern in the rain")
    assert what_keys_lack() == ""
    assert values(layla, moment) == ["value 0", "value 1"]
    assert not rotating.change_passphrase(by=layla, at=moment, passphrase=None).is_attended
    assert Entry.objects.filter(action="keys.passphrase").count() == 2


def test_a_damaged_file_of_keys_is_named_with_its_folder(own_keys: Path) -> None:
    client.stop()
    (own_keys / client.protocol.KEYRING).write_bytes(b"no keys")

    assert "the file of keys is damaged" in what_keys_lack()
    assert str(own_keys) in what_keys_lack()


@pytest.mark.django_db
def test_prepare_asks_for_the_copy_of_the_keys_where_records_of_them_were_restored(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "private_models", lambda: BOTH)
    monkeypatch.setattr("dalil.cli.keys.as_owner", nullcontext)  # the fixture is the owner already, on this connection
    settings.DALIL_KEYS, of_old = tmp_path / "keys-of-the-new-machine", settings.DALIL_KEYS
    settings.DALIL_KEYS_ATTENDED = True
    ensure_keys()
    assert capsys.readouterr().out == "Keys: none here. Run `dalil keys init`.\n"

    settings.DALIL_KEYS, new = of_old, settings.DALIL_KEYS
    settings.DALIL_KEYS_ATTENDED = False
    contacts(1)
    settings.DALIL_KEYS_ATTENDED, settings.DALIL_KEYS = True, new
    ensure_keys()
    told = capsys.readouterr().out
    assert "dalil keys import FILE" in told and "dalil keys init" not in told
    settings.DALIL_KEYS = of_old
