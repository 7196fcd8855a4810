"""Evidence: files kept as they came, encrypted, under a name made of their ciphertext, with their custody in the ledger."""

from dalil.vault.evidence.keeping import NoReason, Origin, keep
from dalil.vault.evidence.reading import EvidenceAltered, read, unsealed
from dalil.vault.evidence.spooling import StoreIsFull, StoreRefuses
from dalil.vault.evidence.stores import NotInStore, the_store

__all__ = [
    "EvidenceAltered",
    "NoReason",
    "NotInStore",
    "Origin",
    "StoreIsFull",
    "StoreRefuses",
    "keep",
    "read",
    "the_store",
    "unsealed",
]
