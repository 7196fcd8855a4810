"""The guide that owners claim: a lamp with a website that a register lists, and a river."""

import pytest

from dalil.formats.record import Name, Record, encode
from dalil.guide.models import Organisation, Source
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys
from tests.guide.owners.acts import AT


def say(source: Source, organisation: Organisation, record: Record, key: str = "") -> Stored:
    """One more testimony."""
    return Stored.objects.create(
        source=source,
        key=key or organisation.pk,
        organisation=organisation,
        home=organisation,
        values=encode(record).decode(),
        keys=pack_keys(keys_of(record)),
        first_seen_at=AT,
        last_seen_at=AT,
    )


@pytest.fixture
def register(db: None) -> Source:
    """An official register."""
    return Source.objects.create(slug="register", name="Register", kind="register", created_at=AT)


@pytest.fixture
def field_list(db: None) -> Source:
    """A list."""
    return Source.objects.create(slug="field-list", name="The field list", kind="list", created_at=AT)


def body(number: str) -> Organisation:
    """An organisation without anything said of it."""
    return Organisation.objects.create(pk=number, title=number, created_at=AT, changed_at=AT)


@pytest.fixture
def lamp(register: Source, field_list: Source) -> Organisation:
    """The Lamp of Aida, with its website by the register."""
    made = body("lamp")
    names = (Name("The Lamp of Aida", "en"), Name("قنديل عايدة", "ar"))
    say(register, made, Record(names=names, links=("https://www.lamp.example/en",), status="active"))
    say(field_list, made, Record(names=(Name("Lamp of Aida", "en"),)))
    return made


@pytest.fixture
def river(field_list: Source) -> Organisation:
    """Women of the River."""
    made = body("river")
    say(field_list, made, Record(names=(Name("Women of the River", "en"),), links=("https://river.example/",)))
    return made
