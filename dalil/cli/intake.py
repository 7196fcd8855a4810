"""`dalil intake`: taking lists in. Without --approve a list is only planned: nothing of the guide changes."""

from datetime import datetime
from pathlib import Path

import click
import msgspec
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli import taking_in
from dalil.cli.source import source_named
from dalil.cli.terminal import say, table, totals
from dalil.guide import problems, reasons
from dalil.guide.actions import intakes
from dalil.guide.mapping import Mapping
from dalil.guide.models import Intake, IntakeState, Outcome, Row, Source


def intake_numbered(context: click.Context, parameter: click.Parameter, number: int) -> Intake:
    """The intake with this number."""
    found = Intake.objects.select_related("source").filter(pk=number).first()
    if found is None:
        raise click.ClickException(f"There is no intake {number}. `dalil intake list` lists them.")
    return found


WHICH = click.argument("which", type=int, callback=intake_numbered, metavar="NUMBER")


@click.group()
def intake() -> None:
    """Take lists in: read, plan, approve, carry out."""


@intake.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", callback=source_named, required=True, help="The short name of the source.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day as of which the list is true, as 2026-11-22.")
@click.option("--part", is_flag=True, help="The file is a part of the list: what it lacks has not disappeared.")
@click.option(
    "--map", "said", multiple=True, metavar="COLUMN=FIELD", help="What a column holds, where the proposal is wrong."
)
@click.option("--keep-mapping", is_flag=True, help="Remember the columns for the next edition of this source.")
@click.option("--approve", is_flag=True, help="Approve the plan and carry it out at once.")
def read(
    file: Path,
    source: Source,
    as_of: datetime | None,
    part: bool,
    said: tuple[str, ...],
    keep_mapping: bool,
    approve: bool,
) -> None:
    """Read a list (CSV, XLSX, JSON lines, ROR, HSDS) and make a plan of what it would change.

    Every row gets an outcome, and the totals add up to the rows read. Without --approve nothing else happens: look at
    the plan with `dalil intake rows`, or in the browser, and approve it there.

    \b
    Examples:
        dalil intake read list.xlsx --source ngo-list
        dalil intake read list.csv --source ngo-list --map "Nom=name.fr" --map "N° RNA=identifier:FR-RNA" --approve
    """
    taken = taking_in.start(source, file, as_of.date() if as_of else None, is_whole=not part)
    words = dict(parted(one) for one in said)
    if taken.state == IntakeState.UPLOADED or words:
        taking_in.name_columns(taken, words, keep_mapping)
    taken.refresh_from_db()
    if taken.mapping:
        show_columns(taken)
    planned = taking_in.plan(taken)
    for line in taking_in.refused_lines(planned):
        say(f"  {line}")
    if approve:
        taking_in.carry_out(taking_in.approve(planned))
    else:
        say(
            f"Nothing is changed yet. See it with `dalil intake rows {planned.pk}`, then `dalil intake approve {planned.pk}`."
        )


@intake.command("list")
@click.option("--limit", default=30, show_default=True, help="How many to show.")
def list_intakes(limit: int) -> None:
    """List the intakes, the newest first."""
    table(
        ("intake", "source", "file", "as of", "state", "rows"),
        [
            (one.pk, one.source.slug, one.file_name, one.as_of or "", one.state, f"{one.rows_read:,}")
            for one in Intake.objects.select_related("source").order_by("-pk")[:limit]
        ],
    )


@intake.command()
@WHICH
def show(which: Intake) -> None:
    """Show one intake: where it stands, its columns, and the sum of its outcomes."""
    say(f"Intake {which.pk} of {which.source.name}: {which.get_state_display()}")
    say(f"File: {which.file_name}, {which.file_size:,} bytes, {which.format} {which.encoding}")
    say(f"SHA-256: {which.file_digest}")
    for problem in problems.stored(which.notes):
        say(f"Note: {problems.worded(problem, which.file_name)}")
    if which.mapping:
        show_columns(which)
    say(totals(which.counts))
    if which.state == IntakeState.CARRIED_OUT:
        say(f"No longer in the list: {which.gone_count:,}")


@intake.command()
@WHICH
@click.option("--outcome", type=click.Choice(Outcome.values), help="Only rows with this outcome.")
@click.option("--limit", default=50, show_default=True, help="How many to show.")
def rows(which: Intake, outcome: str | None, limit: int) -> None:
    """Print rows of a plan: the cells as they stand, what becomes of them, and why."""
    say(totals(which.counts))
    found = which.rows.filter(outcome=outcome) if outcome else which.rows.all()
    for row in found.order_by("pk")[:limit]:
        print_row(row)


@intake.command("approve")
@WHICH
def approve_plan(which: Intake) -> None:
    """Approve a plan and carry it out: in one go, or not at all."""
    taking_in.carry_out(taking_in.approve(which))


@intake.command("carry-out")
@WHICH
def carry_out(which: Intake) -> None:
    """Carry out a plan that was approved, e.g. in the browser. Doing it twice changes nothing."""
    taking_in.carry_out(which)


@intake.command()
@WHICH
def abandon(which: Intake) -> None:
    """Give a plan up before it is approved. Its rows stay readable; the file is dropped."""
    intakes.abandon_intake(intake=which, by=Person.objects.command_line(), at=timezone.now())
    say(f"Abandoned intake {which.pk} ({which.file_name}).")


def parted(words: str) -> tuple[str, str]:
    """`column=field`; the last equals sign counts, since a heading may hold one too."""
    column, equals, field = words.rpartition("=")
    if not (column and equals and field):
        raise click.UsageError(f"--map needs COLUMN=FIELD, not “{words}”.")
    return column, field


def show_columns(which: Intake) -> None:
    """Print what each column is taken to hold."""
    taking_in.show_mapping(msgspec.json.decode(which.mapping, type=Mapping))


def print_row(row: Row) -> None:
    """One row in a few lines."""
    where = f"{row.sheet} " if row.sheet else ""
    target = f" → {row.target}" if row.target else ""
    score = f" ({row.score:.0%})" if row.score is not None else ""
    say(f"\n{where}{row.number}: {row.get_outcome_display()}{target}{score}")
    say(f"    {row.cells[:500]}")
    for reason in reasons.worded_all(row.reasons):
        say(f"    {reason.mark}{reason.weight:4.1f}  {reason.sentence}")
    for problem in problems.stored(row.problems):
        say(f"    {problems.worded(problem)}")
