"""For migrations: rows of a private table that PostgreSQL itself shows only to whom a policy names. On SQLite nothing.

    from dalil.access.wall import has_role, is_machine, is_oneself, of_own_bodies, protect_rows

    operations = [
        migrations.CreateModel("Contact", …),
        protect_rows("guide_contact", using=f"{of_own_bodies('body_id')} OR {has_role('editor')}"),
    ]

Such a migration depends on `("access", "0001_approvals_and_duty")`. A policy says who may ever come near a row; which of
those may see it now, and which fields, is for the rules. It never opens a table: without policy nobody sees a row.

Every question about who is looking stands in a `(SELECT …)`, so that it is answered once a statement and not once a row.
"""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def of_own_bodies(column: str) -> str:
    """The body in this column is one of those for which the viewer may act."""
    return f"{column} = ANY ((SELECT dalil_bodies())::uuid[])"


def is_oneself(column: str) -> str:
    """The person in this column is the viewer."""
    return f"{column} = (SELECT dalil_person())"


def has_role(*roles: str) -> str:
    """The viewer has one of these roles now: editor, operator (on duty), counsel, trustee, signed_in."""
    return "(" + " OR ".join(f"'{role}' = ANY ((SELECT dalil_roles())::text[])" for role in roles) + ")"


def is_machine(name: str = "") -> str:
    """A task of the machine is looking; with a name, that task alone (`second_wall.as_machine`)."""
    return has_role(f"machine:{name}" if name else "machine")


def protect_rows(table: str, *, using: str, check: str | None = None, name: str = "rows") -> migrations.RunPython:
    """A step that puts the wall around a table: `using` says which rows are seen, `check` which may be written.

    Without `check` what may be seen may be written. Further steps with other names open further rows.
    """
    policy = f"{table}_{name}"
    protect = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {policy} ON {table} USING ({using}) WITH CHECK ({check or using})",
    ]
    # Without the policy but with the wall nobody sees anything: the safe side, if only this step is taken back.
    return migrations.RunPython(_executed(protect), _executed([f"DROP POLICY {policy} ON {table}"]))


def change_rows(table: str, *, using: str, was: str, name: str = "rows") -> migrations.RunPython:
    """A step that puts another policy in the place of one that said `was`; what may be seen may be written."""
    policy = f"ALTER POLICY {table}_{name} ON {table} USING ({{0}}) WITH CHECK ({{0}})"
    return migrations.RunPython(_executed([policy.format(using)]), _executed([policy.format(was)]))


def _executed(statements: list[str]) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def execute(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return execute
