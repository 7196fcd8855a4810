"""The register of lawful process: an order is registered, checked by counsel, answered narrowly or refused.

The hold that follows is placed in the same act. It never hands anything over: it keeps the hashes of what was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board.actions.holds import HoldWanted, place
from dalil.board.models import HandedOver, Order, OrderState
from dalil.board.refusals import CannotBe, NotInOffice
from dalil.ledger import actions as ledger

_HASH = re.compile(r"[0-9a-f]{64}")
MOST_HANDED_OVER = 10_000


@dataclass(frozen=True, slots=True)
class OrderServed:
    """What was served, as whoever registers it reads it."""

    authority: str
    reference: str
    legal_basis: str
    served_on: date
    served_how: str
    asks_for: str


def register_order(
    *, by: Person, at: datetime, served: OrderServed, hold: HoldWanted | None = None, why_no_hold: str = ""
) -> Order:
    """Registers an order. Does a hold follow? It is placed in this same act; or why none does is said."""
    texts = {name: getattr(served, name).strip() for name in _LONGEST}
    for name, most in _LONGEST.items():
        if not texts[name] or len(texts[name]) > most:
            raise CannotBe(name, _("Write this, in at most %(most)s characters.") % {"most": most})
    if served.served_on > at.date():
        raise CannotBe("served_on", _("Give the day on which it was served: today or before."))
    if hold is None and not why_no_hold.strip():
        raise CannotBe("why_no_hold", _("Say why no hold follows, or place one."))
    with transaction.atomic():
        _only_counsel_or_trustees(by)
        placed = place(by=by, at=at, wanted=hold) if hold is not None else None
        order = Order.objects.create(
            **texts,
            served_on=served.served_on,
            registered_by=by,
            registered_at=at,
            hold=placed,
            why_no_hold="" if placed else why_no_hold.strip()[:500],
        )
        data = {"authority": order.authority, "reference": order.reference, "hold": placed.pk if placed else None}
        ledger.write(by=by, at=at, action="register_order", subject=order.subject, data=data, why=order.why_no_hold)
    return order


_LONGEST = {"authority": 300, "reference": 200, "legal_basis": 500, "served_how": 300, "asks_for": 2000}


def check_order(
    *, by: Person, at: datetime, order: Order, is_authentic: bool, finding: str, objection: str = ""
) -> Order:
    """Counsel says whether it is real and how far it reaches. What is not authentic is refused; its hold stays till released."""
    _said("finding", finding)
    with transaction.atomic():
        by.refresh_from_db(fields=("is_active", "is_counsel"))
        if not (by.is_active and by.is_counsel):
            raise NotInOffice(_("Only counsel checks an order."))
        held = _held(order, OrderState.RECEIVED)
        held.checked_by, held.checked_at = by, at
        held.finding, held.objection = finding.strip(), objection.strip()[:2000]
        held.state = OrderState.CHECKED if is_authentic else OrderState.REFUSED
        held.save()
        data = {"is_authentic": is_authentic, "objects": bool(held.objection)}
        ledger.write(by=by, at=at, action="check_order", subject=held.subject, data=data)
    return held


def answer_order(
    *,
    by: Person,
    at: datetime,
    order: Order,
    answer: str,
    handed_over: Sequence[tuple[str, str]],
    told_on: date | None = None,
    why_not_told: str = "",
) -> Order:
    """The answer after counsel's check: what was handed over, each with its hash; and whether those concerned were told."""
    _said("answer", answer)
    rows = _listed(handed_over)
    if told_on is None and not why_not_told.strip():
        raise CannotBe("why_not_told", _("Say when those concerned were told, or which law forbids it."))
    with transaction.atomic():
        _only_counsel_or_trustees(by)
        held = _held(order, OrderState.CHECKED)
        held.answered_by, held.answered_at, held.answer = by, at, answer.strip()
        held.told_on, held.why_not_told = told_on, "" if told_on else why_not_told.strip()[:500]
        held.state = OrderState.ANSWERED
        held.save()
        HandedOver.objects.bulk_create(HandedOver(order=held, subject=subject, sha256=sha) for subject, sha in rows)
        data = {"handed_over": [list(row) for row in rows], "told": told_on is not None}
        ledger.write(by=by, at=at, action="answer_order", subject=held.subject, data=data)
    return held


def refuse_order(*, by: Person, at: datetime, order: Order, answer: str) -> Order:
    """Nothing is handed over, with the reason."""
    _said("answer", answer)
    with transaction.atomic():
        _only_counsel_or_trustees(by)
        held = _held(order, OrderState.CHECKED)
        held.answered_by, held.answered_at, held.answer = by, at, answer.strip()
        held.state = OrderState.REFUSED
        held.save()
        ledger.write(by=by, at=at, action="refuse_order", subject=held.subject, data={})
    return held


def _held(order: Order, wanted: OrderState) -> Order:
    held = Order.objects.select_for_update().get(pk=order.pk)
    if held.state != wanted:
        raise CannotBe("state", _("This order is not at that step. Look at where it stands now."))
    return held


def _listed(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    tidy = list(dict.fromkeys((subject.strip(), sha.strip().lower()) for subject, sha in rows))
    if len(tidy) > MOST_HANDED_OVER:
        raise CannotBe("handed_over", _("At most 10,000 things at once: an answer is narrow."))
    for subject, sha in tidy:
        if not subject or len(subject) > 200 or not subject.isprintable() or not _HASH.fullmatch(sha):
            raise CannotBe("handed_over", _("One thing a line: what it is, a space, its SHA-256 of 64 letters."))
    return tidy


def _said(field: str, text: str) -> None:
    if not text.strip() or len(text) > 2000:
        raise CannotBe(field, _("Write this, in at most %(most)s characters.") % {"most": 2000})


def _only_counsel_or_trustees(by: Person) -> None:
    by.refresh_from_db(fields=("is_active", "is_counsel", "is_trustee"))
    if not (by.is_active and (by.is_counsel or by.is_trustee)):
        raise NotInOffice(_("Only counsel and trustees do this."))
