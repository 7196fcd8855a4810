"""What roles a person has, and which changes of them need two people. It never writes: `actions.people` does."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Final

from dalil.accounts.models import COMMAND_LINE, Person

FOR_TWO: Final = frozenset({"is_operator", "is_counsel"})
"""Nobody gives or takes these alone. The editor's role one operator may give; the trustee's is given by the board."""
ENOUGH_OPERATORS: Final = 2


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do on the platform."""

    is_editor: bool = False
    is_operator: bool = False
    is_active: bool = True
    is_counsel: bool = False

    def as_data(self) -> dict[str, bool]:
        """As the ledger and requests keep it."""
        return asdict(self)

    def for_one(self) -> "Rights":
        """The part of it that one operator may give to somebody new."""
        return replace(self, is_operator=False, is_counsel=False)


def rights_of(person: Person) -> Rights:
    """What this person may do now."""
    return Rights(**{field.name: getattr(person, field.name) for field in fields(Rights)})


def needs_two(person: Person, after: Rights) -> bool:
    """Whether this change needs two: roles of operator and counsel, and barring or letting in again anybody of the staff."""
    before = rights_of(person)
    changed = {name for name, value in after.as_data().items() if getattr(before, name) != value}
    return bool(changed & FOR_TWO) or ("is_active" in changed and person.needs_passkey)


def may_alone(by: Person) -> bool:
    """Whether there is nobody yet to ask: the command line gives the first roles by itself."""
    operators = Person.objects.human().active().filter(is_operator=True)
    return by.sign_in_name == COMMAND_LINE and operators.count() < ENOUGH_OPERATORS
