"""Why a pair may be one body, as a waterfall: where the sum of the evidence begins, each reason up or down, where it ends.

Every row is a sentence, its bits, and a bar on one scale; positions come as percentages of the width, mirrored for
languages that run from the right, so a template only writes them down. It never weighs anything and never decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log2

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Record as Values
from dalil.guide import automation
from dalil.guide.models import Mode, Proposal
from dalil.guide.reasons import WordedReason, in_order, kept
from dalil.linkage import ASK_BAR, Reason, compare
from dalil.linkage.calibration import Calibration

MOST_CLAUSES = 4
MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
LEAST_WIDTH = 0.6  # percent; a reason that weighs next to nothing is still to be seen
MARGIN = 0.04
# A sum of evidence beyond this is certainty, and infinite bits have no place on a scale.
MOST_BITS = 60.0
ERROR_RATE = 0.01

LINES: Mapping[str, str | Promise] = {
    "zero": _("As much for as against."),
    "asking": _("From here a person is asked."),
    "merging": _("From here a list that is trusted is merged by itself."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row: `kind` is start, for, against or sum; the bar begins at `x`; the links run at the levels before and after."""

    kind: str
    sentence: str
    aside: str
    bits: float
    x: str
    width: str
    before: str
    after: str

    @property
    def figure(self) -> str:
        """The bits with their sign, as the language writes numbers."""
        return signed(self.bits)


@dataclass(frozen=True, slots=True)
class Line:
    """A line from top to bottom: even odds (`zero`), the bar from which a person is asked, that of automation."""

    kind: str
    x: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure under the picture."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All that components/waterfall.html draws, and the one sentence that says the same."""

    summary: str
    brief: str
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    bits: float
    share: float

    @property
    def percent(self) -> int:
        """The share in a hundred; nothing is quite certain, and nothing quite impossible."""
        return min(99, max(1, round(self.share * 100)))


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a sum of bits is worth, by what editors decided so far: for pairs of one mode found among `size` records.

    `error_rate` is that at which a trusted list merges by itself.
    """

    calibration: Calibration
    mode: str = Mode.WHOLE
    size: int = 0
    error_rate: float = ERROR_RATE

    def share(self, bits: float) -> float:
        """The probability that such a pair is one."""
        return self.calibration.probability(bits, mode=self.mode, size=self.size)

    @property
    def is_judged(self) -> bool:
        """Whether enough such pairs were judged to have learned from them."""
        return self.calibration.curve(self.mode).basis != "shipped"

    @property
    def merging(self) -> float:
        """The fewest bits at which a trusted list merges by itself; infinite when no sum is sure enough."""
        return self.calibration.bar_for(self.error_rate, mode=self.mode, size=self.size)


def bits_of(score: float) -> float:
    """The evidence that a probability stands for, in bits; certainty has a bound."""
    inside = min(max(score, 2**-MOST_BITS), 1 - 2**-50)
    return min(log2(inside / (1 - inside)), MOST_BITS)


ASKING = bits_of(ASK_BAR)


def waterfall_of(reasons: Iterable[Reason], bits: float, yardstick: Yardstick) -> Waterfall:
    """The waterfall of a pair whose evidence sums up to `bits`; what the reasons do not account for is where it began."""
    worded = in_order(reasons)
    bits = max(-MOST_BITS, min(bits, MOST_BITS))
    start = bits - sum(reason.bits for reason in worded)
    bars = {"zero": 0.0, "asking": ASKING, "merging": yardstick.merging}
    bars = {kind: level for kind, level in bars.items() if abs(level) <= MOST_BITS}
    scale = _Scale.around([start, bits, *bars.values(), *_levels(start, worded)])
    share = yardstick.share(bits)
    return Waterfall(
        summary=summary(worded, bits, share, is_judged=yardstick.is_judged),
        brief=brief(worded),
        steps=tuple(_steps(start, bits, share, worded, scale)),
        lines=tuple(Line(kind, scale.at(level), str(LINES[kind])) for kind, level in bars.items()),
        ticks=tuple(Tick(scale.at(tick), signed(tick, "0")) for tick in scale.ticks()),
        bits=bits,
        share=share,
    )


def waterfall_between(left: Values, right: Values, yardstick: Yardstick) -> Waterfall:
    """The waterfall of two records compared now."""
    found = compare(left, right)
    return waterfall_of(found.reasons, found.bits, yardstick)


def waterfall_of_proposal(proposal: Proposal, calibration: Calibration) -> Waterfall:
    """The waterfall of a proposed pair, on the evidence as it was when it was proposed."""
    bits = automation.bits_of(proposal.bits, proposal.score, proposal.model)
    return waterfall_of(kept(proposal.reasons), bits, Yardstick(calibration, proposal.mode, proposal.size))


def brief(reasons: Sequence[WordedReason]) -> str:
    """The weightiest reasons in a few words each, with their bits."""
    clauses = [f"{reason.clause} ({signed(reason.bits)})" for reason in reasons[:MOST_CLAUSES]]
    if left := len(reasons) - len(clauses):
        bits_left = signed(sum(reason.bits for reason in reasons[MOST_CLAUSES:]))
        more = ngettext("%(count)d smaller reason", "%(count)d smaller reasons", left) % {"count": left}
        clauses.append(f"{more} ({bits_left})")
    told = gettext(", ").join(clauses) or gettext("nothing speaks for it or against it")
    return told[:1].upper() + told[1:]


def summary(reasons: Sequence[WordedReason], bits: float, share: float, *, is_judged: bool) -> str:
    """The waterfall as one sentence: the weightiest reasons, the sum, and how often that is right."""
    said = (
        gettext("%(reasons)s. Together %(bits)s bits: %(share)s such pairs were judged the same.")
        if is_judged
        else gettext("%(reasons)s. Together %(bits)s bits: %(share)s such pairs are expected to be the same.")
    )
    return said % {"reasons": brief(reasons), "bits": signed(bits), "share": in_hundred(share)}


def in_hundred(share: float) -> str:
    """A share as people say it; nothing is quite certain, and nothing quite impossible."""
    number = round(share * 100)
    if number > 99:
        return gettext("more than 99 in 100")
    if number < 1:
        return gettext("fewer than 1 in 100")
    return gettext("about %(number)s in 100") % {"number": number}


def signed(bits: float, pattern: str = "0.0") -> str:
    """A figure with its sign, as the language writes numbers, in its own direction inside any sentence."""
    rounded = round(bits, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    figure = format_decimal(abs(rounded), format=pattern, locale=get_language() or "en", numbering_system="latn")
    return f"\u2066{sign}{figure}\u2069"


def _levels(start: float, reasons: Iterable[WordedReason]) -> list[float]:
    """Where the sum stands after each reason."""
    levels = []
    for reason in reasons:
        start += reason.bits
        levels.append(start)
    return levels


@dataclass(frozen=True, slots=True)
class _Scale:
    """From bits to percentages of the width, from the side at which the language begins."""

    low: float
    high: float
    is_mirrored: bool

    @classmethod
    def around(cls, levels: Sequence[float]) -> "_Scale":
        low, high = min(levels), max(levels)
        margin = (high - low) * MARGIN or 1.0
        return cls(low - margin, high + margin, get_language_bidi())

    def share(self, bits: float) -> float:
        along = 100 * (bits - self.low) / (self.high - self.low)
        return 100 - along if self.is_mirrored else along

    def at(self, bits: float) -> str:
        return f"{self.share(bits):.2f}%"

    def span(self, one: float, other: float) -> tuple[str, str]:
        """Where the bar between two levels begins on the screen, and how wide it is."""
        begin, end = sorted((self.share(one), self.share(other)))
        return f"{begin:.2f}%", f"{max(end - begin, LEAST_WIDTH):.2f}%"

    def ticks(self) -> list[float]:
        step = next((s for s in STEPS if (self.high - self.low) / s <= MOST_TICKS), STEPS[-1])
        return [float(i * step) for i in range(ceil(self.low / step), floor(self.high / step) + 1)]


def _steps(start: float, bits: float, share: float, reasons: Sequence[WordedReason], scale: _Scale) -> Iterator[Step]:
    aside = gettext("most pairs that could be one are not") if start < 0 else ""
    beginning = gettext("Before any reason is looked at")
    yield Step("start", beginning, aside, start, *scale.span(0.0, start), scale.at(start), scale.at(start))
    level = start
    for reason in reasons:
        after = level + reason.bits
        kind = "for" if reason.speaks_for else "against"
        links = scale.at(level), scale.at(after)
        yield Step(kind, reason.sentence, reason.strength, reason.bits, *scale.span(level, after), *links)
        level = after
    yield Step("sum", gettext("Together"), in_hundred(share), bits, *scale.span(0.0, bits), scale.at(bits), "")
