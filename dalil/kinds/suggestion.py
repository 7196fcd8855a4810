"""A guess at the sector of an organisation from the words of its name and of what it says it does.

It never passes for a declaration: whoever stores it marks it as a rule's guess, with the confidence and the words that decided.
"""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import msgspec

from dalil.kinds import loading
from dalil.kinds.folding import ARTICLES, fold
from dalil.kinds.taxonomy import taxonomy

BAR: Final = 0.6
"""Below this confidence there is no suggestion. `bench/sectors.py` shows what it costs and brings."""

NAME_SCALE: Final = 1.0
TEXT_SCALE: Final = 0.4
NOTHING_SAID: Final = 1.5
"""The standing weight of "these words tell nothing": one weak word alone does not reach the bar."""

Saying = tuple[tuple[str, float], ...]


class Vocabulary(msgspec.Struct, frozen=True):
    """What whole words and pairs of words say, and what beginnings of words say, with the lengths of those."""

    whole: Mapping[str, Saying]
    beginnings: Mapping[str, Saying]
    lengths: tuple[int, ...]


class Suggestion(msgspec.Struct, frozen=True):
    """A sector, how sure (0 to 1), and the words that spoke for it, the weightiest first."""

    code: str
    confidence: float
    words: tuple[str, ...]


def suggest_sector(names: Iterable[str], text: str = "", bar: float = BAR) -> Suggestion | None:
    """Guess the sector from names in any language, and from a description if there is one; None below the bar.

    Each word adds its weight to the sectors it speaks for; the confidence is the softmax of the sums against `NOTHING_SAID`.
    """
    vocabulary = _vocabulary(loading.chosen_folder())
    spoken: dict[str, dict[str, float]] = {}
    for name in names:
        _listen(name, NAME_SCALE, vocabulary, spoken)
    if text:
        _listen(text, TEXT_SCALE, vocabulary, spoken)
    if not spoken:
        return None
    sums = {code: sum(said.values()) for code, said in spoken.items()}
    best = max(sums, key=lambda code: (sums[code], code))
    confidence = math.exp(sums[best]) / (math.exp(NOTHING_SAID) + sum(map(math.exp, sums.values())))
    if confidence < bar:
        return None
    said = spoken[best]
    return Suggestion(best, round(confidence, 3), tuple(sorted(said, key=lambda word: (-said[word], word))[:5]))


def _listen(text: str, scale: float, vocabulary: Vocabulary, spoken: dict[str, dict[str, float]]) -> None:
    """Add what the words of a text say to `spoken` (sector, then word); a word said twice counts once."""
    before = ""
    for word in _words(text):
        heard = _said_by(word, vocabulary)
        for said in (heard, vocabulary.whole.get(f"{before} {word}", ())):
            for code, weight in said:
                by_word = spoken.setdefault(code, {})
                as_said = word if said is heard else f"{before} {word}"
                by_word[as_said] = max(weight * scale, by_word.get(as_said, 0.0))
        before = word


def _said_by(word: str, vocabulary: Vocabulary) -> Saying:
    """What a word says: as a whole, else by the longest of its beginnings, else without a particle written as one with it."""
    if said := vocabulary.whole.get(word):
        return said
    for length in vocabulary.lengths:
        if length <= len(word) and (said := vocabulary.beginnings.get(word[:length])):
            return said
    return _said_by(word[1:], vocabulary) if word[0] in _PARTICLES and len(word) > 3 else ()


# The Arabic article, with or without "and", "in", "to"; and the single letters that Arabic and Hebrew write before a word.
_ARTICLE: Final = re.compile("(?:[وبفك]?ال|و?لل)(?=..)")
_PARTICLES: Final = frozenset("وبלבהומש")


def _words(text: str) -> list[str]:
    words = [word for word in fold(text).split() if word not in ARTICLES]
    return words if text.isascii() else [_ARTICLE.sub("", word) if _ARTICLE.match(word) else word for word in words]


@cache
def _vocabulary(extra: str) -> Vocabulary:
    whole: dict[str, dict[str, float]] = {}
    beginnings: dict[str, dict[str, float]] = {}
    for sector in taxonomy(extra).sectors.values():
        for by_strength in sector.words.values():
            for spelling, weight in by_strength.weighed():
                table = beginnings if spelling.endswith("*") else whole
                said = table.setdefault(" ".join(_words(spelling)), {})
                said[sector.code] = max(weight, said.get(sector.code, 0.0))
    return Vocabulary(
        whole={word: tuple(said.items()) for word, said in whole.items()},
        beginnings={word: tuple(said.items()) for word, said in beginnings.items()},
        lengths=tuple(sorted({len(word) for word in beginnings}, reverse=True)),
    )
