"""What may be joined without asking, and how probable a pair is by what editors decided so far. It only reads.

Automation is off at first: without trust in a list, nothing but an equal official number with a fitting name joins a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any, Final

import msgspec
import numpy as np
from django.utils.translation import gettext

from dalil.guide.models import Decision, Proposal, Source, Verdict
from dalil.linkage import LOOSE_SCHEMES, Comparison, Reason
from dalil.linkage.calibration import MODEL, Asked, Calibration, Curve, Judged, corrected, size_bits

NAMES_AGREE: Final = frozenset(
    {
        "exact_name", "same_words", "similar_spelling", "same_meaning", "same_sound", "similar_name", "acronym_equal",
        "acronym_fits", "acronym_in_address",
    }
)  # fmt: skip
NAMES_DIFFER: Final = frozenset({"different_words", "different_number", "no_shared_word"})
NAMES_WEIGH: Final = (
    NAMES_AGREE | NAMES_DIFFER | {"extra_words", "extra_number", "extra_kind", "different_kind", "namesakes"}
)
# Bits of a proposal older than bits were kept, read off its score; no surer than this either way.
_MOST_OF_A_SCORE: Final = 1e-6


def evidence_in(reasons: Any) -> tuple[Reason, ...]:
    """The reasons that a row, a proposal or a decision keeps as JSON."""
    return msgspec.convert(reasons or [], tuple[Reason, ...])


def is_certain(found: Iterable[Reason], *, is_forbidden: bool = False) -> bool:
    """Whether two have an equal number of one official register and names that fit.

    An official register is a list of org-id.guide that is no loose catalogue. Names fit when something in them speaks for
    the two being one, no telling word or number in them differs, and together they speak for it.
    """
    reasons = list(found)
    named = {one.code for one in reasons if one.code in NAMES_AGREE and one.bits > 0}
    if is_forbidden or not named or any(one.code in NAMES_DIFFER for one in reasons):
        return False
    if sum(one.bits for one in reasons if one.code in NAMES_WEIGH) <= 0:
        return False
    schemes = {one.params.get("scheme", "") for one in reasons if one.code == "identifier_equal"}
    return bool(schemes - LOOSE_SCHEMES - {""})


def calibration_now() -> Calibration:
    """What the decisions in force that a person made pair by pair teach; one query.

    What was accepted in a batch or joined without asking is left out: it would only confirm itself. So is what was judged
    on other evidence: its bits are of another kind.
    """
    decided = Decision.objects.in_force().looked_at().filter(model=MODEL).exclude(verdict=Verdict.UNSURE)
    rows = decided.values_list("bits", "verdict", "mode", "size")
    return Calibration.learn(Judged(bits, verdict == Verdict.SAME, mode, size) for bits, verdict, mode, size in rows)


def bits_of(bits: float, score: float, model: str) -> float:
    """The bits of a proposal; of one that is older than bits were kept, what its score comes to."""
    if model:
        return bits
    score = min(max(score, _MOST_OF_A_SCORE), 1 - _MOST_OF_A_SCORE)
    return log2(score / (1 - score))


def probability_of(proposal: Proposal, calibration: Calibration) -> float:
    """The calibrated probability that a proposed pair is one: what a page shows."""
    bits = bits_of(proposal.bits, proposal.score, proposal.model)
    return calibration.probability(bits, mode=proposal.mode, size=proposal.size)


def rated(proposals: Iterable[Sequence[Any]], calibration: Calibration) -> list[Asked]:
    """Proposals given as (id, bits, score, model, mode, size, alike), with their probabilities, in the same order."""
    rows = list(proposals)
    bits = np.array([corrected(bits_of(row[1], row[2], row[3]), row[5]) for row in rows], dtype=np.float64)
    chance = np.zeros(len(rows))
    modes = np.array([row[4] for row in rows], dtype=object)
    for mode in sorted(set(modes)):
        chance[modes == mode] = calibration.curve(mode).at(bits[modes == mode])
    return [Asked(row[0], probability, row[6]) for row, probability in zip(rows, chance.tolist(), strict=True)]


RATED_BY: Final = ("id", "bits", "score", "model", "mode", "size", "alike")


def basis_sentence(curve: Curve) -> str:
    """What the probabilities of a mode rest on, in words."""
    if curve.basis == "shipped":
        words = gettext("Too few decisions so far (%(judged)d of %(needed)d): probabilities are as Dalil ships them.")
    elif curve.basis == "logistic":
        words = gettext("Probabilities are learned from %(judged)d decisions, and still lean on what Dalil ships.")
    else:
        words = gettext("Probabilities are learned from %(judged)d decisions.")
    return words % {"judged": curve.judged, "needed": curve.needed}


def is_trusted(source: Source) -> bool:
    """Whether the list may join rows without asking: switched on, with a sample judged on the evidence in use."""
    return source.is_automatic and source.sample is not None and source.sample.model == MODEL


@dataclass(frozen=True, slots=True)
class Automation:
    """What one list may do without asking."""

    is_on: bool = False
    bar: float = 1.0
    calibration: Calibration = field(default_factory=Calibration)

    def may_join(self, comparison: Comparison, *, mode: str, size: int) -> bool:
        """Whether these two may be joined without asking, found among `size` records."""
        if is_certain(comparison.reasons, is_forbidden=comparison.is_forbidden):
            return True
        if comparison.is_forbidden or not self.is_on:
            return False
        return self.calibration.probability(comparison.bits, mode=mode, size=size) >= self.bar


def automation_for(source: Source) -> Automation:
    """What this list may do without asking, as of now."""
    if not is_trusted(source):
        return Automation()
    return Automation(is_on=True, bar=source.bar, calibration=calibration_now())


def bars(error_rate: float, calibration: Calibration, *, size: int) -> dict[str, float]:
    """For each mode the bits from which on a pair found among `size` records is wrong at most this often."""
    return {mode: curve.bar_for(error_rate) + size_bits(size) for mode, curve in calibration.curves.items()}
