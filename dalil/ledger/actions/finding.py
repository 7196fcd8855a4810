"""Finding what the ledger says about something, and proving that one record is part of a batch.

It never writes: whoever shows what it finds records that.
"""

import json
from dataclasses import asdict, dataclass

from dalil.ledger import chain, merkle
from dalil.ledger.actions.writing import TREE
from dalil.ledger.models import BatchLeaf, Entry, EntryQuerySet


@dataclass(frozen=True, slots=True)
class Proof:
    """All that a stranger needs, beside the entry, to see that this record is one of its batch."""

    entry: int
    subject: str
    content: str
    place: int
    count: int
    root: str
    path: tuple[str, ...]

    def as_json(self) -> str:
        """One line, to be handed out."""
        return chain.canonical(asdict(self))

    def holds(self) -> bool:
        """Whether the record leads to the root."""
        leaf = merkle.leaf(self.subject, self.content)
        return merkle.leads_to(self.root, leaf_hash=leaf, place=self.place, count=self.count, path=self.path)


def entries_about(*subjects: str) -> EntryQuerySet:
    """What was done to any of these, directly or as one record of a batch, newest first; each with its person at hand."""
    return Entry.objects.about(*subjects)


def prove(leaf: BatchLeaf) -> Proof:
    """The proof of one leaf, from the leaves beside it; whoever checks it compares the root with the entry's."""
    rows = BatchLeaf.objects.filter(entry=leaf.entry_id).order_by("place").values_list("subject", "content_hash")
    leaves = [merkle.leaf(subject, content) for subject, content in rows.iterator()]
    said = json.loads(leaf.entry.data_json)[TREE]
    return Proof(
        entry=leaf.entry_id,
        subject=leaf.subject,
        content=leaf.content_hash,
        place=leaf.place,
        count=int(said["count"]),
        root=str(said["root"]),
        path=tuple(merkle.path_to(leaf.place, leaves)),
    )
