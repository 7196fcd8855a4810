"""`dalil find`: search the guide as readers do. It never shows what the public does not see."""

import click

from dalil import search
from dalil.cli.terminal import say
from dalil.guide import indexing
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
def find(words: tuple[str, ...], limit: int) -> None:
    """Find organisations by name, acronym, number, place or website, in any of their scripts.

    Example:  dalil find medecins sans frontieres
    """
    found = indexing.find(search.Query(text=" ".join(words), limit=limit))
    profiles = profiles_of(hit.id for hit in found.hits)
    # What just left the guide may still stand in the index for a moment.
    shown = [(hit.id, profile) for hit in found.hits if (profile := profiles.get(hit.id)) and profile.testimonies]
    say(f"{found.total - len(found.hits) + len(shown):,} organisations found.")
    for number, profile in shown:
        say(f"{number}  {line_about(profile)}")


def line_about(profile: Profile) -> str:
    """Name, place and sources in a line."""
    place = next((f"{said.value.locality} {said.value.country}".strip() for said in profile.locations), "")
    sources = ", ".join(dict.fromkeys(one.source for one in profile.testimonies))
    return "  ".join(part for part in (profile.title(), place, f"[{sources}]") if part)
