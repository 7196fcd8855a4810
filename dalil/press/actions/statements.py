"""Statements: drafted in every language, published by a second person, withdrawn with a reason; never changed once public."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from dalil.accounts.models import COMMAND_LINE, Person
from dalil.ledger.actions import write
from dalil.press.actions.refusals import (
    EditionHasChanged,
    NotASecondPerson,
    NotInThatState,
    ReasonIsMissing,
    TextIsMissing,
)
from dalil.press.models import Statement, StatementState

Texts = Mapping[str, Mapping[str, str]]


def draft_statement(*, texts: Texts, dated_on: date, by: Person, at: datetime) -> Statement:
    """Write down a statement that is not public yet; languages may still be missing."""
    with transaction.atomic():
        highest: int = Statement.objects.aggregate(highest=Max("number"))["highest"] or 0
        made = Statement.objects.create(
            number=highest + 1, dated_on=dated_on, texts=tidy(texts), drafted_by=by, drafted_at=at
        )
        write(by=by, action="draft_statement", subject=subject(made), data={"texts": made.texts}, at=at)
    return made


def change_statement(
    *, statement: Statement, version: int, texts: Texts, dated_on: date, by: Person, at: datetime
) -> Statement:
    """Change a draft; whoever does it counts as its drafter."""
    with transaction.atomic():
        held = hold(statement, version, StatementState.DRAFTED)
        held.texts, held.dated_on, held.drafted_by, held.drafted_at = tidy(texts), dated_on, by, at
        held.version += 1
        held.save()
        write(by=by, action="change_statement", subject=subject(held), data={"texts": held.texts}, at=at)
    return held


def publish_statement(*, statement: Statement, version: int, by: Person, at: datetime) -> Statement:
    """A second person publishes it; both are named. Raises TextIsMissing unless title and text are there in every language."""
    with transaction.atomic():
        held = hold(statement, version, StatementState.DRAFTED)
        if by.pk == held.drafted_by_id or COMMAND_LINE in (by.sign_in_name, held.drafted_by.sign_in_name):
            raise NotASecondPerson
        if missing := [str(name) for code, name in settings.LANGUAGES if not is_whole(held.texts.get(code, {}))]:
            raise TextIsMissing(", ".join(missing))
        held.digest = digest_of(held)
        held.state, held.published_by, held.published_at = StatementState.PUBLISHED, by, at
        held.version += 1
        held.save()
        write(by=by, action="publish_statement", subject=subject(held), data={"digest": held.digest}, at=at)
    return held


def withdraw_statement(*, statement: Statement, version: int, reason: str, by: Person, at: datetime) -> Statement:
    """Take a statement back, for a reason that is shown at its address, where the words stay readable."""
    if not reason.strip():
        raise ReasonIsMissing
    with transaction.atomic():
        held = hold(statement, version, StatementState.PUBLISHED)
        held.state, held.withdrawn_by, held.withdrawn_at = StatementState.WITHDRAWN, by, at
        held.reason, held.version = reason.strip(), held.version + 1
        held.save()
        write(by=by, action="withdraw_statement", subject=subject(held), data={"reason": held.reason}, at=at)
    return held


def hold(statement: Statement, version: int, wanted: StatementState) -> Statement:
    """The statement as it stands, held until the end of the transaction. Raises when it moved on."""
    held = Statement.objects.select_for_update().get(pk=statement.pk)
    if held.state != wanted:
        raise NotInThatState(held.get_state_display())
    if held.version != version:
        raise EditionHasChanged
    return held


def tidy(texts: Texts) -> dict[str, dict[str, str]]:
    """Titles and bodies by language, without what surrounds them; languages with neither are left out."""
    kept = {
        code: {"title": " ".join(words.get("title", "").split()), "body": words.get("body", "").strip()}
        for code, words in texts.items()
        if code in dict(settings.LANGUAGES)
    }
    return {code: words for code, words in kept.items() if any(words.values())}


def is_whole(words: Mapping[str, str]) -> bool:
    """Whether there are a title and a text."""
    return bool(words.get("title") and words.get("body"))


def digest_of(statement: Statement) -> str:
    """The SHA-256 of number, date and all texts, in the form in which mirrors carry them."""
    return hashlib.sha256(plain(statement)).hexdigest()


def plain(statement: Statement) -> bytes:
    """Number, date and texts as the one JSON text that is hashed."""
    held = {"number": statement.number, "dated_on": statement.dated_on.isoformat(), "texts": statement.texts}
    return msgspec.json.encode(held, order="sorted")


def subject(statement: Statement) -> str:
    """How the ledger names a statement."""
    return f"statement:{statement.number}"
