"""`dalil hold`: placing a legal hold from the machine, in every state of the platform. It never releases one."""

from datetime import date
from typing import Any

import click
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.board.actions import holds
from dalil.board.actions.holds import HoldWanted
from dalil.cli.terminal import say, table
from dalil.vault.models import Hold


def keeper_called(context: click.Context, parameter: click.Parameter, name: str) -> Person:
    """The counsel or trustee who signs in by this name."""
    found = Person.objects.active().filter(sign_in_name=name).first()
    if found is None or not (found.is_counsel or found.is_trustee):
        raise click.ClickException(f"No counsel or trustee signs in as “{name}”. See `dalil person list`.")
    return found


@click.group()
def hold() -> None:
    """Hold what may not be destroyed. The board alone releases a hold, with a motion."""


@hold.command()
@click.option("--as", "by", callback=keeper_called, required=True, metavar="NAME", help="The counsel or trustee.")
@click.option("--reference", required=True, help="What the order or case is called. Name nobody in private.")
@click.option("--issuer", required=True, help="Who issued it.")
@click.option(
    "--scope",
    "scope",
    multiple=True,
    required=True,
    help="organisation:yr6zjpl5b2co, case:2026-* or *. May be repeated.",
)
@click.option("--served-on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not given.")
@click.option("--review-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="When it is looked at again.")
@click.option("--basis", default="", help="The legal basis.")
@click.option("--why-not-told", default="", help="Which law forbids telling those concerned; else they are told.")
def place(by: Person, scope: tuple[str, ...], **told: Any) -> None:
    """Place a hold. From this moment on nothing that it takes in is destroyed.

    Example:  dalil hold place --as ruth --reference "12 C 345/26" --issuer "Court of Amman"
    --scope "organisation:yr6zjpl5b2co" --review-on 2027-01-31
    """
    made = holds.place(
        by=by,
        at=timezone.now(),
        wanted=HoldWanted(
            reference=told["reference"],
            issuer=told["issuer"],
            scope=scope,
            served_on=(told["served_on"] or timezone.now()).date(),
            review_on=told["review_on"].date(),
            legal_basis=told["basis"],
            why_not_told=told["why_not_told"],
        ),
    )
    say(f"Hold {made.pk} is in force over {', '.join(made.scope)}. It is looked at again on {made.review_on}.")


@hold.command("list")
def list_holds() -> None:
    """List the holds, those in force first."""
    today = timezone.now().date()
    rows = [
        (one.pk, one.reference, one.issuer, ", ".join(one.scope), state_of(one, today))
        for one in Hold.objects.order_by("released_at", "review_on", "pk")
    ]
    table(("number", "reference", "issuer", "scope", "state"), rows)


def state_of(one: Hold, today: date) -> str:
    """In a word or two."""
    if not one.is_in_force:
        return f"released by resolution {one.resolution}"
    return f"in force, to be looked at since {one.review_on}" if one.review_on < today else "in force"
