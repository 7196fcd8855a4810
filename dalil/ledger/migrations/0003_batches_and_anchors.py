"""Leaves of batches and anchors, append-only like the entries; and triggers that stay on in a session that replays changes.

The next migration that makes a role for the web takes from it what triggers alone cannot: owning these tables.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "the ledger is append-only"

ALWAYS_ON = {
    "sqlite": [],
    # Otherwise `SET session_replication_role = replica` silences them.
    "postgresql": [
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_no_change",
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_no_truncate",
    ],
}

ON_AS_USUAL = {
    "sqlite": [],
    "postgresql": [
        "ALTER TABLE ledger_entry ENABLE TRIGGER ledger_no_change",
        "ALTER TABLE ledger_entry ENABLE TRIGGER ledger_no_truncate",
    ],
}


def _on_sqlite(table: str, taken: str) -> list[str]:
    """The triggers of one table; `taken` says when a row that is put in would take the place of another."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}",
    ]


def _on_postgresql(table: str) -> list[str]:
    """The same there, where an INSERT never takes away what is there."""
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
    ]


PROTECT = {
    "sqlite": [
        *_on_sqlite("ledger_batchleaf", "id = NEW.id OR (entry_id = NEW.entry_id AND place = NEW.place)"),
        *_on_sqlite("ledger_anchor", "id = NEW.id"),
    ],
    "postgresql": [*_on_postgresql("ledger_batchleaf"), *_on_postgresql("ledger_anchor")],
}

UNPROTECT = {
    "sqlite": [
        f"DROP TRIGGER {table}_no_{verb}"
        for table in ("ledger_batchleaf", "ledger_anchor")
        for verb in ("update", "delete", "replace")
    ],
    "postgresql": [
        f"DROP TRIGGER {table}_no_{verb} ON {table}"
        for table in ("ledger_batchleaf", "ledger_anchor")
        for verb in ("change", "truncate")
    ],
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers on, and makes those of the entries stay on."""
    vendor = schema_editor.connection.vendor
    for statement in (*PROTECT[vendor], *ALWAYS_ON[vendor]):
        schema_editor.execute(statement)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them off."""
    vendor = schema_editor.connection.vendor
    for statement in (*UNPROTECT[vendor], *ON_AS_USUAL[vendor]):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Two tables and their triggers."""

    dependencies = [("ledger", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="BatchLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=200)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "entry"], name="ledger_leaf_subject")],
                "constraints": [models.UniqueConstraint(fields=("entry", "place"), name="one_leaf_a_place")],
            },
        ),
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                (
                    "place",
                    models.CharField(
                        choices=[("file", "file"), ("mail", "mail"), ("timestamp", "time-stamp service")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kept_where", models.CharField(max_length=500)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("token", models.BinaryField(blank=True, default=b"")),
            ],
            options={"indexes": [models.Index(fields=["place", "id"], name="ledger_anchor_place")]},
        ),
        migrations.RunPython(protect, unprotect),
    ]
