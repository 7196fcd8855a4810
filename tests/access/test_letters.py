"""Mail: letters wait sealed, go to confirmed addresses alone, are tried again, and leave nothing behind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dalil.access import contacting, letters
from dalil.access.models import WaitingLetter
from dalil.accounts.models import Person
from dalil.ledger.models import Entry
from dalil.vault.actions import open_unrecorded
from dalil.web.environment import MailServer, NotUnderstood, mail_server

pytestmark = pytest.mark.django_db

AT = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def sent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """What a mail server would have got."""
    settings.DALIL_MAIL = MailServer("mail.example", 587, "dalil@guide.example")
    handed: list[EmailMessage] = []
    monkeypatch.setattr(letters, "_deliver", lambda message, mail: handed.append(message))
    return handed


def test_a_letter_is_ciphertext_while_it_waits_and_gone_once_sent(sent: list[EmailMessage]) -> None:
    letters.write("rim@saad.example", "A topic\nBcc: all@evil.example", "Read this: قراءة", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_waitingletter")
        kept = b"".join(bytes(value) for value in cursor.fetchone() if isinstance(value, bytes | memoryview))
    assert b"saad" not in kept and b"topic" not in kept and "قراءة".encode() not in kept

    assert letters.work_once(AT)

    (message,) = sent
    assert (message["To"], message["Bcc"]) == ("rim@saad.example", None)
    assert (message.get_content_type(), message.get_content().strip()) == ("text/plain", "Read this: قراءة")
    assert not WaitingLetter.objects.exists()
    assert not letters.work_once(AT)


def test_one_that_fails_comes_again_later_each_time_and_is_given_up(
    sent: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []

    def fails(message: EmailMessage, mail: MailServer) -> None:
        tries.append(now)
        raise OSError

    monkeypatch.setattr(letters, "_deliver", fails)
    letters.write("rim@saad.example", "A topic", "Text", at=AT)
    for minutes in range(20):
        now = AT + timedelta(minutes=minutes)
        letters.work_once(now)
    assert [int((moment - AT).total_seconds() // 60) for moment in tries] == [0, 1, 3, 7, 15]

    letters.work_once(AT + timedelta(days=3, minutes=1))
    assert not WaitingLetter.objects.exists()


def test_one_that_fails_is_said_in_the_log_without_its_reader(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DALIL_MAIL = MailServer(host="mail.example", port=587, sender="dalil@guide.example")

    def refuse(message: EmailMessage, mail: MailServer) -> None:
        raise OSError(f"no mail for {message['To']}")

    monkeypatch.setattr(letters, "_deliver", refuse)
    letters.write("salma@example.org", "Topic", "Text", at=AT)
    letters.work_once(AT)

    assert "A letter could not be handed to mail.example:587: OSError" in caplog.text
    assert "salma" not in caplog.text


def test_without_a_server_letters_wait(settings: Any) -> None:
    settings.DALIL_MAIL = None
    letters.write("rim@saad.example", "A topic", "Text", at=AT)

    assert not letters.work_once(AT)
    assert letters.waiting() == 1


def test_only_a_confirmed_address_is_written_to(
    noa: Person, layla: Person, signed_in: Callable[..., Client], sent: list[EmailMessage]
) -> None:
    browser = signed_in(noa)
    assert browser.post("/en/account/mail", {"address": "not an address"}).status_code == 422
    assert browser.post("/en/account/mail", {"address": "noa@levi.example"}).status_code == 302
    assert contacting.mail_address_of(noa) == ""
    assert not letters.send(noa, letters.RECOVERY, at=AT)
    letter = open_unrecorded(list(WaitingLetter.objects.all()))[0]
    secret = letter.text.partition("#")[2].split()[0]

    signed_in(layla).post("/en/account/mail/confirm", {"secret": secret})
    assert contacting.mail_address_of(noa) == ""
    browser.post("/en/account/mail/confirm", {"secret": secret})

    assert contacting.mail_address_of(noa) == "noa@levi.example"
    assert "levi.example" not in browser.get("/en/account/mail").content.decode()
    assert "levi" not in str(list(Entry.objects.values()))
    browser.post("/en/account/mail", {"take_out": "1"})
    assert contacting.mail_address_of(noa) == ""


def test_a_letter_is_in_the_language_of_its_reader(noa: Person, sent: list[EmailMessage]) -> None:
    noa.language = "ar"
    noa.save()
    secret = contacting.note(by=noa, at=AT, address="noa@levi.example")
    assert contacting.confirm(by=noa, at=AT, secret=secret)

    assert letters.send(noa, letters.RECOVERY, at=AT)
    letters.work_once(AT)
    assert "/ar/account" in sent[0].get_content()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        (
            "smtp://u%40x.example:p%2Fw@mail.example",
            MailServer("mail.example", 587, "u@x.example", "u@x.example", "p/w"),
        ),
        (
            "smtp://mail.example:25?tls=0&from=d@g.example",
            MailServer("mail.example", 25, "d@g.example", is_encrypted=False),
        ),
    ],
)
def test_the_setting_is_understood(monkeypatch: pytest.MonkeyPatch, url: str, server: MailServer | None) -> None:
    monkeypatch.setenv("DALIL_MAIL", url)

    assert mail_server("DALIL_MAIL") == server


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example?from=d@g.example",
        "smtp://mail.example",
        "smtp://?from=d@g.example",
        "smtp://mail.example?from=d@g.example&tls=maybe",
        "smtp://mail.example:port?from=d@g.example",
        "smtp://mail.example?from=d@g.example&more=1",
    ],
)
def test_a_setting_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DALIL_MAIL", url)

    with pytest.raises(NotUnderstood, match="DALIL_MAIL"):
        mail_server("DALIL_MAIL")


def test_the_password_of_the_mail_server_is_not_printed() -> None:
    assert "hidden" not in repr(MailServer("mail.example", 587, "d@g.example", "u", "hidden"))


def test_people_says_when_letters_cannot_be_sent_so_that_links_are_given_by_hand(
    omar: Person, signed_in: Callable[..., Client], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> str:
        return signed_in(omar).get("/en/people").content.decode()

    def fails(message: EmailMessage, mail: MailServer) -> None:
        raise OSError("refused rim@saad.example")

    settings.DALIL_MAIL = None
    assert "Mail is not set up (DALIL_MAIL): 0 letters wait." in page() and "Give links by hand" in page()

    settings.DALIL_MAIL = MailServer("mail.example", 587, "dalil@guide.example")
    assert "Give links by hand" not in page()
    letters.write("rim@saad.example", "A topic", "Text", at=AT)
    monkeypatch.setattr(letters, "_deliver", fails)
    letters.work_once(AT)
    said = page()
    assert "could not be handed to the mail server" in said and "1 letter waits and is tried again" in said
    assert "Give links by hand" in said and "saad" not in said

    # Given up after days, and still nothing went out: it is said until a letter does.
    letters.work_once(AT + timedelta(days=4))
    assert "could not be handed to the mail server" in page()
    letters.write("rim@saad.example", "A topic", "Text", at=AT + timedelta(days=4))
    monkeypatch.setattr(letters, "_deliver", lambda message, mail: None)
    letters.work_once(AT + timedelta(days=4))
    assert "Give links by hand" not in page()
