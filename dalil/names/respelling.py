"""How surely two words are written forms of one: another spelling in the same script, or a transliteration.

Words go in folded, many pairs at once; what comes out is on the scale of `writing.strength_of`. It never looks at meaning.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA, Indel, Levenshtein

from dalil.names.folding import romanise_word
from dalil.names.scripts import script_of
from dalil.names.stems import without_ending, without_latin_article, without_particle
from dalil.names.vocabulary import skeleton_of
from dalil.names.writing import LONGEST, Floats, language_for, latin_coded, strength_of, writing_of

_LATIN_CODE: Final = "en"
_WITHOUT: Final = 0.95
_STEM: Final = 0.9
_UNDOUBLED: Final = 0.97
_TWICE: Final = re.compile(r"([a-z])\1")
_KEPT: Final = 65_536
# Below this likeness of letters and of consonants the learned costs are not asked.
_WORTH_READING: Final = 0.5


@lru_cache(maxsize=_KEPT)
def script_of_word(word: str) -> str:
    """Return the script of a word by its ISO 15924 code; a number counts as Latin."""
    return "Latn" if word.isascii() else script_of(word)


@lru_cache(maxsize=_KEPT)
def _sources(word: str, language: str) -> tuple[tuple[str, str, float], ...]:
    """Return the forms from which a word is written in Latin letters: (code of the table, form, share of the strength)."""
    code = language_for(word, language)
    if script_of_word(word) == "Latn" or not code:
        return ((_LATIN_CODE, romanise_word(word), 1.0),)
    stems = filter(None, (without_particle(word, code), without_ending(word, code)))
    return ((code, word, 1.0), *((code, stem, _STEM) for stem in stems))


@lru_cache(maxsize=_KEPT)
def _targets(word: str) -> tuple[tuple[str, float], ...]:
    """Return the Latin forms that a word of another script may be written as, each with its share of the strength.

    Beside the word: its doubled letters single, since few scripts write them, and the rest without a glued article.
    """
    roman = romanise_word(word)
    if script_of_word(word) != "Latn":
        return ((roman, 1.0),)
    forms = {roman: 1.0}
    forms.setdefault(_TWICE.sub(r"\1", roman), _UNDOUBLED)
    if rest := without_latin_article(roman):
        forms.setdefault(rest, _WITHOUT)
    return tuple(forms.items())


def _of_letters(a: str, b: str) -> float:
    """Return how alike two words of one script look, swapped letters being one slip; squared, to be on the scale."""
    return OSA.normalized_similarity(a, b) ** 2


@lru_cache(maxsize=_KEPT)
def closeness(a: str, b: str) -> float:
    """Return a quick guess of how alike two folded words are, 0 when a closer look is not worth while."""
    first, second = romanise_word(a), romanise_word(b)
    if not first or not second or first.isdigit() or second.isdigit():
        return 0.0
    letters = Indel.normalized_similarity(first, second, score_cutoff=_WORTH_READING)
    sounds = Levenshtein.normalized_similarity(skeleton_of(first), skeleton_of(second), score_cutoff=_WORTH_READING)
    return max(letters, sounds)


def _numbers(roman: str) -> str:
    return "".join(filter(str.isdigit, roman))


def strengths_of(pairs: Sequence[tuple[str, str]], languages: tuple[str, str]) -> Floats:
    """Return how surely each pair of folded words is one word, 0..1: shape (pairs,).

    `languages` are the likely languages of the left and of the right words, "" when not known. Numbers in words must agree.

    >>> pairs = [("بيرزيت", "birzeit"), ("בירזית", "بيرزيت"), ("volga", "волга"), ("بيرزيت", "bethlehem")]
    >>> [bool(strength > 0.5) for strength in strengths_of(pairs, ("", ""))]
    [True, True, True, False]
    """
    found = np.zeros(len(pairs), np.float32)
    jobs: dict[str, list[tuple[int, str, str, float]]] = defaultdict(list)
    for number, (left, right) in enumerate(pairs):
        if _numbers(left) and _numbers(right) and _numbers(left) != _numbers(right):
            continue
        is_one_script = script_of_word(left) == script_of_word(right)
        is_long = max(len(left), len(right)) > LONGEST  # the tables read no further
        if is_one_script or is_long:
            found[number] = _of_letters(*((left, right) if is_one_script else map(romanise_word, (left, right))))
        if not is_long and (not is_one_script or script_of_word(left) == "Latn"):
            for code, source, target, share in _readings(left, right, languages):
                jobs[code].append((number, source, target, share))
    for code, rows in jobs.items():
        numbers = [row[0] for row in rows]
        strengths = _written(code, [row[1] for row in rows], [row[2] for row in rows])
        np.maximum.at(found, numbers, strengths * np.array([row[3] for row in rows], np.float32))
    return found


def _readings(left: str, right: str, languages: tuple[str, str]) -> Iterator[tuple[str, str, str, float]]:
    """Yield in which ways one of the words may be written as the other; from Latin only to Latin."""
    are_latin = script_of_word(left) == script_of_word(right) == "Latn"
    for source, target, language in ((left, right, languages[0]), (right, left, languages[1])):
        if script_of_word(source) == "Latn" and not are_latin:
            continue
        for code, form, share in _sources(source, language):
            for roman, other_share in ((romanise_word(target), 1.0),) if are_latin else _targets(target):
                yield code, form, roman, share * other_share


def _written(code: str, sources: list[str], targets: list[str]) -> Floats:
    writing = writing_of(code)
    coded, latin = writing.coded(sources), latin_coded(targets)
    lengths = (coded > 0).sum(axis=1)
    strengths = strength_of(writing.costs(coded, latin) - writing.least(coded), lengths, (latin > 0).sum(axis=1))
    return np.where(lengths > 0, strengths, np.float32(0))
