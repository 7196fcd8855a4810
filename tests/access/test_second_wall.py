"""The second wall: on PostgreSQL a forgotten filter shows nothing, and nothing of one viewer is left for the next."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, models, transaction

from dalil.access import database_roles, wall
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.viewer import STRANGER, Viewer
from dalil.accounts.models import DelegateRole, Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_is_looking"), pytest.mark.t23]

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OURS, THEIRS = UUID(int=1), UUID(int=2)


class Lamp(models.Model):
    """A private row of a body, made for these tests alone."""

    body_id = models.UUIDField()
    name = models.CharField(max_length=20)

    class Meta:
        """In no room, and made by hand."""

        app_label = "tests"
        managed = False
        db_table = "tests_lamp"

    def __str__(self) -> str:
        return self.name


class Collected:
    """What a migration would execute."""

    connection = connection

    def __init__(self) -> None:
        self.statements: list[str] = []

    def execute(self, statement: str) -> None:
        self.statements.append(statement)


def statements_of(operation: Any) -> list[str]:
    collected = Collected()
    operation.code(None, collected)
    return collected.statements


@pytest.fixture
def lamps() -> Iterator[None]:
    """Two lamps behind the wall: ours and theirs; editors see the named one."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no second wall")
    protect = wall.protect_rows("tests_lamp", using=wall.of_own_bodies("body_id"))
    further = wall.protect_rows("tests_lamp", using=wall.is_machine("lighting"), name="machine")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("CREATE TABLE tests_lamp (id bigserial PRIMARY KEY, body_id uuid NOT NULL, name text NOT NULL)")
        for body, name in ((OURS, "ours"), (THEIRS, "theirs")):
            cursor.execute("INSERT INTO tests_lamp (body_id, name) VALUES (%s, %s)", [body, name])
        for statement in (*statements_of(protect), *statements_of(further)):
            cursor.execute(statement)
        cursor.execute(f"GRANT ALL ON tests_lamp, tests_lamp_id_seq TO {database_roles.WEB_ROLE}")
        cursor.execute(f"SET ROLE {database_roles.WEB_ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("DROP TABLE tests_lamp")
        cursor.execute(f"SET ROLE {database_roles.WEB_ROLE}")


def acting_for(*bodies: UUID, **more: bool) -> Viewer:
    person = Person(pk=7, sign_in_name="x", display_name="X")
    return Viewer(person, is_recognised=True, acts_for=dict.fromkeys(bodies, DelegateRole.READER), **more)


def seen() -> list[str]:
    """A query in which somebody forgot whom it is for."""
    return sorted(Lamp.objects.values_list("name", flat=True))


def test_a_forgotten_filter_shows_what_is_the_viewers_own_and_no_more(lamps: None) -> None:
    assert seen() == []
    with as_viewer(acting_for(OURS)):
        assert seen() == ["ours"]
    with as_viewer(acting_for(uuid4())):
        assert seen() == []
    with as_viewer(acting_for(OURS, THEIRS)):
        assert seen() == ["ours", "theirs"]
    assert seen() == []


@pytest.mark.parametrize(
    "viewer",
    [
        STRANGER,
        acting_for(),
        acting_for(is_editor=True, is_operator=True, is_counsel=True, is_trustee=True),
        Viewer(Person(pk=7), acts_for={OURS: DelegateRole.MANAGER}),
    ],
    ids=["stranger", "no body", "every role", "password only"],
)
def test_whoever_acts_for_no_body_sees_none(lamps: None, viewer: Viewer) -> None:
    with as_viewer(viewer):
        assert seen() == []


def test_raw_sql_sees_no_more_than_the_rest(lamps: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tests_lamp")
        assert cursor.fetchone() == (0,)
        with transaction.atomic():
            cursor.execute("SELECT set_config('dalil.bodies', %s, true)", ["{" + str(uuid4()) + "}"])
            cursor.execute("SELECT count(*) FROM tests_lamp")
            assert cursor.fetchone() == (0,)


def test_what_is_not_seen_is_not_changed_deleted_or_put_in(lamps: None) -> None:
    with as_viewer(acting_for(OURS)):
        assert Lamp.objects.filter(name="theirs").update(name="x") == 0
        assert Lamp.objects.all().delete()[0] == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Lamp.objects.create(body_id=THEIRS, name="planted")
    with as_viewer(acting_for(THEIRS)):
        assert seen() == ["theirs"]


def test_after_the_transaction_the_connection_knows_nobody(lamps: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        before = cursor.fetchone()
        with as_viewer(acting_for(OURS, is_editor=True)):
            cursor.execute("SELECT dalil_person(), dalil_bodies(), dalil_roles()")
            assert cursor.fetchone() == (7, [OURS], ["signed_in", "editor"])
        cursor.execute("SELECT dalil_person(), dalil_bodies(), dalil_roles(), pg_backend_pid()")
        assert cursor.fetchone() == (None, [], [], *before)


def test_what_breaks_leaves_nothing_behind_either(lamps: None) -> None:
    with pytest.raises(DatabaseError), as_viewer(acting_for(OURS)):
        Lamp.objects.filter(name="ours").update(name=None)
    assert seen() == []
    with as_viewer(acting_for(OURS)):
        assert seen() == ["ours"]


def test_a_viewer_within_a_viewer_is_put_back_afterwards(lamps: None) -> None:
    with as_viewer(acting_for(OURS)):
        with as_viewer(acting_for(THEIRS)):
            assert seen() == ["theirs"]
        assert seen() == ["ours"]
        with pytest.raises(DatabaseError), as_viewer(acting_for(THEIRS)), transaction.atomic():
            connection.cursor().execute("SELECT 1/0")
        assert seen() == ["ours"]
        with as_viewer(STRANGER):
            assert seen() == []
        assert seen() == ["ours"]


def test_a_task_of_the_machine_sees_what_is_opened_to_it_by_name(lamps: None) -> None:
    with as_machine("lighting"):
        assert seen() == ["ours", "theirs"]
    with as_machine("mail"):
        assert seen() == []
    with pytest.raises(ValueError, match="plain word"), as_machine("lighting},editor"):
        pass


def test_the_question_who_is_looking_is_asked_once_a_statement(lamps: None) -> None:
    with as_viewer(acting_for(OURS)), connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM tests_lamp")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "InitPlan" in plan


def test_the_role_of_the_web_owns_nothing_and_is_bound_by_policies() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (database_roles.WEB_ROLE, False, False)
    errors = [one for one in database_roles.the_second_wall_stands(databases=["default"]) if one.is_serious()]
    assert errors == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE accounts_person",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "UPDATE ledger_entry SET action = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DELETE FROM django_migrations",
        "CREATE ROLE another",
    ],
)
def test_the_role_of_the_web_cannot_take_down_either_wall_or_ledger(statement: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_private_table_without_wall_stops_the_start(lamps: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_roles, "walled_models", lambda: [Lamp, Person])

    wrong = [one for one in database_roles.the_second_wall_stands(databases=["default"]) if one.is_serious()]

    assert [one.msg for one in wrong] == ["The private table accounts_person has no second wall."]


def test_an_owner_or_superuser_in_place_of_the_web_stops_the_start() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        wrong = [one.id for one in database_roles.the_second_wall_stands(databases=["default"]) if one.is_serious()]
        cursor.execute(f"SET ROLE {database_roles.WEB_ROLE}")

    assert [one for one in wrong if one != "access.E012"] == ["access.E010", "access.E011"]


def test_on_sqlite_the_wall_is_nothing_and_breaks_nothing() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has one")
    with as_viewer(acting_for(OURS)), as_machine("lighting"):
        assert not connection.in_atomic_block
    assert statements_of(wall.protect_rows("tests_lamp", using="true")) == []
    assert list(database_roles.the_second_wall_stands(databases=["default"])) == []
