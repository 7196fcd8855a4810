"""`dalil ledger`: is the record of who did what still whole, and is its head kept outside? It never alters an entry.

What it hands out of the record (`export`, `prove`) is itself recorded.
"""

import time
from pathlib import Path
from typing import IO

import click
from django.conf import settings
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.terminal import say
from dalil.ledger import actions, anchors, chain, guards, tasks, timestamps
from dalil.ledger.actions import Fault, anchoring
from dalil.ledger.models import BatchLeaf, Entry

WHAT_TO_DO = (
    "Change nothing and repair nothing. Stop the platform, copy the database as it is, tell the trustees, "
    "and go on as docs/running/ledger.md says."
)


@click.group()
def ledger() -> None:
    """Check the record of who did what, when."""


@ledger.command()
@click.option(
    "--anchor",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Anchors kept elsewhere: a file of many, the output of `dalil ledger head`, a mail pasted into a file, or the "
    "answer of a time-stamp service. May be given several times.",
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The time-stamp service's certificates (PEM), if not those of the setting.",
)
def check(files: tuple[Path, ...], certificate: Path | None) -> None:
    """Walk the whole ledger. Exit code 1 if an entry was changed, removed, moved or put in.

    Without --anchor, a tail that was cut off or a ledger written anew may stay unseen.
    """
    heads, imprints, wrong = told_in(files, certificate or certificates_set())
    own = anchoring.heads_known(tasks.file_of_anchors() if not files else None)[0]
    started = time.monotonic()
    found = actions.check(anchors=[*own, *heads], imprints=imprints, progress=show_progress)
    took = max(time.monotonic() - started, 0.001)
    wrong = [*sentences_on(found), *wrong, *guard_sentences()]
    if wrong:
        raise click.ClickException("\n".join([*wrong, WHAT_TO_DO]))
    say(f"The ledger is whole: {found.entries:,} entries, the last with hash {found.head.hash}.")
    say(f"Records of batches: {found.leaves:,}. Anchors that confirm it: {found.anchors:,}.")
    say(f"Read in {took:.1f} s, {found.entries / took:,.0f} entries a second.")
    if not files and not own:
        say("No anchor was given and none is known: a tail cut off, or a ledger written anew, would not be seen.")


@ledger.command()
def head() -> None:
    """Print the number and hash of the last entry: keep it elsewhere, and later `check --anchor` with it.

    Example:  dalil ledger head > /media/stick/ledger-head.json
    """
    say(actions.head().as_json())


@ledger.command()
def anchor() -> None:
    """Keep the head now at every place that the settings name, as the worker does each hour.

    Mail goes out by the worker alone. Exit code 1 if a place did not take it.
    """
    posts = tasks.posts()
    if not posts:
        raise click.ClickException(
            "No place is set that a command can reach. Set DALIL_ANCHOR_FILE or DALIL_TIMESTAMP_URL (docs/running/ledger.md); "
            "mail to DALIL_ANCHOR_MAIL goes out by the worker."
        )
    rows = anchoring.anchor(posts=posts, at=timezone.now())
    if not rows:
        raise click.ClickException("The ledger is empty: there is nothing to anchor.")
    for row in rows:
        say(
            f"{row.place}: {'not kept: ' + row.problem if row.problem else f'entry {row.number} kept, {row.kept_where}'}"
        )
    if any(row.problem for row in rows):
        raise click.ClickException("Not every place took it.")


@ledger.command()
@click.argument("subject")
@click.option("--entry", type=click.IntRange(1), help="The batch; the newest about the subject if not given.")
def prove(subject: str, entry: int | None) -> None:
    """Print the proof that one record is part of a batch; SUBJECT is as the ledger names it, such as organisation:17."""
    leaves = BatchLeaf.objects.filter(subject=subject).select_related("entry").order_by("-entry_id", "place")
    leaf = (leaves.filter(entry=entry) if entry else leaves).first()
    if leaf is None:
        raise click.ClickException(f"No batch holds {subject}.")
    say(actions.prove(leaf).as_json())
    record_reading("prove_record", subject, {"entry": leaf.entry_id})


@ledger.command()
@click.argument("file", type=click.File("w", encoding="ascii", lazy=True))
@click.option("--subject", default="", help="Only what is about this, directly or as one record of a batch.")
def export(file: IO[str], subject: str) -> None:
    """Write every entry as one line of JSON, with its hash and the records of its batch, so that a stranger can check it.

    That it was written is itself recorded.
    """
    entries = Entry.objects.about(subject) if subject else Entry.objects.all()
    count = 0
    for entry in entries.order_by("number").prefetch_related("leaves").iterator(chunk_size=500):
        file.write(line_of(entry) + "\n")
        count += 1
    record_reading("export_ledger", subject or "ledger", {"entries": count})
    click.echo(f"{count:,} entries written.", err=True)


def line_of(entry: Entry) -> str:
    """One entry as it is exported: its seven parts, its hash, and the leaves of a batch in their order."""
    told: dict[str, object] = {
        "number": entry.number,
        "at": chain.moment(entry.at),
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data_json,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }
    if leaves := sorted(entry.leaves.all(), key=lambda leaf: leaf.place):
        told["leaves"] = [[leaf.subject, leaf.content_hash] for leaf in leaves]
    return chain.canonical(told)


def record_reading(action: str, subject: str, data: dict[str, object]) -> None:
    """The log of the log."""
    actions.write(
        by=Person.objects.command_line(), action=action, subject=subject, data=data, at=timezone.now(), why="by command"
    )


def told_in(files: tuple[Path, ...], certificates: Path | None) -> tuple[list[actions.Head], set[bytes], list[str]]:
    """The heads and imprints that the files hold, and what is wrong with the stamps among them."""
    heads: list[actions.Head] = []
    imprints: set[bytes] = set()
    wrong: list[str] = []
    for path in files:
        content = path.read_bytes()
        try:
            found = anchors.read(content)
        except anchors.Unreadable as error:
            imprints.add(imprint_in(path, content, certificates, error))
            continue
        if found.unread:
            click.echo(f"{path}: {found.unread} lines look like an anchor and cannot be read.", err=True)
        heads += [actions.Head(told.number, told.hash) for told in found.told]
        wrong += [sentence for told in found.told for sentence in stamp_sentences(told, certificates)]
    return heads, imprints, wrong


def imprint_in(path: Path, content: bytes, certificates: Path | None, error: Exception) -> bytes:
    """What the answer of a time-stamp service is about, if the file is one and the certificates prove it."""
    if content[:1] != b"0":
        raise click.ClickException(f"{path} holds no anchor: {error}.") from error
    if certificates is None:
        raise click.ClickException(f"{path} is a time stamp: give --certificate, or set DALIL_TIMESTAMP_CERTIFICATE.")
    try:
        stamp = timestamps.verify_alone(content, certificates)
    except timestamps.NotStamped as refused:
        raise click.ClickException(f"{path} holds no anchor: {refused}.") from refused
    say(f"{path}: a stamp of {stamp.at:%Y-%m-%d %H:%M:%S} UTC.")
    return stamp.imprint


def stamp_sentences(told: anchors.Told, certificates: Path | None) -> list[str]:
    """What is wrong with the stamp beside an anchor; nothing if there is none, or no certificate to check it by."""
    if not told.token or certificates is None:
        return []
    try:
        timestamps.verify(told.token, actions.Head(told.number, told.hash), certificates)
    except timestamps.NotStamped as error:
        return [f"The time stamp of entry {told.number} proves nothing: {error}."]
    return []


def sentences_on(found: actions.Check) -> list[str]:
    """What is wrong with the first entry that does not hold; nothing if the ledger is whole."""
    if found.is_whole:
        return []
    number = found.first_broken
    if found.fault == Fault.UNKNOWN:
        return ["The ledger is broken: a time stamp speaks of an entry that is nowhere in it. It was written anew."]
    said = {
        Fault.GAP: f"Entry {number} is missing.",
        Fault.CHANGED: f"Entry {number} is not as it was written.",
        Fault.UNCHAINED: f"Entry {number} does not follow from the one before it: it was moved or put in.",
        Fault.LEAVES: f"The records of the batch {number} are not those that it was written with.",
        Fault.CUT: f"It ends with entry {found.entries}, but an anchor speaks of a later one: the tail was cut off.",
        Fault.REBUILT: f"Entry {number} has another hash than its anchor: what follows entry {found.holds_to} was written anew.",
    }
    why = said[found.fault] if found.fault else ""
    return [f"The ledger is broken: it no longer holds from entry {number} on. {why}"]


def guard_sentences() -> list[str]:
    """What is wrong with the triggers."""
    gone = guards.missing()
    return [f"The ledger is not protected: the database lacks {', '.join(gone)}."] if gone else []


def certificates_set() -> Path | None:
    """The file of the setting DALIL_TIMESTAMP_CERTIFICATE."""
    return Path(settings.DALIL_TIMESTAMP_CERTIFICATE) if settings.DALIL_TIMESTAMP_CERTIFICATE else None


def show_progress(done: int, of: int) -> None:
    """Now and then, on the terminal alone."""
    if done % 100_000 == 0:
        click.echo(f"{done:,} of {of:,} entries …", err=True)
