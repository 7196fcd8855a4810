"""The evidence of names: which two names of two records fit best, and what speaks for and against them.

It never looks at places or numbers of registers (see `comparison`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final

from rapidfuzz.fuzz import ratio

from dalil.linkage.features import Features, NameForm, bits_of
from dalil.linkage.reasons import Reason
from dalil.names import Word, fits
from dalil.names.comparison import Alignment, align, similarity_of_letters

_MOST_NAME_BITS: Final = 22.0
# A word found on one side only, or facing another word.
_EXTRA: Final = -4.0
_FACING: Final = -8.0
_NUMBER: Final = -9.0
_KIND_DIFFERS: Final = -2.0
_MOST_AGAINST: Final = -16.0
_LEAST_LETTERS: Final = 0.9
_LEAST_RATIO: Final = 75
_PAIRS_READ: Final = 3


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What the names say: reasons; share explained; `is_close` = one spelling of one name; bits that it is worth."""

    reasons: tuple[Reason, ...] = ()
    coverage: float = 0.0
    is_close: bool = False
    weight: float = 0.0
    bits: float = 0.0


_NOTHING_SHARED: Final = NameEvidence(bits=_MOST_AGAINST)


def _evidence(reasons: Iterable[Reason], coverage: float, weight: float, *, is_close: bool = False) -> NameEvidence:
    kept = tuple(reasons)
    return NameEvidence(kept, coverage, is_close, weight, sum(reason.bits for reason in kept))


def _listed(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def _facing(alignment: Alignment, least: float, most: float) -> tuple[list[Word], list[Word]]:
    """Return the words of a range of weights, other than numbers, that have no partner on the other side."""
    left, right = (
        [word for word in side if least < word.weight <= most and not word.roman.isdigit()]
        for side in (alignment.left, alignment.right)
    )
    return left, right


def _against(alignment: Alignment) -> list[Reason]:
    """Return what the words without a partner say: a branch town or `youth` on one side makes another body."""
    reasons: list[Reason] = []
    a, b = ([word for word in side if word.roman.isdigit()] for side in (alignment.left, alignment.right))
    if a or b:
        reasons.append(Reason("different_number", {"a": _listed(a), "b": _listed(b)}, _NUMBER))
    a, b = _facing(alignment, 0.5, 1.0)
    if a and b:
        bits = max(_MOST_AGAINST, _FACING * min(len(a), len(b)) + _EXTRA * abs(len(a) - len(b)))
        reasons.append(Reason("different_words", {"a": _listed(a), "b": _listed(b)}, bits))
    elif a or b:
        reasons.append(Reason("extra_words", {"words": _listed(a or b)}, max(_MOST_AGAINST, _EXTRA * len(a or b))))
    a, b = _facing(alignment, 0.1, 0.5)
    if a or b:
        bits = _KIND_DIFFERS if a and b else _KIND_DIFFERS / 2
        reasons.append(Reason("different_kind", {"a": _listed(a), "b": _listed(b)}, bits))
    return reasons


def _single_letters(name: NameForm) -> list[str]:
    return sorted(word for word in name.folded.split() if len(word) == 1)


def _full_match(a: NameForm, b: NameForm, alignment: Alignment) -> tuple[str, float, bool]:
    """Return code, factor on the bits and closeness for two names of which every word has its partner."""
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
    weight = min(_MOST_NAME_BITS, a.bits, b.bits)
    if a.folded == b.folded:
        return _evidence([Reason("exact_name", {"name": a.value}, weight)], 1.0, weight, is_close=True)
    shown = {"a": a.value, "b": b.value}
    if a.joined == b.joined and len(a.words) != len(b.words):  # Bir Zeit, Birzeit
        return _evidence([Reason("similar_spelling", shown, weight * 0.95)], 1.0, weight, is_close=True)
    alignment = align(a.words, b.words)
    weight = sum(min(bits_of(x), bits_of(y)) * max(0.0, 2 * likeness - 1) for x, y, likeness in alignment.pairs)
    weight = min(_MOST_NAME_BITS, weight)
    if against := _against(alignment):
        return _evidence([Reason("similar_name", shown, weight), *against], alignment.coverage, weight)
    code, factor, is_close = _full_match(a, b, alignment)
    return _evidence([Reason(code, shown, weight * factor)], alignment.coverage, weight, is_close=is_close)


def _overlap(a: NameForm, b: NameForm) -> float:
    """Return a quick guess of likeness, 0 when it is not worth looking closer."""
    if a.folded == b.folded:
        return 2.0
    shared = len(a.keys & b.keys)
    if not shared and a.sounds.isdisjoint(b.sounds):
        return ratio(a.joined, b.joined, score_cutoff=_LEAST_RATIO) / 100
    return (shared + 0.5) / len(a.keys | b.keys)


def best_names(a: Features, b: Features) -> NameEvidence:
    """Return the evidence of the two names that fit best; a body may be called many ways, one is enough."""
    ranked = sorted(((_overlap(x, y), x, y) for x, y in product(a.names, b.names)), key=lambda pair: -pair[0])
    found = [evidence_of(x, y) for overlap, x, y in ranked[:_PAIRS_READ] if overlap]
    return max(found, key=lambda evidence: evidence.bits, default=_NOTHING_SHARED)


def acronym_reasons(a: Features, b: Features) -> list[Reason]:
    """Return what acronyms say: the same one, or one that fits the initials of the other's name."""
    if shared := min(a.acronyms & b.acronyms, default=""):
        return [Reason("acronym_equal", {"acronym": shared.upper()}, min(5.0, len(shared) - 0.5))]
    for one, other in ((a, b), (b, a)):
        for acronym, form in product(sorted(one.acronyms), other.names):
            if len(acronym) > 2 and acronym[0] == form.folded[0] and fits(acronym, form.value):
                params = {"acronym": acronym.upper(), "name": form.value}
                return [Reason("acronym_fits", params, min(5.0, len(acronym)))]
    return []
