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
# That nothing is missing on either side says more than the sum of the words.
_WHOLE_NAME: Final = 3.0
# A word found on one side only, or facing another word.
_EXTRA: Final = -4.0
_FACING: Final = -8.0
_NUMBER: Final = -9.0
_KIND_DIFFERS: Final = -2.0
_MOST_AGAINST: Final = -16.0
_LEAST_LETTERS: Final = 0.9
_LEAST_RATIO: Final = 75
# Names that share fewer of their words than this, and not most of their letters, are not read word by word.
_LEAST_OVERLAP: Final = 0.4
_PAIRS_READ: Final = 2
_LEGAL_FORM: Final = 0.05
_KIND: Final = 0.5


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


def _sorted_out(side: tuple[Word, ...]) -> tuple[list[Word], list[Word], list[Word]]:
    """Return the numbers, the telling words and the kinds of organisation among words without a partner."""
    numbers: list[Word] = []
    telling: list[Word] = []
    kinds: list[Word] = []
    for word in side:
        if word.roman.isdigit():
            numbers.append(word)
        elif word.weight > _KIND:
            telling.append(word)
        elif word.weight > _LEGAL_FORM:
            kinds.append(word)
    return numbers, telling, kinds


def _against(alignment: Alignment) -> list[Reason]:
    """Return what the words without a partner say: a branch town or `youth` on one side makes another body."""
    reasons: list[Reason] = []
    numbers, telling, kinds = zip(_sorted_out(alignment.left), _sorted_out(alignment.right), strict=True)
    if any(numbers):
        reasons.append(Reason("different_number", _facing(*numbers), _NUMBER))
    if all(telling):
        fewer, more = sorted(map(len, telling))
        bits = max(_MOST_AGAINST, _FACING * fewer + _EXTRA * (more - fewer))
        reasons.append(Reason("different_words", _facing(*telling), bits))
    elif extra := telling[0] or telling[1]:
        reasons.append(Reason("extra_words", {"words": _listed(extra)}, max(_MOST_AGAINST, _EXTRA * len(extra))))
    if all(kinds):
        reasons.append(Reason("different_kind", _facing(*kinds), _KIND_DIFFERS))
    elif extra := kinds[0] or kinds[1]:
        reasons.append(Reason("extra_words", {"words": _listed(extra)}, _KIND_DIFFERS / 2))
    return reasons


def _facing(a: list[Word], b: list[Word]) -> dict[str, str]:
    return {"a": _listed(a), "b": _listed(b)}


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
        return _evidence([Reason("exact_name", {"name": a.value}, weight + _WHOLE_NAME)], 1.0, weight, is_close=True)
    shown = {"a": a.value, "b": b.value}
    if a.joined == b.joined and len(a.words) != len(b.words):  # Bir Zeit, Birzeit
        return _evidence([Reason("similar_spelling", shown, weight * 0.95 + _WHOLE_NAME)], 1.0, weight, is_close=True)
    alignment = align(a.words, b.words)
    weight = sum(min(bits_of(x), bits_of(y)) * max(0.0, 2 * likeness - 1) for x, y, likeness in alignment.pairs)
    weight = min(_MOST_NAME_BITS, weight)
    if against := _against(alignment):
        return _evidence([Reason("similar_name", shown, weight), *against], alignment.coverage, weight)
    code, factor, is_close = _full_match(a, b, alignment)
    weight = min(_MOST_NAME_BITS, a.bits, b.bits) if is_close else weight
    bits = weight * factor + _WHOLE_NAME * is_close
    return _evidence([Reason(code, shown, bits)], alignment.coverage, weight, is_close=is_close)


def _overlap(a: NameForm, b: NameForm) -> float:
    """Return a quick guess of likeness, 0 when it is not worth looking closer."""
    if a.folded == b.folded:
        return 2.0
    shared = len(a.keys & b.keys)
    guess = (shared + 0.5) / len(a.keys | b.keys) if shared or not a.sounds.isdisjoint(b.sounds) else 0.0
    if guess >= _LEAST_OVERLAP:
        return guess
    return ratio(a.joined, b.joined, score_cutoff=_LEAST_RATIO) / 100


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
