"""A guess at the sector of an organisation from the words of its name and of what it says it does.

It never passes for a declaration: whoever stores it marks it as a rule's guess, with the confidence and the words that decided.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from dalil.kinds import loading
from dalil.kinds.hearing import NAME, TEXT, Heard, hear, lists_of, without_particle
from dalil.kinds.taxonomy import taxonomy
from dalil.kinds.weighing import Floats, Weights, by_sector, read_weights, shares, sums

BAR: Final = 0.6
"""Below this confidence there is no suggestion. `bench/sectors.py` shows what it costs and brings."""

TABLES: Final = Path(__file__).parent / "tables"
TRANSLATED: Final = 0.8
"""What a translation weighs of its English words: a word's other meanings are not always those of its translation."""
MOST_WORDS: Final = 5


class Suggestion(msgspec.Struct, frozen=True):
    """A sector, how sure (0 to 1), and the words that spoke for it, the weightiest first.

    `weights` says how much each of `words` changed the logarithm of the odds; `second` is the next best sector, '' when there is
    none, with its own confidence.
    """

    code: str
    confidence: float
    words: tuple[str, ...]
    weights: tuple[float, ...] = ()
    second: str = ""
    second_confidence: float = 0.0


def suggest_sector(names: Iterable[str], text: str = "", bar: float = BAR) -> Suggestion | None:
    """Guess the sector from names in any language, and from a description if there is one; None below the bar.

    Each word adds its weight to the kinds of bodies that it speaks for (`weighing`); the confidence is what the odds of a sector
    were worth on charities that the weights had not seen (docs/sectors.md). At bar 0 any words get a guess.
    """
    weights, find = _vocabulary()
    extra = loading.chosen_folder()
    heard = hear(names, text, find, lists_of(extra))
    if bar > 0 and not heard.entries and not heard.listed:
        return None
    total = sums(heard, weights)
    found = by_sector(heard, total, weights, taxonomy(extra).sectors)
    slope = weights.slopes[TEXT if text.strip() else NAME]
    highest = max(found.values())
    odds = {code: math.exp(slope * (said - highest)) for code, said in found.items()}
    best, second = sorted(odds, key=lambda code: (-odds[code], code))[:2]
    confidence = odds[best] / sum(odds.values())
    if confidence < bar or not heard.is_any:
        return None
    reason = _reason(heard, total, best, weights)
    return Suggestion(
        best,
        round(confidence, 3),
        tuple(word for word, _ in reason),
        tuple(round(weight, 2) for _, weight in reason),
        second,
        round(odds[second] / sum(odds.values()), 3),
    )


def _reason(heard: Heard, total: Floats, code: str, weights: Weights) -> list[tuple[str, float]]:
    """The words that spoke for a sector, and how much each did, the weightiest first."""
    spoken: dict[str, float] = {}
    if code in weights.sectors:
        for entry, share in zip(heard.entries, shares(heard.entries, total, code, weights).tolist(), strict=True):
            spoken[heard.aloud[entry]] = spoken.get(heard.aloud[entry], 0.0) + share
    for (sector, field), words in heard.listed_words.items():
        if sector == code:
            for word, weight in words.items():
                spoken[word] = spoken.get(word, 0.0) + weight * weights.lists[field]
    return sorted(((w, s) for w, s in spoken.items() if s > 0.005), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]


@cache
def _vocabulary() -> tuple[Weights, Callable[[str], str]]:
    """The shipped weights with a row for each translation, and how a word is looked up in them."""
    weights = with_translations(read_weights(TABLES / "sectors.tsv"), read_translations(TABLES / "translations.tsv"))
    return weights, finder(weights.places)


def finder(places: Mapping[str, int]) -> Callable[[str], str]:
    """How a word or pair is looked up: as it is, else without a particle that Arabic or Hebrew writes as one with it."""

    def find(word: str) -> str:
        if word in places:
            return word
        if word.isascii():
            return ""
        bare = without_particle(word)
        return bare if bare in places else ""

    return find


def read_translations(path: Path) -> dict[str, tuple[str, ...]]:
    """Words of other languages (as `words_of` has them), each with the English entries that it translates."""
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, word, english = line.split("\t")
            found[word] = (*found.get(word, ()), *english.split(", "))
    return found


def with_translations(weights: Weights, translations: Mapping[str, tuple[str, ...]]) -> Weights:
    """The same weights and a row for each word whose translations have one: their mean, a little less."""
    places, rows = dict(weights.places), [weights.matrix]
    for word, english in translations.items():
        known = [weights.places[entry] for entry in english if entry in weights.places]
        if known and word not in places:
            places[word] = len(places)
            rows.append(TRANSLATED * weights.matrix[known].mean(axis=0, keepdims=True))
    return msgspec.structs.replace(weights, places=places, matrix=np.concatenate(rows))
