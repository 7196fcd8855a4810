"""The `dalil` command: finds the verb, prepares Django for it, and turns every refusal into a sentence.

It never does any work itself: each group of verbs has a file of its own, loaded only when it is needed.
"""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from dalil import __version__
from dalil.access.refusals import Refused
from dalil.access.telling import be_machine
from dalil.formats.row import UnreadableFile
from dalil.guide import problems
from dalil.vault.client import NoKeys

VERBS: Mapping[str, str] = {
    "demo": "dalil.cli.demo",
    "prepare": "dalil.cli.prepare",
    "serve": "dalil.cli.serve",
    "work": "dalil.cli.work",
    "person": "dalil.cli.person",
    "source": "dalil.cli.source",
    "intake": "dalil.cli.intake",
    "merge": "dalil.cli.merge",
    "link": "dalil.cli.link",
    "trust": "dalil.cli.trust",
    "edition": "dalil.cli.edition",
    "statement": "dalil.cli.statement",
    "mirror": "dalil.cli.mirror",
    "index": "dalil.cli.index",
    "find": "dalil.cli.find",
    "board": "dalil.cli.board",
    "hold": "dalil.cli.hold",
    "ledger": "dalil.cli.ledger",
    "evidence": "dalil.cli.evidence",
    "retention": "dalil.cli.retention",
    "keys": "dalil.cli.keys",
}

ABSENT = ("no such table", "no such column", "does not exist")
NOT_OURS = ("permission denied", "must be owner", "affected by row-level security")
FULL = ("is full", "No space left")


class Verbs(click.Group):
    """The verbs in the order in which a newcomer needs them."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Not by the alphabet."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load the file of a verb. Models can only be imported once Django is set up."""
        if name not in VERBS:
            return None
        start_django()
        command: click.Command = getattr(import_module(VERBS[name]), name)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the verb. What was refused, and why, is a sentence; what nobody foresaw stays a traceback."""
        try:
            return super().invoke(context)
        except Refused as refused:
            raise click.ClickException("\n".join(refusal_lines(refused))) from refused
        except UnreadableFile as unreadable:
            raise click.ClickException(problems.worded(unreadable.problem)) from unreadable
        except NoKeys as missing:
            sentence = f"The keys of private data are not at hand: {missing}. See `dalil keys status`."
            raise click.ClickException(sentence) from missing
        except DatabaseError as error:
            raise click.ClickException(database_sentence(error)) from error
        except BrokenPipeError:
            raise  # whoever read along (`dalil … | head`) has enough: click ends without a word
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error


def start_django() -> None:
    """Read the settings, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalil.web.settings")
    try:
        django.setup()
        be_machine("command_line")
    except ImproperlyConfigured as error:
        raise click.ClickException(f"The settings cannot be used: {error}") from error


def refusal_lines(refused: Exception) -> list[str]:
    """What was refused, and every problem that it names."""
    found = getattr(refused, "problems", ())
    return [str(refused), *(f"  {problems.worded(problem)}" for problem in found)]


def database_sentence(error: DatabaseError) -> str:
    """What the database said; the commonest case with what to do."""
    if "FATAL:" in str(error) or "connection failed" in str(error):
        last = str(error).strip().splitlines()[-1]
        said = last.partition("FATAL:")[2].strip() or last
        return f"The database of DATABASE_URL does not let Dalil in: {said}. See docs/running/roles.md."
    if any(word in str(error) for word in ABSENT):
        return "The database is not prepared for this version. Run `dalil prepare` first."
    if any(word in str(error) for word in NOT_OURS):
        return (
            "The database does not let this sign-in do that. This is work of the owner of the tables: give the owner's address "
            f"as well, in DALIL_OWNER_DATABASE_URL: see docs/running/roles.md. (It said: {str(error).splitlines()[0]})"
        )
    if any(word in str(error) for word in FULL):
        return (
            f"The disk with the database is full ({settings.DALIL_HOME}). Make room, then give the same command again."
        )
    return f"The database refused: {error}"


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Dalil %(version)s")
def main() -> None:
    """Dalil: the guide of civil-society organisations, compiled from messy lists.

    \b
    A first look, with real lists that come along:
        dalil demo
    On a server of one's own:
        dalil prepare
        dalil person add layla --name "Layla" --editor --operator
        dalil serve
    Taking in a list:
        dalil source add ngo-list --name "List of the Ministry, 2026"
        dalil intake read list.xlsx --source ngo-list
        dalil intake approve 1

    Everything is kept in one folder, named by the environment variable DALIL_HOME (./var if it is not set).
    """


if __name__ == "__main__":
    main()
