"""Turning keys: stopped in the middle, beside others who write, and never losing a key that a record still needs (t18)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import DatabaseError

from dalil.access.database_roles import as_owner
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.viewer import STRANGER
from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Person
from dalil.guide.models import Contact as GuideContact
from dalil.guide.models import Organisation
from dalil.ledger.models import Entry
from dalil.vault import client, envelope
from dalil.vault.actions import open_records, rotating
from dalil.vault.actions.rotating import KeysNotChanged, hanging_on, new_epoch, retire_epoch, rewrap_all
from dalil.vault.models.records import KEY
from tests.guide.bodies import body
from tests.vault.agents import make_keys
from tests.vault.evidence_setting import kept, read
from tests.vault.private import Contact, Secret

pytestmark = [pytest.mark.t18, pytest.mark.usefixtures("private_tables", "own_keys")]
# As the command line turns keys; the role of the web may not (`TestBehindTheWall`).
owned = pytest.mark.usefixtures("owner_of_all")

BOTH = (Contact, Secret)
LATER = timedelta(hours=2)
Owning = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DALIL_KEYS = tmp_path / "own-keys"
    make_keys(settings.DALIL_KEYS)
    yield settings.DALIL_KEYS
    client.stop()


@pytest.fixture
def owner_of_all(database_owner: Owning) -> Iterator[None]:
    with database_owner():
        yield


@pytest.fixture
def small_batches(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For what is really committed; tables that no migration made are emptied here."""
    monkeypatch.setattr(rotating, "BATCH", 4)
    with as_owner():
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {Contact._meta.db_table}")


@pytest.fixture
def now() -> datetime:
    """Epochs carry the agent's own time, so what is asked about them is measured by the clock."""
    return datetime.now(UTC)


def contacts(count: int) -> list[Contact]:
    return Contact.objects.bulk_create([Contact(value=f"value {number}") for number in range(count)])


def epochs_of(model: Any) -> list[int]:
    return sorted(envelope.head_of(bytes(key)).epoch for key in model._base_manager.values_list(KEY, flat=True))


def values(by: Person, at: datetime) -> list[str]:
    return sorted(one.value for one in open_records(list(Contact.objects.all()), by=by, at=at, why="to compare"))


@owned
@pytest.mark.django_db
def test_every_record_comes_under_the_new_key_and_opens_as_before(layla: Person, now: datetime) -> None:
    contacts(9)
    Secret.objects.create(value="a seed")
    before = dict(Contact.objects.values_list("pk", KEY))
    new_epoch(by=layla, at=now)
    late = Contact.objects.create(value="value 9")

    done = rewrap_all(by=layla, at=now, models=BOTH)

    assert (done.renewed, done.unreadable) == (10, ())
    assert epochs_of(Contact) == [2] * 10 and epochs_of(Secret) == [2]
    assert values(layla, now) == [f"value {number}" for number in range(10)]
    assert all(bytes(key) != bytes(before.get(pk, b"")) for pk, key in Contact.objects.values_list("pk", KEY))
    assert bytes(Contact.objects.get(pk=late.pk).record_key) == bytes(late.record_key)
    last = Entry.objects.order_by("-pk")[1]
    assert (last.action, last.data["renewed"]) == ("keys.rewrap", 10)
    assert rewrap_all(by=layla, at=now, models=BOTH).renewed == 0


class Killed(BaseException):
    """Nobody catches it."""


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("where", ["between batches", "in a batch"])
def test_killed_in_the_middle_nothing_is_lost_and_the_next_does_the_rest(
    layla: Person, now: datetime, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    contacts(10)
    new_epoch(by=layla, at=now)
    rewrap, batches = client.rewrap, list[int]()

    def dies(items: Any) -> Any:
        batches.append(len(items))
        if len(batches) == 2 and where == "in a batch":
            raise Killed
        return rewrap(items)

    def told(done: int, total: int) -> None:
        assert total == 10 and done in (4, 8, 10)
        if done == 8:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(client, "rewrap", dies)
        with pytest.raises(Killed):
            rewrap_all(by=layla, at=now, models=BOTH, told=told)
    half = epochs_of(Contact)
    assert not connection.in_atomic_block
    assert half == [1] * (10 - half.count(2)) + [2] * (4 if where == "in a batch" else 8)
    assert values(layla, now) == [f"value {number}" for number in range(10)]
    with pytest.raises(KeysNotChanged, match="Still under this key"):
        retire_epoch(by=layla, at=now + LATER, data_class=DataClass.C1, epoch=1, models=BOTH)

    done = rewrap_all(by=layla, at=now, models=BOTH)

    assert done.renewed == half.count(1) and epochs_of(Contact) == [2] * 10
    assert values(layla, now) == [f"value {number}" for number in range(10)]


@owned
@pytest.mark.django_db
def test_what_others_do_while_a_batch_is_under_way_is_never_undone(
    layla: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, gone, renewed, _ = contacts(4)
    stale = Contact.objects.get(pk=saved.pk)
    new_epoch(by=layla, at=now)
    rewrap, by_another = client.rewrap, list[bytes]()

    def meanwhile(items: Any) -> Any:
        found = rewrap(items)
        if not by_another:
            saved.value = "changed meanwhile"
            saved.save()
            Contact.objects.filter(pk=gone.pk)._raw_delete("default")
            [wrapped] = rewrap([item for item in items if item.wrapped == bytes(renewed.record_key)])
            by_another.append(wrapped)
            Contact._base_manager.filter(pk=renewed.pk).update(record_key=wrapped)
            Contact.objects.create(value="new meanwhile")
        return found

    monkeypatch.setattr(client, "rewrap", meanwhile)

    done = rewrap_all(by=layla, at=now, models=BOTH)

    assert (done.renewed, done.unreadable) == (2, ())
    assert bytes(Contact.objects.get(pk=renewed.pk).record_key) == by_another[0]
    assert epochs_of(Contact) == [2] * 4
    assert values(layla, now) == ["changed meanwhile", "new meanwhile", "value 2", "value 3"]
    retire_epoch(by=layla, at=now + LATER, data_class=DataClass.C1, epoch=1, models=BOTH)
    # Somebody who read the row before all this saves it now, and its plain column too.
    stale.note, stale.plain = "late", "late"
    stale.save()
    [opened] = open_records([Contact.objects.get(pk=saved.pk)], by=layla, at=now, why="to compare")
    assert (opened.value, opened.note, opened.plain) == ("changed meanwhile", "late", "late")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.usefixtures("small_batches")
def test_two_who_write_and_two_who_turn_keys_at_once_lose_nothing(layla: Person, now: datetime) -> None:
    rows, wrong = contacts(40), list[BaseException]()
    new_epoch(by=layla, at=now)

    def write(number: int) -> None:
        for row in Contact.objects.filter(pk__in=[one.pk for one in rows[number::2]]):
            row.note = f"noted {number}"
            row.save()

    def turn(number: int) -> None:
        rewrap_all(by=layla, at=now, models=[Contact])

    def noted(what: Callable[[int], None], number: int) -> None:
        try:
            what(number)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=noted, args=(what, number)) for number in range(2) for what in (write, turn)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == [] and epochs_of(Contact) == [2] * 40
    opened = open_records(list(Contact.objects.all()), by=layla, at=now, why="to compare")
    assert sorted(one.value for one in opened) == sorted(f"value {number}" for number in range(40))
    assert sorted(one.note for one in opened) == ["noted 0"] * 20 + ["noted 1"] * 20


@owned
@pytest.mark.django_db
def test_a_key_is_retired_only_when_nothing_needs_it_and_the_next_is_an_hour_old(layla: Person, now: datetime) -> None:
    contacts(2)
    retire = {"by": layla, "data_class": DataClass.C1, "epoch": 1, "models": BOTH}
    with pytest.raises(KeysNotChanged, match="no older key"):
        retire_epoch(at=now + LATER, **retire)  # type: ignore[arg-type]
    new_epoch(by=layla, at=now)
    with pytest.raises(KeysNotChanged, match="less than an hour"):
        retire_epoch(at=now, **retire)  # type: ignore[arg-type]
    with pytest.raises(KeysNotChanged, match=r"Still under this key: 2 private_tests\.Contact\."):
        retire_epoch(at=now + LATER, **retire)  # type: ignore[arg-type]
    entries = Entry.objects.count()
    rewrap_all(by=layla, at=now, models=BOTH)

    left = retire_epoch(at=now + LATER, **retire)  # type: ignore[arg-type]

    assert [one.epoch for one in left.epochs if one.data_class == DataClass.C1] == [2]
    assert [one.epoch for one in left.epochs if one.data_class == DataClass.C2] == [1, 2]
    assert values(layla, now) == ["value 0", "value 1"] and Entry.objects.count() == entries + 3


@owned
@pytest.mark.django_db
@pytest.mark.parametrize("damage", [b"", b"short", bytes(200), b"\x01\x00\x00\x00\x02\x02" + bytes(60)])
def test_a_damaged_wrapping_is_named_and_no_key_is_retired_while_it_is_there(
    layla: Person,
    now: datetime,
    damage: bytes,
) -> None:
    whole, broken = contacts(2)
    Contact._base_manager.filter(pk=broken.pk).update(record_key=damage)
    new_epoch(by=layla, at=now)

    done = rewrap_all(by=layla, at=now, models=BOTH)

    assert (done.renewed, done.unreadable) == (1, (f"contact:{broken.pk}",))
    assert dict(hanging_on(DataClass.C1, 1, BOTH).unclear) == {"private_tests.Contact": 1}
    with pytest.raises(KeysNotChanged, match=r"Damaged.*1 private_tests\.Contact"):
        retire_epoch(by=layla, at=now + LATER, data_class=DataClass.C1, epoch=1, models=BOTH)
    assert values_of(whole, layla, now) == "value 0"
    Contact._base_manager.filter(pk=broken.pk).update(record_key=broken.record_key)
    assert rewrap_all(by=layla, at=now, models=BOTH).unreadable == ()
    assert values_of(broken, layla, now) == "value 1"


def values_of(row: Contact, by: Person, at: datetime) -> Any:
    return open_records([Contact.objects.get(pk=row.pk)], by=by, at=at, why="to compare")[0].value


@pytest.mark.django_db
def test_no_first_keys_are_made_where_records_of_earlier_ones_are(
    layla: Person, now: datetime, own_keys: Path, database_owner: Owning
) -> None:
    with as_machine("test"):
        GuideContact.objects.create(**a_contact(layla, now))
    client.stop()
    (own_keys / client.protocol.KEYRING).unlink()
    client.start()

    with database_owner(), pytest.raises(KeysNotChanged, match="keys import"):
        rotating.init_keys(by=layla, at=now, passphrase=None)


@pytest.mark.django_db
def test_evidence_is_taken_along_with_its_file(layla: Person, now: datetime, database_owner: Owning) -> None:
    with as_machine("evidence"):
        item = kept(layla, now)
    new_epoch(by=layla, at=now)

    with database_owner():
        done = rewrap_all(by=layla, at=now)
        retire_epoch(by=layla, at=now + LATER, data_class=DataClass.C2, epoch=1)

    assert done.renewed >= 1 and done.unreadable == ()
    with as_machine("evidence"):
        assert read(item, layla, now).startswith(b"%PDF")


def a_contact(by: Person, at: datetime) -> dict[str, Any]:
    entry = Organisation.objects.filter(pk="olive").first() or body("olive")
    return {"record": entry.records.get(), "kind": "email", "value": "a@b.example", "audience": "strict", "since": at,
            "by": by}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a wall stands on PostgreSQL alone")
class TestBehindTheWall:
    """On PostgreSQL policies hide rows: whoever counts what needs a key sees all of them, or fails."""

    @pytest.fixture(autouse=True)
    def _hidden(self, layla: Person, now: datetime, own_keys: Path) -> None:
        with as_machine("test"):
            GuideContact.objects.create(**a_contact(layla, now))
        with as_viewer(STRANGER):
            assert not GuideContact.objects.exists()
        new_epoch(by=layla, at=now)

    @pytest.mark.parametrize("what", ["count", "rewrap", "retire", "init"])
    def test_the_role_of_the_web_is_refused_and_misses_nothing(self, layla: Person, now: datetime, what: str) -> None:
        ask: dict[str, Callable[[], object]] = {
            "count": lambda: hanging_on(DataClass.C1, 1, [GuideContact]),
            "rewrap": lambda: rewrap_all(by=layla, at=now),
            "retire": lambda: retire_epoch(by=layla, at=now + LATER, data_class=DataClass.C1, epoch=1),
            "init": lambda: rotating.init_keys(by=layla, at=now, passphrase=None),
        }
        with pytest.raises(DatabaseError, match="row-level security"):
            ask[what]()
        assert [one.epoch for one in client.condition().epochs if one.data_class == DataClass.C1] == [1, 2]

    def test_a_superuser_sees_all(self, layla: Person, now: datetime, database_owner: Owning) -> None:
        with database_owner():
            self._turn(layla, now)

    def test_an_owner_who_is_no_superuser_sees_all_and_the_wall_stands_afterwards(
        self, layla: Person, now: datetime, database_owner: Owning
    ) -> None:
        with database_owner(), connection.cursor() as cursor:
            self._give_all_to_an_owner(cursor)
            cursor.execute("SET LOCAL ROLE a_plain_owner")
            with as_viewer(STRANGER):
                assert not GuideContact.objects.exists()
            self._turn(layla, now)
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'guide_contact'::regclass")
            assert cursor.fetchone() == (True,)

    def _give_all_to_an_owner(self, cursor: Any) -> None:
        """Undone with the transaction of the test."""
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE ROLE a_plain_owner NOSUPERUSER NOBYPASSRLS")
        cursor.execute("GRANT ALL ON SCHEMA public TO a_plain_owner")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO a_plain_owner')

    def _turn(self, by: Person, at: datetime) -> None:
        assert dict(hanging_on(DataClass.C1, 1, [GuideContact]).under) == {"guide.Contact": 1}
        with pytest.raises(KeysNotChanged, match=r"1 guide\.Contact"):
            retire_epoch(by=by, at=at + LATER, data_class=DataClass.C1, epoch=1)
        assert rewrap_all(by=by, at=at).renewed >= 1
        assert not hanging_on(DataClass.C1, 1).under
        retire_epoch(by=by, at=at + LATER, data_class=DataClass.C1, epoch=1)
