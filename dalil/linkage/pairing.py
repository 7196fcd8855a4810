"""Which pairs of records are worth comparing, and which of their names: from all blocking keys at once, in blocks of records.

Whether a pair is taken depends on the two records and on how common their keys are, never on other pairs: what is found
for a list that comes later is what would have been found together. It never compares two names.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dalil.linkage.blocking import Postings, met, name_keys, record_keys
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import scale_of
from dalil.linkage.ragged import Floats, Longs

# A key that more places share is not looked at: it says too little, and each further one costs the square.
MOST_SHARING: Final = 100
# The least of (bits of the shared keys / log2 of the number of records) x (share of the keys of the shorter name).
LEAST_PRODUCT: Final = 0.18
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


def summed(codes: Longs, bits: Floats) -> tuple[Longs, Floats]:
    """Return each code once, ascending, with the sum of its bits."""
    if not len(codes):
        return codes, bits
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    first = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    return codes[first], np.add.reduceat(bits[order], first)


class _Blocks:
    """Entries of postings in the order of their places, in blocks that meet about so many others."""

    def __init__(self, postings: Postings, owners: Longs) -> None:
        self.postings = postings
        self.order, self.counts = postings.by_place()
        self.records = owners[postings.places[self.order]]

    def upto(self, record: int) -> int:
        """Return where the entries of this record begin."""
        return int(np.searchsorted(self.records, record))

    def met(self, first: int, last: int) -> tuple[Longs, Longs, Floats]:
        """Return the pairs that the entries of the records first..last make."""
        return met(self.postings, self.order, self.counts, slice(self.upto(first), self.upto(last)))


def _bounds(blocks: list[_Blocks], population: int) -> list[int]:
    """Return the records at which a new block begins."""
    load = np.ones(population)
    for block in blocks:
        np.add.at(load, block.records, block.counts)
    return [0, *(np.flatnonzero(np.diff(np.cumsum(load) // _AT_ONCE)) + 1).tolist(), population]


def pairs_of(forms: Forms, *, most: int = MOST_SHARING, least: float = LEAST_PRODUCT) -> Pairs:
    """Return the pairs of records worth comparing. Time and memory grow with the keys shared, O(records × most) at worst."""
    population = len(forms)
    by_name = _Blocks(Postings.of(name_keys(forms), len(forms.names), population, most), forms.owners)
    every = np.arange(population, dtype=np.int64)
    by_record = _Blocks(Postings.of(record_keys(forms), population, population, most), every)
    found: list[Pairs] = []
    bounds = _bounds([by_name, by_record], population)
    for first, last in zip(bounds[:-1], bounds[1:], strict=True):
        if first < last:
            found.append(_of_block(forms, by_name.met(first, last), by_record.met(first, last), by_name.postings.own, least))
    return _joined(found)


def _of_block(
    forms: Forms, names: tuple[Longs, Longs, Floats], records: tuple[Longs, Longs, Floats], own: Floats, least: float
) -> Pairs:
    population, width = len(forms), max(1, len(forms.names))
    scale = scale_of(population)
    of_names, bits = summed(names[0] * width + names[1], names[2])
    one, other = np.divmod(of_names, width)
    left, right = forms.owners[one], forms.owners[other]
    worth = bits * np.minimum(1.0, bits / np.maximum(1.0, np.minimum(own[one], own[other])))
    apart = (left != right) & (worth >= least * scale / 2)
    one, other, worth, codes = one[apart], other[apart], worth[apart], (left * population + right)[apart]
    order = np.lexsort((other, one, -worth, codes))
    one, other, worth, codes = one[order], other[order], worth[order], codes[order]
    starts = np.concatenate(([True], codes[1:] != codes[:-1])) if len(codes) else np.zeros(0, bool)
    more, beside = summed(records[0] * population + records[1], records[2])
    beside *= np.float32(least / LEAST_BESIDE)
    every, sums = summed(np.concatenate((codes[starts], more)), np.concatenate((worth[starts], beside)))
    taken = sums >= least * scale
    every, sums = every[taken], sums[taken]
    rank = np.arange(len(codes)) - np.maximum.accumulate(np.where(starts, np.arange(len(codes)), 0))
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


def _joined(parts: list[Pairs]) -> Pairs:
    shifts = np.cumsum([0, *map(len, parts)])
    of_pair = [part.of_pair + shift for part, shift in zip(parts, shifts, strict=False)]
    columns = [[getattr(part, name) for part in parts] for name in ("left", "right", "bits")]
    names = [[getattr(part, name) for part in parts] for name in ("one", "other")]
    none = np.zeros(0, np.int64)
    left, right = (np.concatenate([none, *column]) for column in columns[:2])
    bits = np.concatenate([np.zeros(0, np.float32), *columns[2]])
    one, other = (np.concatenate([none, *column]) for column in names)
    return Pairs(left, right, bits, np.concatenate([none, *of_pair]), one, other)
