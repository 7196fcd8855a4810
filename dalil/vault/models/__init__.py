"""The tables of this room: private records (abstract), evidence with its custody, legal holds, tombstones."""

from dalil.vault.models.holds import Hold, HoldQuerySet
from dalil.vault.models.tombstones import Tombstone

__all__ = ["Hold", "HoldQuerySet", "Tombstone"]
