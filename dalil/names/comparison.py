"""How alike two names are, across scripts, spellings and, for known words, languages.

It never knows where a body is or who registered it: evidence beside the name is the matter of `linkage`.
"""

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from dalil.names.vocabulary import Word, words

_LEAST_WORD: Final = 0.75
_LEAST_LETTERS: Final = 4
_SAME_SOUND: Final = 0.9
_SPACING: Final = 0.97


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names word by word: the pairs with their likeness, and the words of each side without a partner."""

    pairs: tuple[tuple[Word, Word, float], ...]
    left: tuple[Word, ...]
    right: tuple[Word, ...]

    @property
    def coverage(self) -> float:
        """Share of the weight of both names that is explained, 0..1."""
        explained = sum((a.weight + b.weight) * likeness for a, b, likeness in self.pairs)
        whole = sum(a.weight + b.weight for a, b, _ in self.pairs)
        whole += sum(word.weight for word in self.left) + sum(word.weight for word in self.right)
        return explained / whole if whole else 0.0


def word_likeness(a: Word, b: Word) -> float:
    """Return how alike two words are, 0..1; below three quarters counts as 0. Numbers are equal or not."""
    if a.roman == b.roman or (a.meaning and a.meaning == b.meaning):
        return 1.0
    if (a.meaning and b.meaning) or a.roman.isdigit() or b.roman.isdigit():
        return 0.0
    least = _SAME_SOUND if a.skeleton == b.skeleton and len(a.skeleton) > 2 else 0.0
    short, long = sorted((len(a.roman), len(b.roman)))
    if short < _LEAST_LETTERS or short < long * _LEAST_WORD:  # then too few letters can be equal
        return least
    return max(least, Levenshtein.normalized_similarity(a.roman, b.roman, score_cutoff=_LEAST_WORD))


def align(a: tuple[Word, ...], b: tuple[Word, ...]) -> Alignment:
    """Pair the words of two names, equal ones first, then the most alike (greedy, each word once)."""
    rest = list(b)
    pairs: list[tuple[Word, Word, float]] = []
    left: list[Word] = []
    for word in a:
        partner = next((other for other in rest if other.key == word.key), None)
        if partner is None:
            left.append(word)
        else:
            rest.remove(partner)
            pairs.append((word, partner, 1.0))
    if left and rest:
        met = [(x, y) for x in left for y in rest if not (x.meaning and y.meaning)]
        close = [(likeness, x, y) for x, y in met if (likeness := word_likeness(x, y))]
        for likeness, x, y in sorted(close, key=lambda c: (-c[0], *sorted((c[1].roman, c[2].roman)))):
            if x in left and y in rest:
                left.remove(x)
                rest.remove(y)
                pairs.append((x, y, likeness))
    return Alignment(tuple(pairs), tuple(left), tuple(rest))


def similarity(a: str, b: str) -> float:
    """Return how alike two names are, 0 (nothing shared) to 1 (the same words), whichever comes first."""
    first, second = sorted((a, b))
    return words_similarity(words(first), words(second))


def words_similarity(a: tuple[Word, ...], b: tuple[Word, ...]) -> float:
    """As `similarity`, for names already taken apart."""
    if not a or not b:
        return 0.0
    alignment = align(a, b)
    return _with_spacing(alignment).coverage if alignment.left and alignment.right else alignment.coverage


def _with_spacing(alignment: Alignment) -> Alignment:
    """Pair what is left on both sides as if written together: `bir zeit` and `birzeit`. Numbers stay apart."""
    left, right = ("".join(word.roman for word in side) for side in (alignment.left, alignment.right))
    if len(alignment.left) == len(alignment.right) or any(map(str.isdigit, left + right)):
        return alignment
    likeness = ratio(left, right, score_cutoff=100 * _LEAST_WORD) / 100 * _SPACING
    if not likeness:
        return alignment
    heaviest = [max(side, key=lambda word: (word.weight, word.roman)) for side in (alignment.left, alignment.right)]
    return Alignment((*alignment.pairs, (heaviest[0], heaviest[1], likeness)), (), ())
