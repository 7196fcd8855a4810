"""What a name and a description say, word by word: the entries of a vocabulary that stand in them, and how loudly.

Used by whoever guesses (`suggestion`) and whoever learns (`training`), so that both hear the same. It never weighs and never
decides.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

import msgspec

from dalil.kinds.folding import ARTICLES, fold
from dalil.kinds.taxonomy import taxonomy

NAME, TEXT = 0, 1
DECISIVE: Final = 4.5
LOUDEST: Final = 6.0
"""The words of a sector's own lists together count no more than this, in a name or in a description."""

Saying = tuple[tuple[str, float], ...]
Find = Callable[[str], str]


class Lists(msgspec.Struct, frozen=True):
    """The words of the sectors' TOML files: whole words and pairs, beginnings, and how long those are by first letter."""

    whole: Mapping[str, Saying]
    beginnings: Mapping[str, Saying]
    lengths: Mapping[str, tuple[int, ...]]


class Heard(msgspec.Struct, frozen=True):
    """What was heard: entries of the vocabulary and how loudly; sectors, by field, and what the lists say for them.

    `aloud` has for each entry the words as they stand in the text, for the reason; `is_any` says whether there was a word at all.
    """

    entries: dict[str, float]
    aloud: dict[str, str]
    listed: dict[tuple[str, int], float]
    listed_words: dict[tuple[str, int], dict[str, float]]
    is_any: bool = True


def hear(names: Iterable[str], text: str, find: Find, lists: Lists) -> Heard:
    """Listen to the names of one body together, and to its description.

    `find` gives the entry for a word or for two neighbours, '' when there is none. Each distinct entry of a field adds one over
    the square root of how many the field has: a long description is no louder than its words are telling.
    """
    spoken = [(NAME, words_of(name)) for name in names]
    if text:
        spoken.append((TEXT, words_of(text)))
    heard = Heard({}, {}, {}, {}, is_any=any(words for _, words in spoken))
    for field in (NAME, TEXT):
        found: dict[str, str] = {}
        for _, words in (one for one in spoken if one[0] == field):
            _listen(words, field, find, lists, found, heard)
        loudness = 1 / math.sqrt(max(len(found), 1))
        for entry, said in found.items():
            heard.entries[entry] = heard.entries.get(entry, 0.0) + loudness
            heard.aloud.setdefault(entry, said)
    _let_the_decisive_speak(heard)
    for key, by_word in heard.listed_words.items():
        heard.listed[key] = min(LOUDEST, sum(by_word.values()))
    return heard


def _let_the_decisive_speak(heard: Heard) -> None:
    """A word that names the kind of house silences the other sectors' lists in the name: a university hospital is a hospital."""
    decided = {
        c for (c, field), words in heard.listed_words.items() if field == NAME and max(words.values()) >= DECISIVE
    }
    for code, field in tuple(heard.listed_words):
        if decided and field == NAME and code not in decided:
            del heard.listed_words[code, field]


def _listen(words: list[str], field: int, find: Find, lists: Lists, found: dict[str, str], heard: Heard) -> None:
    before = ""
    for word in words:
        pair = f"{before} {word}"
        for spoken in (word, pair) if before else (word,):
            if entry := find(spoken):
                found.setdefault(entry, spoken)
            for code, weight in lists.whole.get(spoken, ()) if spoken is pair else said_by(word, lists):
                by_word = heard.listed_words.setdefault((code, field), {})
                by_word[spoken] = max(weight, by_word.get(spoken, 0.0))
        before = word


def said_by(word: str, lists: Lists) -> Saying:
    """What a word says: as a whole, else by the longest of its beginnings, else without a particle written as one with it."""
    if said := lists.whole.get(word):
        return said
    for length in lists.lengths.get(word[:1], ()):
        if length <= len(word) and (said := lists.beginnings.get(word[:length])):
            return said
    bare = without_particle(word)
    return said_by(bare, lists) if bare else ()


def without_particle(word: str) -> str:
    """The word without one letter that Arabic or Hebrew writes before it; '' where there is none."""
    return word[1:] if word[0] in _PARTICLES and len(word) > 3 else ""


# The Arabic article, with or without "and", "in", "to"; and the single letters that Arabic and Hebrew write before a word.
_ARTICLE: Final = re.compile("(?:[وبفك]?ال|و?لل)(?=..)")
_PARTICLES: Final = frozenset("وبלבהומש")


def words_of(text: str) -> list[str]:
    """The words of a text in the form in which they are compared, without articles."""
    words = [word for word in fold(text).split() if word not in ARTICLES]
    return words if text.isascii() else [_ARTICLE.sub("", word) if _ARTICLE.match(word) else word for word in words]


@cache
def lists_of(extra: str) -> Lists:
    """The words of all sectors' files, ours and those of the operator's folder."""
    whole: dict[str, dict[str, float]] = {}
    beginnings: dict[str, dict[str, float]] = {}
    for sector in taxonomy(extra).sectors.values():
        for by_strength in sector.words.values():
            for spelling, weight in by_strength.weighed():
                table = beginnings if spelling.endswith("*") else whole
                said = table.setdefault(" ".join(words_of(spelling)), {})
                said[sector.code] = max(weight, said.get(sector.code, 0.0))
    lengths: dict[str, set[int]] = {}
    for word in beginnings:
        lengths.setdefault(word[:1], set()).add(len(word))
    return Lists(
        whole={word: tuple(said.items()) for word, said in whole.items()},
        beginnings={word: tuple(said.items()) for word, said in beginnings.items()},
        lengths={letter: tuple(sorted(found, reverse=True)) for letter, found in lengths.items()},
    )
