"""How likely two names are one name, as a table of named features, with the reason in words.

It compares names and nothing else: across scripts by learned transliteration, across languages by the glossaries, persons'
names with their words in any order. It never knows where a body is or who registered it (see `linkage`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from dalil.names.pairing import ACRONYM, INITIAL, MEANING, SAME, WAYS, NameWord, Pair, Side, Span, pairs_of, side_of

# What each feature adds to the score. Of two equal names the first three are 1 and all others 0, so those make up 1.
WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "explained_less": 0.5,  # how much of the name that is explained less has its counterpart in the other
        "explained_more": 0.2,  # the same of the name that is explained more: a short form of a long name has this alone
        "nothing_against": 0.3,  # 0 when a whole telling word of each name has no counterpart: Ahmed Ali, Ahmed Omar
        "numbers_differ": -0.15,  # 1 when both have a number that the other lacks, a half when one has: Lodge 12, Lodge 13
        "only_common_words": -0.3,  # no proper name is paired, and one is left over: The Trust, Berlin Trust
        "order_differs": -0.02,  # share of neighbouring pairs that stand the other way round
        "only_acronym": -0.1,  # one name is no more than the initials of the other
    }
)
_ONE_SIDED: Final = 0.5
_DIGITS_SHOWN: Final = 2

WORDING: Final[Mapping[str, str]] = MappingProxyType({way: way for way in WAYS} | {"left_over": "not matched"})
_EQUAL_SIGN: Final = "="
_ALMOST: Final = "≈"
_BETWEEN: Final = " · "
_FIRST_STRONG, _END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Matched:
    """Words of the left name that stand for words of the right one, as they are written: by what way, how surely (0..1].

    `way` is one of `same`, `meaning`, `form` (begin the same, end otherwise), `spelling`, `transliteration`, `initial`
    and `acronym`.
    """

    left: str
    right: str
    way: str
    strength: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two names have in common. `score` is 0..1; `features` has every name of `WEIGHTS` and more, each 0..1.

    The further features tell what the score does not weigh: `explained_left` and `explained_right`, the shares of the two
    names, and `by_same` ... `by_acronym`, the share of both names that is paired in each way.
    """

    score: float
    features: Mapping[str, float]
    pairs: tuple[Matched, ...]
    left_over: tuple[tuple[str, ...], tuple[str, ...]]

    def explained(self, wording: Mapping[str, str] = WORDING, *, isolated: bool = True) -> str:
        """Return the reasons in one line, the words of the left name first.

        `wording` has a word for each way and for `left_over`, so that a caller can translate them. Each word of a name
        stands in Unicode isolates, so that the line reads right whatever way its words are written; `isolated=False`
        leaves those out for what does not know them.

        >>> found = compare("جامعة بيرزيت الأهلية", "University of Birzeit")
        >>> found.explained(isolated=False)  # doctest: +ELLIPSIS
        'جامعة = University (meaning) · بيرزيت ≈ Birzeit (transliteration, 0...) · not matched: الأهلية, of'
        >>> french = {**WORDING, "meaning": "sens", "transliteration": "translittération", "left_over": "sans pendant"}
        >>> print(found.explained(french, isolated=False).split(" · ")[0])
        جامعة = University (sens)
        """
        opening, closing = (_FIRST_STRONG, _END) if isolated else ("", "")
        parts = [_told(pair, wording, opening, closing) for pair in self.pairs]
        over = [f"{opening}{word}{closing}" for side in self.left_over for word in side]
        if over:
            parts.append(f"{wording['left_over']}: {', '.join(over)}")
        return _BETWEEN.join(parts)


def _told(pair: Matched, wording: Mapping[str, str], opening: str, closing: str) -> str:
    left, right = f"{opening}{pair.left}{closing}", f"{opening}{pair.right}{closing}"
    if pair.way == SAME:
        return f"{left} {_EQUAL_SIGN} {right}"
    if pair.way in (MEANING, ACRONYM, INITIAL):
        return f"{left} {_EQUAL_SIGN} {right} ({wording[pair.way]})"
    return f"{left} {_ALMOST} {right} ({wording[pair.way]}, {pair.strength:.{_DIGITS_SHOWN}f})"


def compare(a: str, b: str) -> Comparison:
    """Return how alike two names are in any scripts and languages, and why; the score is the same both ways round.

    Two equal names score 1, names without a word in common 0; names without any word are like nothing. Only the first
    300 characters and 24 words are read. A millisecond or a few for names of usual length.

    >>> found = compare("جامعة بيرزيت", "Birzeit University")
    >>> found.score > 0.8
    True
    >>> [(pair.left, pair.right, pair.way) for pair in found.pairs]
    [('جامعة', 'University', 'meaning'), ('بيرزيت', 'Birzeit', 'transliteration')]
    >>> compare("אוניברסיטת ביר זית", "جامعة بيرزيت").score > 0.8  # neither of the two in Latin letters
    True
    >>> compare("Бирзейтский университет", "Bir Zeit Univ").score > 0.8
    True
    >>> compare("JUNCKER, J.C.", "Jean-Claude Juncker").explained(isolated=False)
    'JUNCKER = Juncker · J.C = Jean Claude (initial)'
    >>> compare("Lodge 1234", "Lodge 1235").score < 0.3
    True
    >>> compare("Νοσοκομείο Άγιος Σάββας", "General Hospital Saint Savvas").left_over
    ((), ('General',))
    """
    left, right = side_of(a), side_of(b)
    # Pairs are found greedily: always from the same side, so that the score is symmetric.
    is_turned = b < a
    pairs = pairs_of(right, left) if is_turned else pairs_of(left, right)
    features = _features(right, left, pairs) if is_turned else _features(left, right, pairs)
    score = sum(weight * features[name] for name, weight in WEIGHTS.items())
    if is_turned:
        pairs = sorted(Pair(pair.right, pair.left, pair.way, pair.strength) for pair in pairs)
        features |= {"explained_left": features["explained_right"], "explained_right": features["explained_left"]}
    matched = tuple(Matched(_shown(left, p.left), _shown(right, p.right), p.way, round(p.strength, 4)) for p in pairs)
    over = _left_over(left, [pair.left for pair in pairs]), _left_over(right, [pair.right for pair in pairs])
    return Comparison(min(1.0, max(0.0, round(score, 4))), features, matched, over)


def _shown(side: Side, span: Span) -> str:
    return " ".join(word.shown for word in side.words[span[0] : span[1]])


def _unpaired(side: Side, spans: Sequence[Span]) -> list[NameWord]:
    paired = {place for span in spans for place in range(*span)}
    return [word for place, word in enumerate(side.words) if place not in paired]


def _left_over(side: Side, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(word.shown for word in _unpaired(side, spans))


def _weight(side: Side, span: Span) -> float:
    return sum(word.weight for word in side.words[span[0] : span[1]])


def _features(left: Side, right: Side, pairs: list[Pair]) -> dict[str, float]:
    """Return every feature of the two names, each 0..1."""
    whole = [_weight(side, (0, len(side.words))) for side in (left, right)]
    told = (
        sum(_weight(left, pair.left) * pair.strength for pair in pairs),
        sum(_weight(right, pair.right) * pair.strength for pair in pairs),
    )
    shares = [min(1.0, some / every) if every else 0.0 for some, every in zip(told, whole, strict=True)]
    lost = [every * (1 - share) for every, share in zip(whole, shares, strict=True)]
    # A word that tells most weighs 1: when so much of both is lost, they are two names, however much is shared.
    most = min(1.0, *whole)
    features = {
        "explained_less": min(shares),
        "explained_more": max(shares),
        "nothing_against": max(0.0, 1 - min(most, *lost) / most) if most else 0.0,
        "only_common_words": min(1.0, max(lost)) * (1 - _most_telling(left, right, pairs)),
        "numbers_differ": _numbers_differ(left, right, pairs),
        "order_differs": _order_differs(pairs),
        "only_acronym": float(any(pair.way == ACRONYM for pair in pairs)),
        "explained_left": shares[0],
        "explained_right": shares[1],
    }
    both = sum(whole)
    for way in WAYS:
        weights = [_weight(left, pair.left) + _weight(right, pair.right) for pair in pairs if pair.way == way]
        features[f"by_{way}"] = min(1.0, sum(weights) / both) if both else 0.0
    return features


def _most_telling(left: Side, right: Side, pairs: list[Pair]) -> float:
    """Return the weight of the paired word that tells most, 0..1."""
    words = [word for p in pairs for word in (*left.words[slice(*p.left)], *right.words[slice(*p.right)])]
    return max((word.weight for word in words), default=0.0)


def _numbers_differ(left: Side, right: Side, pairs: list[Pair]) -> float:
    """Return 1 when each name has a number that the other lacks, a half when only one has, else 0."""
    lacking = _unpaired(left, [pair.left for pair in pairs]), _unpaired(right, [pair.right for pair in pairs])
    return _ONE_SIDED * sum(any(any(map(str.isdigit, word.folded)) for word in words) for words in lacking)


def _order_differs(pairs: list[Pair]) -> float:
    """Return the share of neighbouring pairs, in the order of the left name, that stand the other way in the right one."""
    if len(pairs) < 2:
        return 0.0
    turned = sum(one.right > other.right for one, other in pairwise(pairs))
    return turned / (len(pairs) - 1)
