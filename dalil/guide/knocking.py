"""How often somebody without an account may send a form: counted by network neighbourhood, under a keyed hash, for a day.

It never keeps an address in the clear, and sets no cookie: whoever comes tomorrow is a stranger again.
"""

from datetime import datetime, timedelta
from enum import Enum

from django.utils.crypto import salted_hmac

from dalil.accounts.neighbours import neighbourhood
from dalil.guide.models import Knock


class Door(Enum):
    """A form that is open to strangers: how many from one neighbourhood, how many from all, within which time."""

    CLAIM = ("claim", 3, 60, timedelta(days=1))
    CHANGE = ("change", 10, 300, timedelta(hours=1))
    MAIL = ("mail", 6, 120, timedelta(days=1))
    ANSWER = ("answer", 30, 1000, timedelta(hours=1))

    @property
    def window(self) -> timedelta:
        """How far back it counts."""
        return self.value[3]


KEPT_FOR = timedelta(days=1)


def may_knock(door: Door, *, address: str, at: datetime) -> bool:
    """Whether one more is let in; it is counted first, so a hundred at once gain nothing."""
    name, most_from_one, most_from_all, window = door.value
    Knock.objects.filter(at__lt=at - KEPT_FOR).delete()
    limits = {_key(name, neighbourhood(address)): most_from_one, _key(name, "all"): most_from_all}
    noted = Knock.objects.bulk_create(Knock(key=key, at=at) for key in limits)
    since = at - window
    if any(Knock.objects.filter(key=key, at__gt=since).count() > most for key, most in limits.items()):
        Knock.objects.filter(pk__in=[knock.pk for knock in noted]).delete()
        return False
    return True


def _key(door: str, who: str) -> str:
    return salted_hmac("dalil.guide.knocking", f"{door}\n{who}", algorithm="sha256").hexdigest()
