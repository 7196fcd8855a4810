"""What can be done in this room: to accounts (here), and one file each to passkeys, codes by time, invitations, recoveries."""

from dalil.access.actions.people import (
    NoOperatorLeft,
    NotAnOperator,
    Rights,
    change_password,
    change_rights,
    make_person,
    new_password,
)

__all__ = [
    "NoOperatorLeft",
    "NotAnOperator",
    "Rights",
    "change_password",
    "change_rights",
    "make_person",
    "new_password",
]
