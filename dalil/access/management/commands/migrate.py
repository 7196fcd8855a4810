"""Django's `migrate`, as the owner of the tables: the role of the web may not change them.

It never does more than Django's own; `dalil prepare` calls it.
"""

from typing import Any

from django.core.management.commands import migrate

from dalil.access.database_roles import as_owner


class Command(migrate.Command):
    """Brings the database up to this version."""

    def handle(self, *args: Any, **options: Any) -> None:
        """The same as Django's, as the owner."""
        with as_owner():
            super().handle(*args, **options)
