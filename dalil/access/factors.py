"""By what a person can show who they are. It never checks a factor and never changes one."""

from dalil.access import time_codes
from dalil.access.strength import Factor
from dalil.accounts.models import Passkey, Person


def has_passkey(person: Person) -> bool:
    """Whether at least one passkey is in use."""
    return Passkey.objects.in_use().filter(person=person).exists()


def has_time_code(person: Person) -> bool:
    """Whether codes by time are set up."""
    return time_codes.is_set_up(person)


def strongest_of(person: Person) -> Factor:
    """The strongest factor that the person has set up; a password alone when there is none yet."""
    if has_passkey(person):
        return Factor.PASSKEY
    return Factor.TIME_CODE if has_time_code(person) else Factor.PASSWORD
