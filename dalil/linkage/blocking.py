"""Blocking keys of records, as arrays: two records are compared only if the keys they share are rare enough together.

A key is a signed 64-bit hash that is the same on every machine. It never says that records are the same.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np

from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import scale_of, stepped
from dalil.linkage.ragged import Bools, Floats, Longs, Ragged, crossed, spread
from dalil.linkage.words import TELLS_NOTHING, number_of

_PAIRED: Final = 4
_WITH_TOWN: Final = 3
_LEAST_SOUND: Final = 3
_LEAST_HALVED: Final = 7
_DISTINCTIVE: Final = 1.0
# Names with so few proper names are also found when one letter of those is wrong.
_FEW_PROPER: Final = 2
_LEAST_SLIPPED: Final = 4
_MOST_SLIPPED: Final = 12
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
# What a shared key of each kind counts beside a shared word.
MEANING, OTHER, SOUND, HALF, SLIP, TWO, WHOLE, TOWN, PROOF, SHORT, INITIALS = range(11)
_PARTS: Final = np.float32(256)
SHARES: Final = np.array([1.0, 0.8125, 0.5, 0.3125, 0.5, 0.5, 0.5, 0.5, 2.0, 1.0, 1.0], np.float32)


def mixed(a: Longs, b: Longs) -> Longs:
    """Return one number for two, the same whichever comes first."""
    low, high = np.minimum(a, b).view(np.uint64), np.maximum(a, b).view(np.uint64)
    with np.errstate(over="ignore"):
        mix = (low * _ODD) ^ (high + (low << np.uint64(6)) + (low >> np.uint64(2)))
        mix = (mix ^ (mix >> np.uint64(31))) * _ODD
    return np.asarray((mix ^ (mix >> np.uint64(29))).view(np.int64))


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys with the place that each stands at (a name, or a record) and its kind; each key once a place."""

    keys: Longs
    places: Longs
    kinds: Longs

    @classmethod
    def joined(cls, parts: list[tuple[Longs, Longs, int]]) -> "Keys":
        """Return the keys of all parts, sorted by key and place."""
        keys = np.concatenate([keys for keys, _, _ in parts])
        places = np.concatenate([places for _, places, _ in parts])
        kinds = np.concatenate([np.full(len(keys), kind, np.int64) for keys, _, kind in parts])
        order = np.lexsort((kinds, places, keys))
        keys, places, kinds = keys[order], places[order], kinds[order]
        if len(keys):
            is_first = np.concatenate(([True], (keys[1:] != keys[:-1]) | (places[1:] != places[:-1])))
            keys, places, kinds = keys[is_first], places[is_first], kinds[is_first]
        return cls(keys, places, kinds)

    def plus(self, more: "Keys") -> "Keys":
        """Return these and more, whose places come after all of these, sorted by key and place."""
        at = np.searchsorted(self.keys, more.keys, side="right")
        columns = ((self.keys, more.keys), (self.places, more.places), (self.kinds, more.kinds))
        return Keys(*(np.insert(old, at, new) for old, new in columns))

    def reweighted(self, more: "Keys", population: int, most: int) -> Longs:
        """Return the places of these (again and again) that have a key which weighs otherwise once there are more."""
        keys, counts = np.unique(more.keys, return_counts=True)
        first = np.searchsorted(self.keys, keys)
        before = np.searchsorted(self.keys, keys, side="right") - first
        otherwise = bits_of(before, population, most) != bits_of(before + counts, population, most)
        # A key that one place had alone said nothing of any pair.
        some = np.flatnonzero(otherwise & (before > 1))
        return self.places[spread(first[some], before[some])]


def bits_of(sizes: Longs, population: int, most: int) -> Floats:
    """Return what a key weighs that so many places share, in bits: 0 if it is only one place, or more than `most`."""
    bits = np.maximum(scale_of(population) - stepped(sizes), 0.5)
    return np.where((sizes > 1) & (sizes <= most), bits, 0.0).astype(np.float32)


def telling(forms: Forms) -> Bools:
    """Return which of the words of all names tell anything; all those of a name of which none does."""
    weights = forms.words.weights[forms.names.values]
    found = weights > TELLS_NOTHING
    owners = forms.names.owners
    any_found = np.bincount(owners[found], minlength=len(forms.names)) > 0
    return np.asarray(found | ~any_found[owners])


def name_keys(forms: Forms) -> Keys:
    """Return the keys of all names; places are numbers of names."""
    words, flat, owners = forms.words, forms.names.values, forms.names.owners
    tells = telling(forms)
    flat, owners = flat[tells], owners[tells]
    parts: list[tuple[Longs, Longs, int]] = []
    for column in range(words.concepts.shape[1]):
        known = words.strengths[flat, column] > 0
        parts.append((words.concepts[flat[known], column], owners[known], OTHER if column else MEANING))
    proper = words.weights[flat] == _DISTINCTIVE
    heard = proper & (words.lengths[flat] >= _LEAST_SOUND)
    parts.append((words.sounds[flat[heard]], owners[heard], SOUND))
    halved = proper & (words.lengths[flat] >= _LEAST_HALVED)
    parts += [(words.halves[flat[halved], side], owners[halved], HALF) for side in (0, 1)]
    parts.append((*_joined_sounds(forms), SOUND))
    few = np.bincount(owners[proper], minlength=len(forms.names)) <= _FEW_PROPER
    alone = proper & few[owners] & (words.lengths[flat] >= _LEAST_SLIPPED) & (words.lengths[flat] <= _MOST_SLIPPED)
    slips = words.slips(flat[alone])
    parts.append((slips.values, np.repeat(owners[alone], slips.counts), SLIP))
    parts += _together(forms, flat, owners)
    return Keys.joined(parts)


def _together(forms: Forms, flat: Longs, owners: Longs) -> list[tuple[Longs, Longs, int]]:
    """Return keys of two telling words together, of all words together, and of telling words with the town."""
    words = forms.words
    concepts = words.concepts[flat, 0]
    order = np.lexsort((concepts, -words.weights[flat], owners))
    owners, concepts = owners[order], concepts[order]
    starts = np.concatenate(([True], owners[1:] != owners[:-1])) if len(owners) else np.zeros(0, bool)
    rank = np.arange(len(owners)) - np.maximum.accumulate(np.where(starts, np.arange(len(owners)), 0))
    top = np.zeros((len(forms.names), _PAIRED), np.int64)
    kept = rank < _PAIRED
    top[owners[kept], rank[kept]] = concepts[kept]
    parts: list[tuple[Longs, Longs, int]] = []
    for a in range(_PAIRED):
        for b in range(a + 1, _PAIRED):
            both = np.flatnonzero((top[:, b] != 0) & (top[:, a] != top[:, b]))
            parts.append((mixed(top[both, a], top[both, b]), both, TWO))
    whole = np.zeros(len(forms.names), np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(whole, owners, (concepts.view(np.uint64) * _ODD))
    named = np.flatnonzero(np.bincount(owners, minlength=len(forms.names)) > 1)
    parts.append((whole[named].view(np.int64), named, WHOLE))
    every = np.arange(len(forms.names))
    number, name, city = crossed(Ragged(every, np.arange(len(every) + 1)), forms.towns, every, forms.owners)
    for rank_of in range(_WITH_TOWN):
        some = top[name, rank_of] != 0
        parts.append((mixed(top[name[some], rank_of], forms.towns.values[city[some]] ^ 1), number[some], TOWN))
    return parts


@lru_cache(maxsize=200_000)
def _sound(skeleton: str) -> int:
    return number_of("sound " + skeleton)


def _joined_sounds(forms: Forms) -> tuple[Longs, Longs]:
    """Return the sounds of neighbouring words written together: Bir Zeit, Birzeit."""
    words, starts, flat = forms.words, forms.names.starts.tolist(), forms.names.values.tolist()
    weights, skeletons = words.weights.tolist(), words.skeletons
    keys: list[int] = []
    places: list[int] = []
    for name, (start, end) in enumerate(pairwise(starts)):
        for a, b in pairwise(flat[start:end]):
            if weights[a] == weights[b] == _DISTINCTIVE:
                keys.append(_sound(skeletons[a] + skeletons[b]))
                places.append(name)
    return np.array(keys, np.int64), np.array(places, np.int64)


def record_keys(forms: Forms) -> Keys:
    """Return the keys of records beside their names; places are numbers of records."""
    parts = [(one.values, one.owners, PROOF) for one in (forms.hosts, forms.identifiers)]
    shapes = forms.shapes
    made = np.array([number_of("acronym " + one) for one in chain.from_iterable(shapes)], np.int64)
    of_made = np.repeat(forms.owners, [len(one) for one in shapes])
    sources = ((forms.acronyms.values, forms.acronyms.owners, SHORT), (made, of_made, INITIALS))
    for keys, owners, kind in (*sources, (forms.labels.values, forms.labels.owners, INITIALS)):
        parts.append((keys, owners, kind))
        every = np.arange(len(owners))
        for places in (forms.countries, forms.towns):
            number, one, place = crossed(Ragged(every, np.arange(len(owners) + 1)), places, every, owners)
            parts.append((mixed(keys[one], places.values[place] ^ 3), owners[number], kind))
    return Keys.joined(parts)


@dataclass(frozen=True, slots=True)
class Postings:
    """Keys in groups: those of one key stand together, ascending by place."""

    places: Longs
    kinds: Longs
    ends: Longs
    weights: Floats
    own: Floats

    @classmethod
    def of(cls, keys: Keys, width: int, population: int, most: int) -> "Postings":
        """Return the groups of keys that more than one and at most `most` places share; weights in bits.

        `own[place]` is what the words of a place weigh, of `width` places.
        """
        first = (
            np.flatnonzero(np.concatenate(([True], keys.keys[1:] != keys.keys[:-1]))) if len(keys.keys) else keys.keys
        )
        counts = np.diff(np.append(first, len(keys.keys)))
        size = np.repeat(counts, counts)
        end = np.repeat(first + counts, counts)
        kept = (size > 1) & (size <= most)
        shift = np.cumsum(kept) - 1
        ends = shift[end[kept] - 1] + 1
        # In steps of a 256th, so that sums are exact and do not depend on the order in which they are made.
        weights = np.asarray(
            np.round(bits_of(size, population, most) * SHARES[keys.kinds] * _PARTS) / _PARTS, np.float32
        )
        own = np.bincount(keys.places, weights * (keys.kinds == MEANING), minlength=width).astype(np.float32)
        return cls(keys.places[kept], keys.kinds[kept], ends, weights[kept], own)

    def by_place(self) -> tuple[Longs, Longs]:
        """Return the entries in the order of their places, and how many later ones share the key of each."""
        order = np.lexsort((np.arange(len(self.places)), self.places))
        return order, self.ends[order] - order - 1


def met(postings: Postings, order: Longs, counts: Longs, which: slice) -> tuple[Longs, Longs, Floats]:
    """Return the pairs of places (lower, higher, bits) that the chosen entries make with later ones of their key."""
    some, many = order[which], counts[which]
    return _said(postings, np.repeat(some, many), spread(some + 1, many))


def met_with(postings: Postings, entries: Longs, chosen: Bools) -> tuple[Longs, Longs, Floats]:
    """Return the pairs of places that these entries make with all others of their key.

    `chosen` are the places that all the entries asked for stand at: what two of them make comes from the lower one alone.
    """
    starts = np.searchsorted(postings.ends, postings.ends[entries])
    counts = postings.ends[entries] - starts
    others = spread(starts, counts)
    entries = np.repeat(entries, counts)
    once = (others > entries) | ((others < entries) & ~chosen[postings.places[others]])
    entries, others = entries[once], others[once]
    return _said(postings, np.minimum(entries, others), np.maximum(entries, others))


def _said(postings: Postings, earlier: Longs, later: Longs) -> tuple[Longs, Longs, Floats]:
    said = (postings.kinds[earlier] != INITIALS) | (postings.kinds[later] != INITIALS)
    earlier, later = earlier[said], later[said]
    bits = np.minimum(postings.weights[earlier], postings.weights[later])
    return postings.places[earlier], postings.places[later], bits
