"""How surely two words are one: the same, of one meaning, a spelling or a transliteration of one another; many at once.

The strength depends on the two words and on how common they are, on nothing else. It never looks at whole names.
"""

from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from dalil.linkage.ragged import Bools, Floats, Ints, Longs
from dalil.linkage.words import Words
from dalil.names.respelling import strengths_of

NOTHING, SAME, FORM, MEANING, SPELLING, TRANSLITERATION, JOINED = range(7)
WAYS: Final = ("", "same", "form", "meaning", "spelling", "transliteration", "joined")

_FORM: Final = 0.95
_LEAST: Final = 0.55
_WORTH_READING: Final = 0.6
_SKELETONS_ALIKE: Final = 0.5
_OTHER_LETTERS: Final = 5
_OTHER_LENGTH: Final = 3
_SAME_SOUND: Final = 0.85
_SHORTEST_SOUND: Final = 3
# Two words that are both met often are no slips of one another: north and worth, women and omen.
_BOTH_KNOWN: Final = 0.5
_AT_ONCE: Final = 200_000


def _popcount(numbers: Longs) -> Ints:
    return np.bitwise_count(numbers.view(np.uint64)).astype(np.int32)


def strengths(words: Words, left: Longs, right: Longs, known: Bools) -> tuple[Floats, Ints]:
    """Return for each pair of words how surely they are one (0..1, 0 below a bar) and by which of `WAYS`.

    `known[word]` tells which words are met too often to be a slip.
    """
    code = np.minimum(left, right) * len(words) + np.maximum(left, right)
    distinct, inverse = np.unique(code, return_inverse=True)
    a, b = np.divmod(distinct, max(1, len(words)))
    found = np.zeros(len(a), np.float32)
    ways = np.zeros(len(a), np.int32)
    _by_meaning(words, a, b, found, ways)
    rest = np.flatnonzero((found < _SAME_SOUND) & ~words.are_numbers[a] & ~words.are_numbers[b])
    one_script = words.scripts[a[rest]] == words.scripts[b[rest]]
    _by_spelling(words, a, b, rest[one_script], known, found, ways)
    _by_writing(words, a, b, rest[~one_script], found, ways)
    same = a == b
    found[same], ways[same] = 1.0, SAME
    weak = found < _LEAST
    found[weak], ways[weak] = 0.0, NOTHING
    return found[inverse], ways[inverse]


def _by_meaning(words: Words, a: Longs, b: Longs, found: Floats, ways: Ints) -> None:
    width = words.concepts.shape[1]
    for x in range(width):
        for y in range(width):
            both = words.strengths[a, x] * words.strengths[b, y]
            shared = (words.concepts[a, x] == words.concepts[b, y]) & (both > found)
            found[shared], ways[shared] = both[shared], MEANING
    forms = (found > 0) & (words.scripts[a] == words.scripts[b]) & (words.halves[a, 0] == words.halves[b, 0])
    found[forms], ways[forms] = np.minimum(found[forms], _FORM), FORM
    np.minimum(found, _FORM, out=found)


def _by_spelling(words: Words, a: Longs, b: Longs, rest: Longs, known: Bools, found: Floats, ways: Ints) -> None:
    x, y = a[rest], b[rest]
    near = (_popcount(words.letters[x] ^ words.letters[y]) <= _OTHER_LETTERS) & (
        np.abs(words.lengths[x] - words.lengths[y]) <= _OTHER_LENGTH
    )
    rest = rest[near & (np.minimum(words.lengths[x], words.lengths[y]) > 2)]
    for start in range(0, len(rest), _AT_ONCE):
        some = rest[start : start + _AT_ONCE]
        x, y = a[some], b[some]
        texts = [words.romans[n] for n in x.tolist()], [words.romans[n] for n in y.tolist()]
        alike = cpdist(*texts, scorer=OSA.normalized_similarity, score_cutoff=_WORTH_READING, dtype=np.float32)
        alike *= alike
        sound = (words.sounds[x] == words.sounds[y]) & (
            np.minimum(words.lengths[x], words.lengths[y]) >= _SHORTEST_SOUND
        )
        sound &= alike > 0
        both = known[x] & known[y]
        alike[both] *= _BOTH_KNOWN
        alike[sound & ~both] = np.maximum(alike[sound & ~both], _SAME_SOUND)
        better = alike > found[some]
        found[some[better]], ways[some[better]] = alike[better], SPELLING


def _by_writing(words: Words, a: Longs, b: Longs, rest: Longs, found: Floats, ways: Ints) -> None:
    for start in range(0, len(rest), _AT_ONCE):
        some = rest[start : start + _AT_ONCE]
        x, y = a[some], b[some]
        texts = [words.skeletons[n] for n in x.tolist()], [words.skeletons[n] for n in y.tolist()]
        alike = cpdist(*texts, scorer=OSA.normalized_similarity, score_cutoff=_SKELETONS_ALIKE, dtype=np.float32)
        close = (alike >= _SKELETONS_ALIKE) & (np.abs(words.lengths[x] - words.lengths[y]) <= 2 * _OTHER_LENGTH)
        some = some[close]
        pairs = [(words.texts[p], words.texts[q]) for p, q in zip(a[some].tolist(), b[some].tolist(), strict=True)]
        read = strengths_of(pairs, ("", "")) if pairs else np.zeros(0, np.float32)
        better = read > found[some]
        found[some[better]], ways[some[better]] = read[better], TRANSLITERATION
