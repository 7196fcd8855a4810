"""Which pairs of records are worth comparing, and which of their names: from all blocking keys at once, in blocks of records.

Whether a pair is taken depends on the two records and on how common their keys are, never on other pairs: what is found
for a list that comes later is what would have been found together. It never compares two names.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from dalil.linkage.blocking import Keys, Postings, met, met_with, name_keys, record_keys
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import scale_of
from dalil.linkage.ragged import Bools, Floats, Longs, Ragged

# A key that more places share is not looked at: it says too little, and each further one costs the square.
MOST_SHARING: Final = 100
# The least of (bits of the shared keys / log2 of the number of records) x (share of the keys of the shorter name).
LEAST_PRODUCT: Final = 0.32
# Keys of a record beside its names (host, number, acronym) suffice with this many bits, as a share of that log2.
LEAST_BESIDE: Final = 0.5
_NAMES_READ: Final = 3
_AT_ONCE: Final = 3_000_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records (left < right) with the bits of their shared keys, and the pairs of names to read for each.

    `of_pair[i]` is the pair that the names `one[i]` and `other[i]` belong to; ascending.
    """

    left: Longs
    right: Longs
    bits: Floats
    of_pair: Longs
    one: Longs
    other: Longs

    def __len__(self) -> int:
        """Return how many pairs of records there are."""
        return len(self.left)

    def of(self, some: Longs) -> "Pairs":
        """Return the pairs with these numbers, which ascend, alone."""
        read = self.names().take(some)
        left, right, bits = self.left[some], self.right[some], self.bits[some]
        return Pairs(left, right, bits, read.owners, self.one[read.values], self.other[read.values])

    def names(self) -> Ragged:
        """Return for each pair of records the places of its pairs of names."""
        ends = np.cumsum(np.bincount(self.of_pair, minlength=len(self)))
        return Ragged(np.arange(len(self.of_pair), dtype=np.int64), np.concatenate((np.zeros(1, np.int64), ends)))


def summed(codes: Longs, bits: Floats) -> tuple[Longs, Floats]:
    """Return each code once, ascending, with the sum of its bits."""
    if not len(codes):
        return codes, bits
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    first = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    return codes[first], np.add.reduceat(bits[order], first)


class _Blocks:
    """Entries of postings in the order of their places, in blocks that meet about so many others.

    With `chosen` records only those entries that stand at them; they then meet all the others, and not the later ones alone.
    """

    def __init__(self, postings: Postings, owners: Longs, chosen: Bools | None) -> None:
        self.postings = postings
        self.order, self.counts = postings.by_place()
        self.chosen = None if chosen is None else chosen[owners]
        if self.chosen is not None:
            some = self.chosen[postings.places[self.order]]
            self.order, self.counts = self.order[some], self.counts[some]
        self.records = owners[postings.places[self.order]]

    def upto(self, record: int) -> int:
        """Return where the entries of this record begin."""
        return int(np.searchsorted(self.records, record))

    def met(self, first: int, last: int) -> tuple[Longs, Longs, Floats]:
        """Return the pairs that the entries of the records first..last make."""
        which = slice(self.upto(first), self.upto(last))
        if self.chosen is None:
            return met(self.postings, self.order, self.counts, which)
        return met_with(self.postings, self.order[which], self.chosen)


def _bounds(blocks: list[_Blocks], population: int) -> list[int]:
    """Return the records at which a new block begins."""
    load = np.ones(population)
    for block in blocks:
        np.add.at(load, block.records, block.counts)
    return [0, *(np.flatnonzero(np.diff(np.cumsum(load) // _AT_ONCE)) + 1).tolist(), population]


def pairs_of(forms: Forms, *, most: int = MOST_SHARING, least: float = LEAST_PRODUCT) -> Pairs:
    """Return the pairs of records worth comparing. Time and memory grow with the keys shared, O(records × most) at worst."""
    return pairs_by(forms, Posted.of(forms, name_keys(forms), record_keys(forms), most), least)


@dataclass(frozen=True, slots=True)
class Posted:
    """The blocking keys of all names and of all records."""

    names: Postings
    records: Postings

    @classmethod
    def of(cls, forms: Forms, names: Keys, records: Keys, most: int = MOST_SHARING) -> "Posted":
        """Return the keys that no more than `most` share, weighed."""
        population = len(forms)
        return cls(
            Postings.of(names, len(forms.names), population, most), Postings.of(records, population, population, most)
        )


def pairs_by(forms: Forms, posted: Posted, least: float = LEAST_PRODUCT, chosen: Bools | None = None) -> Pairs:
    """Return the pairs worth comparing by these keys; with `chosen` records only the pairs that such a one is in."""
    population = len(forms)
    by_name = _Blocks(posted.names, forms.owners, chosen)
    by_record = _Blocks(posted.records, np.arange(population, dtype=np.int64), chosen)
    found: list[Pairs] = []
    bounds = _bounds([by_name, by_record], population)
    for first, last in pairwise(bounds):
        if first < last:
            found.append(
                pairs_of_block(forms, by_name.met(first, last), by_record.met(first, last), by_name.postings.own, least)
            )
    return together(found)


def pairs_of_block(
    forms: Forms, names: tuple[Longs, Longs, Floats], records: tuple[Longs, Longs, Floats], own: Floats, least: float
) -> Pairs:
    """Return the pairs worth comparing of those that keys of names and of records make: (lower, higher, bits) each."""
    population, width = len(forms), max(1, len(forms.names))
    scale = scale_of(population)
    of_names, bits = summed(names[0] * width + names[1], names[2])
    one, other = np.divmod(of_names, width)
    left, right = forms.owners[one], forms.owners[other]
    worth = bits * np.minimum(1.0, bits / np.maximum(1.0, np.minimum(own[one], own[other])))
    apart = (left != right) & (worth >= least * scale / 2)
    one, other, worth, codes = one[apart], other[apart], worth[apart], (left * population + right)[apart]
    order, rank = _ranked(
        one - forms.names_of.starts[left[apart]], other - forms.names_of.starts[right[apart]], worth, codes
    )
    one, other, worth, codes, rank = one[order], other[order], worth[order], codes[order], rank[order]
    starts = np.concatenate(([True], codes[1:] != codes[:-1])) if len(codes) else np.zeros(0, bool)
    more, beside = summed(records[0] * population + records[1], records[2])
    beside *= np.float32(least / LEAST_BESIDE)
    every, sums = summed(np.concatenate((codes[starts], more)), np.concatenate((worth[starts], beside)))
    taken = sums >= least * scale
    every, sums = every[taken], sums[taken]
    place = np.searchsorted(every, codes)
    kept = (rank < _NAMES_READ) & (place < len(every))
    kept[kept] = every[place[kept]] == codes[kept]
    left, right = np.divmod(every, population)
    bare = np.ones(len(every), bool)
    bare[place[kept]] = False
    first_names = forms.names_of.starts
    has_names = bare & (forms.names_of.counts[left] > 0) & (forms.names_of.counts[right] > 0)
    added = np.flatnonzero(has_names)
    of_pair = np.concatenate((place[kept], added))
    one = np.concatenate((one[kept], first_names[left[added]]))
    other = np.concatenate((other[kept], first_names[right[added]]))
    order = np.argsort(of_pair, kind="stable")
    return Pairs(left, right, sums, of_pair[order], one[order], other[order])


def _ranked(i: Longs, j: Longs, worth: Floats, codes: Longs) -> tuple[Longs, Longs]:
    """Return the pairs of names of each pair of records in the order of their worth, and the rank of each among its own.

    `i` and `j` are the places of the names in their records. Two that cannot be told apart without knowing which record
    comes first have one rank.
    """
    both, apart = i + j, np.abs(i - j)
    order = np.lexsort((apart, both, -worth, codes))
    is_first = np.ones(len(order), bool)
    is_first[1:] = codes[order][1:] != codes[order][:-1]
    place = np.arange(len(order))
    ranked = place - np.maximum.accumulate(np.where(is_first, place, 0))
    for one in (both, apart, worth):
        is_first[1:] |= one[order][1:] != one[order][:-1]
    rank = np.empty(len(order), np.int64)
    rank[order] = ranked - ~is_first
    return order, rank


def together(parts: list[Pairs]) -> Pairs:
    """Return all of these pairs, in the order of the parts."""
    shifts = np.cumsum([0, *map(len, parts)])
    of_pair = [part.of_pair + shift for part, shift in zip(parts, shifts, strict=False)]
    columns = [[getattr(part, name) for part in parts] for name in ("left", "right", "bits")]
    names = [[getattr(part, name) for part in parts] for name in ("one", "other")]
    none = np.zeros(0, np.int64)
    left, right = (np.concatenate([none, *column]) for column in columns[:2])
    bits = np.concatenate([np.zeros(0, np.float32), *columns[2]])
    one, other = (np.concatenate([none, *column]) for column in names)
    return Pairs(left, right, bits, np.concatenate([none, *of_pair]), one, other)
