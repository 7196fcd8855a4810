"""Keeping the ledger's head outside, and walking over the whole of it now and then: what the worker does each hour.

It never stops at a failure: what one place does not take is noted, shown to operators, and tried again. It never holds a
transaction open while it waits for a disk, a mail server or a time-stamp service.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dalil.ledger import anchors, timestamps
from dalil.ledger.actions.checking import check
from dalil.ledger.actions.writing import head
from dalil.ledger.chain import Head
from dalil.ledger.models import Anchor, Place, Walk

LOG = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=1)
AGAIN: Final = timedelta(minutes=5)
# A walk over so many entries takes some seconds; longer ledgers are walked less often, by the same measure.
WALKED_IN_AN_HOUR: Final = 500_000


class NotKept(Exception):
    """The place did not take the anchor; the text says why, and names nobody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an anchor went, and what came back."""

    where: str
    token: bytes = b""


Keep = Callable[[Head, datetime, bytes], Kept]
"""Keeps a head somewhere, with the token of the time-stamp service if there is one; raises NotKept."""


@dataclass(frozen=True, slots=True)
class Post:
    """One place as the operator set it: how to keep a head there, and how often."""

    place: Place
    keep: Keep
    every: timedelta = EVERY


def anchor(*, posts: list[Post], at: datetime) -> list[Anchor]:
    """Keeps the head now at every place, whether it is due or not; one row for each, with what went wrong if it did."""
    now = head()
    if not now.number:
        return []
    kept: list[Anchor] = []
    token = b""
    # The time stamp first: then file and mail can carry it.
    for post in sorted(posts, key=lambda post: post.place != Place.TIMESTAMP):
        kept.append(_keep(post, now, at, token))
        token = token or bytes(kept[-1].token)
    return kept


def anchor_due(*, posts: list[Post], at: datetime) -> list[Anchor]:
    """The same at those places that wait for it: an hour has passed, something was written since, or the last try failed."""
    return anchor(posts=due, at=at) if (due := [post for post in posts if _is_due(post, at)]) else []


def is_walk_due(at: datetime) -> bool:
    """Whether it is time to walk over the whole ledger again."""
    last = Walk.objects.last()
    if last is None:
        return head().number > 0
    return not timedelta(0) <= at - last.at < EVERY * max(1.0, last.entries / WALKED_IN_AN_HOUR)


def walk(*, at: datetime, file: Path | None) -> Walk:
    """Checks the whole ledger against every anchor that we can reach, and notes what came out."""
    known, unread = heads_known(file)
    found = check(anchors=known)
    if not found.is_whole:
        LOG.error("The ledger no longer holds from entry %s on (%s).", found.first_broken, found.fault)
    if unread:
        LOG.warning("%s lines of %s cannot be read.", unread, file)
    return Walk.objects.create(
        at=at,
        entries=found.entries,
        anchors=found.anchors,
        fault=found.fault or "",
        first_broken=found.first_broken,
    )


def heads_known(file: Path | None) -> tuple[list[Head], int]:
    """Every head that was ever kept, as our own rows and the file say; and how many lines of it cannot be read."""
    heads = [Head(*row) for row in Anchor.objects.kept().values_list("number", "hash").distinct()]
    if file is None or not file.exists() or not file.stat().st_size:
        return heads, 0
    try:
        found = anchors.read(file.read_bytes())
    except (anchors.Unreadable, OSError) as error:
        LOG.warning("%s cannot be read: %s", file, error)
        return heads, 1
    return [*heads, *(Head(told.number, told.hash) for told in found.told)], found.unread


def in_file(path: Path, name: str) -> Keep:
    """Keeps heads in a file, one line each; meant for another disk or machine."""

    def keep(now: Head, at: datetime, token: bytes) -> Kept:
        text = anchors.line(number=now.number, own_hash=now.hash, at=at, name=name, token=token)
        try:
            anchors.append(path, text)
        except OSError as error:
            raise NotKept(f"{path}: {error.strerror or error}") from error
        return Kept(str(path))

    return keep


def at_service(url: str, certificates: Path) -> Keep:
    """Has a time-stamp service sign heads."""

    def keep(now: Head, at: datetime, token: bytes) -> Kept:
        try:
            return Kept(url, timestamps.ask(url, now, certificates))
        except timestamps.NotStamped as error:
            raise NotKept(str(error)) from error

    return keep


def standing() -> Mapping[str, tuple[Anchor | None, Anchor | None]]:
    """For each place that was ever tried: the last anchor that it took, and the try after that which failed, if any."""
    told: dict[str, tuple[Anchor | None, Anchor | None]] = {}
    for place in Place.values:
        tries = Anchor.objects.filter(place=place).defer("token").order_by("-id")
        last = tries.first()
        if last is not None:
            told[place] = (tries.kept().first(), last if last.problem else None)
    return told


def _keep(post: Post, now: Head, at: datetime, token: bytes) -> Anchor:
    row = Anchor(number=now.number, hash=now.hash, place=post.place, at=at, kept_where="-")
    try:
        kept = post.keep(now, at, token)
    except NotKept as error:
        LOG.warning("The ledger's head was not kept (%s): %s", post.place, error)
        row.problem = (str(error) or "unknown")[:500]
    else:
        row.kept_where, row.token = kept.where[:500], kept.token
    row.save(force_insert=True)
    return row


def _is_due(post: Post, at: datetime) -> bool:
    tries = Anchor.objects.filter(place=post.place).defer("token").order_by("-id")
    last = tries.first()
    if last is None:
        return True
    if last.problem:
        return not timedelta(0) <= at - last.at < AGAIN
    # A clock that was put back does not keep a place waiting.
    return last.number != head().number and not timedelta(0) <= at - last.at < post.every
