"""`dalil work`: the worker that makes plans and carries them out. It never decides: people approve in between."""

import signal
import sys
import time
from types import FrameType

import click
from django.db import close_old_connections
from django.utils import timezone

from dalil.access import anchor_letters
from dalil.access import tasks as access
from dalil.board import tasks as board
from dalil.cli.prepare import what_is_missing
from dalil.cli.terminal import say
from dalil.guide import tasks as guide
from dalil.ledger import tasks as ledger
from dalil.press import tasks as press

SECONDS_BETWEEN_LOOKS = 1.0


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
def work(once: bool) -> None:
    """Make the plans that wait, carry out those that were approved, keep the index in step, make and publish editions.

    Each hour the ledger's head is kept outside, where the settings say, and the ledger is checked.
    `dalil serve` runs one of these by itself. Several may run at once: each piece is done by one.
    """
    if missing := what_is_missing():
        raise click.ClickException(missing)
    signal.signal(signal.SIGTERM, stop)
    try:
        while work_once() or not once:
            close_old_connections()
            if not once:
                time.sleep(SECONDS_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        say("Stopped.")


def work_once() -> bool:
    """One piece of each room's work, so that neither waits for the other to have nothing left."""
    did = [
        guide.work_once(timezone.now),
        press.work_once(timezone.now),
        access.work_once(timezone.now),
        board.work_once(timezone.now),
        ledger.work_once(timezone.now, by_mail=anchor_letters.keep),
    ]
    return any(did)


def stop(number: int, frame: FrameType | None) -> None:
    """Stop where we are: what is half-done is undone by its transaction, and done anew by the next worker."""
    sys.exit(0)
