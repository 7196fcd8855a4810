"""The vocabulary of a run: every word once, with what it means, how it sounds and how much it tells, as arrays.

A word has one *concept* (its English reading if it is known to have one, else itself without its ending) and a few further
ones; two words of one concept are the same whatever their language. It never looks at names or records.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np

from dalil.linkage.ragged import Floats, Ints, Longs, Ragged
from dalil.names.folding import romanise_word, without_article
from dalil.names.glossary import languages_of, readings, romanised_readings
from dalil.names.respelling import script_of_word
from dalil.names.unspaced import is_unspaced, segmented
from dalil.names.vocabulary import skeleton_of, word_of

MOST_CONCEPTS: Final = 3
# A reading as sure as this stands for the word itself, one less sure than the second bar is left out.
_STANDS_FOR: Final = 0.8
_WORTH_NOTING: Final = 0.5
_KEPT: Final = 200_000
_SCRIPTS: Final = ("Latn", "Arab", "Hebr", "Cyrl", "Grek", "Ethi")
_SHORTEST_STEM: Final = 4
_SHORTEST_PLURAL: Final = 5
_RUNS: Final = re.compile(r"\d+|\D+")
_ADJECTIVES: Final = ("ational", "ional")
# Words that language files know as legal forms or particles tell nothing.
TELLS_NOTHING: Final = 0.05


def number_of(text: str) -> int:
    """Return a signed 64-bit number for a text: the same on every machine and in every run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little", signed=True)


@lru_cache(maxsize=_KEPT)
def stem_of(word: str) -> str:
    """Return an English word without the endings that make a plural or an adjective of a noun.

    >>> stem_of("educational"), stem_of("universities"), stem_of("rights"), stem_of("press")
    ('education', 'university', 'right', 'press')
    """
    if len(word) >= _SHORTEST_PLURAL and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) >= _SHORTEST_STEM and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > _SHORTEST_STEM + 4 and word.endswith(_ADJECTIVES):
        return word[:-2]
    return word


def _canonical(english: str) -> str:
    """Return the one word for all that English has for a kind of body (assoc, associations), else the stem."""
    return word_of(english).meaning or stem_of(english)


def concepts_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return what a folded word stands for in English, the surest first; the word itself is always among them."""
    own = _canonical(romanise_word(word)) if word.isascii() else word
    if word.isdigit() or (len(word) < 2 and word.isascii()):
        return ((word, 1.0),)
    every = readings(word, languages_of(word))
    if not every and word.isascii():
        every = romanised_readings(word)
    found: dict[str, float] = {}
    for reading in every:
        if " " not in reading.english and reading.strength >= _WORTH_NOTING:
            english = _canonical(reading.english)
            found[english] = max(found.get(english, 0.0), reading.strength)
    found[own] = 1.0 if word.isascii() and word_of(word).weight < 1 else max(found.get(own, 0.0), _STANDS_FOR - 0.01)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONCEPTS]
    if own not in dict(ranked):
        ranked[-1] = (own, found[own])
    return tuple(ranked)


def _parts(word: str) -> tuple[str, ...]:
    """Return the English words of a word that means a phrase and no single word (Kinderkrankenhaus), else ()."""
    if word.isdigit() or len(word) < 2:
        return ()
    every = readings(word, languages_of(word))
    if every and " " in every[0].english and every[0].strength >= _STANDS_FOR and every[0].source != "place":
        return tuple(every[0].english.split())
    return ()


class Words:
    """The words met so far, numbered from 0. `settle` makes the arrays; words that come later need it again."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._units: dict[str, tuple[int, ...]] = {}
        self._numbers: dict[str, int] = {}
        self.romans: list[str] = []
        self.skeletons: list[str] = []
        self._concepts: list[tuple[tuple[str, float], ...]] = []
        self._settled = 0
        self.concepts: Longs = np.zeros((0, MOST_CONCEPTS), np.int64)
        self.strengths: Floats = np.zeros((0, MOST_CONCEPTS), np.float32)
        self.sounds: Longs = np.zeros(0, np.int64)
        self.halves: Longs = np.zeros((0, 2), np.int64)
        self.weights: Floats = np.zeros(0, np.float32)
        self.scripts: Ints = np.zeros(0, np.int32)
        self.letters: Longs = np.zeros(0, np.int64)
        self.lengths: Ints = np.zeros(0, np.int32)
        self.are_numbers = np.zeros(0, bool)

    def __len__(self) -> int:
        return len(self.texts)

    def units(self, text: str) -> tuple[int, ...]:
        """Return the numbers of a folded word: one, or those of the parts of a compound."""
        found = self._units.get(text)
        if found is None:
            bare = without_article(text)
            if is_unspaced(bare):
                parts = tuple(part for piece in segmented(bare) for part in _parts(piece) or (piece,))
            elif not bare.isdigit() and any(map(str.isdigit, bare)):
                parts = tuple(_RUNS.findall(bare))
            else:
                parts = _parts(bare)
            found = self._units[text] = tuple(map(self._number, parts)) if parts else (self._number(bare),)
        return found

    def of_name(self, folded: str, most: int) -> list[int]:
        """Return the numbers of the words of a folded name, at most so many."""
        return [number for text in folded.split()[:most] for number in self.units(text)][:most]

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.texts)
            self.texts.append(word)
            roman = romanise_word(word)
            self.romans.append(roman)
            self.skeletons.append(skeleton_of(roman) if roman else "")
            self._concepts.append(concepts_of(word))
        return number

    def slips(self, which: Longs) -> Ragged:
        """Return for each of these words the keys of itself and of itself without any one letter."""
        distinct, inverse = np.unique(which, return_inverse=True)
        keys = [sorted({number_of("slip " + one) for one in _without_one(self.romans[n])}) for n in distinct.tolist()]
        return Ragged.of(keys).take(inverse.astype(np.int64))

    def settle(self) -> None:
        """Bring the arrays up to date; each then has a row for every word."""
        fresh = range(self._settled, len(self.texts))
        if not fresh:
            return
        concepts = np.zeros((len(fresh), MOST_CONCEPTS), np.int64)
        strengths = np.zeros((len(fresh), MOST_CONCEPTS), np.float32)
        for row, number in enumerate(fresh):
            for place, (english, strength) in enumerate(self._concepts[number]):
                concepts[row, place], strengths[row, place] = number_of("word " + english), strength
        texts, romans = self.texts[fresh.start :], self.romans[fresh.start :]
        sounds = [number_of("sound " + skeleton) for skeleton in self.skeletons[fresh.start :]]
        self.concepts = np.concatenate((self.concepts, concepts))
        self.strengths = np.concatenate((self.strengths, strengths))
        self.sounds = np.concatenate((self.sounds, np.array(sounds, np.int64)))
        halves = [(number_of("begins " + roman[:4]), number_of("ends " + roman[-4:])) for roman in romans]
        self.halves = np.concatenate((self.halves, np.array(halves, np.int64).reshape(-1, 2)))
        weights = np.array([word_of(text).weight for text in texts], np.float32)
        self.weights = np.concatenate((self.weights, weights))
        scripts = [_SCRIPTS.index(s) if (s := script_of_word(text)) in _SCRIPTS else len(_SCRIPTS) for text in texts]
        self.scripts = np.concatenate((self.scripts, np.array(scripts, np.int32)))
        self.letters = np.concatenate((self.letters, np.array([_letters(roman) for roman in romans], np.int64)))
        self.lengths = np.concatenate((self.lengths, np.array([len(roman) for roman in romans], np.int32)))
        self.are_numbers = np.concatenate((self.are_numbers, np.array([t.isdigit() for t in texts], bool)))
        self._settled = len(self.texts)


def _without_one(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _letters(roman: str) -> int:
    """Return which letters a word has, a bit each: two words that differ in many are no spellings of one another."""
    found = 0
    for letter in roman:
        found |= 1 << (ord(letter) - 97 if letter >= "a" else 26 + ord(letter) - 48) % 62
    return found
