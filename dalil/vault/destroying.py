"""The one way in which anything private is destroyed: hold check, two people, tombstone, ledger, all in one transaction.

Destroying a record takes its wrapped key away with the row, so that no other copy of its ciphertext opens; of evidence also the
file. It never destroys what is held, on the word of one person (but a person's own contacts on their own word), or while the
platform is sealed; it never removes a tombstone. Nothing else deletes a private record: `models.destruction` refuses it.
What a rule of retention lets go, and what goes with a person who is erased, is of class S and goes by `let_go`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Model, QuerySet

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import COMMAND_LINE, Person
from dalil.ledger import actions as ledger
from dalil.vault import client, holds
from dalil.vault.evidence.stores import the_store
from dalil.vault.fields import private_fields
from dalil.vault.holds import Held
from dalil.vault.models import Evidence, Hold, PrivateRecord, Tombstone
from dalil.vault.models.destruction import agreed
from dalil.vault.sealed import Sealed

__all__ = [
    "Agreement",
    "AlreadyGone",
    "Held",
    "NotNow",
    "NotTwoPeople",
    "NotYours",
    "destroy",
    "erase_own",
    "let_go",
    "let_pass",
    "stops_while",
]

OWN: Final = frozenset({DataClass.C1, DataClass.S})
MOST_OF_A_REASON: Final = 1000
_stops: list[Callable[[], bool]] = [client.is_sealed]


class NotTwoPeople(Exception):
    """Two different people who may both sign in must agree, under an approval that can be found again."""


class NoReasonGiven(ValueError):
    """Nothing is destroyed without a reason that stands on the tombstone (it names nothing private)."""


class NotNow(Exception):
    """In the state in which the platform is, nothing is destroyed."""


class NotYours(Exception):
    """One person alone has nothing erased but what is about themselves, and never from a case."""


class AlreadyGone(Exception):
    """It was destroyed before; its tombstone says when and why."""


class NotLetGo(Exception):
    """Only what is of class S goes without two people, and only what its model calls passing goes without a trace."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who asked that something be destroyed, who agreed, and under which approval."""

    asked_by: Person
    approved_by: Person
    reference: str


def stops_while(says_so: Callable[[], bool]) -> None:
    """A higher room says when nothing may be destroyed: asked at each act."""
    if says_so not in _stops:
        _stops.append(says_so)


def subject_of(row: Model) -> str:
    """As the ledger names it."""
    return row.subject if isinstance(row, PrivateRecord) else f"{row._meta.model_name}:{row.pk}"


def subjects_of(row: Model) -> list[str]:
    """By which subjects a hold takes it in: its own, and those that its model names in `held_under`."""
    return list(dict.fromkeys([subject_of(row), *getattr(row, "held_under", [])]))


def destroy(record: PrivateRecord, *, approval: Agreement, at: datetime, reason: str) -> Tombstone:
    """Destroys a private record, or evidence with its file and its working copies. `Held` if a hold stands on any of them."""
    _two_people(approval)
    return _destroyed(
        record,
        by=approval.approved_by,
        asked_by=approval.asked_by,
        approved_by=approval.approved_by,
        reference=approval.reference,
        at=at,
        reason=reason,
    )


def erase_own(record: PrivateRecord, *, by: Person, at: datetime, reason: str) -> Tombstone:
    """Erases what is about the person themself (class C1 or S, `person:<number>` among its subjects), unless it is held."""
    if type(record).data_class not in OWN or f"person:{by.pk}" not in subjects_of(record) or not _may_sign_in(by):
        raise NotYours
    return _destroyed(record, by=by, asked_by=by, approved_by=None, reference="their own", at=at, reason=reason)


@dataclass(frozen=True, slots=True)
class OnWhoseWord:
    """Why things of class S go: who asked and who agreed (nobody, where a rule says so), and where that can be found."""

    asked_by: Person
    approved_by: Person | None
    reference: str
    reason: str


def let_go(rows: Iterable[Model], *, action: str, subject: str, word: OnWhoseWord, at: datetime) -> list[Model]:
    """Lets rows of class S go that are not held, and gives back those that are. Private ones leave tombstones.

    One entry of the ledger says how many, with each of them as a leaf; without any there is no entry.
    """
    _refuse_now(word.reason)
    with transaction.atomic():
        holds.wait_for_others()
        in_force, stays, gone = list(Hold.objects.in_force()), list[Model](), list[ledger.Leaf]()
        for row in rows:
            if type(row).data_class is not DataClass.S:  # type: ignore[attr-defined]
                raise NotLetGo(subject_of(row))
            if _is_held(in_force, row):
                stays.append(row)
                continue
            stone = _stone_of(row, word, at) if isinstance(row, PrivateRecord) else None
            gone.append(ledger.Leaf(subject_of(row), {"ciphertext_sha256": stone.ciphertext_sha256} if stone else {}))
            row.delete()
        if gone:
            data = {"rows": len(gone), "held": len(stays), "by": word.reference}
            by = word.approved_by or word.asked_by
            ledger.write_batch(by=by, at=at, action=action, leaves=gone, subject=subject, data=data, why=word.reason)
    return stays


def let_pass(rows: "QuerySet[PrivateRecord]") -> int:
    """Deletes what was never kept for anybody: of these rows those that the database, by the model's `passing`, calls so.

    A list's contacts before its plan is carried out, the key of a spooled file: no hold, no tombstone. Returns how many.
    """
    if rows.model.passing is None:
        raise NotLetGo(rows.model._meta.label)
    with transaction.atomic():
        some = rows.filter(rows.model.passing)
        with agreed(*some.only("pk")):
            return some.delete()[1].get(rows.model._meta.label, 0)


def _is_held(in_force: Sequence[Hold], row: Model) -> bool:
    if not in_force:
        return False
    subjects = [subject.casefold() for subject in subjects_of(row)]
    return any(hold.takes_in(subject) for hold in in_force for subject in subjects)


def _stone_of(row: PrivateRecord, word: OnWhoseWord, at: datetime) -> Tombstone:
    stone = _tombstone(row, at=at, reason=word.reason.strip())
    stone.asked_by, stone.approved_by, stone.approval = word.asked_by, word.approved_by, word.reference
    stone.save(force_insert=True)
    return stone


def _refuse_now(reason: str) -> None:
    if not 0 < len(reason.strip()) <= MOST_OF_A_REASON:
        raise NoReasonGiven
    if any(says_so() for says_so in _stops):
        raise NotNow


def _destroyed(
    record: PrivateRecord,
    *,
    by: Person,
    asked_by: Person,
    approved_by: Person | None,
    reference: str,
    at: datetime,
    reason: str,
) -> Tombstone:
    _refuse_now(reason)
    word = OnWhoseWord(asked_by, approved_by, reference, reason)
    with transaction.atomic():
        holds.wait_for_others()
        rows = _with_copies(_locked(record))
        holds.refuse_if_held(subject for row in rows for subject in subjects_of(row))
        for row in rows:
            stone = _stone_of(row, word, at)
            _take_away(row)
            data = {
                "class": type(row).data_class.value,
                "ciphertext_sha256": stone.ciphertext_sha256,
                "asked_by": asked_by.pk,
                "approved_by": approved_by.pk if approved_by else None,
                "approval": reference,
                "tombstone": stone.pk,
            }
            ledger.write(by=by, at=at, action="destroy", subject=stone.subject, data=data, why=reason.strip())
    return stone


def _two_people(approval: Agreement) -> None:
    asked, approved = approval.asked_by, approval.approved_by
    if asked.pk == approved.pk or not approval.reference.strip() or len(approval.reference) > 200:
        raise NotTwoPeople
    if not (_may_sign_in(asked) and _may_sign_in(approved)):
        raise NotTwoPeople


def _may_sign_in(person: Person) -> bool:
    """As the database says now, and never the account of the command line."""
    return Person.objects.active().exclude(sign_in_name=COMMAND_LINE).filter(pk=person.pk).exists()


def _locked(record: PrivateRecord) -> PrivateRecord:
    found = type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if found is None:
        raise AlreadyGone(record.subject)
    return found


def _with_copies(row: PrivateRecord) -> Sequence[PrivateRecord]:
    """The row last, before it whatever was made of it: a copy tells what the original told."""
    return list(_copies_first(row))


def _copies_first(row: PrivateRecord) -> Iterator[PrivateRecord]:
    if isinstance(row, Evidence):
        for copy in Evidence._base_manager.select_for_update(of=("self",)).filter(derived_from=row):
            yield from _copies_first(copy)
    yield row


def _tombstone(row: PrivateRecord, *, at: datetime, reason: str) -> Tombstone:
    stored_as = row.stored_as if isinstance(row, Evidence) else ""
    return Tombstone(
        subject=row.subject,
        model=row._meta.label_lower,
        destroyed_class=type(row).data_class.value,
        ciphertext_sha256=stored_as or _hash_of(row),
        stored_as=stored_as,
        reason=reason,
        at=at,
    )


def _hash_of(row: PrivateRecord) -> str:
    """SHA-256 over the ciphertexts of the record, field by field in the order of their names."""
    digest = hashlib.sha256()
    for field in sorted(private_fields(type(row)), key=lambda one: one.name):
        sealed = row.__dict__.get(field.attname)
        digest.update(sealed.ciphertext or b"" if isinstance(sealed, Sealed) else b"")
    return digest.hexdigest()


def _take_away(row: PrivateRecord) -> None:
    """The row with its key; the file once that is committed. Killed in between, `dalil evidence sweep` finds the file."""
    with agreed(row):
        row.delete()
    if isinstance(row, Evidence):
        name = row.stored_as
        transaction.on_commit(lambda: _remove(name), robust=True)


def _remove(name: str) -> None:
    the_store().remove(name)
