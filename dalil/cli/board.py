"""`dalil board`: the first trustees and rules, before there is anybody who could vote. It never seats a later trustee."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import click
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.board.actions import terms
from dalil.board.actions.terms import Seating
from dalil.board.models import Term
from dalil.board.rules import Rules, RulesRefused, first_rules, from_values
from dalil.board.wording import rules_in_words
from dalil.cli.terminal import say, table

DAYS_OF_A_YEAR = 365


@click.group()
def board() -> None:
    """Seat the first trustees, once. Later ones are seated by the board itself, with a motion."""


@board.command()
@click.option(
    "--trustee",
    "wanted",
    multiple=True,
    required=True,
    metavar="NAME=STANDS FOR",
    help="Who signs in by this name takes the next seat, which stands for this country or organisation. Once a seat.",
)
@click.option("--years", type=click.IntRange(1, 10), default=3, show_default=True, help="How long their terms are.")
@click.option(
    "--rules",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file with other rules; `dalil board rules --toml` prints the form.",
)
def seat(wanted: tuple[str, ...], years: int, file: Path | None) -> None:
    """Seat the first board and put the first rules in force. Refused once there was a board.

    \b
    Example:  dalil board seat --trustee amal=Jordan --trustee bruno=Brazil --trustee chen=Taiwan \\
                               --trustee dalia=Lebanon --trustee efua=Ghana
    """
    at = timezone.now()
    rules = rules_in(file) if file else first_rules()
    until = at + timedelta(days=DAYS_OF_A_YEAR * years)
    seatings = [seating_from(number, text, at, until) for number, text in enumerate(wanted, 1)]
    terms.seat_first_board(by=Person.objects.command_line(), at=at, seatings=seatings, rules=rules)
    say(f"The board is seated until {until:%Y-%m-%d}, under version 1 of its rules.")
    say("Each trustee signs in with a passkey and finds the desk of the board under Board.")


@board.command("list")
def list_board() -> None:
    """List the trustees in office."""
    rows = [
        (
            one.seat.number,
            one.seat.stands_for,
            one.person.sign_in_name,
            f"{one.since:%Y-%m-%d}",
            f"{one.until:%Y-%m-%d}",
        )
        for one in Term.objects.in_office(timezone.now()).with_names()
    ]
    table(("seat", "stands for", "sign-in name", "since", "until"), rows)


@board.command("rules")
@click.option("--toml", is_flag=True, help="As the file that `dalil board seat --rules` takes.")
def show_rules(toml: bool) -> None:
    """Print the rules with which a board begins."""
    if toml:
        from_file = Path(terms.__file__).parents[1] / "rules.toml"
        say(from_file.read_text("utf-8"))
        return
    for sentence in rules_in_words(first_rules()):
        say(f"- {sentence}")


def seating_from(number: int, text: str, at: datetime, until: datetime) -> Seating:
    """One option of `seat`, as a seat with a person."""
    name, equals, stands_for = text.partition("=")
    person = Person.objects.human().active().filter(sign_in_name=name.strip()).first()
    if not equals or not stands_for.strip():
        raise click.UsageError(f"“{text}”: write NAME=STANDS FOR, such as amal=Jordan.")
    if person is None:
        raise click.UsageError(f"Nobody signs in as “{name.strip()}”. See `dalil person list`.")
    return Seating(number, stands_for, person, at, until)


def rules_in(file: Path) -> Rules:
    """The rules in a file, or a sentence that names what is wrong."""
    try:
        return from_values(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is no TOML file: {error}") from error
    except RulesRefused as refused:
        raise click.ClickException(f"{file}: {refused}") from refused
