"""What can be done with the ledger: write one entry or one for many records, find, check, prove, anchor.

It never alters an entry and never asks the clock: the moment is given by whoever acts.
"""

from dalil.ledger.actions.checking import Check, Fault, check
from dalil.ledger.actions.finding import Proof, entries_about, prove
from dalil.ledger.actions.reading import READ, note_reading
from dalil.ledger.actions.writing import Leaf, NotWritten, at_the_end, head, write, write_batch
from dalil.ledger.chain import Head

__all__ = [
    "READ",
    "Check",
    "Fault",
    "Head",
    "Leaf",
    "NotWritten",
    "Proof",
    "at_the_end",
    "check",
    "entries_about",
    "head",
    "note_reading",
    "prove",
    "write",
    "write_batch",
]
