"""The tables of this room: people, the organisations that they act for, attempts to sign in."""

from dalil.accounts.models.attempts import SignInAttempt
from dalil.accounts.models.bodies import Body, DelegateRole, Delegation
from dalil.accounts.models.people import COMMAND_LINE, Person, PersonQuerySet, Roster

__all__ = [
    "COMMAND_LINE",
    "Body",
    "DelegateRole",
    "Delegation",
    "Person",
    "PersonQuerySet",
    "Roster",
    "SignInAttempt",
]
