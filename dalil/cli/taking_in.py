"""Taking a list in from the command line, step by step, with progress: the same actions as on the pages.

It never approves by itself: whoever calls it says so.
"""

from collections.abc import Mapping as Table
from datetime import date
from pathlib import Path

import click
import msgspec
from django.utils import timezone
from django.utils.translation import gettext

from dalil.accounts.models import Person
from dalil.cli.terminal import progress, say, table, totals
from dalil.guide import column_words, indexing, problems
from dalil.guide.actions import carrying, intakes, planning
from dalil.guide.actions.refusals import MappingIsIncomplete
from dalil.guide.mapping import Column, Mapping, Proposal, is_field
from dalil.guide.models import Intake, IntakeState, Outcome, Source


def start(source: Source, path: Path, as_of: date | None, is_whole: bool = True) -> Intake:
    """Take the file into the spool. A file that cannot be read ends here, with a sentence."""
    intake = intakes.start_intake(
        source=source,
        path=path,
        file_name=path.name,
        as_of=as_of,
        is_whole=is_whole,
        by=Person.objects.command_line(),
        at=timezone.now(),
    )
    found = problems.stored(intake.notes)
    if intake.state == IntakeState.UNREADABLE:
        raise click.ClickException("\n".join(problems.worded(problem, path.name) for problem in found))
    for problem in found:
        say(f"Note: {problems.worded(problem, path.name)}")
    return intake


def name_columns(intake: Intake, said: Table[str, str], keep: bool, only_said: bool = False) -> None:
    """Name the columns of a table: as said, and otherwise as proposed; with `only_said`, otherwise left out."""
    proposal = intakes.proposal_for(intake=intake).proposal
    if unknown := sorted(set(said) - {one.column.label for one in proposal.columns}):
        raise click.ClickException(f"The list has no column {', '.join(unknown)}. It has: {', '.join(intake.columns)}.")
    mapping = corrected(proposal, said, only_said)
    by, at = Person.objects.command_line(), timezone.now()
    try:
        intakes.set_mapping(intake=intake, mapping=mapping, keep=keep, by=by, at=at)
    except MappingIsIncomplete:
        show_mapping(mapping)
        raise


def corrected(proposal: Proposal, said: Table[str, str], only_said: bool) -> Mapping:
    """The proposal with what was said in place of what was proposed. `field:scheme` also names a register."""
    columns = []
    for proposed in proposal.columns:
        column = Column(proposed.column.label) if only_said else proposed.column
        if words := said.get(column.label):
            field, _, scheme = words.partition(":")
            if not is_field(field):
                raise click.ClickException(
                    f"There is no field “{field}”. The fields are: {', '.join(column_words.FIELDS)}."
                )
            column = msgspec.structs.replace(column, field=field, scheme=scheme)
        columns.append(column)
    return Mapping(tuple(columns))


def show_mapping(mapping: Mapping) -> None:
    """Print what each column is taken to hold."""
    table(
        ("column", "field", "which is"),
        [
            (column.label, ":".join(filter(None, (column.field, column.scheme))), field_words(column.field))
            for column in mapping.columns
        ],
    )


def field_words(code: str) -> str:
    """A field in words; a name in a language that has no words of its own is just a name."""
    return str(column_words.FIELDS.get(code) or column_words.FIELDS["name"])


def plan(intake: Intake, title: str = "Planning") -> Intake:
    """Make the plan and say what it would do."""
    by, at = Person.objects.command_line(), timezone.now()
    with progress(title) as told:
        planned = planning.plan_intake(intake=intake, by=by, at=at, progress=told)
    if planned.state == IntakeState.UNREADABLE:
        found = problems.stored(planned.notes)
        raise click.ClickException("\n".join(problems.worded(problem, planned.file_name) for problem in found))
    say(f"Plan {planned.pk}: {totals(planned.counts)}")
    return planned


def approve(intake: Intake) -> Intake:
    """Approve the plan as it stands."""
    by, at = Person.objects.command_line(), timezone.now()
    return planning.approve_plan(intake=intake, version=intake.version, by=by, at=at)


def carry_out(intake: Intake, title: str = "Carrying out") -> Intake:
    """Carry out an approved plan, and say what became of every row."""
    with progress(title) as told:
        done = carrying.carry_out(intake=intake, at=timezone.now(), progress=told)
    say(f"Carried out {done.pk}: {totals(done.counts)}")
    if done.gone_count:
        say(f"{done.gone_count:,} records are no longer in the list; they stay, marked so.")
    return done


def refused_lines(intake: Intake, limit: int = 20) -> list[str]:
    """Why rows were refused, in sentences; the first of them."""
    rows = intake.rows.filter(outcome=Outcome.REFUSED).order_by("pk")[:limit]
    lines = [
        problems.worded(problem, intake.file_name)
        for row in rows
        for problem in problems.stored(row.problems)
        if problem.is_fatal
    ]
    more = intake.counts.get(Outcome.REFUSED, 0) - limit
    if more > 0:
        lines.append(gettext("… and %(more)d more") % {"more": more})
    return lines


def catch_up_index() -> None:
    """Have the search follow at once what the guide says now; a server that runs may have done it already."""
    with progress("Indexing") as told:
        indexing.catch_up(progress=told)
