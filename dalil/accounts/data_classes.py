"""The classes of data: what somebody would gain by reading it decides how it is kept. Every model and every file has one.

It never encrypts anything: that is for `vault`, whose check at start refuses a model without a class.
"""

from enum import StrEnum


class DataClass(StrEnum):
    """One of the seven classes of `security.md`; a model's `data_class` speaks for all its fields but the private ones."""

    G = "G"
    """The public guide and what it is made of: readable by whoever holds the disk."""
    C1 = "C1"
    """Private contacts: ciphertext from the first write."""
    C2 = "C2"
    """Casework and evidence: ciphertext from the first write."""
    C3 = "C3"
    """Correspondence: ciphertext from the first write."""
    A = "A"
    """The record of what happened: readable, never altered, holds no private value."""
    K = "K"
    """Keys: never in the database but wrapped under another."""
    S = "S"
    """Accounts: names, roles and sessions in the clear as far as they must be, secrets and addresses as ciphertext."""


ENCRYPTED = frozenset({DataClass.C1, DataClass.C2, DataClass.C3, DataClass.S})
"""The classes that have a class key."""
