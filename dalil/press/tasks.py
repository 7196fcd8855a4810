"""Work of the press in the background: the approved edition made product by product, published, the stamp put anew.

It never decides: what waits was approved by two people. Each piece calls one action; killed, the next worker goes on.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from dalil.guide.actions.refusals import Refused
from dalil.press.actions import making, publishing, subscribing
from dalil.press.actions.refusals import BeingMade
from dalil.press.models import Edition, EditionState

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def work_once(clock: Clock) -> bool:
    """Look at another platform, make one product, publish what is made, or put the stamp anew; False for nothing to do."""
    edition = Edition.objects.filter(state=EditionState.APPROVED).select_related("previous").first()
    if subscribing.look_at_due(at=clock()) is not None:
        return True
    try:
        if edition is not None and not edition.problem and making.make_next(edition=edition, clock=clock):
            return True
        outcome = publishing.publish_if_due(at=clock())
        return outcome.published is not None or publishing.restamp_if_due(at=clock())
    except BeingMade:
        return False
    except Refused as refused:
        LOG.warning("the press stopped: %s", refused)
        set_aside(edition, str(refused))
    except Exception:
        # A fault of ours: told in the log, and set aside for a person, so that the worker goes on with other things.
        LOG.exception("the press could not go on with %s", edition)
        set_aside(edition, "A fault of the program stopped it: the log says which.")
    return False


def set_aside(edition: Edition | None, why: str) -> None:
    """Say at the edition why it stopped, and try again only once something moved or somebody asks (`dalil edition make`)."""
    if edition is not None:
        Edition.objects.filter(pk=edition.pk).update(problem=why[:500])
    publishing.look_away()
