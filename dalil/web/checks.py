"""The check that the database keeps what it acknowledged, through a power cut.

It never changes a setting; it refuses to migrate a database that would lose writes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections

_DURABLE = {
    "sqlite": (("PRAGMA journal_mode", {"wal", "memory"}), ("PRAGMA synchronous", {"2", "3"})),
    "postgresql": (
        ("SHOW synchronous_commit", {"on", "remote_apply"}),
        ("SHOW fsync", {"on"}),
        ("SHOW full_page_writes", {"on"}),
    ),
}


def commits_are_durable(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """One error for each setting of a database under which an acknowledged write could vanish."""
    for alias in databases or ():
        connection = connections[alias]
        with connection.cursor() as cursor:
            for question, good in _DURABLE[connection.vendor]:
                cursor.execute(question)
                answer = str(cursor.fetchone()[0])
                if answer not in good:
                    yield Error(f"{question} says {answer}: an acknowledged write could be lost.", id="web.E001")
