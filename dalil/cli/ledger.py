"""`dalil ledger`: is the record of who did what still whole? It never writes to it."""

import json
from pathlib import Path

import click

from dalil.cli.terminal import say
from dalil.ledger import actions


@click.group()
def ledger() -> None:
    """Check the record of who did what, when."""


@ledger.command()
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the output of an earlier `dalil ledger head`, kept on another machine.",
)
def check(anchor: Path | None) -> None:
    """Walk the whole ledger. Exit code 1 if an entry was changed, removed, moved or put in."""
    found = actions.check(anchors=[anchor_in(anchor)] if anchor else [])
    if not found.is_whole:
        raise click.ClickException(f"The ledger is broken: it no longer holds from entry {found.first_broken} on.")
    say(f"The ledger is whole: {found.entries:,} entries, the last with hash {found.head.hash}.")


@ledger.command()
def head() -> None:
    """Print the number and hash of the last entry: keep it elsewhere, and later `check --anchor` with it.

    Example:  dalil ledger head > /media/stick/ledger-head.json
    """
    say(actions.head().as_json())


def anchor_in(path: Path) -> actions.Head:
    """The head that an earlier command printed."""
    try:
        said = json.loads(path.read_text("utf-8"))
        return actions.Head(int(said["number"]), str(said["hash"]))
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} does not hold what `dalil ledger head` printed.") from error
