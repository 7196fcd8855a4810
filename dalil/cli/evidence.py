"""`dalil evidence`: is every file in the store as it was kept? What should not be there? It never shows a file."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.conf import settings
from django.utils import timezone

from dalil.access.second_wall import as_machine
from dalil.cli.terminal import say
from dalil.vault.evidence import checking
from dalil.vault.evidence.spooling import StoreRefuses


@contextmanager
def said_if_it_refuses() -> Iterator[None]:
    """A store that does not answer is a sentence, not a traceback."""
    try:
        yield
    except StoreRefuses as refused:
        where = settings.DALIL_EVIDENCE or "the folder evidence of DALIL_HOME"
        raise click.ClickException(
            f"The store ({where}) does not answer or refuses: {refused}. See docs/running/evidence.md."
        ) from refused


@click.group()
def evidence() -> None:
    """Check the store of evidence, and tidy it."""


@evidence.command()
@click.option("--quick", is_flag=True, help="Compare names and lengths alone, without reading every file.")
def check(quick: bool) -> None:
    """Walk over every record and every file; no key is needed. Exit code 1 if anything is missing, altered or should be gone."""
    with as_machine("evidence"), said_if_it_refuses():
        found = checking.check(reads=not quick)
    wrong = {
        "missing": found.missing,
        "altered": found.altered,
        "destroyed, but still in the store": found.destroyed,
        "belongs to no record": found.orphaned,
        "not put there by Dalil": found.strangers,
        "left by a killed process, or on its way": [leftover.name for leftover in found.leftovers],
    }
    for what, names in wrong.items():
        for name in names:
            say(f"{what}: {name}" + (f" (file {found.names[name]})" if name in found.names else ""))
    if not found.is_whole:
        raise click.ClickException(f"The store is not whole ({found.files:,} records looked at).")
    say(f"The store is whole: {found.files:,} files.")


@evidence.command()
@click.option("--orphans", is_flag=True, help="Also remove files that belong to no record. Look at `check` first.")
def sweep(orphans: bool) -> None:
    """Remove half files older than a day, and files of evidence that was destroyed."""
    with as_machine("evidence"), said_if_it_refuses():
        taken = checking.sweep(at=timezone.now(), orphans=orphans)
    for name in taken:
        say(f"removed: {name}")
    say(f"{len(taken):,} removed.")
