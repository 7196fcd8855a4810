"""Work of the press in the background: the approved edition made product by product, published, the stamp put anew.

It never decides: what waits was approved by two people. Each piece calls one action; killed, the next worker goes on.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext

from dalil.guide.actions.refusals import Refused
from dalil.press.actions import making, publishing, subscribing
from dalil.press.actions.refusals import BeingMade
from dalil.press.models import Edition, EditionState

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# After something went wrong it is tried again, but not every second.
REST: Final = timedelta(minutes=5)
_RESTING: dict[str, datetime] = {}


def work_once(clock: Clock) -> bool:
    """Look at another platform, make one product, publish what is made, or put the stamp anew; False for nothing to do.

    What goes wrong in one of them does not keep the others from their turn.
    """
    return any(
        attempt(name, piece, clock)
        for name, piece in (("platforms", look), ("making", make), ("publishing", publish), ("stamp", stamp))
    )


def attempt(name: str, piece: Callable[[Clock], bool], clock: Clock) -> bool:
    """Do one kind of work, unless it rests after a failure. Nothing that it raises gets out."""
    if clock() < _RESTING.get(name, clock()):
        return False
    try:
        return piece(clock)
    except BeingMade:
        return False
    except Refused as refused:
        LOG.warning("%s: %s", name, refused)
    except Exception:
        # A fault of ours, or a full disk: told in the log, and tried again later.
        LOG.exception("%s could not be done", name)
    _RESTING[name] = clock() + REST
    return False


def look(clock: Clock) -> bool:
    """Look at a platform that nobody looked at for a day."""
    return subscribing.look_at_due(at=clock()) is not None


def make(clock: Clock) -> bool:
    """Make one product of the approved edition. What stops it is kept with it, and it goes on when somebody says so."""
    edition = Edition.objects.filter(state=EditionState.APPROVED, problem="").select_related("previous").first()
    if edition is None:
        return False
    try:
        return making.make_next(edition=edition, clock=clock)
    except BeingMade:
        return False
    except Refused as refused:
        set_aside(edition, str(refused))
    except Exception:
        LOG.exception("the press could not go on with %s", edition)
        set_aside(edition, gettext("A fault of the program stopped it: the log says which."))
    return False


def publish(clock: Clock) -> bool:
    """Publish what the mirror lacks."""
    return publishing.publish_if_due(at=clock()).published is not None


def stamp(clock: Clock) -> bool:
    """Say that what is published is still the newest."""
    return publishing.restamp_if_due(at=clock())


def set_aside(edition: Edition, why: str) -> None:
    """Say at the edition why it stopped."""
    Edition.objects.filter(pk=edition.pk, state=EditionState.APPROVED).update(problem=why[:500])
