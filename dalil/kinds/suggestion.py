"""A guess at the sector of an organisation from the words of its name and of what it says it does.

It never passes for a declaration: whoever stores it marks it as a rule's guess, with the confidence and the words that decided.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import msgspec

from dalil.kinds import loading
from dalil.kinds.folding import fold
from dalil.kinds.taxonomy import taxonomy

BAR: Final = 0.5
"""Below this confidence there is no suggestion."""

TEXT_COUNTS: Final = 0.4
"""What a word of the description weighs beside a word of the name."""

NONE_OF_THEM: Final = 1.0
"""The standing weight of "no word tells": one weak word alone does not reach the bar."""

Weights = Mapping[str, tuple[tuple[str, float], ...]]


class Words(msgspec.Struct, frozen=True):
    """The weights of whole words and pairs of words, and of beginnings of words by their length."""

    whole: Weights
    beginnings: Weights
    lengths: tuple[int, ...]


class Suggestion(msgspec.Struct, frozen=True):
    """A sector, how sure (0 to 1), and the words that spoke for it, the weightiest first."""

    code: str
    confidence: float
    words: tuple[str, ...]


def suggest_sector(names: Iterable[str], text: str = "", bar: float = BAR) -> Suggestion | None:
    """Guess the sector from names in any language, and from a description if there is one; None below the bar."""
    words = _words(loading.chosen_folder())
    spoken: dict[str, dict[str, float]] = {}
    for name in names:
        _count(name, 1.0, words, spoken)
    if text:
        _count(text, TEXT_COUNTS, words, spoken)
    if not spoken:
        return None
    scores = {code: sum(said.values()) for code, said in spoken.items()}
    best = max(scores, key=lambda code: (scores[code], code))
    total = math.exp(NONE_OF_THEM) + sum(math.exp(score) for score in scores.values())
    confidence = math.exp(scores[best]) / total
    if confidence < bar:
        return None
    said = spoken[best]
    return Suggestion(best, round(confidence, 3), tuple(sorted(said, key=lambda word: (-said[word], word))[:5]))


def _count(text: str, factor: float, words: Words, spoken: dict[str, dict[str, float]]) -> None:
    """Add what each word, pair of words and beginning of a word says. A word said twice counts once, at its best."""
    tokens = fold(text).split()
    for place, token in enumerate(tokens):
        found = [*words.whole.get(token, ())]
        if place:
            found += words.whole.get(f"{tokens[place - 1]} {token}", ())
        for length in words.lengths:
            if len(token) >= length and (said := words.beginnings.get(token[:length])):
                found += said
        for code, weight in found:
            said_so_far = spoken.setdefault(code, {})
            said_so_far[token] = max(said_so_far.get(token, 0.0), weight * factor)


@cache
def _words(extra: str) -> Words:
    whole: dict[str, list[tuple[str, float]]] = {}
    beginnings: dict[str, list[tuple[str, float]]] = {}
    for sector in taxonomy(extra).sectors.values():
        for by_word in sector.words.values():
            for word, weight in by_word.items():
                table, form = (beginnings, fold(word[:-1])) if word.endswith("*") else (whole, fold(word))
                table.setdefault(form, []).append((sector.code, weight))
    return Words(
        whole={word: tuple(said) for word, said in whole.items()},
        beginnings={word: tuple(said) for word, said in beginnings.items()},
        lengths=tuple(sorted({len(word) for word in beginnings}, reverse=True)),
    )
