"""Mail: letters, worded here or in other rooms, wait sealed and are sent by the worker.

None holds anything private but a link for its reader. Without DALIL_MAIL they wait for some days and are then given up; whoever
hands links over is shown them anyway.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access.contacting import mail_address_of
from dalil.access.links import link as link_to
from dalil.access.mail_server import MailServer
from dalil.access.models import HandingIn, WaitingLetter
from dalil.accounts.models import Person
from dalil.vault.actions import open_unrecorded
from dalil.vault.client import NoKeys
from dalil.vault.envelope import Altered

LOG = logging.getLogger(__name__)

GIVEN_UP_AFTER: Final = timedelta(days=3)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)
AT_ONCE: Final = 20


class Words(NamedTuple):
    """What a letter says; `%(platform)s` and `%(link)s` are put in, and `%(organisation)s` where the letter is about one."""

    topic: str | Promise
    text: str | Promise


INVITATION: Final = Words(
    _("You are invited to %(platform)s"),
    _(
        "Somebody who works on %(platform)s invites you. This link lets you in once, and holds for seven days:\n\n"
        "%(link)s\n\nIf you did not expect it, you need not do anything."
    ),
)
INVITATION_TO_ACT: Final = Words(
    _("You are invited to act for %(organisation)s on %(platform)s"),
    _(
        "You are invited to act for %(organisation)s on %(platform)s. This link lets you in once, and holds for seven "
        "days:\n\n%(link)s\n\nIf you did not expect it, you need not do anything."
    ),
)
RECOVERY: Final = Words(
    _("Somebody asked to recover your account on %(platform)s"),
    _(
        "Somebody asked to get into your account without your passkeys or codes. If that was you, you need not do "
        "anything here.\n\nIf it was not you, sign in and stop it:\n\n%(link)s"
    ),
)
CONFIRM: Final = Words(
    _("Is this your mail address?"),
    _(
        "On %(platform)s somebody gave this address as theirs. If that was you, open this link:\n\n%(link)s\n\n"
        "If it was not you, you need not do anything; nothing else will be sent here."
    ),
)


def send(person: Person, words: Words, *, at: datetime, link: str = "") -> bool:
    """To a person, in their language, if they have a confirmed address; says whether it is on its way."""
    address = mail_address_of(person)
    if not address:
        return False
    send_to(address, words, language=person.language, at=at, link=link or link_to("access:account", person.language))
    return True


def send_if_it_opens(person: Person, words: Words, *, at: datetime, link: str = "") -> bool:
    """As `send`, of what a notice says as well: where the keys are away, or the address does not open, there is no letter."""
    try:
        with transaction.atomic():
            return send(person, words, at=at, link=link)
    except (NoKeys, Altered):
        return False


def send_to(address: str, words: Words, *, language: str, at: datetime, link: str, organisation: str = "") -> None:
    """To an address, in this language."""
    told = {"platform": settings.DALIL_NAME, "link": link, "organisation": organisation}
    with translation.override(language):
        topic, text = (str(one) % told for one in words)
    write(address, topic, text, at=at)


def write(address: str, topic: str, text: str, *, at: datetime) -> None:
    """Puts a letter of any room into the queue. It must hold nothing private: mail is read on its way."""
    WaitingLetter(recipient=address, topic=" ".join(topic.split())[:200], text=text, made_at=at, send_at=at).save()


def is_set_up() -> bool:
    """Whether letters are sent at all."""
    return settings.DALIL_MAIL is not None


def failed_last() -> datetime | None:
    """When the last letter could not be handed in; None if it could, or none was tried."""
    last = HandingIn.objects.filter(pk=1, failed=True).first()
    return None if last is None else last.at


def waiting() -> int:
    """How many letters wait."""
    return WaitingLetter.objects.count()


def work_once(at: datetime) -> bool:
    """Sends what is due, and erases what was sent or waited too long; says whether there was anything to do."""
    too_old = WaitingLetter.objects.filter(made_at__lt=at - GIVEN_UP_AFTER)
    if too_old.exists():
        too_old.delete()
    mail: MailServer | None = settings.DALIL_MAIL
    if mail is None:
        return False
    did = False
    for number in list(WaitingLetter.objects.filter(send_at__lte=at).values_list("pk", flat=True)[:AT_ONCE]):
        did = _send_one(number, at, mail) or did
    return did


def _send_one(number: UUID, at: datetime, mail: MailServer) -> bool:
    """Takes one letter for itself, then sends it, so that of two workers one finds it taken. One that fails comes again later."""
    with transaction.atomic():
        row = WaitingLetter.objects.select_for_update().filter(pk=number, send_at__lte=at).first()
        if row is None:
            return False
        row.tries += 1
        row.send_at = at + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
        row.save(update_fields=["tries", "send_at"])
    opened = open_unrecorded([row])[0]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, opened.recipient, opened.topic
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(opened.text)
    try:
        _deliver(message, mail)
    except (OSError, smtplib.SMTPException) as failed:
        # The kind of failure alone: the text of one may hold the address.
        LOG.warning("A letter could not be handed to %s:%s: %s", mail.host, mail.port, type(failed).__name__)
        HandingIn.objects.update_or_create(pk=1, defaults={"at": at, "failed": True})
        return True
    row.delete()
    HandingIn.objects.update_or_create(pk=1, defaults={"at": at, "failed": False})
    return True


def _deliver(message: EmailMessage, mail: MailServer) -> None:
    """To the server that DALIL_MAIL names, under TLS unless it says otherwise."""
    with smtplib.SMTP(mail.host, mail.port, timeout=30) as server:
        if mail.is_encrypted:
            server.starttls()
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)
