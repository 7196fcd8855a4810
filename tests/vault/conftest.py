"""Tables of private records that no migration makes."""

from typing import Any

import pytest

from tests.vault.private import make_tables


@pytest.fixture(scope="session")
def private_tables(django_db_setup: None, django_db_blocker: Any) -> None:
    """Made once for each process."""
    with django_db_blocker.unblock():
        make_tables()
