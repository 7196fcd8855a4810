"""The wall around private tables: what it lets through of an entry's contacts, and that it asks once a statement."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from dalil.access.database_roles import walled_models
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.viewer import Viewer
from dalil.accounts.models import Body, DelegateRole, Person
from dalil.guide.models import Contact, Organisation, Ownership, Record
from tests.guide.bodies import body

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_is_looking"), pytest.mark.t23]
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def holders() -> dict[str, Viewer]:
    """Three bodies: one holds an entry by its record, one an entry that was merged into another, one held one until today.

    Each entry has a contact that no body gave and that is for nobody but its managers.
    """
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no second wall")
    with as_machine("test"):
        by = Person.objects.command_line()
        found: dict[str, Viewer] = {}
        for name in ("by_record", "merged", "ended", "nothing"):
            entry, holder = body(name), Body.objects.create(name=name, made_at=AT)
            record = Record.objects.get(organisation=entry)
            if name == "merged":
                survivor = body("survivor")
                Record.objects.filter(pk=record.pk).update(organisation=survivor)
                Organisation.objects.filter(pk=entry.pk).update(merged_into=survivor)
            if name != "nothing":
                anchor = record if name == "by_record" else None
                ended_at = AT if name == "ended" else None
                Ownership.objects.create(organisation=entry, anchor=anchor, body=holder, since=AT, ended_at=ended_at)
            Contact(record=record, kind="email", value=f"{name}@x.example", audience="strict", since=AT, by=by).save()
            person = Person(pk=7, sign_in_name="x", display_name="X")
            found[name] = Viewer(person, is_recognised=True, acts_for={holder.pk: DelegateRole.MANAGER})
    return found


def seen_by(viewer: Viewer) -> set[str]:
    """The entries whose contacts a query without any filter shows."""
    with as_viewer(viewer):
        return set(Contact.objects.values_list("record__organisation", flat=True))


def test_contacts_of_an_entry_come_near_whoever_holds_it_now_and_nobody_else(holders: dict[str, Viewer]) -> None:
    assert {name: seen_by(viewer) for name, viewer in holders.items()} == {
        "by_record": {"by_record"},
        "merged": {"survivor"},
        "ended": set(),
        "nothing": set(),
    }
    with as_machine("test"):
        assert Contact.objects.count() == 4


def test_no_private_table_asks_again_for_each_row(holders: dict[str, Viewer]) -> None:
    for model in walled_models():
        with as_viewer(holders["by_record"]), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (VERBOSE) SELECT * FROM {model._meta.db_table}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "InitPlan" in plan and "SubPlan" not in plan, plan
