"""What can be done to accounts: making a person, giving and taking roles, changing passwords. Each is in the ledger.

It stands here and not in `accounts`, because giving somebody access is this room's subject, and because the ledger lies
above the accounts. It never puts a password, or anything made of one, into the ledger.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dalil.access import approvals
from dalil.access.models import Approval
from dalil.access.rights import Rights, may_alone, needs_two, rights_of
from dalil.accounts import sessions
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger


class NotAnOperator(Exception):
    """Only an operator may do this to another's account."""


class NotYourself(Exception):
    """Nobody sets another's password: that would be a way into another's account."""


class NoOperatorLeft(Exception):
    """The last active operator cannot lose the role or the account."""


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
        at_once = rights if may_alone(by) else rights.for_one()
        person = Person.objects.create_person(sign_in_name, display_name, password=password)
        person.language = language
        _give(person, at_once)
        ledger.write(by=by, at=at, action="make_person", subject=_subject(person), data=at_once.as_data())
        if rights != at_once:
            _ask(by=by, at=at, person=person, rights=rights, why=_("These roles were asked for with the account."))
    return person, password


def change_rights(*, by: Person, at: datetime, person: Person, rights: Rights, why: str = "") -> Approval | None:
    """Gives and takes roles, or bars the person; whoever is barred is signed out with the next page.

    What one operator may not do alone is asked of another, and done when that one agrees: then the request is given back.
    """
    _only_operators(by)
    with transaction.atomic():
        _hold_operators()
        person.refresh_from_db()
        if rights_of(person) == rights:
            return None
        if needs_two(person, rights) and not may_alone(by):
            _refuse_to_leave_none(person, rights)
            return _ask(by=by, at=at, person=person, rights=rights, why=why)
        _change(by=by, at=at, person=person, rights=rights)
    return None


def change_rights_as_asked(approval: Approval, *, by: Person, at: datetime) -> None:
    """What `change_rights` asked for, now that another agreed; not if anything about it is different by now."""
    _hold_operators()
    person = Person.objects.human().filter(pk=approval.data["person"]).first()
    if person is None or rights_of(person) != Rights(**approval.data["before"]):
        raise approvals.CannotBeDone(_("The roles were changed meanwhile. Ask again if it is still wanted."))
    if not (approval.asked_by.is_active and approval.asked_by.is_operator):
        raise approvals.CannotBeDone(_("Whoever asked for this is no operator any more."))
    try:
        _change(by=by, at=at, person=person, rights=Rights(**approval.data["after"]))
    except NoOperatorLeft:
        raise approvals.CannotBeDone(_("No operator would be left.")) from None


def change_password(*, by: Person, at: datetime, person: Person, password: str) -> None:
    """Sets one's own password. All sessions of the person end; the page keeps its own by signing it anew."""
    if by.pk != person.pk:
        raise NotYourself
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        ledger.write(by=by, at=at, action="change_password", subject=_subject(person), data={})


def change_language(*, by: Person, at: datetime, language: str) -> None:
    """One's own: in it letters are written, and links to one's pages lead to it."""
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=by.pk)
        if held.language == language:
            return
        data = {"before": held.language, "after": language}
        held.language = language
        held.save(update_fields=["language"])
        ledger.write(by=by, at=at, action="change_language", subject=_subject(held), data=data)
    by.language = language


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


def _ask(*, by: Person, at: datetime, person: Person, rights: Rights, why: str) -> Approval:
    data = {"person": person.pk, "before": rights_of(person).as_data(), "after": rights.as_data()}
    return approvals.ask(kind="rights", subject=_subject(person), data=data, by=by, at=at, why=why)


def _change(*, by: Person, at: datetime, person: Person, rights: Rights) -> None:
    before = rights_of(person)
    _refuse_to_leave_none(person, rights)
    _give(person, rights)
    # What was shown with other rights is shown no more; whoever goes on signs in anew.
    sessions.end_all_of(person)
    data = {"before": before.as_data(), "after": rights.as_data()}
    ledger.write(by=by, at=at, action="change_rights", subject=_subject(person), data=data)


def _refuse_to_leave_none(person: Person, rights: Rights) -> None:
    if rights.is_operator and rights.is_active:
        return
    others = Person.objects.human().active().filter(is_operator=True).exclude(pk=person.pk)
    if person.is_operator and person.is_active and not others.exists():
        raise NoOperatorLeft


def _give(person: Person, rights: Rights) -> None:
    for name, value in rights.as_data().items():
        setattr(person, name, value)
    person.save(update_fields=[*rights.as_data(), "language"])


def _subject(person: Person) -> str:
    return f"person:{person.pk}"
