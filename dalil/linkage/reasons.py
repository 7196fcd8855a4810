"""The evidence for and against two records being about one body, as codes with particulars.

It never holds a sentence: the guide words a reason in the reader's language.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

# Every code, and the particulars that its sentence may use.
REASON_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "exact_name": ("name",),
    "same_words": ("a", "b"),
    "similar_spelling": ("a", "b"),
    "same_meaning": ("a", "b"),
    "same_sound": ("a", "b"),
    "similar_name": ("a", "b"),
    "no_shared_word": ("a", "b"),
    "namesakes": ("name",),
    "acronym_equal": ("acronym",),
    "acronym_fits": ("acronym", "name"),
    "acronym_in_address": ("acronym", "domain"),
    "acronym_differs": ("a", "b"),
    "identifier_equal": ("scheme", "value"),
    "identifier_conflict": ("scheme", "a", "b"),
    "known_relation": (),
    "same_domain": ("domain",),
    "shared_domain": ("domain",),
    "different_domain": ("a", "b"),
    "same_city": ("city",),
    "different_city": ("a", "b"),
    "same_country": ("country",),
    "different_country": ("a", "b"),
    "different_words": ("a", "b"),
    "extra_words": ("words",),
    "different_number": ("a", "b"),
    "different_kind": ("a", "b"),
    "extra_kind": ("words",),
    "extra_number": ("words",),
    "same_founding_year": ("year",),
    "near_founding_year": ("a", "b"),
    "different_founding_year": ("a", "b"),
}


class Reason(msgspec.Struct, frozen=True):
    """One piece of evidence: `bits` (log2 of the likelihood ratio) above 0 speak for one body, below 0 against."""

    code: str
    params: dict[str, str]
    bits: float


class Comparison(msgspec.Struct, frozen=True):
    """The verdict on two records: `score` is the probability that `bits` stand for; bits are `prior` and all reasons' bits.

    `is_forbidden`: whatever the score, only a person may say that they are the same.
    """

    score: float
    bits: float
    reasons: tuple[Reason, ...]
    is_forbidden: bool
    prior: float = 0.0
