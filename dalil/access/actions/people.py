"""What can be done to accounts: making a person, giving and taking roles, changing passwords. Each is in the ledger.

It stands here and not in `accounts`, because giving somebody access is this room's subject, and because the ledger lies
above the accounts. It never puts a password, or anything made of one, into the ledger.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dalil.accounts.models import Person
from dalil.ledger import actions as ledger


class NotAnOperator(Exception):
    """Only an operator may do this to another's account."""


class NoOperatorLeft(Exception):
    """The last active operator cannot lose the role or the account."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do on the platform."""

    is_editor: bool = False
    is_operator: bool = False
    is_active: bool = True


def make_person(
    *,
    by: Person,
    at: datetime,
    sign_in_name: str,
    display_name: str,
    rights: Rights,
    language: str = "en",
    password: str = "",
) -> tuple[Person, str]:
    """A new person, with the password to hand over (made here when none is given); it is shown once and kept nowhere."""
    _only_operators(by)
    password = password or new_password()
    with transaction.atomic():
        person = Person.objects.create_person(sign_in_name, display_name, password=password)
        person.language = language
        _give(person, rights)
        ledger.write(by=by, at=at, action="make_person", subject=_subject(person), data=_as_data(rights))
    return person, password


def change_rights(*, by: Person, at: datetime, person: Person, rights: Rights) -> None:
    """Gives and takes roles, or bars the person; whoever is barred is signed out with the next page."""
    _only_operators(by)
    with transaction.atomic():
        _hold_operators()
        person.refresh_from_db()
        before = Rights(person.is_editor, person.is_operator, person.is_active)
        if before == rights:
            return
        _give(person, rights)
        if not Person.objects.human().active().filter(is_operator=True).exists():
            raise NoOperatorLeft
        data = {"before": _as_data(before), "after": _as_data(rights)}
        ledger.write(by=by, at=at, action="change_rights", subject=_subject(person), data=data)


def change_password(*, by: Person, at: datetime, person: Person, password: str) -> None:
    """Sets a password: one's own, or as an operator another's. All sessions of the person end."""
    if by.pk != person.pk:
        _only_operators(by)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        ledger.write(by=by, at=at, action="change_password", subject=_subject(person), data={})


def new_password() -> str:
    """A password that nobody can guess and anybody can read out: four groups of five, 100 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz234567892"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def _only_operators(by: Person) -> None:
    if not (by.is_operator and by.is_active):
        raise NotAnOperator


def _hold_operators() -> None:
    """Two operators who take the role from each other at once wait for each other, so that the second is refused."""
    list(Person.objects.human().filter(is_operator=True).select_for_update().order_by("pk"))


def _give(person: Person, rights: Rights) -> None:
    person.is_editor, person.is_operator, person.is_active = rights.is_editor, rights.is_operator, rights.is_active
    person.save(update_fields=["is_editor", "is_operator", "is_active", "language"])


def _as_data(rights: Rights) -> dict[str, bool]:
    return {"is_editor": rights.is_editor, "is_operator": rights.is_operator, "is_active": rights.is_active}


def _subject(person: Person) -> str:
    return f"person:{person.pk}"
