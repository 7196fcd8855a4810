"""How the command line speaks: sums, tables, and progress that is a bar on a terminal and plain lines elsewhere.

It never asks and never decides.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dalil.guide.models import Outcome
from dalil.guide.progress import Progress as Told

SECONDS_BETWEEN_LINES = 5.0


def say(text: str = "") -> None:
    """Print a line. Letters that the terminal cannot show are replaced, never an error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding))


@contextmanager
def progress(title: str) -> Iterator[Told]:
    """Give a function to be told (done, total); a total of 0 means that nobody knows."""
    if sys.stdout.isatty():
        with bar(title) as told:
            yield told
    else:
        yield Lines(title)


@contextmanager
def bar(title: str) -> Iterator[Told]:
    """A bar that stays where it ended."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(), refresh_per_second=4) as shown:
        task = shown.add_task(title, total=None)

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total or None)

        yield tell
        end = shown.tasks[0].completed
        shown.update(task, total=end or 1, completed=end or 1)


class Lines:
    """Progress as plain lines, at most one every few seconds, and one at the end."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.last_at = time.monotonic()
        self.is_over = False

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is, when it is time to."""
        now = time.monotonic()
        ends = done == total and not self.is_over
        if ends or now - self.last_at >= SECONDS_BETWEEN_LINES:
            self.last_at, self.is_over = now, done == total
            of_total = f" of {total:,}" if total else ""
            say(f"{self.title}: {done:,}{of_total}")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings, columns aligned; a pipe gets the same text."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max((len(row[i]) for row in [list(headings), *cells]), default=0) for i in range(len(headings))]
    for row in [list(headings), ["-" * width for width in widths], *cells]:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def totals(counts: Mapping[str, int]) -> str:
    """The rows read as the sum of their outcomes: `5,903 rows = new 3,000 + duplicate 2,903`."""
    named = [(str(Outcome(code).label), counts[code]) for code in Outcome.values if counts.get(code)]
    parts = " + ".join(f"{label} {number:,}" for label, number in named) or "0"
    return f"{sum(counts.values()):,} rows = {parts}"
