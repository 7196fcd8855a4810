"""Work of the ledger in the background: its head kept outside each hour, the whole of it walked over, as the settings say.

It never decides where heads go: the operator set that. Mail is sent from a higher room, which gives the way as `by_mail`.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from dalil.ledger.actions import anchoring
from dalil.ledger.models import Place

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# The worker asks each second; we look each quarter of a minute.
LOOK_EVERY: Final = timedelta(seconds=15)
_looked: dict[str, datetime] = {}


def work_once(clock: Clock, *, by_mail: anchoring.Keep | None = None) -> bool:
    """Keep the head where it is due, and walk over the ledger when that is; False for nothing to do. It raises nothing."""
    at = clock()
    last = _looked.get("at")
    if last is not None and timedelta(0) <= at - last < LOOK_EVERY:
        return False
    _looked["at"] = at
    try:
        kept = anchoring.anchor_due(posts=posts(by_mail), at=at)
        if anchoring.is_walk_due(at):
            anchoring.walk(at=at, file=file_of_anchors())
            return True
        return any(not row.problem for row in kept)
    except Exception:
        # A full disk or a fault of ours: told in the log, and tried again at the next look.
        LOG.exception("the ledger's head could not be kept")
        return False


def posts(by_mail: anchoring.Keep | None = None) -> list[anchoring.Post]:
    """The places that the operator set."""
    found: list[anchoring.Post] = []
    if file := file_of_anchors():
        found.append(anchoring.Post(Place.FILE, anchoring.in_file(file, settings.DALIL_NAME)))
    if by_mail is not None and settings.DALIL_ANCHOR_MAIL:
        every = timedelta(hours=max(1, settings.DALIL_ANCHOR_MAIL_HOURS))
        found.append(anchoring.Post(Place.MAIL, by_mail, every))
    if settings.DALIL_TIMESTAMP_URL:
        keep = anchoring.at_service(settings.DALIL_TIMESTAMP_URL, Path(settings.DALIL_TIMESTAMP_CERTIFICATE))
        found.append(anchoring.Post(Place.TIMESTAMP, keep))
    return found


def file_of_anchors() -> Path | None:
    """The file of the setting DALIL_ANCHOR_FILE."""
    return Path(settings.DALIL_ANCHOR_FILE) if settings.DALIL_ANCHOR_FILE else None
