"""The ledger's head in a mail to trustees and observers, so that many people hold what nobody can take back from them.

It holds nothing but the number, the hash and the date; and it never knows whether a mail arrived, only that it was sent off.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dalil.access import letters
from dalil.access.contacting import mail_address_of
from dalil.accounts.models import Person
from dalil.ledger.actions import Head
from dalil.ledger.actions.anchoring import Kept, NotKept

TRUSTEES = "trustees"


def keep(now: Head, at: datetime, token: bytes) -> Kept:
    """Puts one letter for each reader into the queue of mails."""
    if not letters.is_set_up():
        raise NotKept("no mail server is set (DALIL_MAIL)")
    readers = _readers()
    if not readers:
        raise NotKept("nobody of DALIL_ANCHOR_MAIL has a mail address")
    for address, language in readers.items():
        with translation.override(language):
            topic = _("%(platform)s: the ledger's entry %(number)s") % {
                "platform": settings.DALIL_NAME,
                "number": now.number,
            }
            letters.write(address, topic, _text(now, at), at=at)
    return Kept(f"{len(readers)} addresses")


def _text(now: Head, at: datetime) -> str:
    """The letter. The line with the hash is what `dalil ledger check --anchor` looks for; it is the same in every language."""
    told = {"platform": settings.DALIL_NAME, "date": at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")}
    return "\n".join(
        [
            _("On %(date)s the last entry of the ledger of %(platform)s was this:") % told,
            "",
            f"    {now.number}:{now.hash}",
            "",
            _(
                "Keep this mail where the people who run the platform cannot reach it. With it, anybody can check later "
                "that nothing written before was changed or removed:"
            ),
            "",
            "    dalil ledger check --anchor mail.txt",
        ]
    )


def _readers() -> dict[str, str]:
    """Addresses, each with the language of its letter."""
    found = {each: settings.LANGUAGE_CODE for each in settings.DALIL_ANCHOR_MAIL if each != TRUSTEES}
    if TRUSTEES in settings.DALIL_ANCHOR_MAIL:
        for person in Person.objects.filter(is_trustee=True, is_active=True).order_by("pk"):
            if address := mail_address_of(person):
                found[address] = person.language
    return found
