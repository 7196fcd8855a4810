"""`dalil keys`: the keys of private data. It never shows a key, and takes a passphrase from the terminal or a file alone."""

import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
from django.conf import settings
from django.utils import timezone

from dalil.access.database_roles import as_owner
from dalil.accounts.data_classes import ENCRYPTED, DataClass
from dalil.accounts.models import Person
from dalil.cli.terminal import progress, say, table
from dalil.vault import client, protocol
from dalil.vault.actions import rotating
from dalil.vault.client import KeysRefuse, NoKeys
from dalil.vault.watching import agent_for_now

SHORTEST: Final = 12
REFUSALS: Final = {
    "wrong-passphrase": "The passphrase does not open it.",
    "there-are-keys": "There are keys already.",
    "other-keys": "The file holds other keys than those in use here. Nothing was changed.",
    "in-use": "This key is in use.",
    "keyring: NotAKeyring": "The file of keys is damaged, or no file of keys.",
}
MEMORY: Final = {
    "all": "the whole agent is kept out of the swap",
    "keys": "the keys are kept out of the swap, the rest of the agent is not (the limit of locked memory is too low)",
    "none": "NOT kept out of the swap: the machine refused; switch swap off or encrypt it",
}
NEXT: Final = {
    "locked": " (run `dalil keys unlock`)",
    "empty": " (a new platform: `dalil prepare`, or `dalil keys init` for keys under a passphrase; else `dalil keys import`)",
}
BRING_BACK: Final = "There are private records of earlier keys: bring those back with `dalil keys import FILE`."
PassphraseFile = click.Path(exists=True, dir_okay=False, allow_dash=True)


def in_words(command: Callable[..., None]) -> Callable[..., None]:
    """What the agent refuses, as a sentence."""

    @wraps(command)
    def said(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except KeysRefuse as refused:
            raise click.ClickException(REFUSALS.get(str(refused), f"The key agent refuses: {refused}.")) from refused
        except NoKeys as missing:
            raise click.ClickException(not_at_hand(missing)) from missing
        except rotating.KeysNotChanged as refused:
            raise click.ClickException(str(refused)) from refused

    return said


def not_at_hand(missing: NoKeys) -> str:
    """Why the keys are not at hand, where they should be, and where to read what to do."""
    return f"The keys are not at hand: {missing} ({settings.DALIL_KEYS}). What to do: docs/running/when.md"


@click.group()
def keys() -> None:
    """Make, unlock, turn and back up the keys of private data. See docs/running/keys.md."""


@keys.command()
@click.option(
    "--attended/--unattended", default=None, help="Under a passphrase, or in the clear (DALIL_KEYS_ATTENDED)."
)
@click.option("--passphrase-file", type=PassphraseFile, help="Read the passphrase from a file; - for the input.")
@in_words
def init(attended: bool | None, passphrase_file: str | None) -> None:
    """Make the first keys of this platform. `dalil prepare` does so by itself where no passphrase is wanted.

    Example:  DALIL_KEYS_ATTENDED=1 dalil keys init
    """
    is_attended = settings.DALIL_KEYS_ATTENDED if attended is None else attended
    passphrase = asked_for(passphrase_file, new=True) if is_attended else None
    agent_for_now()
    with as_owner():
        rotating.init_keys(by=Person.objects.command_line(), at=timezone.now(), passphrase=passphrase)
    say(f"Keys made in {settings.DALIL_KEYS}. Take a copy now, and keep it apart: dalil keys export FILE")


@keys.command()
@in_words
def status() -> None:
    """How the agent and its keys are."""
    if client.is_sealed():
        say(f"Sealed: {client.folder() / protocol.INTENT} is there, and no agent runs.")
        return
    found = agent_for_now()
    say(f"State:       {found.state}" + NEXT.get(found.state, ""))
    say(f"Folder:      {settings.DALIL_KEYS}")
    say("File:        " + ("under a passphrase" if found.is_attended else "in the clear, for its owner alone"))
    say(f"Set of keys: {found.keyring or '-'}")
    say(f"Memory:      {MEMORY[found.memory]}")
    say("Core dumps:  " + ("POSSIBLE" if found.core_dumps else "none"))
    say(f"Process:     {found.pid}")
    newest = {one.data_class: one.epoch for one in found.epochs}
    rows = [
        (str(one.data_class), str(one.epoch), one.made_at, "in use" if newest[one.data_class] == one.epoch else "older")
        for one in found.epochs
    ]
    if rows:
        table(("class", "key", "made", ""), rows)


@keys.command()
@click.option("--passphrase-file", type=PassphraseFile, help="Read the passphrase from a file; - for the input.")
@in_words
def unlock(passphrase_file: str | None) -> None:
    """Type the passphrase of the keys, after each start of the machine."""
    if agent_for_now().state == "open":
        say("The keys are unlocked.")
        return
    rotating.unlock_keys(by=Person.objects.command_line(), at=timezone.now(), passphrase=asked_for(passphrase_file))
    say("Unlocked.")


@keys.command()
@in_words
def lock() -> None:
    """End the agent: from now on no private value is opened until it starts again (and is unlocked)."""
    rotating.note(by=Person.objects.command_line(), at=timezone.now(), action="keys.lock")
    client.stop()
    say("The agent has ended." + ("" if settings.DALIL_KEYS_ATTENDED else " Whoever asks for a key starts it again."))


@keys.command()
@click.option("--resume", is_flag=True, help="No new keys: go on with what an earlier rotation left.")
@click.option("--lost-for-good", is_flag=True, help="Also where records are under newer keys of which no copy is left.")
@in_words
def rotate(resume: bool, lost_for_good: bool) -> None:
    """Make a new key for each class, and bring every record under it, while people work.

    Stopped in the middle, go on with --resume. The older keys stay until `dalil keys retire`.
    """
    by = Person.objects.command_line()
    if not resume:
        with as_owner():
            if not lost_for_good:
                rotating.refuse_if_newer_keys_exist()
        found = rotating.new_epoch(by=by, at=timezone.now())
        say("New keys: " + ", ".join(sorted({str(one.data_class) for one in found.epochs})))
    with as_owner(), progress("Records under the new keys") as told:
        done = rotating.rewrap_all(by=by, at=timezone.now(), told=told)
    say(f"{done.renewed:,} records brought along.")
    refuse_if_any(done.unreadable)


@keys.command()
@in_words
def check() -> None:
    """Try whether every private record opens under the keys that are here. Nothing is changed or shown.

    Use it after a restore, and to see that a copy of the keys and a backup of the data belong together.
    """
    agent_for_now()
    with as_owner(), progress("Records tried") as told:
        done = rotating.try_all(by=Person.objects.command_line(), at=timezone.now(), told=told)
    say(f"{done.opened:,} records open.")
    refuse_if_any(done.unreadable)


@keys.command()
@click.option("--none", "in_the_clear", is_flag=True, help="None from now on: the file is in the clear.")
@click.option("--passphrase-file", type=PassphraseFile, help="Read the new one from a file; - for the input.")
@in_words
def passphrase(in_the_clear: bool, passphrase_file: str | None) -> None:
    """Keep the keys under another passphrase, or under one for the first time. They must be unlocked.

    Set DALIL_KEYS_ATTENDED to fit: 1 with a passphrase, 0 without. Copies taken before keep the passphrase they had.
    """
    agent_for_now()
    chosen = None if in_the_clear else asked_for(passphrase_file, new=True, what="New passphrase")
    rotating.change_passphrase(by=Person.objects.command_line(), at=timezone.now(), passphrase=chosen)
    said = "in the clear" if chosen is None else "under the new passphrase"
    say(f"The keys are kept {said}.")
    if (chosen is not None) != settings.DALIL_KEYS_ATTENDED:
        say(f"Now set DALIL_KEYS_ATTENDED={int(chosen is not None)} wherever Dalil is started.")


@keys.command()
@click.argument("data_class", type=click.Choice(sorted(ENCRYPTED)))
@click.argument("epoch", type=int)
@click.confirmation_option(prompt="Backups made before the rotation will need a copy of this key. Forget it here?")
@in_words
def retire(data_class: str, epoch: int) -> None:
    """Forget an older key for ever. Refused while a record needs it.

    Example:  dalil keys retire C1 1
    """
    by = Person.objects.command_line()
    with as_owner():
        rotating.retire_epoch(by=by, at=timezone.now(), data_class=DataClass(data_class), epoch=epoch)
    say(f"{data_class} {epoch} is forgotten.")


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--passphrase-file", type=PassphraseFile, help="Read the passphrase from a file; - for the input.")
@in_words
def export(file: Path, passphrase_file: str | None) -> None:
    """Write all keys into FILE, sealed under a passphrase of its own. Keep both apart from backups of the data."""
    if file.resolve().is_relative_to(Path(settings.DALIL_HOME).resolve()):
        raise click.ClickException("Not into DALIL_HOME: a copy of the home would take the keys along.")
    passphrase = asked_for(passphrase_file, new=True)
    sealed = rotating.export_keys(by=Person.objects.command_line(), at=timezone.now(), passphrase=passphrase)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(sealed)
    say(f"Written: {file}. Try it: `dalil keys import` into another folder (docs/running/keys.md).")


@keys.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase-file", type=PassphraseFile, help="Read the passphrase from a file; - for the input.")
@click.option("--keep-passphrase-file", type=PassphraseFile, help="The passphrase under which they are kept here.")
@in_words
def import_(file: Path, passphrase_file: str | None, keep_passphrase_file: str | None) -> None:
    """Bring the keys in FILE back. Where there are keys, only a newer copy of the same ones is taken."""
    passphrase = asked_for(passphrase_file)
    is_kept_under_one = settings.DALIL_KEYS_ATTENDED or keep_passphrase_file
    keep = asked_for(keep_passphrase_file, new=True, what="Passphrase from now on") if is_kept_under_one else None
    agent_for_now()
    rotating.import_keys(
        by=Person.objects.command_line(),
        at=timezone.now(),
        exported=file.read_bytes(),
        passphrase=passphrase,
        keep=keep,
    )
    say("The keys are back.")


def refuse_if_any(unreadable: Sequence[str]) -> None:
    """Records that no key opens: the first of them by name, and exit code 1."""
    for subject in unreadable[:20]:
        say(f"  does not open: {subject}")
    if unreadable:
        raise click.ClickException(f"{len(unreadable):,} records do not open under any key that is here.")


def asked_for(file: str | None, *, new: bool = False, what: str = "Passphrase") -> str:
    """A passphrase, typed blind or read from a file; a new one twice and not too short."""
    if file is not None:
        with click.open_file(file, encoding="utf-8") as opened:
            typed = opened.readline().rstrip("\r\n")
    else:
        typed = click.prompt(what, hide_input=True, confirmation_prompt=new)
    if new and len(typed) < SHORTEST:
        raise click.ClickException(f"At least {SHORTEST} characters: this is all that stands before the keys.")
    return str(typed)


def what_keys_lack() -> str:
    """For `dalil serve`: why private pages will answer 503 for now; empty when the keys are open."""
    if client.is_sealed():
        return "The platform is sealed: no private value is opened."
    try:
        state = agent_for_now().state
    except NoKeys as missing:
        return not_at_hand(missing)
    return "" if state == "open" else f"The keys are {state}: private pages say 503 until then{NEXT.get(state, '')}."


def ensure_keys() -> None:
    """For `dalil prepare`: where no passphrase is wanted and nothing private is kept yet, the first keys are made."""
    if client.is_sealed():
        say("Keys: sealed.")
    elif (client.folder() / protocol.KEYRING).exists():
        try:
            state = agent_for_now().state
            say(f"Keys: {state}{NEXT.get(state, '')}.")
        except NoKeys as missing:
            say(not_at_hand(missing))
    elif settings.DALIL_KEYS_ATTENDED:
        with as_owner():
            is_restored = rotating.are_private_records_there()
        say(f"Keys: none here. {BRING_BACK if is_restored else 'Run `dalil keys init`.'}")
    else:
        agent_for_now()
        try:
            with as_owner():
                rotating.init_keys(by=Person.objects.command_line(), at=timezone.now(), passphrase=None)
        except rotating.KeysNotChanged as refused:
            raise click.ClickException(str(refused)) from refused
        say(f"Keys: made in {settings.DALIL_KEYS}.")
