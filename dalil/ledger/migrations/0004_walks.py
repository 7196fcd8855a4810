"""What the worker finds when it walks over the ledger by itself, append-only like the rest."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "the ledger is append-only"

PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER ledger_walk_no_update BEFORE UPDATE ON ledger_walk BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER ledger_walk_no_delete BEFORE DELETE ON ledger_walk BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        "CREATE TRIGGER ledger_walk_no_replace BEFORE INSERT ON ledger_walk "
        "WHEN EXISTS (SELECT 1 FROM ledger_walk WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER ledger_walk_no_change BEFORE UPDATE OR DELETE ON ledger_walk "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        "CREATE TRIGGER ledger_walk_no_truncate BEFORE TRUNCATE ON ledger_walk "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
        "ALTER TABLE ledger_walk ENABLE ALWAYS TRIGGER ledger_walk_no_change",
        "ALTER TABLE ledger_walk ENABLE ALWAYS TRIGGER ledger_walk_no_truncate",
    ],
}

UNPROTECT = {
    "sqlite": [f"DROP TRIGGER ledger_walk_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [f"DROP TRIGGER ledger_walk_no_{verb} ON ledger_walk" for verb in ("change", "truncate")],
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers on."""
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them off."""
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """One table and its triggers."""

    dependencies = [("ledger", "0003_batches_and_anchors")]

    operations = [
        migrations.CreateModel(
            name="Walk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("entries", models.BigIntegerField()),
                ("anchors", models.PositiveIntegerField()),
                ("fault", models.CharField(blank=True, max_length=10)),
                ("first_broken", models.BigIntegerField(blank=True, null=True)),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunPython(protect, unprotect),
    ]
