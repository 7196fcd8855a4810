"""Checking the ledger: one walk over every entry and every leaf, in bounded memory.

It never writes and never builds a model: a million entries are a minute's work only as plain rows.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dalil.ledger import chain, merkle
from dalil.ledger.actions.walking import AT_A_TIME, LeafRow, Row, batches_up_to, entries_up_to
from dalil.ledger.actions.writing import TREE, head
from dalil.ledger.chain import Head

_TREE_NAMED = f'"{TREE}":'


class Fault(StrEnum):
    """What is wrong with the first entry that does not hold."""

    GAP = "gap"
    """It is not there, though later ones are."""
    CHANGED = "changed"
    """Its hash is not that of what it says."""
    UNCHAINED = "unchained"
    """It holds in itself, but does not follow from the one before it."""
    LEAVES = "leaves"
    """The records of its batch are not those that it was written with."""
    CUT = "cut"
    """An anchor speaks of it or of a later one, and the ledger ends before."""
    REBUILT = "rebuilt"
    """An anchor gives it another hash: it, or something before it, was written anew with all that follows."""
    UNKNOWN = "unknown"
    """A time stamp speaks of an entry that is nowhere in the ledger."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a walk over the whole ledger found.

    `first_broken` is the number at which it stops holding, or None. With REBUILT it is the first that an anchor
    contradicts: what was rewritten begins after `holds_to`, the last that an anchor confirms.
    """

    is_whole: bool
    entries: int
    first_broken: int | None
    head: Head
    fault: Fault | None = None
    leaves: int = 0
    anchors: int = 0
    holds_to: int = 0


def check(
    *,
    anchors: Iterable[Head] = (),
    imprints: Collection[bytes] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """Walks the ledger once, and stops at the first entry that is altered, missing, moved or put in.

    A tail cut off, or a chain rebuilt from the start, leaves a whole chain: only `anchors` kept outside find it, or
    `imprints`, the SHA-256 of heads that a time-stamp service saw. `progress` is told now and then how many entries of
    how many are done. Entries written meanwhile are not looked at.
    """
    return _Walk(anchors, imprints, progress or _to_nobody).over()


class _Walk:
    """One walk: where it stands, and what it still has to meet."""

    def __init__(
        self, anchors: Iterable[Head], imprints: Collection[bytes], progress: Callable[[int, int], None]
    ) -> None:
        self.waiting: dict[int, set[str]] = {}
        for anchor in anchors:
            self.waiting.setdefault(anchor.number, set()).add(anchor.hash)
        self.imprints = set(imprints)
        self.anchors, self.holds_to, self.leaves = 0, 0, 0
        self.last = Head(0, chain.BEFORE_THE_FIRST)
        self.progress = progress

    def over(self) -> Check:
        """The whole walk."""
        end = head().number
        if self._is_contradicted(self.last):
            return self._broken(1, Fault.REBUILT)
        batches = batches_up_to(end)
        batch = next(batches, None)
        for row in entries_up_to(end):
            is_mine = batch is not None and batch[0] <= row[0]
            fault = self._fault_of(row) or self._fault_of_leaves(row, batch if is_mine else None)
            if fault:
                return self._broken(self.last.number + 1, fault)
            if is_mine:
                batch = next(batches, None)
            self.last = Head(row[0], row[7])
            if row[0] % AT_A_TIME == 0:
                self.progress(row[0], end)
        return self._at_the_end()

    def _at_the_end(self) -> Check:
        """The walk held; an anchor may still speak of what should come after the last entry."""
        if any(number > self.last.number for number in self.waiting):
            return self._broken(self.last.number + 1, Fault.CUT)
        if self.waiting:
            return self._broken(min(self.waiting), Fault.REBUILT)
        if self.imprints:
            return self._broken(None, Fault.UNKNOWN)
        return self._found(is_whole=True)

    def _fault_of(self, row: Row) -> Fault | None:
        if row[0] != self.last.number + 1:
            return Fault.GAP
        try:
            expected = chain.hash_of_told(*row[:7])
        except (TypeError, ValueError):
            # SQLite keeps whatever is put into a column.
            return Fault.CHANGED
        if row[7] != expected:
            return Fault.CHANGED
        if row[6] != self.last.hash:
            return Fault.UNCHAINED
        return Fault.REBUILT if self._is_contradicted(Head(row[0], row[7])) else None

    def _fault_of_leaves(self, row: Row, batch: tuple[int, Iterator[LeafRow]] | None) -> Fault | None:
        """Whether the leaves of this entry, and no others, are as its root says."""
        said = _tree_said_in(row[5])
        if batch is None:
            return Fault.LEAVES if said else None
        tree = merkle.Tree()
        for _entry, place, subject, content in batch[1]:
            if place != tree.count:
                return Fault.LEAVES
            tree.add(merkle.leaf(subject, content))
        self.leaves += tree.count
        return None if batch[0] == row[0] and said == (tree.count, tree.root()) else Fault.LEAVES

    def _is_contradicted(self, at: Head) -> bool:
        """Whether an anchor speaks of this entry and gives it another hash; those that confirm it are counted."""
        if self.imprints:
            self.imprints.discard(imprint_of(at))
        hashes = self.waiting.pop(at.number, None)
        if hashes is None:
            return False
        self.anchors += 1
        if hashes == {at.hash}:
            self.holds_to = at.number
            return False
        return True

    def _broken(self, number: int | None, fault: Fault) -> Check:
        return self._found(is_whole=False, first_broken=number, fault=fault)

    def _found(self, *, is_whole: bool, first_broken: int | None = None, fault: Fault | None = None) -> Check:
        return Check(
            is_whole=is_whole,
            entries=self.last.number,
            first_broken=first_broken,
            head=self.last,
            fault=fault,
            leaves=self.leaves,
            anchors=self.anchors,
            holds_to=self.holds_to,
        )


def imprint_of(at: Head) -> bytes:
    """What a time-stamp service is shown of a head."""
    return hashlib.sha256(at.as_json().encode("ascii")).digest()


def _tree_said_in(data_json: str) -> tuple[object, object] | None:
    """The count and root that an entry holds, or None if it is no batch."""
    if _TREE_NAMED not in data_json:
        return None
    said = json.loads(data_json).get(TREE)
    return (said.get("count"), said.get("root")) if isinstance(said, dict) else None


def _to_nobody(done: int, of: int) -> None:
    """Nobody asked how far it is."""
