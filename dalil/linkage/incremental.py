"""A guide that grows: what a new list, or a new decision, does not touch is not read again.

The result is that of `linking.link` on everything together, to the last pair. It can be, because whether a pair is looked at
and what speaks for it depend on the two records and on how common their keys, words, hosts and names are, in steps that few
records cross. It never forgets: a record or a decision that is withdrawn needs a new start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from dalil.formats.record import Record
from dalil.linkage.blocking import Keys, name_keys, record_keys
from dalil.linkage.evidence import FEATURES, Levels, Reader, are_of_many, namesakes_level
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies, scale_of
from dalil.linkage.linking import (
    BAR,
    Linked,
    Progress,
    check,
    cluster_records,
    clusters_of,
    levels_of,
    no_progress,
    told,
    with_lists,
)
from dalil.linkage.pairing import MOST_SHARING, Pairs, Posted, pairs_by, together
from dalil.linkage.ragged import Bools, Floats, Longs
from dalil.linkage.repeated import Mark, are_loose, mark_of, numbers_of
from dalil.linkage.weights import Weights, shipped_weights

Told = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Touched:
    """What the last step looked at.

    `records`: how many are new or have a key that weighs otherwise now. `met`: how many pairs they are in. `read`: how many
    pairs are new, or have a word, a host or a name that has become more common.
    """

    records: int
    met: int
    read: int


@dataclass(slots=True)
class _Rows:
    """Which of the records given are read as one: `groups[row]` are their numbers, `row_of[number]` the way back."""

    groups: list[list[int]]
    marks: list[Mark]
    row_of: list[int]
    open: dict[Mark, int]
    shared: dict[int, tuple[Record, str]]

    def firsts(self) -> Longs:
        """Return the number of the first record of each row."""
        return np.array([min(group) for group in self.groups], np.int64)

    def leave(self, number: int) -> tuple[Record, str] | None:
        """Let a record stand for itself; return it if it needs a row for that, which it gets at the end."""
        row = self.row_of[number]
        if len(self.groups[row]) > 1:
            self.groups[row].remove(number)
            self._begin(number, self.marks[row])
            return self.shared[row]
        if self.open.get(self.marks[row]) == row:
            del self.open[self.marks[row]]
        return None

    def enter(self, record: Record, of_list: str, is_decided: bool) -> bool:
        """Take in a record; return whether it gets a row at the end: one that says the same may be there."""
        mark = mark_of(record, of_list)
        number, row = len(self.row_of), self.open.get(mark)
        self.row_of.append(0)
        if row is not None and not is_decided:
            self.groups[row].append(number)
            self.row_of[number] = row
            self.shared[row] = (record, of_list)
            return False
        self._begin(number, mark)
        if not is_decided:
            self.open[mark] = self.row_of[number]
        return True

    def _begin(self, number: int, mark: Mark) -> None:
        self.row_of[number] = len(self.groups)
        self.groups.append([number])
        self.marks.append(mark)


class Linker:
    """Records that were linked, and what is needed to link more of them; see `of`, `extend`, `decide` and `linked`."""

    def __init__(self, bar: float = BAR, weights: Weights | None = None) -> None:
        """Begin with no records; `bar` and `weights` as in `linking.link`."""
        self.bar = bar
        self.weights = weights or shipped_weights()
        self.touched = Touched(0, 0, 0)
        self._rows = _Rows([], [], [], {}, {})
        self._same: list[tuple[int, int]] = []
        self._different: list[tuple[int, int]] = []
        self._decided: set[int] = set()
        self.forms = Forms(())
        self._names: dict[str, int] = {}
        self._name_of: Longs = np.zeros(0, np.int64)
        self._keys = name_keys(self.forms), record_keys(self.forms)
        self._posted = Posted.of(self.forms, *self._keys)
        self._reader = Reader(self.forms, Frequencies.of(self.forms))
        self._pairs = pairs_by(self.forms, self._posted)
        self._levels: Levels = np.zeros((0, len(FEATURES)), np.uint8)
        self._bits: Floats = np.zeros(0, np.float32)

    @classmethod
    def of(
        cls,
        records: Sequence[Record],
        *,
        lists: Sequence[str] = (),
        same: Told = (),
        different: Told = (),
        bar: float = BAR,
        weights: Weights | None = None,
        progress: Progress = no_progress,
    ) -> Self:
        """Return a linker of these records; everything as in `linking.link`, which raises the same."""
        found = cls(bar, weights)
        found.extend(records, lists, same=same, different=different, progress=progress)
        return found

    def __len__(self) -> int:
        """Return how many records were given."""
        return len(self._rows.row_of)

    def extend(
        self,
        records: Sequence[Record],
        lists: Sequence[str] = (),
        *,
        same: Told = (),
        different: Told = (),
        progress: Progress = no_progress,
    ) -> None:
        """Add records, numbered on from those before, and decisions on any of all. `lists` as in `linking.link`.

        Time grows with what is touched; everything is read again when the number of records crosses a half power of two
        (92,682, 131,072, ...), in which what a name must tell is measured. Raises `ValueError` and `IndexError` as
        `linking.link` does; then nothing was added.
        """
        same, different = list(same), list(different)
        check(len(records), len(lists), ())
        check(len(self) + len(records), 0, (*same, *different))
        decided = {one for pair in (*same, *different) for one in pair}
        leaving = sorted(one for one in decided - self._decided if one < len(self))
        fresh = [given for one in leaving if (given := self._rows.leave(one)) is not None]
        for record, of_list in zip(records, lists or [""] * len(records), strict=True):
            if self._rows.enter(record, of_list, len(self) in decided):
                fresh.append((record, of_list))
        self._same += same
        self._different += different
        self._decided |= decided
        self.touched = Touched(0, 0, 0)
        if fresh:
            progress("forms", 0, len(fresh))
            self._add(Forms((record for record, _ in fresh), [name for _, name in fresh], self.forms.words), progress)

    def decide(self, *, same: Told = (), different: Told = ()) -> None:
        """Add decisions. One on a record that was read as one with others that say the same sets it apart from them."""
        self.extend((), same=same, different=different)

    def _add(self, more: Forms, progress: Progress) -> None:
        """Take in forms: find the pairs that a new record or one with other keys is in, read those and what else changed."""
        touched = self._found(more, progress)
        names, records = self._counted(more)
        old, found = self._pairs, pairs_by(self.forms, self._posted, chosen=None if touched.all() else touched)
        kept = ~(touched[old.left] | touched[old.right])
        gone, stayed = np.flatnonzero(~kept), np.flatnonzero(kept)
        again, place = met_again(old, gone, found, len(self.forms))
        levels, bits = np.zeros((len(found), len(FEATURES)), np.uint8), np.zeros(len(found), np.float32)
        levels[again], bits[again] = self._levels[place], self._bits[place]
        self._levels = np.concatenate((self._levels[stayed], levels))
        self._bits = np.concatenate((self._bits[stayed], bits))
        pairs = self._pairs = together([old.of(stayed), found])
        unread = np.ones(len(pairs), bool)
        unread[: len(stayed)] = False
        unread[len(stayed) + again] = False
        unread |= records[pairs.left] & records[pairs.right]
        unread[pairs.of_pair[names[pairs.one] | names[pairs.other]]] = True
        read = np.flatnonzero(unread)
        self._levels[read] = fresh = levels_of(self._reader, pairs.of(read), progress)
        self._bits[read] = self.weights.total(fresh)
        self.touched = Touched(int(touched.sum()), len(found), len(read))

    def _found(self, more: Forms, progress: Progress) -> Bools:
        """Add the records and their keys; return which records may be in other pairs than before."""
        before, names = len(self.forms), len(self.forms.names)
        told = name_keys(more), record_keys(more)
        fresh = [
            Keys(keys.keys, keys.places + past, keys.kinds) for keys, past in zip(told, (names, before), strict=True)
        ]
        self.forms.add(more)
        population = len(self.forms)
        progress("pairs", 0, population)
        touched = np.ones(population, bool)
        if before and scale_of(before) == scale_of(population):
            touched[:before] = False
            of_names, of_records = (
                old.reweighted(new, population, MOST_SHARING) for old, new in zip(self._keys, fresh, strict=True)
            )
            touched[self.forms.owners[of_names]] = True
            touched[of_records] = True
        own = self._posted.names.own
        self._keys = self._keys[0].plus(fresh[0]), self._keys[1].plus(fresh[1])
        self._posted = Posted.of(self.forms, *self._keys)
        touched[self.forms.owners[:names][own != self._posted.names.own[:names]]] = True
        return touched

    def _counted(self, more: Forms) -> tuple[Bools, Bools]:
        """Count words, hosts and names with the new records; return what makes evidence weigh otherwise.

        That is which names have become more common, in a word or as a whole, and which records have a host that has.
        """
        forms, old = self.forms, self._reader
        ids = [self._names.setdefault(folded, len(self._names)) for folded in more.folded]
        self._name_of = np.concatenate((self._name_of, np.array(ids, np.int64)))
        namesakes = np.bincount(self._name_of)[self._name_of]
        new = self._reader = Reader(forms, old.frequencies.plus(more), namesakes=namesakes)
        if new.scale != old.scale:
            return np.ones(len(forms.names), bool), np.ones(len(forms), bool)
        size = len(old.bits)
        words = np.zeros(len(forms.words), bool)
        words[:size] = (old.bits != new.bits[:size]) | (old.known != new.known[:size])
        names = np.zeros(len(forms.names), bool)
        names[forms.names.owners[words[forms.names.values]]] = True
        before = len(old.namesakes)
        names[:before] |= namesakes_level(old.namesakes) != namesakes_level(namesakes[:before])
        (known, counts), (hosts, more_counts) = old.hosts, new.hosts
        common = known[are_of_many(counts) != are_of_many(more_counts[np.searchsorted(hosts, known)])]
        records = np.zeros(len(forms), bool)
        records[forms.hosts.owners[np.isin(forms.hosts.values, common)]] = True
        return names, records

    def linked(self) -> Linked:
        """Return what `linking.link` returns of all records and decisions, pairs ascending by left and right."""
        rows, pairs, levels = self._rows, self._pairs, self._levels.copy()
        bits = with_lists(self.forms, pairs, levels, self._bits, self.weights)
        sizes = np.fromiter(map(len, rows.groups), np.int64, len(rows.groups))
        loose = are_loose(self._reader, sizes, self.weights, self.bar)
        of = rows.firsts()
        # Of equals that decisions set apart the one that was given first comes first, as in a run from scratch.
        rank = np.empty(len(of), np.int64)
        rank[np.lexsort((of, numbers_of(rows.marks)))] = np.arange(len(of))
        same, different = ([(rows.row_of[a], rows.row_of[b]) for a, b in one] for one in (self._same, self._different))
        less = bits - np.float32(self.bar)
        found = cluster_records(self.forms, pairs, less, levels, same, different, rank, loose)
        left, right = np.minimum(of[pairs.left], of[pairs.right]), np.maximum(of[pairs.left], of[pairs.right])
        order = np.argsort(left * max(1, len(self)) + right)
        clusters = clusters_of(rows.groups, found, loose)
        return Linked(clusters, left[order], right[order], bits[order], levels[order], told(rows.groups, found))


def met_again(old: Pairs, gone: Longs, found: Pairs, population: int) -> tuple[Longs, Longs]:
    """Return which of the pairs found were among those of `old` that are `gone`, the same names to be read, and where."""
    codes = old.left[gone] * population + old.right[gone]
    order = np.argsort(codes)
    gone, codes = gone[order], codes[order]
    sought = found.left * population + found.right
    place = np.minimum(np.searchsorted(codes, sought), max(0, len(codes) - 1))
    again = np.flatnonzero(codes[place] == sought) if len(codes) else gone
    place = gone[place[again]] if len(codes) else gone
    before, now = old.names().take(place), found.names().take(again)
    equal = before.counts == now.counts
    again, place = again[equal], place[equal]
    before, now = before.take(np.flatnonzero(equal)), now.take(np.flatnonzero(equal))
    others = np.zeros(len(again), bool)
    for side in ("one", "other"):
        differ = getattr(old, side)[before.values] != getattr(found, side)[now.values]
        others[now.owners[differ]] = True
    return again[~others], place[~others]
