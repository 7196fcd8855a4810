"""What a word that is still being typed may become: a word that begins so, that sounds as it begins, or a meaning.

It looks at the vocabulary of a segment and at the glossaries, never at names: `suggesting` asks with what it says.
"""

from bisect import bisect_left
from dataclasses import replace
from itertools import islice, product
from typing import Final

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from dalil.names.folding import romanise_word
from dalil.names.glossary import glossary_of, languages_of
from dalil.names.writing import likeness
from dalil.search.arrays import Floats, Ints, Longs, hashes_of, spans
from dalil.search.asking import Asked, Unit
from dalil.search.expanding import MEANING, SHAPE, SOUND, Expansion
from dalil.search.finding import Finding
from dalil.search.matching import Question, question_in
from dalil.search.wording import is_latin, sound_of

# The classes of consonants that `sound_of` knows, and how many of them may still be to come; one more may be, because each
# sound is also indexed without any one of its letters.
_CLASSES: Final = "bklmnrst"
_LONGEST_REST: Final = 2
_RESTS: Final = tuple("".join(rest) for length in range(_LONGEST_REST + 1) for rest in product(_CLASSES, repeat=length))
_SHORTEST_SOUND: Final = 2
_SHORTEST_MEANING: Final = 2
_MOST_SOUNDING: Final = 3_000
_MOST_COMPARED: Final = 32
_MOST_FORMS: Final = 300
_KEPT: Final = 8
# How alike a beginning must be: by the learned cost of writing it so, and between Latin letters by the share that is the same.
_LEAST: Final = 0.3
_LEAST_OF_LATIN: Final = 0.82
_BEGUN: Final = 0.9
_UNKNOWN_SHARE: Final = 0.7
# A word that surely means something is less likely to be the sound of a name.
_MEANT: Final = 0.8
_SOUND_OF_MEANT: Final = 0.75
_CUTS: Final = (-1, 0, 1, 2)


def completed(part: Finding, asked: Asked) -> Question:
    """Return the question in the segment of `part`, its last word read as a beginning too. It must have words."""
    last = len(asked.tokens) - 1
    units = tuple(replace(unit, is_sounded=False) if last in unit.covers else unit for unit in asked.units)
    question = question_in(part.segment, part.expanding, replace(asked, units=units))
    begun = [unit for unit in asked.units if _is_begun(unit, last)]
    more = [_becoming(part, unit, asked.language) for unit in begun]
    weights = question.weights.copy()
    if len(more[0].words):
        told = float((more[0].strengths * part.segment.rarities[more[0].words]).max())
        unknown = float(_UNKNOWN_SHARE * np.log1p(len(part.segment.rows) / 2))
        weights[last] = told + (1 - float(more[0].strengths.max())) * unknown
    added = [(unit, expansion) for unit, expansion in zip(begun, more, strict=True) if len(expansion.words)]
    return replace(
        question,
        units=(*question.units, *(unit for unit, _ in added)),
        expansions=(*question.expansions, *(expansion for _, expansion in added)),
        weights=weights,
    )


def _is_begun(unit: Unit, last: int) -> bool:
    """Return whether it is the last word, or that joined with the one before, as in `bir zei`."""
    return unit.covers == (last,) or (last in unit.covers and unit.is_sounded and not unit.is_phrase)


def _becoming(part: Finding, unit: Unit, language: str) -> Expansion:
    """Return what a unit may become; of two joined words only what is spelled or sounds so."""
    places, alike = _by_sound(part, unit.word, language)
    is_meant = max((strength for _, strength in unit.english), default=0.0) > _MEANT
    ways = (
        _by_letters(part, unit.word),
        (places, alike * _SOUND_OF_MEANT if is_meant else alike),
        _by_meaning(part, unit.word, language) if len(unit.covers) == 1 else _NONE,
    )
    return Expansion(
        np.concatenate([words for words, _ in ways]).astype(np.int32),
        np.concatenate([strengths for _, strengths in ways]).astype(np.float32),
        np.repeat((SHAPE, SOUND, MEANING), [len(words) for words, _ in ways]).astype(np.int32),
    )


_Words = tuple[Ints, Floats]
_NONE: Final[_Words] = (np.zeros(0, np.int32), np.zeros(0, np.float32))


def _by_letters(part: Finding, word: str) -> _Words:
    """Return the most frequent words that begin with the same letters."""
    start, end = part.segment.words.range_of(word)
    most = np.argsort(-part.segment.frequencies[start:end], kind="stable")[:_KEPT]
    return (start + most).astype(np.int32), np.full(len(most), _BEGUN, np.float32)


def _by_sound(part: Finding, word: str, language: str) -> _Words:
    """Return the words that begin most like it in sound, the most frequent ones of those alike first."""
    sound = sound_of(word)
    if len(sound) < _SHORTEST_SOUND or word.isdigit():
        return _NONE
    segment = part.segment
    places = _sounding(part, sound)
    if not len(places):
        return _NONE
    others = segment.romans.many(places)
    cuts, alike = _best_cuts(romanise_word(word), others)
    best = np.argsort(-alike, kind="stable")[:_MOST_COMPARED]
    beginnings = [others[place][: cuts[place]] for place in best.tolist()]
    strengths = alike[best] if is_latin(word) else likeness(word, beginnings, language)
    order = np.lexsort((-segment.frequencies[places[best]], -np.round(strengths, 1)))[:_KEPT]
    order = order[strengths[order] >= (_LEAST_OF_LATIN if is_latin(word) else _LEAST)]
    return places[best[order]].astype(np.int32), strengths[order]


def _sounding(part: Finding, sound: str) -> Longs:
    """Return the words whose sound begins so, and some whose sound nearly does; of too many the most frequent ones."""
    segment = part.segment
    starts, ends = segment.sounds.places_of(hashes_of([sound + rest for rest in _RESTS]))
    is_one = np.zeros(len(segment.words), bool)
    is_one[segment.sounds.numbers[spans(starts, ends)]] = True
    places = np.flatnonzero(is_one)
    if len(places) > _MOST_SOUNDING:
        places = places[np.argpartition(-segment.frequencies[places], _MOST_SOUNDING)[:_MOST_SOUNDING]]
    return places


def _best_cuts(roman: str, others: list[str]) -> tuple[Longs, Floats]:
    """Return where each word is cut so that its beginning is most like the typed letters, and how alike that is, 0..1."""
    lengths = [max(1, len(roman) + more) for more in _CUTS]
    alike = np.stack(
        [cdist([roman], [other[:cut] for other in others], scorer=Indel.normalized_similarity)[0] for cut in lengths]
    )
    best = alike.argmax(axis=0)
    return np.asarray(lengths, np.int64)[best], alike.max(axis=0).astype(np.float32)


def _by_meaning(part: Finding, word: str, language: str) -> _Words:
    """Return what the words of the glossaries mean that begin so, the meanings that most names have first."""
    if len(word) < _SHORTEST_MEANING:
        return _NONE
    found: dict[str, float] = {}
    for code in languages_of(word, language):
        glossary = glossary_of(code)
        start = bisect_left(glossary.forms, word)
        for form in islice(glossary.forms, start, start + _MOST_FORMS):
            if not form.startswith(word):
                break
            for reading in glossary.of(form)[:1]:
                if " " not in reading.english:
                    found[reading.english] = max(found.get(reading.english, 0.0), reading.strength * _BEGUN)
    if not found:
        return _NONE
    segment = part.segment
    starts, ends = segment.word_places.places_of(hashes_of(list(found)))
    places = segment.word_places.numbers[spans(starts, ends)]
    strengths = np.repeat(np.fromiter(found.values(), np.float32, len(found)), ends - starts)
    most = np.argsort(-segment.frequencies[places], kind="stable")[:_KEPT]
    return places[most].astype(np.int32), strengths[most]
