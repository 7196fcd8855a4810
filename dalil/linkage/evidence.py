"""The evidence of pairs of records as a table: a level for each named feature, all pairs at once.

Levels are ordered and few, so that each has a weight that an editor can read (see `weights`). It never adds them up.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from dalil.linkage.alignment import Aligned, aligned, joined
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies, scale_of
from dalil.linkage.likeness import FORM, SAME
from dalil.linkage.pairing import Pairs
from dalil.linkage.ragged import Bools, Floats, Longs, Ragged, crossed, have_common
from dalil.linkage.words import TELLS_NOTHING, number_of
from dalil.names import fits

Levels = NDArray[np.uint8]
Doubles = NDArray[np.float64]

# What each feature measures: the lower ends of its levels above the first, or the names of its levels.
SHARED_STEPS: Final = (0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5)
ALONE_STEPS: Final = (0.01, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.4)
SLIP_STEPS: Final = (0.01, 0.06, 0.15, 0.3, 0.5)
WHOLE_STEPS: Final = (0.45, 0.6, 0.7, 0.8, 0.87, 0.93, 0.999)
STEPS: Final = {
    "shared_words": SHARED_STEPS,
    "alone_both": ALONE_STEPS,
    "alone_one": (*ALONE_STEPS, 2.0),
    "alone_both_translated": ALONE_STEPS,
    "alone_one_translated": (*ALONE_STEPS, 2.0),
    "slips": SLIP_STEPS,
    "letters": WHOLE_STEPS,
}
NAMED: Final = {
    "way": ("unread", "same", "spelt", "translated", "foreign"),
    "numbers": ("agree", "one_more", "differ"),
    "kind": ("agree", "one_more", "differ", "one_more_house", "other_house"),
    "acronym": ("none", "differs", "in_address", "begins", "fits", "equal"),
    "host": ("unknown", "differs", "shared_by_many", "equal"),
    "place": ("other_country", "other_city", "unknown", "same_country", "same_city", "same_city_only"),
    "founded": ("unknown", "differs", "near", "equal"),
    "identifier": ("unknown", "conflict", "loose_conflict", "loose_equal", "equal"),
    "relation": ("unknown", "related"),
    "lists": ("unknown", "same", "same_without_doubles", "other"),
    "namesakes": ("few", "some", "many"),
}
FEATURES: Final = (*STEPS, *NAMED)
LEVELS: Final = {**{name: len(steps) + 1 for name, steps in STEPS.items()}, **{n: len(v) for n, v in NAMED.items()}}
# Words that make another body of the same name: a part of it, its branch, its press, its subject, for whom or when it meets.
HOUSES: Final = frozenset(
    number_of("word " + word)
    for word in (
        "academy affiliated afternoon agriculture alumni arts boy branch campus cancer centre chapter children church clinic "
        "clinical college dental digital division economic engineering evening faculty federal first forestry foundation girl "
        "group hospital hotel innovation institute junior laboratory library medical medicine ministry monitor morning mosque "
        "museum national network parish physic press programme province publication publisher region regional school science "
        "second section senior student subsidiary system teacher technology unit university veterinary ward women youth "
        "north south east west northern southern eastern western central "
        "african arab asian catholic christian european islamic muslim"
    ).split()
)
_KIND: Final = 0.31
_LETTER: Final = 0.5
_IN_PLACE: Final = 0.1
# An institute may be called a centre elsewhere: a word of kind without a partner says half of what its rarity would.
_OF_KIND: Final = 0.5
_FOREIGN: Final = 0.3
_HOST_OF_MANY: Final = 4
_NAMESAKES: Final = (3, 8)


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What was read of each pair of names.

    Bits shared, bits of words without a partner on either side, bits that spellings differ by, likeness of all letters, how
    it was read, numbers and kinds of body without a partner.
    """

    shared: Floats
    alone: tuple[Floats, Floats]
    slips: Floats
    letters: Floats
    way: Levels
    numbers: Levels
    kind: Levels
    aligned: Aligned


class Reader:
    """Compares pairs of records of one set of forms; `frequencies` tell what words are worth."""

    def __init__(
        self,
        forms: Forms,
        frequencies: Frequencies,
        population: int | None = None,
        hosts: tuple[Longs, Longs] | None = None,
        namesakes: Longs | None = None,
    ) -> None:
        """Count what is not given: all records, how many have each host (values ascending, counts) and each name."""
        self.forms = forms
        self.frequencies = frequencies
        words = forms.words
        concepts = words.concepts[:, 0]
        bits = frequencies.bits(concepts)
        bits[(words.weights <= TELLS_NOTHING)] = 0.0
        # A single letter may be all that tells two branches apart: Guild (A), Guild (E).
        bits[(words.lengths == 1) & ~words.are_numbers] = _LETTER
        self.bits = bits
        self.are_houses = np.isin(concepts, np.array(sorted(HOUSES), np.int64))
        self.are_kinds = (words.weights > TELLS_NOTHING) & (words.weights <= _KIND) & ~self.are_houses
        self.known = frequencies.known(concepts)
        self.scale = scale_of(population or len(forms))
        self.hosts = hosts or np.unique(forms.hosts.values, return_counts=True)
        self.namesakes = _counted(forms.folded) if namesakes is None else namesakes

    def names(self, one: Longs, other: Longs) -> NameEvidence:
        """Return the evidence of pairs of names, given by their numbers."""
        forms, words = self.forms, self.forms.words
        pairs = aligned(words, forms.names, one, other, self.known)
        values = forms.names.values
        worth = _exact(np.minimum(self.bits[values[pairs.left]], self.bits[values[pairs.right]]) * pairs.strength)
        size = len(one)
        shared = np.bincount(pairs.of_pair, worth, size).astype(np.float64)
        whole = np.maximum(self.bits[values[pairs.left]], self.bits[values[pairs.right]])
        slips = np.bincount(pairs.of_pair, _exact(whole * (1 - pairs.strength)), size).astype(np.float64)
        sides = [
            self._alone(names, matched, pairs.of_pair, records)
            for names, matched, records in ((one, pairs.left, other), (other, pairs.right, one))
        ]
        alone, places = [bits for bits, _ in sides], [place for _, place in sides]
        again, sure = joined(words, forms.names, one, other, (places[0], places[1]))
        shared[again] += _exact(np.minimum(alone[0][again], alone[1][again]) * sure)
        slips[again] += _exact(np.maximum(alone[0][again], alone[1][again]) * (1 - sure))
        for bits in alone:
            bits[again] = 0.0
        is_again = np.zeros(size, bool)
        is_again[again] = True
        places = [(of[~is_again[of]], place[~is_again[of]]) for of, place in places]
        letters = self._letters(one, other)
        ways = self._ways(pairs, worth, shared, size)
        single = [bits.astype(np.float32) for bits in alone]
        return NameEvidence(
            shared.astype(np.float32), (single[0], single[1]), slips.astype(np.float32), letters, ways,
            self._numbers(places, size), self._kinds(places, size), pairs,
        )  # fmt: skip

    def _alone(
        self, names: Longs, matched: Longs, of_pair: Longs, other: Longs
    ) -> tuple[NDArray[np.float64], tuple[Longs, Longs]]:
        """Return the bits of the words without a partner for each pair, and the (pair, place) of those that tell."""
        forms = self.forms
        number, place = _words_of(forms.names, names)
        bits = self.bits[forms.names.values[place]].astype(np.float64)
        taken = np.zeros(len(place), bool)
        first = np.concatenate((np.zeros(1, np.int64), np.cumsum(forms.names.counts[names])))
        taken[first[of_pair] + matched - forms.names.starts[names[of_pair]]] = True
        bits[taken] = 0.0
        bits[self._is_place(place, forms.owners[other][number], ~taken)] *= _IN_PLACE
        bits[self.are_kinds[forms.names.values[place]]] *= _OF_KIND
        alone = ~taken & (bits > 0)
        return np.bincount(number, _exact(bits), len(names)).astype(np.float64), (number[alone], place[alone])

    def _is_place(self, place: Longs, record: Longs, asked: Bools) -> Bools:
        """Return which words are no more than the town or the country of the other record."""
        forms = self.forms
        concepts = forms.words.concepts[forms.names.values[place[asked]], 0]
        cities = forms.place_words.take(record[asked])
        found = np.zeros(int(asked.sum()), bool)
        owners = cities.owners
        found[owners[cities.values == concepts[owners]]] = True
        every = np.zeros(len(place), bool)
        every[asked] = found
        return every

    def _letters(self, one: Longs, other: Longs) -> Floats:
        left, right = [self.forms.texts[n] for n in one.tolist()], [self.forms.texts[n] for n in other.tolist()]
        if not left:
            return np.zeros(0, np.float32)
        return np.asarray(cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32))

    def _ways(self, pairs: Aligned, worth: NDArray[Any], shared: NDArray[Any], size: int) -> Levels:
        ways = np.ones(size, np.uint8)
        strange = ~np.isin(pairs.way, (SAME, FORM))
        scripts = self.forms.words.scripts[self.forms.names.values]
        foreign = scripts[pairs.left] != scripts[pairs.right]
        for level, some in ((2, strange & (pairs.way == 4)), (3, strange & (pairs.way == 3)), (4, foreign)):
            share = np.bincount(pairs.of_pair[some], worth[some], size) / np.maximum(shared, 0.01)
            ways[share > _FOREIGN] = level
        return ways

    def _numbers(self, lost: list[tuple[Longs, Longs]], size: int) -> Levels:
        words, values = self.forms.words, self.forms.names.values
        letters = (words.lengths == 1) & ~words.are_numbers
        numbers = [np.bincount(of[words.are_numbers[values[place]]], minlength=size) > 0 for of, place in lost]
        single = [np.bincount(of[letters[values[place]]], minlength=size) > 0 for of, place in lost]
        level = (numbers[0].astype(np.uint8) + numbers[1]).astype(np.uint8)
        level[single[0] & single[1]] = 2
        return level

    def _kinds(self, lost: list[tuple[Longs, Longs]], size: int) -> Levels:
        """Return what the words without a partner say of the kind of body: a hospital on one side, a bureau on both."""
        values, houses = self.forms.names.values, self.are_houses
        kinds, every = self.are_kinds, np.ones(len(houses), bool)
        sides = []
        for of, place in lost:
            word = values[place]
            sides.append([np.bincount(of[some[word]], minlength=size) > 0 for some in (kinds, houses, every)])
        (kind, house, more), (other_kind, other_house, other_more) = sides
        level = np.zeros(size, np.uint8)
        level[kind | other_kind] = 1
        level[kind & other_kind] = 2
        level[house | other_house] = 3
        level[(house & other_more) | (other_house & more)] = 4
        return level

    def levels(self, pairs: Pairs) -> Levels:
        """Return the level of every feature for every pair: shape (pairs, features), in the order of `FEATURES`."""
        found = np.zeros((len(pairs), len(FEATURES)), np.uint8)
        column = {name: place for place, name in enumerate(FEATURES)}
        beside = {
            "acronym": self._acronyms(pairs), "host": self._host(pairs), "place": self._place(pairs),
            "founded": self._founded(pairs), "identifier": self._identifier(pairs), "relation": self._relation(pairs),
        }  # fmt: skip
        for name, level in beside.items():
            found[:, column[name]] = level
        said = self.names(pairs.one, pairs.other)
        best = self.best(said, pairs)
        of = pairs.of_pair[best]
        for name, value in (
            ("shared_words", said.shared), ("alone_both", np.minimum(*said.alone)),
            ("alone_one", np.maximum(*said.alone)), ("slips", said.slips),
        ):  # fmt: skip
            found[of, column[name]] = np.digitize(value[best] / self.scale, STEPS[name])
        found[of, column["letters"]] = np.digitize(said.letters[best], WHOLE_STEPS)
        for name, level in (("way", said.way), ("numbers", said.numbers), ("kind", said.kind)):
            found[of, column[name]] = level[best]
        nameless = np.ones(len(pairs), bool)
        nameless[of] = False
        found[nameless, column["alone_both"]] = len(STEPS["alone_both"])
        exact = said.letters[best] >= WHOLE_STEPS[-1]
        count = np.where(exact, np.maximum(self.namesakes[pairs.one[best]], self.namesakes[pairs.other[best]]), 0)
        found[of, column["namesakes"]] = namesakes_level(count)
        short = (found[:, column["acronym"]] >= 3) & self._has_only_acronym(pairs)
        for name in ("shared_words", "alone_both", "alone_one", "slips", "letters", "way", "numbers", "kind"):
            found[short, column[name]] = 0
        found[~short & (found[:, column["way"]] == 0), column["way"]] = 1
        # A word without a partner says much between two names of one language, little where one was translated.
        translated = found[:, column["way"]] >= NAMED["way"].index("translated")
        for name in ("alone_both", "alone_one"):
            found[translated, column[f"{name}_translated"]] = found[translated, column[name]]
            found[translated, column[name]] = 0
        return found

    def best(self, said: NameEvidence, pairs: Pairs) -> Longs:
        """Return for each pair of records which of its pairs of names fits best."""
        worth = said.shared - np.minimum(*said.alone) - 0.25 * np.maximum(*said.alone) - 0.5 * said.slips + said.letters
        worth = np.round(worth, 5)
        # Of equals the one whose evidence comes first, so that it does not matter which of the two records does.
        ties = (said.kind, said.numbers, said.way, said.slips, np.maximum(*said.alone), said.letters)
        order = np.lexsort((*ties, -worth, pairs.of_pair))
        of = pairs.of_pair[order]
        return order[np.concatenate(([True], of[1:] != of[:-1]))] if len(of) else order

    def _has_only_acronym(self, pairs: Pairs) -> Bools:
        only = np.array([bool(a) for a in self.forms.acronyms_shown], bool) & self.forms.is_short
        return np.asarray(only[pairs.left] != only[pairs.right])

    def _acronyms(self, pairs: Pairs) -> Levels:
        forms, left, right = self.forms, pairs.left, pairs.right
        level = np.zeros(len(pairs), np.uint8)
        both = (forms.acronyms.counts[left] > 0) & (forms.acronyms.counts[right] > 0)
        level[both] = 1
        for a, b in ((left, right), (right, left)):
            level[have_common(forms.acronyms, forms.labels, a, b)] = 2
        asked = np.flatnonzero((forms.acronyms.counts[left] > 0) | (forms.acronyms.counts[right] > 0))
        for pair in asked.tolist():
            level[pair] = max(int(level[pair]), self._fit(int(left[pair]), int(right[pair])))
        level[have_common(forms.acronyms, forms.acronyms, left, right)] = 5
        return level

    def _fit(self, left: int, right: int) -> int:
        """Return the level of the acronyms of one record against the names of the other: fits, begins or neither."""
        forms = self.forms
        best = 0
        for short, long in ((left, right), (right, left)):
            if forms.is_short[long]:
                continue
            names = range(int(forms.names_of.starts[long]), int(forms.names_of.starts[long + 1]))
            for acronym, name in product(forms.acronyms_shown[short], names):
                best = max(best, self._fit_of(acronym, name))
        return best

    def _fit_of(self, acronym: str, name: int) -> int:
        """Return the level of one acronym against one name."""
        forms = self.forms
        if len(acronym) < 2 or acronym[:1] not in forms.first_letters[name]:
            return 0
        is_long = len(acronym) > 2
        if fits(acronym, forms.folded[name]):
            return 4 if is_long else 3
        return 3 if is_long and any(shape.startswith(acronym) for shape in forms.shapes[name]) else 0

    def _host(self, pairs: Pairs) -> Levels:
        hosts, left, right = self.forms.hosts, pairs.left, pairs.right
        level = ((hosts.counts[left] > 0) & (hosts.counts[right] > 0)).astype(np.uint8)
        number, x, y = crossed(hosts, hosts, left, right)
        same = hosts.values[x] == hosts.values[y]
        values, counts = self.hosts
        many = are_of_many(counts[np.searchsorted(values, hosts.values[x[same]])])
        np.maximum.at(level, number[same], np.where(many, 2, 3).astype(np.uint8))
        return level

    def _place(self, pairs: Pairs) -> Levels:
        forms, left, right = self.forms, pairs.left, pairs.right
        level = np.full(len(pairs), 2, np.uint8)
        country = (forms.countries.counts[left] > 0) & (forms.countries.counts[right] > 0)
        city = (forms.cities.counts[left] > 0) & (forms.cities.counts[right] > 0)
        same_country = have_common(forms.countries, forms.countries, left, right)
        same_city = have_common(forms.cities, forms.cities, left, right)
        level[same_country] = 3
        level[city & ~same_city & ~(country & ~same_country)] = 1
        level[country & ~same_country] = 0
        level[same_city & ~country] = 5
        level[same_city & same_country] = 4
        return level

    def _relation(self, pairs: Pairs) -> Levels:
        forms, left, right = self.forms, pairs.left, pairs.right
        related = have_common(forms.related, forms.identifiers, left, right)
        return (related | have_common(forms.related, forms.identifiers, right, left)).astype(np.uint8)

    def _founded(self, pairs: Pairs) -> Levels:
        a, b = self.forms.years[pairs.left], self.forms.years[pairs.right]
        apart = np.abs(a - b)
        level = np.where(apart == 0, 3, np.where(apart <= 1, 2, 1))
        return np.where((a > 0) & (b > 0), level, 0).astype(np.uint8)

    def _identifier(self, pairs: Pairs) -> Levels:
        forms, left, right = self.forms, pairs.left, pairs.right
        level = np.zeros(len(pairs), np.uint8)
        number, x, y = crossed(forms.schemes, forms.schemes, left, right)
        scheme = forms.schemes.values[x]
        comparable = scheme == forms.schemes.values[y]
        equal = comparable & (forms.identifiers.values[x] == forms.identifiers.values[y])
        loose = (scheme & 1) == 1
        # Of one register a body may have several numbers: one that is equal outweighs others that differ.
        agreed = set(zip(number[equal].tolist(), scheme[equal].tolist(), strict=True))
        differ = np.array(
            [
                bool(c) and (n, s) not in agreed
                for c, n, s in zip(comparable, number.tolist(), scheme.tolist(), strict=True)
            ],
            bool,
        )
        for some, value in (
            (equal & ~loose, 4), (equal & loose, 3), (differ & loose, 2), (differ & ~loose, 1),
        ):  # fmt: skip
            level[number[some]] = value
        return level


def namesakes_level(count: Longs) -> Levels:
    """Return the level of names that so many records have."""
    return np.digitize(count, _NAMESAKES).astype(np.uint8)


def are_of_many(hosts: Longs) -> Bools:
    """Return which hosts so many records have that they say little."""
    return hosts > _HOST_OF_MANY


def _exact(bits: NDArray[Any]) -> Doubles:
    """Return bits in steps of a 1024th: their sums are exact, and do not depend on the order in which they are made."""
    return np.asarray(np.round(bits.astype(np.float64) * 1024) / 1024)


def _counted(texts: list[str]) -> Longs:
    """Return how often each of these texts is among them."""
    if not texts:
        return np.zeros(0, np.int64)
    _, same, counts = np.unique(np.array(texts, object), return_inverse=True, return_counts=True)
    return counts[same].astype(np.int64)


def _words_of(names: Ragged, which: Longs) -> tuple[Longs, Longs]:
    """Return for every word of the chosen names the number of the choice and its place in the array of words."""
    every = np.arange(len(names.values), dtype=np.int64)
    taken = Ragged(every, names.starts).take(which)
    return taken.owners, taken.values
