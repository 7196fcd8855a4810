"""What stands in the public folder besides metadata: editions, the list of them, statements, corrections, the first page.

It signs nothing. A file is replaced whole or not at all, and only when it says something else than before.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from dalil.press import folder
from dalil.press.actions.refusals import NotMade
from dalil.press.frozen import CARD, CONTENT, Frozen
from dalil.press.models import Correction, Edition, EditionState, Statement, StatementState
from dalil.press.products import products_of
from dalil.press.saying import said_in

CHANGES: Final = "changes.json"
LIST: Final = "editions.json"
STYLE: Final = Path(__file__).parent / "mirror" / "mirror.css"


def put_edition(edition: Edition) -> Path:
    """Put everything made of an edition into the public folder, as one step. Raises NotMade when something is missing."""
    goal = folder.editions() / str(edition.number)
    if goal.exists():
        return goal
    frozen = Frozen(folder.frozen(edition))
    beside = folder.workshop(edition) / "putting"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name in (CARD, CONTENT, CHANGES):
        put_file(frozen.folder / name, beside / name)
    for product in products_of(frozen.card):
        made = folder.made(edition) / product.name
        if not made.is_dir():
            raise NotMade
        for path in files_under(made):
            put_file(path, beside / product.place / path.relative_to(made))
    goal.parent.mkdir(parents=True, exist_ok=True)
    beside.rename(goal)
    return goal


def drop_edition(edition: Edition) -> None:
    """Take the content of a revoked edition out of the public folder; its card stays."""
    place = folder.editions() / str(edition.number)
    if place.exists():
        for path in place.iterdir():
            if path.name != CARD:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


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


def write_lists() -> list[str]:
    """Bring lists, statements and the first page up to date; return the paths that changed."""
    root = folder.mirror()
    root.mkdir(parents=True, exist_ok=True)
    wanted = dict(statement_files()) | {
        LIST: as_json(editions_list()),
        "corrections.json": as_json(list(map(correction_told, Correction.objects.order_by("pk")))),
        "mirror.css": STYLE.read_bytes(),
        "index.html": first_page(),
    }
    changed = [path for path, content in sorted(wanted.items()) if replace_file(root / path, content)]
    statements = root / "statements"
    for path in statements.iterdir() if statements.is_dir() else ():
        if f"statements/{path.name}" not in wanted:
            path.unlink()
            changed.append(f"statements/{path.name}")
    return changed


def replace_file(path: Path, content: bytes) -> bool:
    """Put this content at a path, as one step; False when it says so already."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    return True


def as_json(said: object) -> bytes:
    """JSON that a person can read, the same for the same."""
    return msgspec.json.format(msgspec.json.encode(said, order="sorted"), indent=1) + b"\n"


def editions_list() -> dict[str, Any]:
    """All editions of which the public knows. `withdrawn` will name entries that left the guide since: empty as of now."""
    public = list(Edition.objects.public())
    newest = next((one.number for one in public if one.state == EditionState.PUBLISHED), None)
    return {
        "platform": settings.DALIL_NAME,
        "address": settings.DALIL_PUBLIC_ADDRESS,
        "editions": [edition_told(one, newest) for one in public],
        "withdrawn": [],
    }


def edition_told(edition: Edition, newest: int | None) -> dict[str, Any]:
    """One edition in the list: current, superseded, or revoked with the reason."""
    standing = "current" if edition.number == newest else "superseded"
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
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                context = {
                    "saying": said_in(one, code),
                    "statement": one,
                    "language": code,
                    "name": settings.DALIL_NAME,
                }
                page = render_to_string("press/mirror/statement.html", context)
            yield f"statements/{one.number}.{code}.html", page.encode()


def first_page() -> bytes:
    """The page at the root of the mirror: the way to the guide in each language, to all editions and statements."""
    editions = Edition.objects.published()
    newest = editions.first()
    standing = Statement.objects.filter(state=StatementState.PUBLISHED).order_by("-dated_on", "-number")[:10]
    parts = [part_in(code, str(name), newest, list(standing)) for code, name in settings.LANGUAGES]
    context: Mapping[str, object] = {"parts": parts, "name": settings.DALIL_NAME}
    return render_to_string("press/mirror/index.html", dict(context)).encode()


def part_in(code: str, name: str, newest: Edition | None, statements: list[Statement]) -> dict[str, object]:
    """What the first page says in one language."""
    with translation.override(code):
        site = f"editions/{newest.number}/site/{code}/index.html" if newest else ""
        context = {
            "edition": newest,
            "site": site if site and (folder.mirror() / site).exists() else "",
            "sayings": [said_in(one, code) for one in statements],
            "code": code,
        }
        return {"code": code, "name": name, "words": render_to_string("press/mirror/_part.html", context)}
