"""Checking the ledger: one walk over every entry and every leaf, in bounded memory.

It never writes and never builds a model: a million entries are a minute's work only as plain rows.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from dalil.ledger import chain, merkle
from dalil.ledger.actions.writing import TREE, Head, head
from dalil.ledger.models import BatchLeaf, Entry

_AT_A_TIME = 5000
_TREE_NAMED = f'"{TREE}":'

_Row = tuple[int, datetime, int, str, str, str, str, str]
_Leaves = tuple[int, Iterator[tuple[int, int, str, str]]]


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
    """An anchor gives it another hash: it and what follows, or all before it, were written anew."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a walk over the whole ledger found.

    `first_broken` is the number at which it stops holding, or None; with `fault` REBUILT it is the first that an anchor
    contradicts, and `holds_to` the last that one confirms.
    """

    is_whole: bool
    entries: int
    first_broken: int | None
    head: Head
    fault: Fault | None = None
    leaves: int = 0
    anchors: int = 0
    holds_to: int = 0


def check(*, anchors: Iterable[Head] = (), progress: Callable[[int, int], None] | None = None) -> Check:
    """Walks the ledger once, and stops at the first entry that is altered, missing, moved or put in.

    A tail cut off, or a chain rebuilt from the start, leaves a whole chain: only `anchors` kept outside find it.
    `progress` is told now and then how many entries of how many are done. Entries written meanwhile are not looked at.
    """
    return _Walk(anchors, progress or _to_nobody).over()


class _Walk:
    """One walk: where it stands, and what it still has to meet."""

    def __init__(self, anchors: Iterable[Head], progress: Callable[[int, int], None]) -> None:
        self.waiting: dict[int, set[str]] = {}
        for anchor in anchors:
            self.waiting.setdefault(anchor.number, set()).add(anchor.hash)
        self.anchors, self.holds_to, self.leaves = 0, 0, 0
        self.last = Head(0, chain.BEFORE_THE_FIRST)
        self.progress = progress

    def over(self) -> Check:
        """The whole walk."""
        end = head().number
        if self._contradicts(self.last):
            return self._broken(0, Fault.REBUILT)
        batches = _leaves_up_to(end)
        batch = next(batches, None)
        for row in _entries_up_to(end):
            if fault := self._fault_of(row):
                return self._broken(self.last.number + 1, fault)
            mine, batch = (batch, None) if batch and batch[0] <= row[0] else (None, batch)
            if not self._leaves_hold(row, mine):
                return self._broken(row[0], Fault.LEAVES)
            batch = batch or (next(batches, None) if mine else None)
            if self._contradicts(Head(row[0], row[7])):
                return self._broken(row[0], Fault.REBUILT)
            self.last = Head(row[0], row[7])
            if row[0] % _AT_A_TIME == 0:
                self.progress(row[0], end)
        return self._at_the_end()

    def _at_the_end(self) -> Check:
        """The walk held; an anchor may still speak of what should come after the last entry."""
        if beyond := [number for number in self.waiting if number > self.last.number]:
            return self._broken(min(*beyond, self.last.number + 1), Fault.CUT)
        return self._found(is_whole=True)

    def _fault_of(self, row: _Row) -> Fault | None:
        number, at, actor, action, subject, data_json, previous_hash, own_hash = row
        if number != self.last.number + 1:
            return Fault.GAP
        parts = {"number": number, "at": at, "actor": actor, "action": action, "subject": subject}
        expected = chain.hash_of(**parts, data_json=data_json, previous_hash=previous_hash)  # type: ignore[arg-type]
        if own_hash != expected:
            return Fault.CHANGED
        return Fault.UNCHAINED if previous_hash != self.last.hash else None

    def _leaves_hold(self, row: _Row, batch: _Leaves | None) -> bool:
        """Whether the leaves of this entry, and no others, are as its root says."""
        said = _tree_said_in(row[5])
        if batch is None:
            return said is None
        tree = merkle.Tree()
        for _entry, place, subject, content in batch[1]:
            if place != tree.count:
                return False
            tree.add(merkle.leaf(subject, content))
        self.leaves += tree.count
        return batch[0] == row[0] and said == (tree.count, tree.root())

    def _contradicts(self, at: Head) -> bool:
        """Whether an anchor speaks of this entry and gives it another hash."""
        hashes = self.waiting.pop(at.number, None)
        if hashes is None:
            return False
        if hashes != {at.hash}:
            return True
        self.anchors, self.holds_to = self.anchors + 1, at.number
        return False

    def _broken(self, number: int, fault: Fault) -> Check:
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


def _entries_up_to(end: int) -> Iterator[_Row]:
    named = ("number", "at", "actor_id", "action", "subject", "data_json", "previous_hash", "hash")
    rows = Entry.objects.filter(number__lte=end).order_by("number").values_list(*named)
    return rows.iterator(chunk_size=_AT_A_TIME)


def _leaves_up_to(end: int) -> Iterator[_Leaves]:
    """The leaves of each batch, in the order of the entries."""
    rows = BatchLeaf.objects.filter(entry__lte=end).order_by("entry_id", "place")
    named = rows.values_list("entry_id", "place", "subject", "content_hash")
    return groupby(named.iterator(chunk_size=_AT_A_TIME), itemgetter(0))


def _tree_said_in(data_json: str) -> tuple[object, object] | None:
    """The count and root that an entry holds, or None if it is no batch."""
    if _TREE_NAMED not in data_json:
        return None
    said = json.loads(data_json).get(TREE)
    return (said.get("count"), said.get("root")) if isinstance(said, dict) else None


def _to_nobody(done: int, of: int) -> None:
    pass
