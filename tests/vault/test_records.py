"""Private fields: ciphertext from the first write, opened on the record alone, and told to nobody else."""

from datetime import datetime

import pytest

from dalil.accounts.models import Person
from dalil.ledger.actions import entries_about
from dalil.vault.actions import open_records, open_unrecorded
from tests.vault.private import Contact, Secret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_tables")]

HELLO = "مرحبا שלום +972 59 000 0000"


def test_what_is_saved_is_opened_again(layla: Person, moment: datetime) -> None:
    contact = Contact(value=HELLO, note=None, more={"a": [1, "ب"]})
    contact.save()
    secret = Secret.objects.create(value="TOTP")

    read = Contact.objects.get(pk=contact.pk)
    opened, other = open_records([read, secret], by=layla, at=moment, why="to call back")

    assert opened.value == HELLO
    assert opened.note is None
    assert opened.more == {"a": [1, "ب"]}
    assert other.value == "TOTP"
    assert entries_about(contact.subject)[0].data["why"] == "to call back"
    assert open_unrecorded([secret])[0].value == "TOTP"
    assert Contact.objects.matching(value="  " + HELLO.upper()).get() == read
