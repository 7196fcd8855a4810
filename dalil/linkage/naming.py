"""The evidence of names: which two names of two records fit best, and what speaks for and against them.

It never looks at places or numbers of registers (see `comparison`).
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

from dalil.linkage.features import Features, NameForm
from dalil.linkage.reasons import Reason
from dalil.names import Word, fits
from dalil.names.comparison import Alignment, align, similarity_of_letters

# Bits for a shared word: how rare it is among organisations, told by what the word lists know of it.
_BITS_KIND: Final = 1.0
_BITS_TOPIC: Final = 2.0
_BITS_DISTINCTIVE: Final = 3.0
_BITS_PER_LETTER: Final = 0.5
_LETTERS_COUNTED: Final = 8
_MOST_NAME_BITS: Final = 22.0
# A word found on one side only, or facing another word.
_EXTRA: Final = -4.0
_FACING: Final = -7.0
_NUMBER: Final = -9.0
_KIND_DIFFERS: Final = -2.0
_MOST_AGAINST: Final = -14.0
_LEAST_LETTERS: Final = 0.9
_PAIRS_READ: Final = 3


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What the names say: reasons; share explained; `is_close` = one spelling of one name; bits that it is worth."""

    reasons: tuple[Reason, ...] = ()
    coverage: float = 0.0
    is_close: bool = False
    weight: float = 0.0

    @property
    def bits(self) -> float:
        """The sum over the reasons."""
        return sum(reason.bits for reason in self.reasons)


def _bits_of(word: Word) -> float:
    if word.is_distinctive:
        return _BITS_DISTINCTIVE + _BITS_PER_LETTER * min(len(word.roman), _LETTERS_COUNTED)
    return _BITS_TOPIC if word.weight > 0.5 else _BITS_KIND * min(1.0, word.weight * 3)


def _is_number(word: Word) -> bool:
    return word.roman.isdigit()


def _listed(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _against(alignment: Alignment) -> list[Reason]:
    """Return what the words without a partner say: a branch town or `youth` on one side makes another body."""
    reasons: list[Reason] = []
    left, right = alignment.left, alignment.right
    if any(map(_is_number, left + right)):
        a, b = tuple(filter(_is_number, left)), tuple(filter(_is_number, right))
        reasons.append(Reason("different_number", {"a": _listed(a), "b": _listed(b)}, _NUMBER))
    a, b = (tuple(w for w in side if w.weight > 0.5 and not _is_number(w)) for side in (left, right))
    if a and b:
        bits = max(_MOST_AGAINST, _FACING * min(len(a), len(b)) + _EXTRA * abs(len(a) - len(b)))
        reasons.append(Reason("different_words", {"a": _listed(a), "b": _listed(b)}, bits))
    elif a or b:
        reasons.append(Reason("extra_words", {"words": _listed(a or b)}, max(_MOST_AGAINST, _EXTRA * len(a or b))))
    a, b = (tuple(w for w in side if 0.1 < w.weight < 0.5) for side in (left, right))
    if a or b:
        bits = _KIND_DIFFERS if a and b else _KIND_DIFFERS / 2
        reasons.append(Reason("different_kind", {"a": _listed(a), "b": _listed(b)}, bits))
    return reasons


def _single_letters(name: NameForm) -> list[str]:
    return sorted(word for word in name.folded.split() if len(word) == 1)


def _full_match(a: NameForm, b: NameForm, alignment: Alignment) -> tuple[str, float, bool]:
    """Return code, factor on the bits and closeness for two names of which every word has its partner."""
    if a.folded == b.folded:
        return "exact_name", 1.0, True
    if _single_letters(a) != _single_letters(b):  # Guild (A), Guild (E)
        return "similar_spelling", 0.75, False
    if all(x.roman == y.roman for x, y, _ in alignment.pairs):
        return "same_words", 0.95, True
    letters = min((similarity_of_letters(x, y) for x, y, _ in alignment.pairs), default=0.0)
    if letters >= _LEAST_LETTERS:
        return "similar_spelling", 0.9, True
    return ("same_meaning" if alignment.coverage == 1.0 else "similar_spelling"), 0.75 * alignment.coverage, False


def evidence_of(a: NameForm, b: NameForm) -> NameEvidence:
    """Return what two names say about their bearers."""
    shown = {"a": a.value, "b": b.value}
    joined = "".join(word.roman for word in a.words)
    if a.folded != b.folded and joined == "".join(word.roman for word in b.words):
        bits = min(_MOST_NAME_BITS, sum(map(_bits_of, a.words)), sum(map(_bits_of, b.words)))
        return NameEvidence((Reason("similar_spelling", shown, bits * 0.95),), 1.0, is_close=True, weight=bits)
    alignment = align(a.words, b.words)
    weight = sum(min(_bits_of(x), _bits_of(y)) * max(0.0, 2 * likeness - 1) for x, y, likeness in alignment.pairs)
    weight = min(_MOST_NAME_BITS, weight)
    if alignment.left or alignment.right:
        reasons = [Reason("similar_name", shown, weight), *_against(alignment)]
        return NameEvidence(tuple(reasons), alignment.coverage, is_close=False, weight=weight)
    code, factor, is_close = _full_match(a, b, alignment)
    params = {"name": a.value} if code == "exact_name" else shown
    return NameEvidence((Reason(code, params, weight * factor),), alignment.coverage, is_close, weight)


def _overlap(a: NameForm, b: NameForm) -> float:
    """Return a quick guess of likeness: the share of keys that both have."""
    if a.folded == b.folded:
        return 2.0
    return len(a.keys & b.keys) / (len(a.keys | b.keys) or 1)


def best_names(a: Features, b: Features) -> NameEvidence:
    """Return the evidence of the two names that fit best; a body may be called many ways, one is enough."""
    pairs = sorted(product(a.names, b.names), key=lambda pair: -_overlap(*pair))[:_PAIRS_READ]
    found = [evidence_of(x, y) for x, y in pairs]
    return max(found, key=lambda evidence: evidence.bits, default=NameEvidence())


def acronym_reasons(a: Features, b: Features) -> list[Reason]:
    """Return what acronyms say: the same one, or one that fits the initials of the other's name."""
    if shared := min(a.acronyms & b.acronyms, default=""):
        return [Reason("acronym_equal", {"acronym": shared.upper()}, min(5.0, len(shared) - 0.5))]
    for one, other in ((a, b), (b, a)):
        for acronym, form in product(sorted(one.acronyms), other.names):
            if len(acronym) > 2 and len(form.words) > 1 and fits(acronym, form.value):
                params = {"acronym": acronym.upper(), "name": form.value}
                return [Reason("acronym_fits", params, min(5.0, len(acronym)))]
    return []
