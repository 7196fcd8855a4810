"""The ledger's head by mail: to whom the settings say, checkable as it came, and failing aloud."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dalil.access import anchor_letters, contacting
from dalil.access.models import WaitingLetter
from dalil.accounts.models import Person
from dalil.ledger import actions, anchors
from dalil.ledger.actions import Head
from dalil.ledger.actions.anchoring import NotKept
from dalil.vault.actions import open_unrecorded

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HEAD = Head(12, "ab" * 32)


@pytest.fixture
def mail(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("dalil.access.letters.is_set_up", lambda: True)
    return settings


def letters_written() -> list[tuple[str, str, str]]:
    return [(each.recipient, each.topic, each.text) for each in open_unrecorded(list(WaitingLetter.objects.all()))]


def test_each_trustee_and_observer_gets_one_and_its_line_is_an_anchor(mail: Any, layla: Person, noa: Person) -> None:
    Person.objects.filter(pk=layla.pk).update(is_trustee=True, language="ar")
    for person, address in ((layla, "layla@example.org"), (noa, "noa@example.org")):
        secret = contacting.note(by=person, at=AT, address=address)
        assert contacting.confirm(by=person, at=AT, secret=secret)
    mail.DALIL_ANCHOR_MAIL = ["trustees", "observer@example.net"]

    kept = anchor_letters.keep(HEAD, AT, b"")

    assert kept.where == "2 addresses"
    written = letters_written()
    assert sorted(recipient for recipient, _, _ in written) == ["layla@example.org", "observer@example.net"]
    for _, _, text in written:
        assert anchors.read(text.encode()).told == (anchors.Told(HEAD.number, HEAD.hash),)
        assert "Layla" not in text
    assert actions.check(anchors=[HEAD]).is_whole is False


@pytest.mark.parametrize("readers", [[], ["trustees"]])
def test_a_mail_to_nobody_is_not_kept(mail: Any, layla: Person, readers: list[str]) -> None:
    Person.objects.filter(pk=layla.pk).update(is_trustee=True)
    mail.DALIL_ANCHOR_MAIL = readers

    with pytest.raises(NotKept):
        anchor_letters.keep(HEAD, AT, b"")


def test_without_a_mail_server_nothing_pretends_to_be_sent(settings: Any) -> None:
    settings.DALIL_ANCHOR_MAIL, settings.DALIL_MAIL = ["observer@example.net"], None

    with pytest.raises(NotKept, match="DALIL_MAIL"):
        anchor_letters.keep(HEAD, AT, b"")
    assert not WaitingLetter.objects.exists()
