"""The tables of this room: people and how they sign in, the organisations that they act for, attempts, sessions, invitations."""

from dalil.accounts.models.attempts import SignInAttempt
from dalil.accounts.models.bodies import Body, DelegateRole, Delegation
from dalil.accounts.models.invitations import Invitation
from dalil.accounts.models.notices import Notice, NoticeKind
from dalil.accounts.models.passkeys import Passkey
from dalil.accounts.models.people import COMMAND_LINE, Person, PersonQuerySet, Roster
from dalil.accounts.models.recoveries import Means, Recovery, Vouching
from dalil.accounts.models.sessions import LiveSession

__all__ = [
    "COMMAND_LINE",
    "Body",
    "DelegateRole",
    "Delegation",
    "Invitation",
    "LiveSession",
    "Means",
    "Notice",
    "NoticeKind",
    "Passkey",
    "Person",
    "PersonQuerySet",
    "Recovery",
    "Roster",
    "SignInAttempt",
    "Vouching",
]
