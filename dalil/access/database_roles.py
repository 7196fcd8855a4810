"""As whom we speak to PostgreSQL: the web and the worker as `dalil_web`, which owns nothing; the owner only to prepare.

Row-level security does not bind superusers, roles with BYPASSRLS, nor (unless forced) the owner of a table. So each
connection puts on the role `dalil_web` when it is made, and `dalil prepare` alone works as the owner.
It never gives a role a password, nor the right to sign in: that is for whoever runs the server (docs/running/roles.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from dalil.access.telling import TELL_FOR_GOOD, told_to_process
from dalil.accounts.data_classes import DataClass

WEB_ROLE: Final = "dalil_web"
PRIVATE: Final = frozenset({DataClass.C1, DataClass.C2, DataClass.C3})

MAKE_ROLE: Final = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB_ROLE}') THEN
    CREATE ROLE {WEB_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- Another process was first.
END $$
"""
# Where one address does for both, whoever prepares also puts on the role.
JOIN_ROLE: Final = f"""
DO $$ BEGIN
  IF NOT pg_has_role(session_user, '{WEB_ROLE}', 'MEMBER') THEN
    EXECUTE format('GRANT {WEB_ROLE} TO %I', session_user);
  END IF;
END $$
"""
GRANTS: Final = (
    f"GRANT USAGE ON SCHEMA public TO {WEB_ROLE}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}",
    f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {WEB_ROLE}",
)
WHO_ARE_WE: Final = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = pg_roles.oid),
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)
FROM pg_roles WHERE rolname = current_user
"""
HOW_IS_IT_WALLED: Final = """
SELECT relname, relrowsecurity, relforcerowsecurity, EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
FROM pg_class WHERE relname = ANY (%s) AND relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


class Standing:
    """Whether this process speaks as the owner now: while it prepares the database, and at no other time."""

    is_owner = False


def put_on_role(connection: BaseDatabaseWrapper, **more: Any) -> None:
    """For each new connection: from now on it is `dalil_web` that asks."""
    if connection.vendor == "postgresql" and connection.alias == DEFAULT_DB_ALIAS and not Standing.is_owner:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")
            if told_to_process() is not None:
                cursor.execute(TELL_FOR_GOOD, told_to_process())


@contextmanager
def as_owner() -> Iterator[None]:
    """Everything within is done as the owner of the tables, with a connection of its own if the operator named one."""
    if connection.vendor != "postgresql" or Standing.is_owner:
        yield
        return
    usual = connection.settings_dict
    connection.close()
    connection.settings_dict = {**usual, **settings.DALIL_OWNER}
    Standing.is_owner = True
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = usual
        Standing.is_owner = False


def grant(**more: Any) -> None:
    """After every migration: the role exists and may use each table, the ledger for adding and reading alone."""
    if connection.vendor != "postgresql" or not Standing.is_owner:
        return
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLE)
        if not settings.DALIL_OWNER:
            cursor.execute(JOIN_ROLE)
        for statement in GRANTS:
            cursor.execute(statement)
        for model in apps.get_models():
            if getattr(model, "is_append_only", False):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {model._meta.db_table} FROM {WEB_ROLE}")


def walled_models() -> list[type[Model]]:
    """The models whose rows need the second wall: those of classes C1 to C3, and those that say so themselves."""
    return [
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and (getattr(model, "data_class", None) in PRIVATE or getattr(model, "has_second_wall", False))
    ]


def the_second_wall_stands(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """One error for whatever would let a forgotten filter show private rows on PostgreSQL; each says what to do."""
    for alias in databases or ():
        if connections[alias].vendor == "postgresql" and not Standing.is_owner:
            yield from _wrong_about_us(connections[alias])
            yield from _wrong_about_tables(connections[alias])


def _wrong_about_us(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(WHO_ARE_WE)
        name, is_super, passes_by, owns, came_as_super = cursor.fetchone()
    hint = "Run `dalil prepare`, then see docs/running/roles.md."
    if is_super or passes_by:
        yield Error(f"The database role {name} is not bound by policies of rows.", hint=hint, id="access.E010")
    if owns:
        yield Error(f"The database role {name} owns tables.", hint=hint, id="access.E011")
    if came_as_super:
        hint = "Give the web a sign-in of its own: see docs/running/roles.md."
        yield Caution("DATABASE_URL signs in as a superuser of the database.", hint=hint, id="access.W010")


def _wrong_about_tables(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(HOW_IS_IT_WALLED, [[model._meta.db_table for model in walled_models()]])
        for table, is_enabled, is_forced, has_policy in cursor.fetchall():
            if not (is_enabled and is_forced and has_policy):
                yield Error(
                    f"The private table {table} has no second wall.",
                    hint="Its migration needs `protect_rows` (dalil/access/wall.py); then run `dalil prepare`.",
                    id="access.E012",
                )
