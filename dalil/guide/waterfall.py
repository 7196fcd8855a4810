"""Why a pair may be one body, as a waterfall: where the sum of the evidence begins, each reason up or down, where it ends.

Every row is a sentence, its bits, and a bar on one scale; positions come as percentages of the width, mirrored for
languages that run from the right, so a template only writes them down. It never weighs anything and never decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log2

from babel.numbers import format_decimal
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from dalil.formats.record import Record as Values
from dalil.guide.reasons import WordedReason, in_order
from dalil.linkage import ASK_BAR, SAME_BAR, Reason, compare

MOST_CLAUSES = 4
MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
LEAST_WIDTH = 0.6  # percent; a reason that weighs next to nothing is still to be seen
MARGIN = 0.04
# A sum of evidence beyond this is certainty, and infinite bits have no place on a scale.
MOST_BITS = 60.0


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
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    bits: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The two bars, in bits."""

    asking: float
    merging: float


def bits_of(score: float) -> float:
    """The evidence that a probability stands for, in bits; certainty has a bound."""
    inside = min(max(score, 2**-MOST_BITS), 1 - 2**-50)
    return min(log2(inside / (1 - inside)), MOST_BITS)


def share_of(bits: float) -> float:
    """The probability that bits of evidence stand for."""
    return 1 / (1 + 2.0 ** -max(-MOST_BITS, min(bits, MOST_BITS)))


BARS = Bars(bits_of(ASK_BAR), bits_of(SAME_BAR))


def waterfall_of(
    reasons: Iterable[Reason], bits: float, *, bars: Bars = BARS, judged: float | None = None
) -> Waterfall:
    """The waterfall of a pair whose evidence sums up to `bits`; what the reasons do not account for is where it began.

    `judged` is the share of such pairs that editors found to be one, where enough were judged to say so.
    """
    worded = in_order(reasons)
    bits = max(-MOST_BITS, min(bits, MOST_BITS))
    start = bits - sum(reason.bits for reason in worded)
    scale = _Scale.around([0.0, start, bits, bars.asking, bars.merging, *_levels(start, worded)])
    return Waterfall(
        summary=summary(worded, bits, judged),
        steps=tuple(_steps(start, bits, worded, scale)),
        lines=_lines(bars, scale),
        ticks=tuple(Tick(scale.at(tick), signed(tick, "0")) for tick in scale.ticks()),
        bits=bits,
    )


def waterfall_between(left: Values, right: Values) -> Waterfall:
    """The waterfall of two records compared now."""
    found = compare(left, right)
    return waterfall_of(found.reasons, found.bits)


def summary(reasons: Sequence[WordedReason], bits: float, judged: float | None = None) -> str:
    """The waterfall as one sentence: the weightiest reasons in a few words each, the sum, and how often that is right."""
    clauses = [f"{reason.clause} ({signed(reason.bits)})" for reason in reasons[:MOST_CLAUSES]]
    if left := len(reasons) - len(clauses):
        bits_left = signed(sum(reason.bits for reason in reasons[MOST_CLAUSES:]))
        more = ngettext("%(count)d smaller reason", "%(count)d smaller reasons", left) % {"count": left}
        clauses.append(f"{more} ({bits_left})")
    told = gettext(", ").join(clauses) or gettext("nothing speaks for it or against it")
    share = share_of(bits) if judged is None else judged
    said = (
        gettext("%(reasons)s. Together %(bits)s bits: by that sum, %(share)s such pairs are the same.")
        if judged is None
        else gettext("%(reasons)s. Together %(bits)s bits: %(share)s such pairs were judged the same.")
    )
    return said % {"reasons": told[:1].upper() + told[1:], "bits": signed(bits), "share": in_hundred(share)}


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


def _steps(start: float, bits: float, reasons: Sequence[WordedReason], scale: _Scale) -> list[Step]:
    beginning = gettext("Before any reason is looked at")
    aside = gettext("most pairs that could be one are not") if start < 0 else ""
    steps = [Step("start", beginning, aside, start, *scale.span(0.0, start), scale.at(start), scale.at(start))]
    level = start
    for reason in reasons:
        after = level + reason.bits
        kind = "for" if reason.speaks_for else "against"
        place = scale.span(level, after)
        steps.append(
            Step(kind, reason.sentence, reason.strength, reason.bits, *place, scale.at(level), scale.at(after))
        )
        level = after
    together = scale.span(0.0, bits)
    steps.append(Step("sum", gettext("Together"), in_hundred(share_of(bits)), bits, *together, scale.at(bits), ""))
    return steps


def _lines(bars: Bars, scale: _Scale) -> tuple[Line, ...]:
    return (
        Line("zero", scale.at(0.0), gettext("Even odds: as likely the same as not.")),
        Line("asking", scale.at(bars.asking), gettext("From here a person is asked.")),
        Line("merging", scale.at(bars.merging), gettext("From here a list that is trusted is merged by itself.")),
    )
