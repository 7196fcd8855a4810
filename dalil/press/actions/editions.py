"""Drafting an edition (its content is frozen at once), changing its card, approving, abandoning and revoking it.

Whoever drafted it cannot approve it. A draft can be frozen anew as often as needed; what was approved stays as it was frozen.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from dalil import kinds, mirrors
from dalil.accounts.models import COMMAND_LINE, Person
from dalil.formats.published import LANGUAGES, EditionCard
from dalil.guide.held_back import silent
from dalil.guide.models import Source
from dalil.guide.progress import Progress, no_progress
from dalil.ledger.actions import write
from dalil.press import folder
from dalil.press.actions.refusals import (
    AnotherIsUnderWay,
    EditionHasChanged,
    NobodyDrafted,
    NoSuchValue,
    NotASecondPerson,
    NothingToPrint,
    NotInThatState,
    ReasonIsMissing,
)
from dalil.press.books import PAPERS
from dalil.press.differences import counted, differences
from dalil.press.freezing import SCOPES, Content, Scope, freeze, public_slugs, slugs_of, source_cards, visible_numbers
from dalil.press.frozen import CARD, CONTENT, Frozen
from dalil.press.models import Edition, EditionState

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2199, 12, 31)
MOST_NAMED: Final = 20
FROZEN: Final = ("count", "digest", "card_digest", "changes")
CHANGES: Final = "changes.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor states of an edition to be: everything but its number and its content."""

    dated_on: date
    languages: tuple[str, ...] = LANGUAGES
    papers: tuple[str, ...] = ("a4",)
    licence: str = "CC BY 4.0"
    title: dict[str, str] = field(default_factory=dict)
    foreword: dict[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=dict)

    def check(self) -> None:
        """Raise NoSuchValue for what there is not."""
        for name, said, known in (
            ("language", self.languages, LANGUAGES),
            ("paper", self.papers, PAPERS),
            ("scope", tuple(self.scope), SCOPES),
        ):
            for value in said or ("",):
                if value not in known and (said or name != "scope"):
                    raise NoSuchValue(name, value, ", ".join(known))
        if not EARLIEST <= self.dated_on <= LATEST:
            raise NoSuchValue("date", self.dated_on.isoformat(), f"{EARLIEST} – {LATEST}")
        check_scope(self.scope)


def check_scope(scope: Scope) -> None:
    """Raise NoSuchValue for a code that there is not; for a source of which the public does not know, too."""
    for name, known in (("sector", kinds.sectors()), ("country", kinds.countries()), ("source", public_slugs())):
        # What the public does not know cannot be what an edition is chosen by: its card says by what.
        for code in scope.get(name, ()):
            if code not in known:
                raise NoSuchValue(name, code, shortened(known))
    for code in scope.get("region", ()):
        if kinds.place(code) is None:
            raise NoSuchValue("region", code, gettext("the codes of regions, such as PS0145"))


def shortened(codes: Iterable[str]) -> str:
    """The codes, or the first and the last of many."""
    some = sorted(codes) or ["-"]
    return ", ".join(some) if len(some) <= MOST_NAMED else f"{some[0]}, {some[1]} … {some[-1]}"


def draft_edition(*, wish: Wish, by: Person, at: datetime, told: Progress = no_progress) -> Edition:
    """Begin the next edition and freeze its content. Raises AnotherIsUnderWay, NothingToPrint, NoSuchValue.

    Freezing takes no lock: others go on writing. What is under way is looked at before and again when all is kept.
    """
    wish.check()
    edition = Edition(number=next_number(), drafted_by=by, drafted_at=at)
    edition.previous = Edition.objects.published().first()
    state(edition, wish)
    with frozen_beside(edition, told) as beside, transaction.atomic():
        if edition.number != next_number():
            raise AnotherIsUnderWay
        edition.save()
        put_in_place(beside, edition)
        write(by=by, action="draft_edition", subject=subject(edition), data=told_of(edition), at=at)
    return edition


def next_number() -> int:
    """The number that the next edition will have. Raises AnotherIsUnderWay."""
    if Edition.objects.under_way().exists():
        raise AnotherIsUnderWay
    highest: int = Edition.objects.aggregate(highest=Max("number"))["highest"] or 0
    return highest + 1


def redraft_edition(
    *, edition: Edition, version: int, wish: Wish, by: Person, at: datetime, told: Progress = no_progress
) -> Edition:
    """Change what is stated of a draft, and freeze the guide as it is now. Whoever does it counts as its drafter."""
    wish.check()
    anew = Edition(number=edition.number, previous=edition.previous)
    state(anew, wish)
    with frozen_beside(anew, told) as beside, transaction.atomic():
        held = hold(edition, version, EditionState.DRAFTED)
        state(held, wish)
        for name in FROZEN:
            setattr(held, name, getattr(anew, name))
        held.drafted_by, held.drafted_at, held.version = by, at, held.version + 1
        held.made_at, held.problem = None, ""
        held.save()
        put_in_place(beside, held)
        write(by=by, action="redraft_edition", subject=subject(held), data=told_of(held), at=at)
    drop_leftovers(held)
    return held


def approve_edition(*, edition: Edition, version: int, by: Person, at: datetime) -> Edition:
    """A second person approves what was frozen; from here on the worker makes and publishes it."""
    with transaction.atomic():
        held = hold(edition, version, EditionState.DRAFTED)
        if held.drafted_by.sign_in_name == COMMAND_LINE:
            raise NobodyDrafted
        if by.pk == held.drafted_by_id or by.sign_in_name == COMMAND_LINE:
            raise NotASecondPerson
        held.state, held.approved_by, held.approved_at = EditionState.APPROVED, by, at
        held.version, held.problem = held.version + 1, ""
        held.save()
        write(by=by, action="approve_edition", subject=subject(held), data=told_of(held), at=at)
    return held


def adopt_edition(*, edition: Edition, by: Person, at: datetime) -> Edition:
    """Make what the command line drafted one's own; somebody else's draft stays theirs."""
    with transaction.atomic():
        held = hold(edition, edition.version, EditionState.DRAFTED)
        if held.drafted_by.sign_in_name == COMMAND_LINE and by.sign_in_name != COMMAND_LINE:
            held.drafted_by, held.version = by, held.version + 1
            held.save()
            write(by=by, action="adopt_edition", subject=subject(held), data=told_of(held), at=at)
    return held


def abandon_edition(*, edition: Edition, version: int, by: Person, at: datetime) -> Edition:
    """Give up an edition that is not published; its number goes to the next one, and its files go."""
    with transaction.atomic():
        held = hold(edition, version, EditionState.DRAFTED, EditionState.APPROVED)
        write(by=by, action="abandon_edition", subject=subject(held), data=told_of(held), at=at)
        held.state, held.number, held.version = EditionState.ABANDONED, None, held.version + 1
        held.save()
    shutil.rmtree(folder.workshop(held), ignore_errors=True)
    # A draft that waits for signatures may hold it; another is laid ready of what is still wanted.
    mirrors.drop_draft(folder.draft())
    return held


def try_again(*, edition: Edition, by: Person, at: datetime) -> Edition:
    """Have the worker go on with an edition that stopped: what stood in its way is mended."""
    with transaction.atomic():
        held = hold(edition, edition.version, EditionState.APPROVED)
        held.problem = ""
        held.save(update_fields=["problem"])
        write(by=by, action="try_edition_again", subject=subject(held), data={}, at=at)
    return held


def revoke_edition(*, edition: Edition, version: int, reason: str, by: Person, at: datetime) -> Edition:
    """Withdraw a published edition, for a reason that everybody reads. Its number and its card stay; its content goes.

    Whoever mirrors it learns so from the signed list of editions; platforms that took it in drop it.
    """
    if not reason.strip():
        raise ReasonIsMissing
    with transaction.atomic():
        held = hold(edition, version, EditionState.PUBLISHED)
        held.state, held.revoked_by, held.revoked_at, held.reason = EditionState.REVOKED, by, at, reason.strip()
        held.version += 1
        held.save()
        write(by=by, action="revoke_edition", subject=subject(held), data={"reason": held.reason}, at=at)
    return held


def hold(edition: Edition, version: int, *states: EditionState) -> Edition:
    """The edition as it stands, held until the end of the transaction. Raises when it moved on."""
    held = Edition.objects.select_for_update(of=("self",)).select_related("previous").get(pk=edition.pk)
    if held.state not in states:
        raise NotInThatState(held.get_state_display())
    if held.version != version:
        raise EditionHasChanged
    return held


def state(edition: Edition, wish: Wish) -> None:
    """Put what was stated into the row."""
    edition.dated_on = wish.dated_on
    edition.languages = [code for code in LANGUAGES if code in wish.languages]
    edition.papers = [paper for paper in PAPERS if paper in wish.papers]
    edition.licence = wish.licence
    edition.title = filled(wish.title)
    edition.foreword = filled(wish.foreword)
    edition.scope = {name: list(values) for name, values in wish.scope.items() if values}


def filled(texts: dict[str, str]) -> dict[str, str]:
    """The texts that are not empty."""
    return {language: text.strip() for language, text in texts.items() if text.strip()}


@contextmanager
def frozen_beside(edition: Edition, told: Progress) -> Iterator[Path]:
    """Content, card and changes in a folder of their own, and what the row says of them; the folder goes unless it is taken."""
    folder.beginnings().mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(dir=folder.beginnings()))
    try:
        freeze_edition(edition, beside, told)
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def put_in_place(beside: Path, edition: Edition) -> None:
    """The folder gets the name that its card gives it."""
    goal = folder.frozen(edition)
    shutil.rmtree(goal, ignore_errors=True)
    goal.parent.mkdir(parents=True, exist_ok=True)
    beside.rename(goal)


def freeze_edition(edition: Edition, place: Path, told: Progress) -> None:
    """Write content, card and changes into an empty folder."""
    named = slugs_of(Source.objects.all())
    content = freeze(place / CONTENT, sorted(visible_numbers()), named, edition.scope, told, edition.dated_on)
    if not content.count:
        raise NothingToPrint
    edition.count, edition.digest = content.count, content.digest
    card = msgspec.json.encode(card_of(edition, content, named), order="deterministic")
    (place / CARD).write_bytes(card)
    found = list(differences(frozen_before(edition), Frozen(place), silent()))
    edition.changes = counted(found)
    (place / CHANGES).write_bytes(msgspec.json.encode(found))
    edition.card_digest = hashlib.sha256(card).hexdigest()


def drop_leftovers(edition: Edition) -> None:
    """Remove what lies in the workshop of contents that the edition no longer has."""
    for place in folder.workshop(edition).glob("*-*"):
        if not place.name.endswith(edition.card_digest[:16]):
            shutil.rmtree(place, ignore_errors=True)


def frozen_before(edition: Edition) -> Frozen | None:
    """The content of the edition before, if it is still here."""
    if edition.previous is None or not (place := folder.frozen(edition.previous)).exists():
        return None
    return Frozen(place)


def card_of(edition: Edition, content: Content, named: dict[str, str]) -> EditionCard:
    """The card that goes out with the edition."""
    held = {slug: shown for slug, shown in named.items() if shown in content.slugs}
    return EditionCard(
        platform=settings.DALIL_NAME,
        address=settings.DALIL_PUBLIC_ADDRESS,
        number=edition.number or 0,
        dated_on=edition.dated_on.isoformat(),
        languages=tuple(edition.languages),
        papers=tuple(edition.papers),
        licence=edition.licence,
        title=edition.title,
        foreword=edition.foreword,
        scope={name: tuple(values) for name, values in edition.scope.items()},
        count=edition.count,
        digest=edition.digest,
        previous=edition.previous.number if edition.previous else None,
        sources=source_cards(held),
        root=folder.fingerprint(),
    )


def subject(edition: Edition) -> str:
    """How the ledger names an edition."""
    return f"edition:{edition.number}"


def told_of(edition: Edition) -> dict[str, Any]:
    """What the ledger keeps of an edition."""
    return {
        "count": edition.count,
        "digest": edition.digest,
        "dated_on": edition.dated_on.isoformat(),
        "languages": edition.languages,
        "scope": edition.scope,
    }


def changes_of(place: Path) -> Sequence[dict[str, Any]]:
    """The changes that were written beside a frozen content; none when it has none."""
    path = place / CHANGES
    return msgspec.json.decode(path.read_bytes(), type=list[dict[str, Any]]) if path.exists() else []
