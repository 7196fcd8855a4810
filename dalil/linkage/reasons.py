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
    "similar_name": ("a", "b"),
    "acronym_equal": ("acronym",),
    "acronym_fits": ("acronym", "name"),
    "identifier_equal": ("scheme", "value"),
    "identifier_conflict": ("scheme", "a", "b"),
    "same_domain": ("domain",),
    "same_city": ("city",),
    "different_city": ("a", "b"),
    "same_country": ("country",),
    "different_country": ("a", "b"),
    "different_words": ("a", "b"),
    "extra_words": ("words",),
    "different_number": ("a", "b"),
    "different_kind": ("a", "b"),
    "same_founding_year": ("year",),
    "different_founding_year": ("a", "b"),
}


class Reason(msgspec.Struct, frozen=True):
    """One piece of evidence: `bits` (log2 of the likelihood ratio) above 0 speak for one body, below 0 against."""

    code: str
    params: dict[str, str]
    bits: float


class Comparison(msgspec.Struct, frozen=True):
    """The verdict on two records: `score` is the probability that `bits`, the sum with the prior, stand for.

    `is_forbidden`: whatever the score, only a person may say that they are the same.
    """

    score: float
    bits: float
    reasons: tuple[Reason, ...]
    is_forbidden: bool
