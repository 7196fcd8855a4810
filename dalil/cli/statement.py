"""`dalil statement`: announcements of the platform, in every language. It never skips the second person."""

from typing import BinaryIO

import click
import msgspec
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.edition import AS, person_called, published
from dalil.cli.terminal import say, table
from dalil.press.actions import statements
from dalil.press.models import Statement
from dalil.press.saying import said_in


class Text(msgspec.Struct, forbid_unknown_fields=True):
    """What is said in one language."""

    title: str
    body: str


def statement_numbered(context: click.Context, parameter: click.Parameter, number: int) -> Statement:
    """The statement with this number; or which ones there are."""
    found = Statement.objects.filter(number=number).first()
    if found is None:
        there = ", ".join(map(str, Statement.objects.order_by("number").values_list("number", flat=True))) or "none yet"
        raise click.ClickException(f"There is no statement {number}. There are: {there}.")
    return found


WHICH = click.argument("which", metavar="NUMBER", type=int, callback=statement_numbered)


@click.group()
def statement() -> None:
    """Say something in the platform's name, in all its languages; shown at home, in the feed, carried by all mirrors."""


@statement.command()
@click.argument("file", type=click.File("rb"))
@click.option("--as", "by", callback=person_called, required=True, metavar="NAME", help="The editor who drafts it.")
def draft(file: BinaryIO, by: Person) -> None:
    """Take a statement from a JSON file: {"ar": {"title": "...", "body": "..."}, "en": ...}. Nothing is published."""
    try:
        texts = msgspec.json.decode(file.read(), type=dict[str, Text])
    except msgspec.MsgspecError as error:
        raise click.ClickException(
            f"{file.name}: {error}. It must be one object: language to title and body."
        ) from error
    made = statements.draft_statement(
        texts={code: {"title": text.title, "body": text.body} for code, text in texts.items()},
        dated_on=timezone.localdate(),
        by=by,
        at=timezone.now(),
    )
    say(
        f"Statement {made.number} is drafted. A second person publishes it: dalil statement publish {made.number} --as NAME"
    )


@statement.command()
@WHICH
@AS
def publish(which: Statement, by: Person) -> None:
    """Publish a draft that somebody else made."""
    made = statements.publish_statement(statement=which, version=which.version, by=by, at=timezone.now())
    say(f"Statement {made.number} is published. SHA-256 {made.digest}")
    published(timezone.now())


@statement.command()
@WHICH
@click.option("--reason", required=True, help="Why: everybody reads it.")
@AS
def withdraw(which: Statement, reason: str, by: Person) -> None:
    """Take a statement back. It stays readable at its address, with the reason."""
    made = statements.withdraw_statement(
        statement=which, version=which.version, reason=reason, by=by, at=timezone.now()
    )
    say(f"Statement {made.number} is withdrawn.")
    published(timezone.now())


@statement.command("list")
def list_statements() -> None:
    """List the statements, newest first."""
    rows = [
        (one.number, one.dated_on, one.get_state_display(), said_in(one, "en").title)
        for one in Statement.objects.order_by("-number")
    ]
    table(("number", "date", "state", "title"), rows)
