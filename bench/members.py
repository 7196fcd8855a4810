"""A guide with members and private contacts on a throw-away PostgreSQL, for benches of pages that people open when signed in.

Organisations are those of the largest list there is. One in ten is held by a body with three contacts of its own and one
delegate; each of the others has two contacts that a list told. It never touches the installation's own data.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import setting

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
HELD = 10


@contextmanager
def a_guide(rows: int) -> Iterator[None]:
    """The environment names database, home and keys of a guide with so many organisations; all of it is gone afterwards."""
    import psycopg

    from house.testing import _throw_away_server

    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder, _throw_away_server() as address:
        with psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", autocommit=True) as server:
            server.execute("CREATE DATABASE dalil")
        home = Path(folder, "home")
        home.mkdir()
        os.environ |= {"DALIL_HOME": str(home), "DALIL_KEYS": f"{folder}/keys", "DATABASE_URL": address}
        os.environ |= {"DALIL_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "dalil.web.settings"}
        from bench.contacts import prepare

        setting.use_home(str(home))
        prepare(home)
        from dalil.vault import client
        from dalil.vault.watching import agent_for_now

        agent_for_now()
        try:
            # In a process of its own: it works as a machine, which no web process is.
            subprocess.run([sys.executable, "-m", "bench.members", str(rows)], check=True)
            yield
        finally:
            client.stop()


def fill(rows: int) -> None:
    """Organisations, contacts, bodies, delegates, an editor."""
    from django.core.management import call_command

    from bench.intake import take_in
    from dalil.access.telling import be_machine

    be_machine("bench")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.db import connection

    from dalil.accounts.models import Person
    from dalil.guide.models import Record

    take_in(setting.write_list(rows, Path(os.environ["DALIL_HOME"])), "first")
    by = Person.objects.command_line()
    records = list(Record.objects.select_related("organisation", "source").order_by("pk"))
    held = records[::HELD]
    _of_lists([one for place, one in enumerate(records) if place % HELD], by)
    _of_bodies(held, by)
    Person.objects.create_person("editor", "Editor", is_editor=True)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE")


def _of_lists(records: list[Any], by: Any) -> None:
    from dalil.guide.models import Contact

    Contact.objects.bulk_create(
        [
            Contact(record=record, source=record.source, kind=kind, value=value, since=AT, by=by)
            for record in records
            for kind, value in (("person", f"Rana Haddad {record.pk}"), ("email", f"office-{record.pk}@olive.example"))
        ],
        batch_size=500,
    )


def _of_bodies(records: list[Any], by: Any) -> None:
    from dalil.accounts.models import Body, Delegation, Person
    from dalil.guide.models import Contact, Ownership

    contacts = []
    for number, record in enumerate(records):
        person = Person.objects.create_person(f"member-{number}", f"Member {number}")
        body = Body.objects.create(name=record.organisation.title[:500], made_at=AT)
        Delegation.objects.create(body=body, person=person, role="manager", since=AT)
        Ownership.objects.create(organisation=record.organisation, anchor=record, body=body, since=AT)
        for audience in ("members", "case_team", "strict"):
            value = f"{audience}-{number}@olive.example"
            contacts.append(
                Contact(record=record, body=body, kind="email", value=value, audience=audience, since=AT, by=by)
            )
    Contact.objects.bulk_create(contacts, batch_size=500)


def browser_of(name: str) -> Any:
    """A browser in which this person signed in with a passkey, and acts for the body that they are a delegate of."""
    from django.test import Client
    from django.utils import timezone

    from dalil.access.strength import Factor, note_proof
    from dalil.access.viewer import ACTING_FOR
    from dalil.accounts.models import Delegation, Person

    person = Person.objects.get(sign_in_name=name)
    client = Client()
    client.force_login(person)
    session = client.session
    note_proof(session, Factor.PASSKEY, timezone.now())
    if standing := Delegation.objects.filter(person=person).first():
        session[ACTING_FOR] = str(standing.body_id)
    session.save()
    return client


def entry_of(name: str) -> str:
    """The number of the entry that this member's body holds."""
    from dalil.guide.models import Ownership

    held = Ownership.objects.get(body__delegations__person__sign_in_name=name)
    return str(held.organisation_id)


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
