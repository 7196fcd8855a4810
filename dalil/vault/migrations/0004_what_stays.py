"""What the database itself refuses, whoever speaks to it, and who may come near evidence on PostgreSQL.

A tombstone is neither changed nor removed. A hold is released once and otherwise stays as it was placed. Evidence stays as it was kept, and goes
only where a tombstone says that it went. A later migration that rebuilds one of these tables on SQLite must call `protect` again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TOMBSTONES, HOLDS, EVIDENCE = "a tombstone stays", "a hold stays as it was placed", "evidence stays as it was kept"
HOLD_STAYS = (
    "id reference issuer scope legal_basis served_on placed_at registered_by_id told_to_subject why_not_told".split()
)
EVIDENCE_STAYS = (
    "id particulars stored_as stored_size commitment kept_at kept_by_id acting_for is_original derived_from_id".split()
)


def _changed(columns: list[str], differs: str) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def _refused(name: str, when: str, table: str, condition: str, refusal: str) -> str:
    """A trigger of SQLite."""
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} {f'WHEN {condition} ' if condition else ''}"
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


NO_TOMBSTONE = "NOT EXISTS (SELECT 1 FROM vault_tombstone WHERE stored_as = OLD.stored_as)"
# INSERT OR REPLACE removes rows without firing the trigger on DELETE.
SQLITE = [
    _refused("tombstone_no_update", "UPDATE", "vault_tombstone", "", TOMBSTONES),
    _refused("tombstone_no_delete", "DELETE", "vault_tombstone", "", TOMBSTONES),
    _refused(
        "tombstone_no_replace",
        "INSERT",
        "vault_tombstone",
        "EXISTS (SELECT 1 FROM vault_tombstone WHERE id = NEW.id OR subject = NEW.subject)",
        TOMBSTONES,
    ),
    _refused(
        "hold_no_update",
        "UPDATE",
        "vault_hold",
        f"OLD.released_at IS NOT NULL OR {_changed(HOLD_STAYS, 'IS NOT')}",
        HOLDS,
    ),
    _refused("hold_no_delete", "DELETE", "vault_hold", "", HOLDS),
    _refused("hold_no_replace", "INSERT", "vault_hold", "EXISTS (SELECT 1 FROM vault_hold WHERE id = NEW.id)", HOLDS),
    _refused("evidence_no_update", "UPDATE", "vault_evidence", _changed(EVIDENCE_STAYS, "IS NOT"), EVIDENCE),
    _refused("evidence_no_delete", "DELETE", "vault_evidence", NO_TOMBSTONE, EVIDENCE),
    _refused(
        "evidence_no_replace",
        "INSERT",
        "vault_evidence",
        "EXISTS (SELECT 1 FROM vault_evidence WHERE id = NEW.id OR stored_as = NEW.stored_as)",
        EVIDENCE,
    ),
]
REFUSE_HOLD = (
    f"IF TG_OP <> 'UPDATE' OR OLD.released_at IS NOT NULL OR {_changed(HOLD_STAYS, 'IS DISTINCT FROM')} "
    f"THEN RAISE EXCEPTION '{HOLDS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;"
)
REFUSE_EVIDENCE = (
    f"IF TG_OP = 'DELETE' THEN IF {NO_TOMBSTONE} "
    f"THEN RAISE EXCEPTION '{EVIDENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END IF; "
    f"IF TG_OP <> 'UPDATE' OR {_changed(EVIDENCE_STAYS, 'IS DISTINCT FROM')} "
    f"THEN RAISE EXCEPTION '{EVIDENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;"
)
REFUSE_TOMBSTONE = f"RAISE EXCEPTION '{TOMBSTONES}' USING ERRCODE = 'integrity_constraint_violation';"
FUNCTIONS = {"tombstone": REFUSE_TOMBSTONE, "hold": REFUSE_HOLD, "evidence": REFUSE_EVIDENCE}


def _of_postgresql(thing: str, body: str) -> list[str]:
    table = f"vault_{thing}"
    return [
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {thing}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
        f"CREATE TRIGGER {thing}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_gone()",
        # They fire also in a session that calls itself a replica.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {thing}_no_change",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {thing}_no_truncate",
    ]


def _gone(thing: str) -> str:
    return (
        f"CREATE FUNCTION vault_{thing}_gone() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'vault_{thing} stays' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


PROTECT = {
    "sqlite": SQLITE,
    "postgresql": [
        statement for thing, body in FUNCTIONS.items() for statement in (_gone(thing), *_of_postgresql(thing, body))
    ],
}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in SQLITE],
    "postgresql": [
        statement
        for thing in FUNCTIONS
        for statement in (
            f"DROP TRIGGER {thing}_no_change ON vault_{thing}",
            f"DROP TRIGGER {thing}_no_truncate ON vault_{thing}",
            f"DROP FUNCTION vault_{thing}_stays()",
            f"DROP FUNCTION vault_{thing}_gone()",
        )
    ],
}
# Written out, because `access`, whose functions answer who is looking, lies above this room.
NEAR = (
    "kept_by_id = (SELECT dalil_person()) OR acting_for = ANY ((SELECT dalil_bodies())::uuid[]) "
    "OR (SELECT dalil_roles())::text[] && ARRAY['editor', 'counsel', 'trustee', 'machine']"
)
WALL = [
    "ALTER TABLE vault_evidence ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE vault_evidence FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY vault_evidence_rows ON vault_evidence USING ({NEAR}) WITH CHECK ({NEAR})",
]


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers on, and the wall."""
    vendor = schema_editor.connection.vendor
    for statement in [*PROTECT[vendor], *(WALL if vendor == "postgresql" else [])]:
        schema_editor.execute(statement)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them off; without its policy, but with the wall, nobody sees any evidence."""
    vendor = schema_editor.connection.vendor
    wall = ["DROP POLICY vault_evidence_rows ON vault_evidence"] if vendor == "postgresql" else []
    for statement in [*UNPROTECT[vendor], *wall]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers, and a policy of rows."""

    dependencies = [("vault", "0003_evidence"), ("access", "0001_approvals_and_duty")]

    operations = [migrations.RunPython(protect, unprotect)]
