"""`dalil demo`: a guide made of the bundled lists, from nothing to a page in the browser.

It takes the lists in through the same actions as everybody, and never takes the same file in twice.
"""

import json
import os
import secrets
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from dalil.access import actions as access
from dalil.accounts.models import Person
from dalil.cli import merge, serve, taking_in
from dalil.cli.prepare import prepare_home
from dalil.cli.terminal import say
from dalil.guide import spool
from dalil.guide.actions import intakes, sources
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Intake, IntakeState, Organisation, Source
from dalil.ledger.models import Entry
from dalil.linkage.calibration import MODEL

LISTS = Path(__file__).resolve().parents[2] / "data" / "lists.toml"
PEOPLE = (
    ("editor@demo.example", "Demo editor", access.Rights(is_editor=True)),
    ("second@demo.example", "Second demo editor", access.Rights(is_editor=True)),
    ("operator@demo.example", "Demo operator", access.Rights(is_operator=True)),
)
UNDER_WAY = (IntakeState.UPLOADED, IntakeState.READY, IntakeState.PLANNING, IntakeState.PLANNED)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The network address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes, one a core.")
@click.option("--only-prepare", is_flag=True, help="Do everything but serve.")
def demo(host: str, port: int, workers: int, only_prepare: bool) -> None:
    """Make a guide of the lists that come along, and serve it. A second run starts in seconds.

    Example:  DALIL_HOME=/tmp/dalil-demo dalil demo --port 8080
    """
    if host not in serve.LOOPBACK:
        raise click.UsageError("The demo is for this machine alone. To serve others: dalil prepare, then dalil serve.")
    if not only_prepare:
        serve.refuse_taken(host, port)
    prepare_home()
    passwords = demo_people()
    for entry in bundled_lists():
        take_in(entry)
    taking_in.catch_up_index()
    say(f"The guide holds {Organisation.objects.listed().count():,} organisations.")
    if only_prepare:
        link_anew()
    else:
        serve.run(host, port, workers, lambda: when_up(serve.address_of(host, port), passwords))


def when_up(address: str, passwords: dict[str, str]) -> None:
    """Say where to look; then link the guide anew, beside those who read it already."""
    welcome(address, passwords)
    link_anew()


def link_anew() -> None:
    """Compare all lists with each other, once for what they hold now and for each way of weighing."""
    last = Entry.objects.filter(action="relink").order_by("-number").first()
    newest = Intake.objects.aggregate(at=Max("carried_out_at"))["at"]
    if last is not None and (newest is None or last.at >= newest) and json.loads(last.data_json)["model"] == MODEL:
        return
    say()
    say("Comparing all lists with each other, for the queue of editors:")
    try:
        merge.relink_all()
    except Refused as refused:
        say(str(refused))


def welcome(address: str, passwords: dict[str, str]) -> None:
    """Where to look, and how to sign in."""
    say()
    say(f"  Dalil is at   {address}")
    say(f"  Sign in at    {address}en/sign-in")
    for name, _display, rights in PEOPLE:
        role = "editor" if rights.is_editor else "operator"
        say(f"    as {role:9} {name:24} {passwords.get(name, '(password changed)')}")
    say("  The first time you sign in, your browser sets up a passkey (fingerprint, face, PIN or hardware key):")
    say("  the password alone opens nothing. Passkeys work at localhost, not at 127.0.0.1.")
    say()
    say("  To publish an edition (print, open data, static site, signed):")
    say("    dalil edition make --as editor@demo.example --approved-by second@demo.example")
    say()
    say("  Stop with Ctrl-C. Everything is kept in " + str(settings.DALIL_HOME))


def demo_people() -> dict[str, str]:
    """An editor and an operator with passwords made for this home; kept in it for the owner's eyes, to be shown again."""
    file = Path(settings.DALIL_HOME) / "demo-passwords.json"
    kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for name, display, rights in PEOPLE:
        if Person.objects.filter(sign_in_name=name).exists():
            continue
        by, at = Person.objects.command_line(), timezone.now()
        _person, kept[name] = access.make_person(
            by=by, at=at, sign_in_name=name, display_name=display, rights=rights, password=secrets.token_urlsafe(9)
        )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(kept, out)
    return kept


def bundled_lists() -> list[dict[str, Any]]:
    """What lists.toml says of each."""
    lists: list[dict[str, Any]] = tomllib.loads(LISTS.read_text("utf-8"))["list"]
    return lists


def take_in(entry: dict[str, Any]) -> None:
    """Take one bundled list in, unless this very file was carried out before; an unfinished try is given up first."""
    path = LISTS.parent / entry["file"]
    if not path.exists():
        raise click.ClickException(
            f"{path} is missing: the bundled lists come with the repository, not with the wheel."
        )
    digest = spool.digest_of(path)
    done = Intake.objects.filter(source__slug=entry["slug"], file_digest=digest, state=IntakeState.CARRIED_OUT).first()
    if done is not None:
        say(f"{entry['name']}: taken in before, {done.rows_read:,} rows.")
        return
    say(f"{entry['name']}:")
    intake = left_over(entry["slug"], digest) or fresh(entry, path)
    if intake.state != IntakeState.APPROVED:
        intake = taking_in.approve(taking_in.plan(intake, "  planning"))
    taking_in.carry_out(intake, "  carrying out")


def fresh(entry: dict[str, Any], path: Path) -> Intake:
    """A new intake of a bundled list, its columns named."""
    as_of: date | None = entry.get("as_of")
    intake = taking_in.start(source_of(entry), path, as_of)
    if intake.state == IntakeState.UPLOADED:
        taking_in.name_columns(intake, entry.get("mapping", {}), keep=True, only_said=True)
    return intake


def left_over(slug: str, digest: str) -> Intake | None:
    """What an interrupted demo left: an approved plan is carried out, anything before that is given up."""
    by, at = Person.objects.command_line(), timezone.now()
    for intake in Intake.objects.filter(
        source__slug=slug, file_digest=digest, state__in=(*UNDER_WAY, IntakeState.APPROVED)
    ):
        if intake.state == IntakeState.APPROVED:
            return intake
        try:
            intakes.abandon_intake(intake=intake, by=by, at=at)
        except Refused as refused:
            say(f"  {refused}")
    return None


def source_of(entry: dict[str, Any]) -> Source:
    """The source of a bundled list, named when it is not yet."""
    found = Source.objects.filter(slug=entry["slug"]).first()
    if found is not None:
        return found
    card = sources.SourceCard(**{name: entry[name] for name in ("name", "kind", "publisher", "licence", "address")})
    return sources.create_source(slug=entry["slug"], card=card, by=Person.objects.command_line(), at=timezone.now())
