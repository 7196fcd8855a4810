"""What is to stand in the public folder besides metadata: editions, the list of them, statements, corrections, the first page.

It signs and publishes nothing: it lays files ready and says which of them the published state lacks. What is published is
never written into.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from dalil.guide.actions.refusals import Refused
from dalil.guide.held_back import withdrawals_to_follow
from dalil.guide.models import Consent
from dalil.press import folder
from dalil.press.frozen import CARD, CONTENT, Frozen
from dalil.press.models import Correction, Edition, EditionState, Statement
from dalil.press.products import products_of
from dalil.press.saying import said_in

CHANGES: Final = "changes.json"
LIST: Final = "editions.json"
STYLE: Final = Path(__file__).parent / "mirror" / "mirror.css"


class NotMade(Refused):
    """An edition is published whole or not at all."""

    sentence = _("Not everything of this edition is made yet.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the published state lacks: files and folders to put by their path, and paths to drop."""

    put: dict[str, Path]
    drop: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)


def wanted(coming: Edition | None = None) -> Wanted:
    """What the published state lacks once `coming` is published; without it, what it lacks as of now."""
    put: dict[str, Path] = {}
    if coming is not None and not is_there(coming):
        put[f"editions/{coming.number}"] = assemble(coming)
    owned = {str(number) for number in Edition.objects.public().values_list("number", flat=True)}
    if coming is not None:
        owned.add(str(coming.number))
    for revoked in Edition.objects.filter(state=EditionState.REVOKED):
        place = folder.editions() / str(revoked.number)
        if place.is_dir() and any(path.name != CARD for path in place.iterdir()):
            put[f"editions/{revoked.number}"] = bare(revoked)
    files = lists(coming)
    put |= {path: lay_ready(path, content) for path, content in files.items() if says_other(path, content)}
    statements = folder.mirror() / "statements"
    there = [f"statements/{path.name}" for path in statements.iterdir()] if statements.is_dir() else []
    drop = [path for path in sorted(there) if path not in files]
    # An edition of which no row knows was abandoned while it was being published.
    published = sorted(path.name for path in folder.editions().iterdir()) if folder.editions().is_dir() else []
    return Wanted(put, (*drop, *(f"editions/{name}" for name in published if name not in owned)))


def is_there(edition: Edition) -> bool:
    """Whether this very edition is published already: killed after publishing, we learn so here."""
    card = folder.editions() / str(edition.number) / CARD
    return card.exists() and card.read_bytes() == (folder.frozen(edition) / CARD).read_bytes()


def assemble(edition: Edition) -> Path:
    """Put everything made of an edition into one folder. Raises NotMade when something is missing."""
    frozen = Frozen(folder.frozen(edition))
    goal = assembled(edition)
    shutil.rmtree(goal, ignore_errors=True)
    goal.mkdir(parents=True)
    for name in (CARD, CONTENT, CHANGES):
        put_file(frozen.folder / name, goal / name)
    for product in products_of(frozen.card):
        made = folder.made(edition) / product.name
        if not made.is_dir():
            raise NotMade
        for path in files_under(made):
            put_file(path, goal / product.place / path.relative_to(made))
    return goal


def assembled(edition: Edition) -> Path:
    """Where an edition is put together."""
    return folder.workshop(edition) / "assembled"


def bare(edition: Edition) -> Path:
    """What stays of a revoked edition: its card."""
    goal = folder.workshop(edition) / "bare"
    shutil.rmtree(goal, ignore_errors=True)
    put_file(folder.frozen(edition) / CARD, goal / CARD)
    return goal


def put_file(source: Path, goal: Path) -> None:
    """The same file under another name; a copy where a file cannot have two names. What is public is readable by all."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, goal)
    except OSError:
        shutil.copyfile(source, goal)


def files_under(place: Path) -> Iterator[Path]:
    """Every file in a folder and the folders within it."""
    return (path for path in sorted(place.rglob("*")) if path.is_file())


def lists(coming: Edition | None = None) -> dict[str, bytes]:
    """Every file besides the editions, by its path."""
    return dict(statement_files()) | {
        LIST: as_json(editions_list(coming)),
        "corrections.json": as_json(list(map(correction_told, Correction.objects.order_by("pk")))),
        "mirror.css": STYLE.read_bytes(),
        "index.html": first_page(coming),
    }


def says_other(path: str, content: bytes) -> bool:
    """Whether the published state has not this content at this path."""
    there = folder.mirror() / path
    return not there.exists() or there.read_bytes() != content


def lay_ready(path: str, content: bytes) -> Path:
    """Write a file where publishing finds it. It is not changed afterwards: it is published by another name of the same bytes."""
    goal = folder.ready() / path
    goal.parent.mkdir(parents=True, exist_ok=True)
    goal.unlink(missing_ok=True)
    goal.write_bytes(content)
    return goal


def public_with(coming: Edition | None) -> Sequence[Edition]:
    """The editions that the public will know of, newest first."""
    public = list(Edition.objects.public())
    return [coming, *public] if coming is not None else public


def newest_of(public: Sequence[Edition]) -> Edition | None:
    """The edition that is current: the newest that is not revoked."""
    return next((one for one in public if one.state != EditionState.REVOKED), None)


def as_json(said: object) -> bytes:
    """JSON that a person can read, the same for the same."""
    return msgspec.json.format(msgspec.json.encode(said, order="sorted"), indent=1) + b"\n"


def editions_list(coming: Edition | None = None) -> dict[str, Any]:
    """All editions of which the public knows. `withdrawn` names what was withdrawn: whoever holds an edition takes it out."""
    public = public_with(coming)
    newest = newest_of(public)
    return {
        "platform": settings.DALIL_NAME,
        "address": settings.DALIL_PUBLIC_ADDRESS,
        "editions": [edition_told(one, newest) for one in public],
        "withdrawn": [withdrawal_told(one) for one in withdrawals_to_follow()],
    }


def withdrawal_told(one: Consent) -> dict[str, Any]:
    """Which field of which entry is to be shown no more (all of them where `field` is empty), since when; never what it said."""
    at = one.withdrawn_at
    return {"id": one.organisation_id, "field": one.field, "withdrawn_on": at.date().isoformat() if at else ""}


def edition_told(edition: Edition, newest: Edition | None) -> dict[str, Any]:
    """One edition in the list: current, superseded, or revoked with the reason."""
    standing = "current" if edition == newest else "superseded"
    told: dict[str, Any] = {
        "number": edition.number,
        "dated_on": edition.dated_on.isoformat(),
        "state": "revoked" if edition.state == EditionState.REVOKED else standing,
        "count": edition.count,
        "digest": edition.digest,
        "card_digest": edition.card_digest,
        "changes": edition.changes,
    }
    if edition.revoked_at:
        told |= {"revoked_on": edition.revoked_at.date().isoformat(), "reason": edition.reason}
    return told


def correction_told(one: Correction) -> dict[str, Any]:
    """One line of the log of corrections."""
    return {
        "number": one.pk,
        "state": one.state,
        "organisation": one.organisation,
        "said": one.said,
        "language": one.said_in,
        "received_on": one.received_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "answer": one.answer,
        "answered_on": one.answered_on.isoformat() if one.answered_on else "",
    }


def statement_files() -> Iterator[tuple[str, bytes]]:
    """Each statement as JSON with all its texts, and as a page in each language."""
    for one in Statement.objects.public():
        told: dict[str, Any] = {
            "number": one.number,
            "dated_on": one.dated_on.isoformat(),
            "state": one.state,
            "texts": one.texts,
            "digest": one.digest,
            "reason": one.reason,
        }
        yield f"statements/{one.number}.json", as_json(told)
        for code, _own in settings.LANGUAGES:
            with translation.override(code):
                context = {
                    "saying": said_in(one, code),
                    "statement": one,
                    "language": code,
                    "name": settings.DALIL_NAME,
                }
                page = render_to_string("press/mirror/statement.html", context)
            yield f"statements/{one.number}.{code}.html", page.encode()


def first_page(coming: Edition | None = None) -> bytes:
    """The page at the root of the mirror: the way to the guide in each language, to all editions and statements."""
    newest = newest_of(public_with(coming))
    standing = list(Statement.objects.standing()[:10])
    parts = [part_in(code, str(name), newest, standing) for code, name in settings.LANGUAGES]
    context: Mapping[str, object] = {"parts": parts, "name": settings.DALIL_NAME}
    return render_to_string("press/mirror/index.html", dict(context)).encode()


def part_in(code: str, name: str, newest: Edition | None, statements: list[Statement]) -> dict[str, object]:
    """What the first page says in one language."""
    with translation.override(code):
        context = {
            "edition": newest,
            "site": f"editions/{newest.number}/site/{code}/index.html" if newest and code in newest.languages else "",
            "sayings": [said_in(one, code) for one in statements],
            "code": code,
        }
        return {"code": code, "name": name, "words": render_to_string("press/mirror/_part.html", context)}
