"""`dalil source`: the lists, registers and people that tell us about organisations. It never deletes one."""

import click
from django.db.models import Count
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.taking_in import catch_up_index, plan
from dalil.cli.terminal import say, table
from dalil.guide.actions import sources
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Source, SourceKind
from dalil.press.actions import subscribing
from dalil.press.models import Subscription, SubscriptionState


def source_named(context: click.Context, parameter: click.Parameter, slug: str | None) -> Source | None:
    """The source with this short name; or which ones there are. Where it may be left out, none."""
    if slug is None:
        return None
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
@click.argument("slug", metavar="SLUG|ADDRESS")
@click.option("--name", default="", help="What it is called on the page of sources.")
@click.option("--fingerprint", default="", help="Of the root of another platform, as you know it by another way.")
@click.option("--kind", type=click.Choice(SourceKind.values), default=SourceKind.LIST.value, show_default=True)
@click.option("--publisher", default="", help="Who publishes it.")
@click.option("--licence", default="", help="Under which licence, e.g. CC0 1.0.")
@click.option("--address", default="", help="Where it is on the web.")
@click.option("--unlisted", is_flag=True, help="Do not name it on the public page of sources.")
def add(
    slug: str, name: str, fingerprint: str, kind: str, publisher: str, licence: str, address: str, unlisted: bool
) -> None:
    """Name a new source, or take in the signed editions of another platform.

    SLUG is the source's short name for commands, e.g. ngo-list. ADDRESS is where the mirror of a platform is: an address
    of the web, or a folder. Its newest edition is checked and planned like any list; `dalil source update` looks for newer ones.

    \b
    dalil source add moi-register --name "Register of the Ministry" --kind register --licence "public"
    dalil source add https://guide.example/mirror/ --fingerprint 3f9a…
    """
    if "/" in slug:
        subscribe(slug, fingerprint)
        return
    if not name:
        raise click.UsageError("Say what it is called: --name.")
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


def subscribe(address: str, fingerprint: str) -> None:
    """Take in another platform's newest edition."""
    by, at = Person.objects.command_line(), timezone.now()
    look = subscribing.subscribe(address=address, fingerprint=fingerprint, by=by, at=at)
    say(f"Added the source {look.subscription.source.slug}: {look.subscription.source.name}.")
    tell(look)


@source.command()
@click.argument("which", callback=source_named, metavar="SLUG", required=False)
def update(which: Source | None) -> None:
    """Look whether the platforms that we take in have a newer edition, or revoked one. SLUG: only this one."""
    found = Subscription.objects.select_related("source").order_by("source__slug")
    chosen = list(found.filter(source=which) if which else found)
    if not chosen:
        raise click.ClickException("No platform is taken in. Begin with: dalil source add ADDRESS --fingerprint …")
    refused = [one for one in chosen if not updated(one)]
    if refused:
        raise click.ClickException(f"{len(refused)} of {len(chosen)} could not be taken in.")


@source.command()
@click.argument("which", callback=source_named, metavar="SLUG")
@click.option("--reason", required=True, help="Why: the ledger keeps it.")
def withdraw(which: Source, reason: str) -> None:
    """Show nothing more of what a source says; of a platform, take in nothing more either. Its records are kept."""
    by, at = Person.objects.command_line(), timezone.now()
    subscription = Subscription.objects.filter(source=which).select_related("source").first()
    if subscription is not None:
        subscribing.end_subscription(subscription=subscription, reason=reason, by=by, at=at)
    else:
        sources.withdraw_source(source=which, reason=reason, by=by, at=at)
    catch_up_index()
    say(f"Nothing of {which.slug} is shown any longer. dalil source restore {which.slug} takes that back.")


@source.command()
@click.argument("which", callback=source_named, metavar="SLUG")
def restore(which: Source) -> None:
    """Show again what a withdrawn source says; a platform is looked at again, too."""
    by, at = Person.objects.command_line(), timezone.now()
    Subscription.objects.filter(source=which, state=SubscriptionState.ENDED).update(state=SubscriptionState.CURRENT)
    sources.restore_source(source=which, by=by, at=at)
    catch_up_index()
    say(f"What {which.slug} says is shown again.")


def updated(subscription: Subscription) -> bool:
    """Look at one platform and say what came of it; False when it was refused."""
    try:
        by, at = Person.objects.command_line(), timezone.now()
        tell(subscribing.update_subscription(subscription=subscription, by=by, at=at))
    except Refused as refused:
        say(f"{subscription.source.slug}: {refused}")
        return False
    return True


def tell(look: subscribing.Look) -> None:
    """What a look came to; a new edition is planned at once."""
    subscription = look.subscription
    if look.revoked is not None:
        say(
            f"{subscription.source.slug}: its publisher revoked edition {look.revoked}. Nothing of it is shown any longer."
        )
        catch_up_index()
    if look.revoked is not None and look.intake is not None:
        say("An earlier edition still stands. What it says is shown again once you approve the plan of it:")
    if subscription.state == SubscriptionState.REVOKED:
        say(f"{subscription.source.slug}: {subscription.get_state_display()}.")
    elif look.intake is None:
        say(f"{subscription.source.slug}: nothing new since edition {subscription.number}.")
    else:
        others = f"; {look.left:,} are others' and left to them" if look.left else ""
        say(f"{subscription.source.slug}: edition {subscription.number}, {look.taken:,} entries{others}.")
        plan(look.intake)
        say(f"Approve it: dalil intake approve {look.intake.pk}")
