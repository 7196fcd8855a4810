"""`dalil source`: the lists, registers and people that tell us about organisations. It never deletes one."""

import click
from django.db.models import Count
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.terminal import say, table
from dalil.guide.actions import sources
from dalil.guide.models import Source, SourceKind


def source_named(context: click.Context, parameter: click.Parameter, slug: str) -> Source:
    """The source with this short name; or which ones there are."""
    found = Source.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Source.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise click.ClickException(
            f"There is no source “{slug}”. Name it first with `dalil source add`. There are: {known}."
        )
    return found


@click.group()
def source() -> None:
    """Name the lists and registers that tell us about organisations."""


@source.command()
@click.argument("slug")
@click.option("--name", required=True, help="What it is called on the page of sources.")
@click.option("--kind", type=click.Choice(SourceKind.values), default=SourceKind.LIST.value, show_default=True)
@click.option("--publisher", default="", help="Who publishes it.")
@click.option("--licence", default="", help="Under which licence, e.g. CC0 1.0.")
@click.option("--address", default="", help="Where it is on the web.")
@click.option("--unlisted", is_flag=True, help="Do not name it on the public page of sources.")
def add(slug: str, name: str, kind: str, publisher: str, licence: str, address: str, unlisted: bool) -> None:
    """Name a new source. SLUG is its short name for commands, e.g. ngo-list.

    Example:  dalil source add moi-register --name "Register of the Ministry" --kind register --licence "public"
    """
    card = sources.SourceCard(
        name=name, kind=kind, publisher=publisher, licence=licence, address=address, is_listed=not unlisted
    )
    made = sources.create_source(slug=slug, card=card, by=Person.objects.command_line(), at=timezone.now())
    say(f"Added the source {made.slug}: {made.name}.")


@source.command("list")
def list_sources() -> None:
    """List the sources and how many records each has given."""
    stated = ("slug", "kind", "name", "licence")
    found = Source.objects.annotate(held=Count("records")).order_by("slug").values_list(*stated, "held")
    table((*stated, "records"), [(*values, f"{held:,}") for *values, held in found])


@source.command()
@click.argument("which", callback=source_named, metavar="SLUG")
def show(which: Source) -> None:
    """Show what is stated of one source, and its intakes."""
    for label, value in (
        ("name", which.name),
        ("kind", which.get_kind_display()),
        ("publisher", which.publisher),
        ("licence", which.licence),
        ("address", which.address),
        ("columns remembered", "yes" if which.mapping else "no"),
    ):
        say(f"{label + ':':20}{value}")
    say()
    table(
        ("intake", "file", "as of", "state", "rows"),
        [
            (intake.pk, intake.file_name, intake.as_of or "", intake.state, f"{intake.rows_read:,}")
            for intake in which.intakes.order_by("pk")
        ],
    )
