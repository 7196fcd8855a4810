"""How often a list was right in a sample, as a page draws it: the share found, its interval, and the share that is wanted.

Positions are percentages of the width, mirrored for languages that run from the right. It never counts anything.
"""

from dataclasses import dataclass

from babel.numbers import format_percent
from django.utils.translation import get_language, get_language_bidi

MARGIN = 0.02
LEAST_SHOWN = 0.05


@dataclass(frozen=True, slots=True)
class Precision:
    """The picture: where the interval begins and how wide it is, the share, the bar, and the scale at its ends."""

    begin: str
    width: str
    share: str
    bar: str
    ticks: tuple[tuple[str, str], ...]


def precision_of(share: float, low: float, high: float, bar: float) -> Precision:
    """The picture of a share with its interval beside the bar that it should reach."""
    least = max(0.0, min(low, bar, 1 - LEAST_SHOWN) - MARGIN)
    is_mirrored = get_language_bidi()

    def at(value: float) -> float:
        along = 100 * (value - least) / (1 - least)
        return 100 - along if is_mirrored else along

    begin, end = sorted((at(low), at(high)))
    ticks = [least, (1 + least) / 2, 1.0]
    return Precision(
        begin=f"{begin:.2f}%",
        width=f"{end - begin:.2f}%",
        share=f"{at(share):.2f}%",
        bar=f"{at(bar):.2f}%",
        ticks=tuple((f"{at(tick):.2f}%", in_percent(tick)) for tick in ticks),
    )


def in_percent(share: float) -> str:
    """A share as the language writes it, with one decimal where it has one, in its own direction."""
    pattern = "0.#\u00a0%"
    written = format_percent(share, format=pattern, locale=get_language() or "en", numbering_system="latn")
    return f"\u2066{written}\u2069"
