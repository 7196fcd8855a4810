"""What a database administrator could do to the ledger, for the tests of this folder."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import connection

append_only = import_module("dalil.ledger.migrations.0002_append_only")
batches = import_module("dalil.ledger.migrations.0003_batches_and_anchors")


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Triggers off, change, triggers on."""

    def change(*statements: str) -> None:
        vendor = connection.vendor
        settle = ["SET CONSTRAINTS ALL IMMEDIATE"] if vendor == "postgresql" else []
        off = [*settle, *batches.UNPROTECT[vendor], *append_only.UNPROTECT[vendor]]
        on = [*settle, *append_only.PROTECT[vendor], *batches.ALWAYS_ON[vendor], *batches.PROTECT[vendor]]
        with connection.cursor() as cursor:
            for statement in (*off, *statements, *on):
                cursor.execute(statement)

    return change
