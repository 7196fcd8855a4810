"""The letter that asks an owner whether their entry is still right: worded in their language, laid into the queue.

It names the organisation, which is public, and holds the link; nothing else. It never sends anything itself.
"""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dalil.access import letters
from dalil.access.contacting import mail_address_of
from dalil.access.links import link
from dalil.guide.actions.reminding import Asking


def lay_ready(asking: Asking, at: datetime) -> bool:
    """Into the queue; False when the person has no confirmed address."""
    address = mail_address_of(asking.person)
    if not address:
        return False
    with translation.override(asking.person.language):
        told = {"name": asking.title, "platform": settings.DALIL_NAME, "date": date_format(asking.since)}
        topic = _("Is the entry of %(name)s still right?") % told
        text = _(
            "In %(platform)s, the entry of %(name)s was last confirmed on %(date)s. This link shows what it says. If all of "
            "it is right, one button there confirms it:\n\n%(link)s\n\nIf something is wrong, sign in and change it. Entries "
            "that nobody confirms for some time say so."
        ) % {**told, "link": link("guide:still_right", asking.person.language, of=asking.token)}
    letters.write(address, topic, text, at=at)
    return True
