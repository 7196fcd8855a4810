"""Why two organisations may be the same, or not, in the reader's language: one sentence per code of `linkage`.

It never weighs anything: the weight comes with the reason, and is only put into words here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dalil.guide.labels import country_name
from dalil.linkage import Reason

SENTENCES: Mapping[str, str | Promise] = {
    "exact_name": _("Both are called “%(name)s”."),
    "same_words": _("The names hold the same words: “%(a)s” and “%(b)s”."),
    "similar_spelling": _("The names are spelled much alike: “%(a)s” and “%(b)s”."),
    "same_meaning": _("The names mean the same in two languages: “%(a)s” and “%(b)s”."),
    "similar_name": _("The names are alike: “%(a)s” and “%(b)s”."),
    "acronym_equal": _("Both are known as “%(acronym)s”."),
    "acronym_fits": _("“%(acronym)s” are the first letters of “%(name)s”."),
    "identifier_equal": _("Both have the number %(value)s in the register %(scheme)s."),
    "identifier_conflict": _("In the register %(scheme)s they have different numbers: %(a)s and %(b)s."),
    "same_domain": _("Both have the website %(domain)s."),
    "same_city": _("Both are in %(city)s."),
    "different_city": _("They are in different towns: %(a)s and %(b)s."),
    "same_country": _("Both are in the same country: %(country)s."),
    "different_country": _("They are in different countries: %(a)s and %(b)s."),
    "different_words": _("The names differ in words that count: “%(a)s” and “%(b)s”."),
    "extra_words": _("One name says more than the other: “%(words)s”."),
    "different_number": _("The names hold different numbers: %(a)s and %(b)s."),
    "different_kind": _("They are different kinds of bodies: %(a)s and %(b)s."),
    "same_founding_year": _("Both were founded in %(year)s."),
    "different_founding_year": _("They were founded in different years: %(a)s and %(b)s."),
}

OF_COUNTRIES = ("same_country", "different_country")
STRONG_BITS = 5.0
WEAK_BITS = 1.5


@dataclass(frozen=True, slots=True)
class WordedReason:
    """A reason as a page shows it: the sentence, whether it speaks for, and how much it weighs."""

    sentence: str
    speaks_for: bool
    bits: float
    strength: str

    @property
    def mark(self) -> str:
        """+ for, − against."""
        return "+" if self.speaks_for else "−"

    @property
    def weight(self) -> float:
        """The weight without its sign."""
        return abs(self.bits)


def worded(reason: Reason) -> WordedReason:
    """One reason in the language that is active."""
    text = SENTENCES.get(reason.code)
    params = reason.params
    if reason.code in OF_COUNTRIES:
        params = {name: country_name(code, get_language() or "en") for name, code in params.items()}
    sentence = str(text) % _Particulars(params) if text is not None else reason.code
    return WordedReason(sentence, reason.bits >= 0, reason.bits, strength(reason.bits))


def worded_all(found: Any) -> list[WordedReason]:
    """The reasons that a row or a proposal keeps as JSON, the weightiest first."""
    reasons: Iterable[Reason] = msgspec.convert(found or [], tuple[Reason, ...])
    return [worded(reason) for reason in sorted(reasons, key=lambda reason: -abs(reason.bits))]


def strength(bits: float) -> str:
    """How much a reason weighs, in words."""
    if bits >= 0:
        words = (gettext("speaks strongly for it"), gettext("speaks for it"), gettext("speaks a little for it"))
    else:
        words = (
            gettext("speaks strongly against it"),
            gettext("speaks against it"),
            gettext("speaks a little against it"),
        )
    if abs(bits) >= STRONG_BITS:
        return words[0]
    return words[1] if abs(bits) >= WEAK_BITS else words[2]


class _Particulars(dict[str, str]):
    """Fills a sentence; a particular that an older plan did not record shows as an ellipsis instead of an error."""

    def __missing__(self, name: str) -> str:
        return "…"
