"""`dalil mirror`: keys, drafts, signatures, publication, stamps; and whether a copy is authentic.

It never prints a private key, and never decides what is published: that is the edition's work.
"""

from collections.abc import Mapping
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from dalil import mirrors
from dalil.cli.terminal import say, table
from dalil.mirrors.sentences import lines_of
from dalil.mirrors.tool import STATUS, CannotAsk, answer

SENTENCES: Mapping[str, str] = {
    "base-moved-on": "{path} was drafted of another state than the one that is published now. Draft it again.",
    "draft-altered": "{path} is no longer the file that was drafted. Draft it again.",
    "draft-exists": "{path} holds a draft already. Publish it, or throw it away with --anew.",
    "draft-malformed": "{path} does not hold a draft.",
    "editors-changed": "The root names other editors than those who signed. Draft the content for that root (--for-root) and "
    "publish both together.",
    "key-exists": "{path} is there already; no key is ever overwritten.",
    "key-in-mirror": "{path} would put a private key into the mirror.",
    "key-malformed": "{path} holds no ed25519 key.",
    "key-not-of-role": "The key {keyid} has no part in this.",
    "name-not-safe": "{path} cannot be the name of a published file.",
    "names-alike": "{path} and {other} are one name to a USB stick or a Macintosh. Rename one.",
    "no-root": "Nothing is published yet: draft a root first (`dalil mirror root change`).",
    "not-a-mirror": "{path} holds no mirror that a reader would believe.",
    "nothing-changed": "Nothing changed: there is nothing to sign. `dalil mirror timestamp` says that it is the newest still.",
    "passphrase-wrong": "The passphrase of {path} is missing or wrong.",
    "path-missing": "{path} is not there.",
    "root-malformed": "{keys} keys cannot give {threshold} signatures; and no key counts twice.",
    "signatures-missing": "{file} is signed by {found} of the keys that count, and {needed} are needed.",
    "too-many-files": "{files} files are more than a mirror can hold.",
    "would-not-verify": "What would be published does not verify ({finding}: {file}). Nothing was published.",
}


class Worded(click.Group):
    """A group whose refusals are sentences."""

    def invoke(self, context: click.Context) -> object:
        """Run the verb; what was refused becomes a line and exit status 1."""
        try:
            return super().invoke(context)
        except mirrors.MirrorRefused as refused:
            raise click.ClickException(SENTENCES[refused.code].format_map(refused.particulars)) from refused


def home(*parts: str) -> Path:
    """A place of the mirror in DALIL_HOME."""
    return Path(settings.DALIL_HOME).joinpath(*parts)


def public() -> Path:
    """The mirror's folder."""
    return home("mirror", "public")


def signer_at(path: Path) -> mirrors.CryptoSigner:
    """The private key in a file; asks for its passphrase if it has one."""
    try:
        return mirrors.signer_in(path)
    except mirrors.MirrorRefused as refused:
        if refused.code != "passphrase-wrong":
            raise
    return mirrors.signer_in(path, click.prompt(f"Passphrase of {path.name}", hide_input=True, err=True).encode())


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
ANY = click.Path(exists=True, path_type=Path)
DRAFT = click.option("--draft", type=FOLDER, help="The draft's folder; else DALIL_HOME/mirror/draft.")
ONLINE = click.option("--key", type=FILE, help="The online key; else DALIL_HOME/keys/online.pem.")


@click.group(cls=Worded)
def mirror() -> None:
    """Sign what is published, so that anyone can copy it and anyone can check it. See docs/mirrors.md."""


@mirror.group(cls=Worded)
def keys() -> None:
    """Make keys, and show the public half."""


@keys.command("make")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--no-passphrase", is_flag=True, help="For the online key alone, which works while nobody is there.")
def make_key(path: Path, no_passphrase: bool) -> None:
    """Make a key pair: PATH.pem stays with its owner, PATH.pub goes to whoever drafts the root.

    Example:  dalil mirror keys make /media/stick/layla
    """
    words = "" if no_passphrase else click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    key = mirrors.make_key(path.with_suffix(".pem"), words.encode() or None)
    say(f"{path.with_suffix('.pem')}: the private half, for its owner alone.")
    say(f"{path.with_suffix('.pub')}: the public half, key {key.keyid}.")


@keys.command("show")
@click.argument("paths", type=FILE, nargs=-1, required=True)
def show_keys(paths: tuple[Path, ...]) -> None:
    """Print the number of public keys, to be compared by telephone."""
    table(("file", "key"), [(path.name, mirrors.public_in(path).keyid) for path in paths])


@mirror.command()
@click.argument("content", type=ANY)
@click.option(
    "--at", "name", default="", help="Where it goes in the mirror, such as editions/7; else it is the whole of it."
)
@click.option("--drop", multiple=True, help="A file or folder of the mirror that goes.")
@click.option("--about", multiple=True, help="A word that readers are told, such as edition=7.")
@click.option("--for-root", type=FOLDER, help="The draft of a root that will be published together with this.")
@click.option("--anew", is_flag=True, help="Throw away the draft that waits.")
@click.option(
    "--unattended", is_flag=True, help="Sign with the keys in DALIL_HOME/keys, made if need be, and publish at once."
)
@DRAFT
def make(
    content: Path,
    name: str,
    drop: tuple[str, ...],
    about: tuple[str, ...],
    for_root: Path | None,
    anew: bool,
    unattended: bool,
    draft: Path | None,
) -> None:
    """Draft the next state of the mirror from a file or a folder, for editors to sign.

    \b
    Example:  dalil mirror make made/edition-7 --at editions/7 --about edition=7
              dalil mirror make site --unattended
    """
    place, now = draft or home("mirror", "draft"), timezone.now()
    words = dict(pair.partition("=")[::2] for pair in about) or None
    put = {name.strip("/"): content}
    if unattended:
        told(mirrors.publish_unattended(public(), home("keys"), put=put, drop=drop, about=words, now=now))
        return
    if anew:
        mirrors.drop_draft(place)
    made = mirrors.draft(public(), place, put=put, drop=drop, about=words, now=now, root_draft=for_root)
    counts = ", ".join(f"{made.counts[what]:,} {what}" for what in ("new", "changed", "removed"))
    say(f"{place}: {made.counts['files']:,} files ({counts}); {len(made.documents)} documents to sign.")
    say(f"Number of the draft: {made.digest}")
    say("Each editor reads changes.txt, compares this number, and signs: `dalil mirror sign --key …`.")


@mirror.command()
@click.argument("draft", type=FOLDER, required=False)
@click.option("--key", type=FILE, required=True, help="The private key of an editor or a trustee.")
def sign(draft: Path | None, key: Path) -> None:
    """Sign a draft with one key. Works on a copy of the draft's folder, on any machine; `files` need not be in it.

    Bring back the one file that it writes into the draft's `signatures`.
    """
    place = draft or home("mirror", "draft")
    signed = mirrors.sign(place, signer_at(key))
    say(f"Signed {len(signed.documents)} documents of the draft {signed.digest}")
    for role, needed, found in mirrors.signers_of(place).needs:
        say(f"  {role}: {found} of {needed} signatures")


@mirror.command()
@DRAFT
@click.option("--root-draft", type=FOLDER, help="A new root that trustees signed, published with it or alone.")
@ONLINE
def publish(draft: Path | None, root_draft: Path | None, key: Path | None) -> None:
    """Publish what enough editors or trustees signed. Until it is done the old state stands."""
    drafts = [root_draft] if root_draft else []
    place = draft or home("mirror", "draft")
    if draft or not root_draft or place.exists():
        drafts.append(place)
    told(mirrors.publish(public(), drafts, signer_at(key or home("keys", "online.pem")), now=timezone.now()))


def told(published: mirrors.Published) -> None:
    """Say what now stands."""
    say(
        f"{public()}: {published.files:,} files in {published.bins} bins ({published.new_bins} new), "
        f"root {published.root}, stamp {published.timestamp}."
    )
    root = mirrors.newest_root(public())
    if root:
        say(f"Fingerprint of the root: {mirrors.digest(root)}")


ENDS = {
    "root": "The root ends on {end:%Y-%m-%d}: trustees must sign another (`dalil mirror root change`); then every copy is old.",
    "targets": "The list of files ends on {end:%Y-%m-%d}: publish something, and it is signed anew; then every copy is old.",
}


@mirror.command()
@ONLINE
def timestamp(key: Path | None) -> None:
    """Say again that what is published is the newest. Once a day, by cron: a stamp holds seven days.

    Example:  12 3 * * *  dalil mirror timestamp
    """
    number = mirrors.restamp(public(), signer_at(key or home("keys", "online.pem")), now=timezone.now())
    say(f"Stamp {number}, {timezone.now():%Y-%m-%d %H:%M} UTC.")
    for role, end in mirrors.running_out(public(), now=timezone.now()).items():
        say(ENDS[role].format(end=end))


@mirror.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--root", required=True, help="The root file that you have from elsewhere, or its fingerprint.")
@click.option("--file", "file", default="", help="Check this one file.")
@click.option("--part", default="", help="Check the files in this folder of it, such as editions/7.")
@click.option("--seen", type=click.Path(path_type=Path), help="Remember here what was seen.")
@click.pass_context
def verify(context: click.Context, folder: Path | None, root: str, file: str, part: str, seen: Path | None) -> None:
    """Check a copy. Exit code 0: current; 1: authentic but old; 2: not authentic; 3: the question could not be put."""
    try:
        verdict = answer(folder or public(), root, now=timezone.now(), file=file, part=part, remembered=seen)
    except CannotAsk as problem:
        say(str(problem))
        context.exit(3)
    for line in lines_of(verdict):
        say(line)
    context.exit(STATUS[verdict.word])


@mirror.group(cls=Worded)
def root() -> None:
    """See and change which keys speak for the platform."""


@root.command("show")
def show_root() -> None:
    """Print the fingerprint of the root, its keys, and until when it holds. Give readers the fingerprint by other ways."""
    data = mirrors.newest_root(public())
    if data is None:
        raise click.ClickException("Nothing is published yet.")
    found = mirrors.root_in(data)
    say(f"Root {found.version}, until {found.expires:%Y-%m-%d}. Fingerprint: {mirrors.digest(data)}")
    table(
        ("role", "signatures needed", "key"),
        [(name, role.threshold, keyid) for name, role in sorted(found.roles.items()) for keyid in role.keyids],
    )


@root.command("change")
@click.option("--trustee", type=FILE, multiple=True, help="A public key (.pub); once for each trustee.")
@click.option("--editor", type=FILE, multiple=True, help="A public key; once for each editor.")
@click.option("--online", type=FILE, multiple=True, help="The public half of the server's key.")
@click.option("--trustees-needed", default=0, help="How many trustees must sign; 3 unless a root says otherwise.")
@click.option("--editors-needed", default=0, help="How many editors must sign; 2 unless a root says otherwise.")
@click.option("--draft", type=FOLDER, help="Where to draft it; else DALIL_HOME/mirror/root-draft.")
@click.option("--anew", is_flag=True, help="Throw away the draft that waits.")
def draft_root(
    trustee: tuple[Path, ...],
    editor: tuple[Path, ...],
    online: tuple[Path, ...],
    trustees_needed: int,
    editors_needed: int,
    draft: Path | None,
    anew: bool,
) -> None:
    """Draft the first root, or the next. Whoever is not named stays as in the root that is published.

    \b
    Example:  dalil mirror root change --trustee a.pub --trustee b.pub --trustee c.pub --trustee d.pub --trustee e.pub \\
                --editor layla.pub --editor sami.pub --online keys/online.pub
    """
    place = draft or home("mirror", "root-draft")
    if anew:
        mirrors.drop_draft(place)
    before = mirrors.newest_root(public())
    made = mirrors.draft_root(
        place,
        trustees=[mirrors.public_in(path) for path in trustee],
        editors=[mirrors.public_in(path) for path in editor],
        online=[mirrors.public_in(path) for path in online],
        trustee_threshold=trustees_needed,
        editor_threshold=editors_needed,
        before=before,
        now=timezone.now(),
    )
    say(f"{place}: root drafted. Number of the draft: {made.digest}")
    for role, needed, found in mirrors.signers_of(place).needs:
        say(f"  {role}: {found} of {needed} signatures")
