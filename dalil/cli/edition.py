"""`dalil edition`: the guide frozen, printed, written as open data, signed and published. It never skips the second person."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.db import transaction
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.terminal import progress, say, table
from dalil.formats.published import LANGUAGES
from dalil.guide.progress import Progress
from dalil.press import folder
from dalil.press.actions import editions, making, publishing
from dalil.press.actions.editions import Wish
from dalil.press.books import PAPERS
from dalil.press.differences import KINDS
from dalil.press.models import Edition, EditionState
from dalil.press.wording import CHANGES


def edition_numbered(context: click.Context, parameter: click.Parameter, number: int | None) -> Edition | None:
    """The edition with this number, or without a number the one that is under way; or which ones there are."""
    known = Edition.objects.exclude(state=EditionState.ABANDONED).select_related(
        "previous", "drafted_by", "approved_by"
    )
    if number is None:
        return known.filter(state__in=(EditionState.DRAFTED, EditionState.APPROVED)).first()
    found = known.filter(number=number).first()
    if found is None:
        there = ", ".join(str(one) for one in known.order_by("number").values_list("number", flat=True)) or "none yet"
        raise click.ClickException(f"There is no edition {number}. There are: {there}.")
    return found


def person_called(context: click.Context, parameter: click.Parameter, name: str | None) -> Person:
    """The editor who signs in by this name; without a name, the command line itself."""
    if name is None:
        return Person.objects.command_line()
    found = Person.objects.active().filter(sign_in_name=name, is_editor=True).first()
    if found is None:
        raise click.ClickException(f"No editor signs in as “{name}”. See `dalil person list`.")
    return found


AS = click.option("--as", "by", callback=person_called, metavar="NAME", help="The editor who does it.")
WHICH = click.argument("which", metavar="[NUMBER]", type=int, required=False, callback=edition_numbered)


@click.group()
def edition() -> None:
    """Freeze the guide, make everything of it, publish it.

    \b
    One person drafts, a second approves:
        dalil edition draft --as layla --title en="The guide of 2026"
        dalil edition approve 1 --as maryam
        dalil edition make
    """


def texts(context: click.Context, parameter: click.Parameter, said: tuple[str, ...]) -> dict[str, str]:
    """Texts by language: en=..., or en=@FILE."""
    found = {}
    for one in said:
        code, sign, text = one.partition("=")
        if not sign or code not in LANGUAGES:
            raise click.BadParameter(f"write it as CODE=TEXT, CODE one of {', '.join(LANGUAGES)}, not {one!r}")
        found[code] = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
    return found


@edition.command()
@click.option("--dated-on", type=click.DateTime(["%Y-%m-%d"]), help="The day on its cover; today if not given.")
@click.option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="All four if not given.")
@click.option("--paper", "papers", multiple=True, type=click.Choice(PAPERS), default=("a4",), show_default=True)
@click.option("--licence", default="CC BY 4.0", show_default=True)
@click.option("--title", multiple=True, callback=texts, metavar="CODE=TEXT", help="One for each language.")
@click.option("--foreword", multiple=True, callback=texts, metavar="CODE=TEXT", help="CODE=@FILE reads a file.")
@click.option("--sector", multiple=True, help="Only this sector; may be given several times.")
@click.option("--country", multiple=True, help="Only this country (two letters).")
@click.option("--region", multiple=True, help="Only this region (its p-code).")
@click.option("--source", multiple=True, help="Only organisations that this source names.")
@AS
def draft(
    dated_on: datetime | None,
    languages: tuple[str, ...],
    papers: tuple[str, ...],
    licence: str,
    title: dict[str, str],
    foreword: dict[str, str],
    sector: tuple[str, ...],
    country: tuple[str, ...],
    region: tuple[str, ...],
    source: tuple[str, ...],
    by: Person,
) -> None:
    """Freeze the guide as the next edition, and say what changed since the last. Nothing is published."""
    scope = {"sector": sector, "country": country, "region": region, "source": source}
    wish = Wish(
        dated_on=dated_on.date() if dated_on else timezone.localdate(),
        languages=languages or LANGUAGES,
        papers=papers,
        licence=licence,
        title=title,
        foreword=foreword,
        scope={name: values for name, values in scope.items() if values},
    )
    show_draft(frozen_by(wish, by))


def frozen_by(wish: Wish, by: Person) -> Edition:
    """The draft, frozen with progress."""
    with progress("freezing") as told:
        return editions.draft_edition(wish=wish, by=by, at=timezone.now(), told=told)


def show_draft(made: Edition) -> None:
    """What was frozen, and what to do next."""
    say(f"Edition {made.number}: {made.count:,} organisations, SHA-256 {made.digest}")
    if made.previous:
        counts = ", ".join(f"{CHANGES[kind]} {made.changes[kind]:,}" for kind in KINDS if kind in made.changes)
        say(f"Since edition {made.previous.number}: {counts or 'nothing changed'}.   (dalil edition changes)")
    for sentence in making.lacking(made):
        say(f"Note: {sentence}")
    say(whom_it_needs(made))


def answered_for(which: Edition, by: Person, approved_by: Person) -> Edition:
    """The draft, its drafter's own and approved, as far as people are named; nothing is done unless all of it can be."""
    at = timezone.now()
    with transaction.atomic():
        which = editions.adopt_edition(edition=which, by=by, at=at)
        if approved_by == Person.objects.command_line():
            return which
        return editions.approve_edition(edition=which, version=which.version, by=approved_by, at=at)


def whom_it_needs(made: Edition) -> str:
    """Who has yet to answer for a draft: two editors by name."""
    if made.drafted_by == Person.objects.command_line():
        return "Two editors answer for it: dalil edition make --as NAME --approved-by OTHER"
    return f"A second person approves it: dalil edition approve {made.number} --as NAME"


@edition.command("list")
def list_editions() -> None:
    """List the editions, newest first."""
    found = Edition.objects.exclude(state=EditionState.ABANDONED).order_by("-number")
    rows = [(one.number, one.dated_on, f"{one.count:,}", one.get_state_display(), one.problem) for one in found]
    table(("edition", "date", "organisations", "state", "problem"), rows)


@edition.command()
@WHICH
def changes(which: Edition | None) -> None:
    """List what changed since the edition before, one line each."""
    rows = editions.changes_of(folder.frozen(needed(which)))
    table(
        ("change", "organisation", "name", "was / now / other"),
        [
            (one["kind"], one["id"], one["title"], " → ".join(filter(None, (one.get("before"), one.get("after")))))
            for one in rows
        ],
    )


@edition.command()
@WHICH
@AS
def approve(which: Edition | None, by: Person) -> None:
    """Approve a draft that somebody else made. The worker then makes and publishes it, or `dalil edition make` does."""
    found = needed(which)
    done = editions.approve_edition(edition=found, version=found.version, by=by, at=timezone.now())
    say(f"Edition {done.number} is approved by {by.display_name}. To make it now: dalil edition make")


@edition.command()
@WHICH
@AS
def abandon(which: Edition | None, by: Person) -> None:
    """Give up an edition that is not published."""
    found = needed(which)
    editions.abandon_edition(edition=found, version=found.version, by=by, at=timezone.now())
    say(f"Edition {which.number if which else ''} is abandoned; its number goes to the next one.")


@edition.command()
@WHICH
@click.option("--reason", required=True, help="Why: everybody reads it.")
@AS
def revoke(which: Edition | None, reason: str, by: Person) -> None:
    """Withdraw a published edition: its files go, its page says why, mirrors and other platforms learn so."""
    found = needed(which)
    editions.revoke_edition(edition=found, version=found.version, reason=reason, by=by, at=timezone.now())
    say(f"Edition {found.number} is revoked.")
    published(timezone.now())


@edition.command()
@WHICH
@AS
@click.option("--approved-by", callback=person_called, metavar="NAME", help="The second editor, who approves it.")
def make(which: Edition | None, by: Person, approved_by: Person) -> None:
    """Make everything of an edition, and publish it if it is approved. Ended in the middle, it goes on where it was.

    Without an edition under way the guide is frozen as the next one first. Two editors answer for what is published: one who
    drafted it (--as), and a second.

    Example:  dalil edition make --as layla --approved-by maryam
    """
    if which is None:
        which = frozen_by(Wish(timezone.localdate()), by)
        show_draft(which)
    if which.state == EditionState.DRAFTED:
        which = answered_for(which, by, approved_by)
    if which.state in (EditionState.PUBLISHED, EditionState.REVOKED):
        raise click.ClickException(f"Edition {which.number} is published and never changes. Draft the next one.")
    for sentence in making.lacking(which):
        say(f"Note: {sentence}")
    with bars() as told:
        making.make_edition(edition=which, clock=timezone.now, told=told)
    say(f"Everything of edition {which.number} is made: {folder.made(which)}")
    if which.state == EditionState.DRAFTED:
        say(f"Nothing of it is published yet. {whom_it_needs(which)}")
        return
    published(timezone.now())


def published(at: datetime) -> None:
    """Publish, and say what came of it."""
    had_keys = folder.keys().exists()
    outcome = publishing.publish_pending(at=at)
    if outcome.is_waiting:
        say(
            f"A draft waits for the editors' signatures in {folder.draft()}: dalil mirror sign, then dalil mirror publish."
        )
    elif outcome.published is not None:
        if not had_keys:
            say(
                f"Made keys in {folder.keys()}. Whoever has them can publish anything; docs/mirrors.md: give them to people."
            )
        what = f"Edition {outcome.edition.number} is published" if outcome.edition else "The mirror is up to date"
        say(f"{what}: {outcome.published.files:,} signed files in {folder.mirror()}")
    else:
        say("The mirror is up to date.")


@contextmanager
def bars() -> Iterator[making.Told]:
    """A bar or lines for each product in turn."""
    with ExitStack() as stack:
        shown: dict[str, Progress] = {}

        def told(product: str, done: int, total: int) -> None:
            if product not in shown:
                stack.close()
                shown[product] = stack.enter_context(progress(product))
            shown[product](done, total)

        yield told


def needed(which: Edition | None) -> Edition:
    """The edition; a sentence when none is under way and none was named."""
    if which is None:
        raise click.ClickException("No edition is under way. Begin one: dalil edition draft")
    return which
