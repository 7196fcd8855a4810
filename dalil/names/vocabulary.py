"""Words of organisation names: what each weighs, what it means in any language, and how it sounds.

The meaning of a word is a class that the language files share, so جمعية, עמותה and association are one. It never
judges two names (see `comparison`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dalil.names.folding import fold, romanise_word, without_article
from dalil.names.languages import LANGUAGES

_WORDS_KEPT: Final = 65_536
_NAMES_KEPT: Final = 16_384

# How much a word says about which body is meant, beside a word found in no file.
_WEIGHT: Final = {"stop": 0.0, "legal": 0.05, "kind": 0.3, "topic": 0.6}
_DISTINCTIVE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: folded, romanised, its consonants, its meaning ("" = none known) and weight 0..1.

    `key` is the word in any language and spelling of its script: the meaning if known, else the romanised word.
    """

    text: str
    roman: str
    skeleton: str
    meaning: str
    weight: float
    key: str

    @property
    def is_distinctive(self) -> bool:
        """Whether no language file knows the word, so that it is likely to be a proper name."""
        return self.weight == _DISTINCTIVE


def _lexicon() -> dict[str, tuple[str, float]]:
    """Return folded (and, for Latin, romanised) word -> (meaning, weight); the first language to name a word wins."""
    known: dict[str, tuple[str, float]] = {}
    ordered = sorted(LANGUAGES.items(), key=lambda item: (item[0] != "en", item[0]))
    for _, language in ordered:
        groups = [("", f"{language.stop} {language.elisions}", "stop"), ("", language.legal_forms, "legal")]
        groups += [(meaning, words, "kind") for meaning, words in language.kinds.items()]
        groups += [(meaning, words, "topic") for meaning, words in language.topics.items()]
        for meaning, words, group in groups:
            for word in fold(words).split():
                known.setdefault(word, (meaning, _WEIGHT[group]))
                if language.script == "Latn":
                    known.setdefault(romanise_word(word), (meaning, _WEIGHT[group]))
    return known


_LEXICON: Final = _lexicon()
_SOFT_PREFIXES: Final = {
    language.script: tuple(sorted(fold(language.soft_prefixes).split(), key=len, reverse=True))
    for language in LANGUAGES.values()
    if language.soft_prefixes
}
_GLUED: Final = tuple(prefix for prefixes in _SOFT_PREFIXES.values() for prefix in prefixes)

# Consonants that scripts and spellings confuse are one; vowels and what is written for vowels say nothing.
_SOUNDS: Final = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "j"), ("kh", "k"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("ck", "k"), ("ts", "s"), ("dj", "j"), ("x", "ks"), ("qu", "k"), ("q", "k"), ("c", "k"),
    ("z", "s"), ("p", "b"), ("v", "f"), ("j", "g"),
)  # fmt: skip
_VOWELS: Final = re.compile("[aeiouywh]+")
_TWICE: Final = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=_WORDS_KEPT)
def skeleton_of(roman: str) -> str:
    """Return the consonants of a romanised word in classes; for a word without consonants, the word itself."""
    sounds = roman
    for written, heard in _SOUNDS:
        if written in sounds:
            sounds = sounds.replace(written, heard)
    bare = _TWICE.sub(r"\1", _VOWELS.sub("", sounds))
    return bare or roman


def _known(word: str) -> tuple[str, tuple[str, float] | None]:
    """Return the form of a folded word that the language files know, with what they say; else the word and None."""
    if found := _LEXICON.get(word):
        return word, found
    stem = without_article(word)
    if found := _LEXICON.get(stem):
        return stem, found
    if word.isascii():
        found = _LEXICON.get(word[:-1]) if len(word) > 4 and word[-1] == "s" else None
        return word, found
    for prefix in _GLUED:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and (found := _LEXICON.get(rest)):
            return rest, found
    return stem, None


@lru_cache(maxsize=_WORDS_KEPT)
def word_of(folded: str) -> Word:
    """Return what is known about one folded word."""
    form, found = _known(folded)
    roman = romanise_word(form)
    meaning, weight = found or ("", _DISTINCTIVE)
    if found is None and len(folded) == 1:
        weight = _WEIGHT["kind"]
    return Word(form, roman, skeleton_of(roman), meaning, weight, meaning or roman)


@lru_cache(maxsize=_NAMES_KEPT)
def words(name: str) -> tuple[Word, ...]:
    """Return the words of a name without those that say nothing; all of them if nothing would be left."""
    every = tuple(map(word_of, fold(name).split()))
    return tuple(word for word in every if word.weight and word.roman) or every
