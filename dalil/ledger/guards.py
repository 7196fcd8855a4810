"""The triggers that keep the ledger append-only: which of them are gone or switched off.

It never puts them back: whoever took them off may have changed entries too, so that is for a person to look into.
"""

from collections.abc import Collection
from typing import Final

from django.db import connection

TABLES: Final = ("ledger_entry", "ledger_batchleaf", "ledger_anchor", "ledger_walk")

EXPECTED: Final = {
    "sqlite": frozenset(
        f"{table}_no_{verb}" for table in ("ledger", *TABLES[1:]) for verb in ("update", "delete", "replace")
    ),
    "postgresql": frozenset(
        f"{table}_no_{verb}" for table in ("ledger", *TABLES[1:]) for verb in ("change", "truncate")
    ),
}
_ON: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # 'A' fires in every session; an ordinary trigger is silent in one that replays changes.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}


def missing() -> Collection[str]:
    """The names of those that are gone or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_ON[connection.vendor])
        return sorted(EXPECTED[connection.vendor] - {name for (name,) in cursor.fetchall()})
