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

from dalil.guide.isolating import isolated
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
    "same_sound": _("The names are one name in two scripts: “%(a)s” and “%(b)s”."),
    "no_shared_word": _("The names have no telling word in common: “%(a)s” and “%(b)s”."),
    "namesakes": _("Several organisations are called “%(name)s”."),
    "acronym_in_address": _("“%(acronym)s” is part of the web address %(domain)s."),
    "acronym_differs": _("They go by different acronyms: %(a)s and %(b)s."),
    "known_relation": _("A source says that one is the parent, a branch or a sister of the other."),
    "shared_domain": _("Both have pages on %(domain)s, as many others do."),
    "different_domain": _("They have different websites: %(a)s and %(b)s."),
    "extra_kind": _("One name says what kind of body it is, the other does not: “%(words)s”."),
    "extra_number": _("One name has a number that the other has not: %(words)s."),
    "near_founding_year": _("They were founded within a year of each other: %(a)s and %(b)s."),
    "different_founding_year": _("They were founded in different years: %(a)s and %(b)s."),
}

# The same in a few words, for a sentence that sums up several reasons.
CLAUSES: Mapping[str, str | Promise] = {
    "exact_name": _("the names are equal"),
    "same_words": _("the names hold the same words"),
    "similar_spelling": _("the names are spelled much alike"),
    "same_meaning": _("the names mean the same"),
    "similar_name": _("the names are alike"),
    "acronym_equal": _("the acronyms are equal"),
    "acronym_fits": _("the acronym fits the name"),
    "identifier_equal": _("the register numbers are equal"),
    "identifier_conflict": _("the register numbers differ"),
    "same_domain": _("the websites are the same"),
    "same_city": _("the towns are the same"),
    "different_city": _("the towns differ"),
    "same_country": _("the countries are the same"),
    "different_country": _("the countries differ"),
    "different_words": _("the names differ in words that count"),
    "extra_words": _("one name says more"),
    "different_number": _("the numbers in the names differ"),
    "different_kind": _("the kinds of bodies differ"),
    "same_founding_year": _("the founding years are the same"),
    "same_sound": _("the names are one name in two scripts"),
    "no_shared_word": _("the names have no telling word in common"),
    "namesakes": _("several organisations have this name"),
    "acronym_in_address": _("the acronym is part of the web address"),
    "acronym_differs": _("the acronyms differ"),
    "known_relation": _("one is known as the parent, a branch or a sister of the other"),
    "shared_domain": _("both have pages on a website of many"),
    "different_domain": _("the websites differ"),
    "extra_kind": _("one name adds a kind of body"),
    "extra_number": _("one name adds a number"),
    "near_founding_year": _("the founding years are a year apart"),
    "different_founding_year": _("the founding years differ"),
}

OF_COUNTRIES = ("same_country", "different_country")
STRONG_BITS = 5.0
WEAK_BITS = 1.5


@dataclass(frozen=True, slots=True)
class WordedReason:
    """A reason as a page shows it: the sentence, whether it speaks for, how much it weighs, and the same in a few words."""

    sentence: str
    speaks_for: bool
    bits: float
    strength: str
    clause: str = ""

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
    apart = _Particulars({name: isolated(value) for name, value in params.items()})
    sentence = str(text) % apart if text is not None else reason.code
    clause = str(CLAUSES.get(reason.code, "")) or sentence.rstrip(".")
    return WordedReason(sentence, reason.bits >= 0, reason.bits, strength(reason.bits), clause)


def kept(found: Any) -> tuple[Reason, ...]:
    """The reasons that a row or a proposal keeps as JSON, as plain ones."""
    return msgspec.convert(found or [], tuple[Reason, ...])


def worded_all(found: Any) -> list[WordedReason]:
    """The reasons that a row or a proposal keeps as JSON, in words, the weightiest first."""
    return in_order(kept(found))


def in_order(reasons: Iterable[Reason]) -> list[WordedReason]:
    """Reasons in words, the weightiest first."""
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
