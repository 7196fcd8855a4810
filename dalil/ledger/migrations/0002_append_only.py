"""Makes the ledger append-only in the database itself, whoever speaks to it.

A later migration that rebuilds the table on SQLite drops these triggers with it and must call `protect` again;
`tests/ledger` fails otherwise.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "the ledger is append-only"

PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        # INSERT OR REPLACE removes rows without firing the trigger on DELETE.
        "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger_entry WHEN EXISTS (SELECT 1 FROM ledger_entry "
        "WHERE number = NEW.number OR hash = NEW.hash OR previous_hash = NEW.previous_hash) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    ],
}

UNPROTECT = {
    "sqlite": ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete", "DROP TRIGGER ledger_no_replace"],
    "postgresql": [
        "DROP TRIGGER ledger_no_change ON ledger_entry",
        "DROP TRIGGER ledger_no_truncate ON ledger_entry",
        "DROP FUNCTION ledger_refuse()",
    ],
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers on."""
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the triggers off."""
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers against UPDATE, DELETE and TRUNCATE."""

    dependencies = [("ledger", "0001_entries")]

    operations = [migrations.RunPython(protect, unprotect)]
