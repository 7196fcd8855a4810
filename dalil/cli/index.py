"""`dalil index`: the search index, which can be made anew from the database at any time. It never changes the database."""

import click

from dalil import search
from dalil.cli.terminal import progress, say
from dalil.guide import indexing
from dalil.guide.models import Organisation


@click.group()
def index() -> None:
    """Build and check the search index."""


@index.command()
def build() -> None:
    """Build the index anew; readers keep the old one until it is ready."""
    with progress("Indexing") as told:
        held = indexing.rebuild(told)
    say(f"The index holds {held:,} organisations.")


@index.command()
def check() -> None:
    """Compare the index with the database. Exit code 1 when they differ."""
    listed = Organisation.objects.listed().count()
    try:
        held = search.Index.open(indexing.place()).find(search.Query(text="", limit=1)).total
    except search.IndexIsMissing as missing:
        raise click.ClickException("There is no index yet. Run `dalil index build`.") from missing
    if held != listed:
        raise click.ClickException(
            f"The index holds {held:,} organisations and the guide {listed:,}. Run `dalil index build`."
        )
    say(f"The index is in step: {held:,} organisations.")
