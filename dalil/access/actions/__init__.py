"""What can be done in this room: to accounts (here), and one file each to passkeys, codes by time, invitations, recoveries."""

from dalil.access.actions.people import (
    NoOperatorLeft,
    NotAnOperator,
    NotYourself,
    change_language,
    change_password,
    change_rights,
    make_person,
    new_password,
)
from dalil.access.rights import Rights

__all__ = [
    "NoOperatorLeft",
    "NotAnOperator",
    "NotYourself",
    "Rights",
    "change_language",
    "change_password",
    "change_rights",
    "make_person",
    "new_password",
]
