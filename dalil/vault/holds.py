"""Legal holds: asking whether something is held, placing one, and noting that it was released.

It never decides who may release: the board counts its quorum and then calls `release`. A hold beats every erasure and
every retention rule, because all of them go through `vault.destroying`, which asks here in its own transaction.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.vault.models.holds import Hold, NotDeletable

__all__ = ["Held", "Hold", "HoldNotUnderstood", "NotDeletable", "NotForHolds", "held", "place", "refuse_if_held"]

# Any number will do, as long as no other part of the program locks with the same one.
_LOCK = 0x0DA112
_SCOPE = re.compile(r"\*|[a-z_]+:(\*|[^\s*]+\*?)")
MOST_IN_SCOPE = 1000


class Held(Exception):
    """A legal hold stands against what was asked; nothing was changed."""

    def __init__(self, holds: Sequence[Hold]) -> None:
        super().__init__(", ".join(hold.subject for hold in holds))
        self.holds = tuple(holds)


class NotForHolds(Exception):
    """Only counsel and trustees place holds, and only somebody who may sign in."""


class HoldNotUnderstood(ValueError):
    """What was given does not make a hold; `field` names what is wrong."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field, self.why = field, why


class AlreadyReleased(Exception):
    """The hold was released before."""


def held(subjects: Iterable[str]) -> list[Hold]:
    """The holds in force over any of these subjects (`organisation:yr6zjpl5b2co`, `evidence:<uuid>` …), oldest first."""
    return Hold.objects.all().over(subjects)


def refuse_if_held(subjects: Iterable[str]) -> None:
    """Raises `Held` if any of these is held. Whoever then destroys calls `wait_for_others` before, in the same transaction."""
    if found := held(subjects):
        raise Held(found)


def wait_for_others() -> None:
    """Until this transaction ends nobody else places a hold or destroys: whichever came first is seen by the other.

    SQLite's transactions begin IMMEDIATE and so take turns already.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("holds are asked about inside the transaction that acts on the answer")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def place(
    *,
    by: Person,
    at: datetime,
    reference: str,
    issuer: str,
    scope: Sequence[str],
    served_on: date,
    review_on: date,
    legal_basis: str = "",
    told_to_subject: bool = True,
    why_not_told: str = "",
) -> Hold:
    """Places a hold at once: any one of counsel or trustees may. What is being destroyed is waited for; all after is refused."""
    if not (by.is_active and (by.is_counsel or by.is_trustee)):
        raise NotForHolds
    hold = Hold(
        reference=reference.strip(),
        issuer=issuer.strip(),
        scope=_scope(scope),
        legal_basis=legal_basis.strip(),
        served_on=served_on,
        placed_at=at,
        registered_by=by,
        review_on=review_on,
        told_to_subject=told_to_subject,
        why_not_told=why_not_told.strip(),
    )
    _check(hold)
    with transaction.atomic():
        wait_for_others()
        hold.save(force_insert=True)
        data = {"reference": hold.reference, "issuer": hold.issuer, "scope": hold.scope}
        data |= {"served_on": served_on.isoformat(), "review_on": review_on.isoformat(), "told": told_to_subject}
        ledger.write(by=by, at=at, action="place_hold", subject=hold.subject, data=data)
    return hold


def release(*, hold: Hold, by: Person, at: datetime, resolution: str, reason: str) -> None:
    """Notes that the board released the hold by this resolution. Only `board` calls it, after its quorum."""
    if not resolution.strip():
        raise HoldNotUnderstood("resolution", "a hold is released by a resolution")
    if not reason.strip():
        raise HoldNotUnderstood("reason", "a release says why")
    with transaction.atomic():
        wait_for_others()
        change = {"released_at": at, "released_by": by, "resolution": resolution.strip()}
        if not Hold.objects.filter(pk=hold.pk).in_force().update(**change, release_reason=reason.strip()):
            raise AlreadyReleased
        data = {"resolution": resolution.strip(), "reason": reason.strip()}
        ledger.write(by=by, at=at, action="release_hold", subject=hold.subject, data=data)
    hold.refresh_from_db()


def review_again_on(*, hold: Hold, by: Person, at: datetime, review_on: date) -> None:
    """After a review that leaves it in force: when it is looked at next."""
    if not (by.is_active and (by.is_counsel or by.is_trustee)):
        raise NotForHolds
    with transaction.atomic():
        if not Hold.objects.filter(pk=hold.pk).in_force().update(review_on=review_on):
            raise AlreadyReleased
        data = {"review_on": review_on.isoformat()}
        ledger.write(by=by, at=at, action="review_hold", subject=hold.subject, data=data)
    hold.refresh_from_db()


def _scope(parts: Sequence[str]) -> list[str]:
    given = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if not given:
        raise HoldNotUnderstood("scope", "name at least one subject")
    if len(given) > MOST_IN_SCOPE:
        raise HoldNotUnderstood("scope", f"{MOST_IN_SCOPE} subjects at most; name a beginning such as case:2026-*")
    for part in given:
        if not _SCOPE.fullmatch(part) or len(part) > 200 or not part.isprintable():
            raise HoldNotUnderstood(
                "scope", f"{part!r} is no subject such as organisation:yr6zjpl5b2co, case:2026-* or *"
            )
    return given


def _check(hold: Hold) -> None:
    for field, most in (("reference", 200), ("issuer", 300), ("legal_basis", 500), ("why_not_told", 500)):
        said = getattr(hold, field)
        if len(said) > most or not said.isprintable():
            raise HoldNotUnderstood(field, f"at most {most} characters, in one line")
    if not hold.reference:
        raise HoldNotUnderstood("reference", "a hold has a reference")
    if not hold.issuer:
        raise HoldNotUnderstood("issuer", "somebody issued it")
    if not hold.told_to_subject and not hold.why_not_told:
        raise HoldNotUnderstood("why_not_told", "say which law forbids telling those concerned")
    if hold.review_on <= hold.served_on:
        raise HoldNotUnderstood("review_on", "a hold is reviewed after it was served")
