"""The tables of this room: private records (abstract), evidence, legal holds, tombstones."""

from dalil.vault.models.destruction import OnlyByDestroying
from dalil.vault.models.evidence import Evidence, EvidenceRows, Sensitivity
from dalil.vault.models.holds import Hold, HoldQuerySet, NotDeletable
from dalil.vault.models.records import NotKept, PrivateRecord, PrivateRows
from dalil.vault.models.tombstones import Tombstone

__all__ = [
    "Evidence",
    "EvidenceRows",
    "Hold",
    "HoldQuerySet",
    "NotDeletable",
    "NotKept",
    "OnlyByDestroying",
    "PrivateRecord",
    "PrivateRows",
    "Sensitivity",
    "Tombstone",
]
