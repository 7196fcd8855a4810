"""What a word that is still being typed may become: a word that begins so, that sounds as it begins, or a meaning.

It looks at the vocabulary of a segment and at the glossaries, never at names: `suggesting` asks the engine with what it says.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, product
from typing import Final

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from dalil.names.folding import romanise_word
from dalil.names.glossary import glossary_of, languages_of
from dalil.search.arrays import Floats, Longs, hashes_of, spans
from dalil.search.asking import English
from dalil.search.expanding import likeness
from dalil.search.finding import Finding
from dalil.search.wording import is_latin, sound_keys, sound_of

# The classes of consonants that `sound_of` knows, and how many of them may still be to come.
_CLASSES: Final = "bklmnrst"
_LONGEST_REST: Final = 3
_RESTS: Final = tuple("".join(rest) for length in range(_LONGEST_REST + 1) for rest in product(_CLASSES, repeat=length))
_SHORTEST_SOUND: Final = 2
_SHORTEST_MEANING: Final = 2
_MOST_SOUNDING: Final = 4_000
_MOST_COMPARED: Final = 48
_MOST_FORMS: Final = 400
_KEPT: Final = 8
_LEAST: Final = 0.3
_BEGUN: Final = 0.9
_CUTS: Final = (-1, 0, 1, 2)


def completions(part: Finding, word: str, language: str) -> English:
    """Return words of the segment that the folded word may be the beginning of, each with its strength, 0..1."""
    found: dict[str, float] = {}
    for ways in (_by_letters(part, word), _by_sound(part, word, language), _by_meaning(part, word, language)):
        for other, strength in ways:
            found[other] = max(strength, found.get(other, 0.0))
    found.pop(word, None)
    return tuple(found.items())


def _by_letters(part: Finding, word: str) -> Iterator[tuple[str, float]]:
    """Yield the most frequent words that begin with the same letters."""
    segment = part.segment
    start, end = segment.words.range_of(word)
    for place in np.argsort(-segment.frequencies[start:end], kind="stable")[:_KEPT].tolist():
        yield segment.words[start + place], _BEGUN


def _by_sound(part: Finding, word: str, language: str) -> Iterator[tuple[str, float]]:
    """Yield the words that begin most like it in sound."""
    sound = sound_of(word)
    if len(sound) < _SHORTEST_SOUND or word.isdigit():
        return
    segment, roman = part.segment, romanise_word(word)
    starts, ends = segment.sounds.places_of(hashes_of([*(sound + rest for rest in _RESTS), *sound_keys(sound)]))
    places = np.unique(segment.sounds.numbers[spans(starts, ends)]).astype(np.int64)
    if len(places) > _MOST_SOUNDING:
        most = np.argpartition(-segment.frequencies[places], _MOST_SOUNDING)[:_MOST_SOUNDING]
        places = places[most]
    if not len(places):
        return
    others = segment.romans.many(places)
    cuts, alike = _best_cuts(roman, others)
    best = np.argsort(-alike, kind="stable")[:_MOST_COMPARED]
    beginnings = [others[place][: cuts[place]] for place in best.tolist()]
    strengths = alike[best] if is_latin(word) else likeness(word, beginnings, language)
    order = np.lexsort((-segment.frequencies[places[best]], -np.round(strengths, 1)))[:_KEPT]
    for place in order.tolist():
        if strengths[place] >= _LEAST:
            yield segment.words[int(places[best[place]])], float(strengths[place])


def _best_cuts(roman: str, others: list[str]) -> tuple[Longs, Floats]:
    """Return where each word is cut so that its beginning is most like the typed letters, and how alike that is, 0..1."""
    lengths = [max(1, len(roman) + more) for more in _CUTS]
    alike = np.stack(
        [cdist([roman], [other[:cut] for other in others], scorer=Indel.normalized_similarity)[0] for cut in lengths]
    )
    best = alike.argmax(axis=0)
    return np.asarray(lengths, np.int64)[best], alike.max(axis=0).astype(np.float32)


def _by_meaning(part: Finding, word: str, language: str) -> Iterator[tuple[str, float]]:
    """Yield what the words of the glossaries mean that begin so, the meanings that most names have first."""
    if len(word) < _SHORTEST_MEANING:
        return
    found: dict[str, float] = {}
    for code in languages_of(word, language):
        glossary = glossary_of(code)
        start = bisect_left(glossary.forms, word)
        for form in islice(glossary.forms, start, start + _MOST_FORMS):
            if not form.startswith(word):
                break
            for reading in glossary.of(form)[:1]:
                found[reading.english] = max(found.get(reading.english, 0.0), reading.strength * _BEGUN)
    single = [(english, strength) for english, strength in found.items() if " " not in english]
    yield from sorted(single, key=lambda one: -part.expanding.frequency(one[0]))[:_KEPT]
