"""What a file is and what is odd about it, read from its bytes alone: nothing is unpacked, decoded, converted or run."""

from dalil.vault.evidence.looking.look import Looked, look_at
from dalil.vault.evidence.looking.oddities import Oddity

__all__ = ["Looked", "Oddity", "look_at"]
