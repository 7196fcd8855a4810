"""`dalil trust`: which lists may join rows without asking, and the samples that showed it.

It never judges a pair: that is done by an editor, on the pages.
"""

import click
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.terminal import say, table
from dalil.guide import automation
from dalil.guide.actions import trusting
from dalil.guide.models import Mode, Source
from dalil.linkage.sampling import SIZE


def source_called(context: click.Context, parameter: click.Parameter, slug: str) -> Source:
    """The source with this short name."""
    found = Source.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(f"There is no source {slug}. `dalil source list` names them.")
    return found


SOURCE = click.argument("source", callback=source_called)


@click.group()
def trust() -> None:
    """Say which lists may join rows without asking, and see what their samples showed."""


@trust.command("list")
def list_trust() -> None:
    """List every source with its sample and whether it is trusted."""
    rows = []
    for source in Source.objects.select_related("sample", "switched_by").order_by("slug"):
        newest = source.samples.order_by("pk").last()
        shown = trusting.tally(newest) if newest else None
        judged = f"{shown.same} of {shown.judged}, {shown.left} left" if shown else ""
        switch = "on" if automation.is_trusted(source) else "off"
        rows.append((source.slug, switch, source.bar, judged, source.switched_by or ""))
    table(("source", "automatic", "bar", "judged the same", "switched by"), rows)
    calibration = automation.calibration_now()
    for mode in Mode:
        say(f"{mode.label}: {automation.basis_sentence(calibration.curve(mode))}")


@trust.command()
@SOURCE
@click.option("--bar", default=trusting.BAR, show_default=True, help="The probability from which on it would join.")
@click.option("--size", default=SIZE, show_default=True, help="How many pairs to judge.")
@click.option("--seed", default="", help="What the lot is drawn with; stated in the sample.")
def sample(source: Source, bar: float, size: int, seed: str) -> None:
    """Draw a sample of what the list would join without asking, for an editor to judge on the pages."""
    by, at = Person.objects.command_line(), timezone.now()
    drawn = trusting.draw_sample(source=source, bar=bar, size=size, seed=seed, by=by, at=at)
    say(f"Sample {drawn.pk}: {drawn.size} of {drawn.population:,} pairs, drawn with the seed “{drawn.seed}”.")


@trust.command()
@SOURCE
def on(source: Source) -> None:
    """Let the list join rows without asking, if its newest sample shows that it deserves it."""
    newest = source.samples.order_by("pk").last()
    if newest is None:
        raise click.ClickException(f"Draw a sample first: dalil trust sample {source.slug}")
    trusting.switch_on(source=source, sample=newest, by=Person.objects.command_line(), at=timezone.now())
    say(f"{source.slug} joins rows without asking from a probability of {newest.bar:g} on.")


@trust.command()
@SOURCE
def off(source: Source) -> None:
    """Have the list ask again. What it joined stays joined."""
    trusting.switch_off(source=source, by=Person.objects.command_line(), at=timezone.now())
    say(f"{source.slug} asks before it joins a row.")
