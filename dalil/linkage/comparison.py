"""Are two records about one body? Named evidence in bits, added up, with every reason kept.

Additive weights after Fellegi and Sunter (1969), set by hand and measured by `bench/linkage.py`. Precision first: only
an equal number of a register with a fitting name, or one spelling of one telling name with nothing against the place, may
reach SAME_BAR; everything else is at most a question. It never decides: plans and people do.
"""

from typing import Final

from dalil.formats.record import Record
from dalil.linkage.features import Features, features_of
from dalil.linkage.naming import NameEvidence, acronym_reasons, best_names
from dalil.linkage.reasons import Comparison, Reason

SAME_BAR: Final = 0.98
ASK_BAR: Final = 0.8

_PRIOR: Final = -6.0
_MOST_WHEN_UNSURE: Final = 5.0  # bits; a score of 0.97, under SAME_BAR

# Catalogues that may give one body several numbers: a difference there is evidence, no proof.
_LOOSE_SCHEMES: Final = frozenset({"XI-WIKIDATA", "XI-ISNI", "XI-GRID", "XI-FUNDREF"})
_IDENTIFIER_EQUAL: Final = 16.0
_IDENTIFIER_DIFFERS: Final = -16.0
_LOOSE_IDENTIFIER_DIFFERS: Final = -4.0
_SAME_DOMAIN: Final = 5.0
_SAME_CITY: Final = 2.0
_SAME_COUNTRY: Final = 1.5
_DIFFERENT_COUNTRY: Final = -6.0
_DIFFERENT_CITY: Final = -2.0
_SAME_YEAR: Final = 2.0
_DIFFERENT_YEAR: Final = -2.0

# Bits of a name that tell it from any other in one town, in one country, in the world: one proper name, or two.
_TELLING_IN_TOWN: Final = 6.5
_TELLING_IN_COUNTRY: Final = 9.0
_TELLING_ALONE: Final = 12.0


def _identifier_reasons(a: Features, b: Features) -> tuple[list[Reason], bool]:
    """Return what numbers say, and whether a register forbids that the two are one."""
    reasons: list[Reason] = []
    is_forbidden = False
    for scheme in sorted(a.identifiers.keys() & b.identifiers.keys()):
        left, right = a.identifiers[scheme], b.identifiers[scheme]
        if shared := min(left & right, default=""):
            reasons.append(Reason("identifier_equal", {"scheme": scheme, "value": shared}, _IDENTIFIER_EQUAL))
            continue
        is_loose = scheme in _LOOSE_SCHEMES
        is_forbidden = is_forbidden or not is_loose
        bits = _LOOSE_IDENTIFIER_DIFFERS if is_loose else _IDENTIFIER_DIFFERS
        reasons.append(Reason("identifier_conflict", {"scheme": scheme, "a": min(left), "b": min(right)}, bits))
    return reasons, is_forbidden


def _place_reasons(a: Features, b: Features) -> list[Reason]:
    """Return what places say; a place that one side does not give says nothing."""
    if not a.countries or not b.countries:
        return _city_reasons(a, b, _SAME_CITY, 0.0)
    if shared := min(a.countries & b.countries, default=""):
        country = Reason("same_country", {"country": shared}, _SAME_COUNTRY)
        return [country, *_city_reasons(a, b, _SAME_CITY, _DIFFERENT_CITY)]
    return [Reason("different_country", {"a": min(a.countries), "b": min(b.countries)}, _DIFFERENT_COUNTRY)]


def _city_reasons(a: Features, b: Features, same: float, different: float) -> list[Reason]:
    if not a.cities or not b.cities:
        return []
    if shared := min(a.cities & b.cities, default=""):
        return [Reason("same_city", {"city": shared}, same)]
    return [Reason("different_city", {"a": min(a.cities), "b": min(b.cities)}, different)]


def _other_reasons(a: Features, b: Features) -> list[Reason]:
    reasons: list[Reason] = []
    if shared := min(a.hosts & b.hosts, default=""):
        reasons.append(Reason("same_domain", {"domain": shared}, _SAME_DOMAIN))
    if a.founded and a.founded == b.founded:
        reasons.append(Reason("same_founding_year", {"year": a.founded}, _SAME_YEAR))
    elif a.founded and b.founded:
        reasons.append(Reason("different_founding_year", {"a": a.founded, "b": b.founded}, _DIFFERENT_YEAR))
    return reasons


def _may_be_same(name: NameEvidence, codes: set[str]) -> bool:
    """Return whether the evidence is of the two sorts that suffice without a person."""
    if codes & {"different_country", "different_number", "identifier_conflict"}:
        return False
    if "identifier_equal" in codes:
        return name.coverage >= 0.5 or bool(codes & {"acronym_equal", "acronym_fits"})
    if not name.is_close or "different_city" in codes:
        return False
    if codes & {"same_city", "same_domain"}:
        return name.weight >= _TELLING_IN_TOWN
    return name.weight >= (_TELLING_IN_COUNTRY if "same_country" in codes else _TELLING_ALONE)


def compare(a: Record, b: Record) -> Comparison:
    """Return the verdict on two records. The same score whichever comes first; reasons strongest first."""
    left, right = features_of(a), features_of(b)
    name = best_names(left, right)
    identifiers, is_forbidden = _identifier_reasons(left, right)
    reasons = [*name.reasons, *identifiers, *_place_reasons(left, right), *_other_reasons(left, right)]
    if not name.is_close:
        reasons += acronym_reasons(left, right)
    bits = _PRIOR + sum(reason.bits for reason in reasons)
    if is_forbidden or not _may_be_same(name, {reason.code for reason in reasons}):
        bits = min(bits, _MOST_WHEN_UNSURE)
    telling = sorted((reason for reason in reasons if reason.bits), key=lambda reason: -abs(reason.bits))
    return Comparison(1 / (1 + 2**-bits), bits, tuple(telling), is_forbidden)
