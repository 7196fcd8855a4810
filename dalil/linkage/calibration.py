"""From bits of evidence to the probability that two records are about one body, learned from what editors decided.

One curve for each mode, because a list against the guide, a list against itself and the whole guide meet different pairs.
What is learned from is what was asked and judged, in the open world: most pairs that look alike are namesakes. It never
decides, and it keeps nothing: the decisions are in the guide.

Size: among n records chance namesakes are n times as many, so the bits of a pair are corrected by log2(n / REFERENCE_SIZE)
before they meet the curve (the prior odds of Fellegi and Sunter 1969). Until there are LEAST_FOR_A_LINE decisions with
LEAST_OF_EACH of either verdict the curve that ships is used; then a logistic line (Platt 1999) drawn towards the shipped
one; from LEAST_FOR_STEPS on isotonic steps (pool-adjacent-violators, Ayer and others 1955), each drawn towards the line by
the weight of one decision, so that a hundred right answers never make a probability of 1.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, log2
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# The evidence in use; raised whenever weights or features change, so that decisions tell what they were made on.
MODEL: Final = "2"
MODES: Final = ("list", "within", "whole")
REFERENCE_SIZE: Final = 10_000
LEAST_FOR_A_LINE: Final = 40
LEAST_OF_EACH: Final = 8
LEAST_FOR_STEPS: Final = 300

# Natural log-odds at 0 bits, and per bit: fitted on the developers' genuine lists (UN spreadsheets, 3W editions, withdrawn
# records against a guide, related pairs) in November 2026. A pair of 4 bits was right in nine of ten cases.
_SHIPPED: Final[Mapping[str, tuple[float, float]]] = dict.fromkeys(MODES, (-0.05, 0.6))
# How far the line may leave the shipped one before decisions must insist: one standard deviation of either number.
_SPREAD: Final = (2.0, 0.25)
_LEAST_SLOPE: Final = 0.02
_NEWTON_STEPS: Final = 60
_DOUBT: Final = 1.0  # decisions
_BITS_LOOKED_AT: Final = (-200.0, 200.0)


class Judged(NamedTuple):
    """One decision: `bits` as they were, among `size` records (0: not known, taken as REFERENCE_SIZE)."""

    bits: float
    is_same: bool
    mode: str = "list"
    size: int = 0


class Asked(NamedTuple):
    """An open proposal: its number, its calibrated probability, and the codes of its reasons as one text."""

    number: int
    probability: float
    alike: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Probability by corrected bits, never falling. `basis` is shipped, logistic or isotonic; `judged` what it knows.

    `needed` is how many decisions there must be before it is learned at all (with LEAST_OF_EACH of either verdict).
    """

    line: tuple[float, float]
    steps: tuple[tuple[float, float], ...] = ()
    basis: str = "shipped"
    judged: int = 0
    needed: int = LEAST_FOR_A_LINE

    def at(self, bits: ArrayLike) -> Array:
        """Return the probabilities, each in [0, 1], of corrected bits of any shape."""
        asked = np.asarray(bits, dtype=np.float64)
        straight = _sigmoid(self.line[0] + self.line[1] * asked)
        if not self.steps:
            return straight
        places, heights = np.array(self.steps).T
        stepped = np.interp(asked, places, heights)
        # Below all that was judged the line goes on; above, nothing is known that would make it surer.
        found: Array = np.where(asked < places[0], np.minimum(straight, heights[0]), stepped)
        return found

    def bar_for(self, error_rate: float) -> float:
        """Return the fewest corrected bits from which on every pair is wrong at most this often; `inf` if none are.

        Raises `ValueError` for an error rate that is not in [0, 1].
        """
        if not 0 <= error_rate <= 1:
            raise ValueError(f"an error rate is between 0 and 1, not {error_rate}")
        low, high = _BITS_LOOKED_AT
        if self.at(high) < 1 - error_rate:
            return inf
        if self.at(low) >= 1 - error_rate:
            return -inf
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (low, middle) if self.at(middle) >= 1 - error_rate else (middle, high)
        return high


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of all modes."""

    curves: Mapping[str, Curve] = field(default_factory=dict)

    @classmethod
    def learn(cls, judged: Iterable[Judged]) -> Self:
        """Return the calibration that these decisions teach, in whatever order they come."""
        by_mode: dict[str, list[Judged]] = defaultdict(list)
        for one in judged:
            by_mode[one.mode].append(one)
        return cls({mode: curve_of(mode, by_mode[mode]) for mode in MODES})

    def curve(self, mode: str) -> Curve:
        """Return the curve of a mode; the shipped one where nothing was learned. Raises `KeyError` for no mode."""
        return self.curves.get(mode) or Curve(_SHIPPED[mode])

    def probability(self, bits: float, *, mode: str, size: int) -> float:
        """Return the probability that a pair of so many bits, found among `size` records, is one body."""
        return float(self.curve(mode).at(corrected(bits, size)))

    def bar_for(self, error_rate: float, *, mode: str, size: int) -> float:
        """Return the fewest bits, as compared among `size` records, at which a pair is wrong at most this often."""
        return self.curve(mode).bar_for(error_rate) + size_bits(size)


def size_bits(size: int) -> float:
    """Return the bits that chance namesakes among `size` records cost, against REFERENCE_SIZE; 0 when it is not known."""
    return log2(size / REFERENCE_SIZE) if size > 0 else 0.0


def corrected(bits: float, size: int) -> float:
    """Return the bits that a pair would have among REFERENCE_SIZE records."""
    return bits - size_bits(size)


def curve_of(mode: str, judged: Sequence[Judged]) -> Curve:
    """Return the curve of one mode: as much of it learned as these decisions can carry."""
    shipped = _SHIPPED[mode]
    # In one order, so that sums of floating point numbers come out the same to the last digit.
    pairs = sorted((corrected(one.bits, one.size), one.is_same) for one in judged)
    same = sum(is_same for _, is_same in pairs)
    if len(pairs) < LEAST_FOR_A_LINE or min(same, len(pairs) - same) < LEAST_OF_EACH:
        return Curve(shipped, judged=len(pairs))
    bits, verdicts = np.array(pairs, dtype=np.float64).T
    line = _line(bits, verdicts, shipped)
    if len(pairs) < LEAST_FOR_STEPS:
        return Curve(line, basis="logistic", judged=len(pairs))
    return Curve(line, _steps(bits, verdicts, line), "isotonic", len(pairs))


def _sigmoid(odds: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * odds))


def _line(bits: Array, verdicts: Array, shipped: tuple[float, float]) -> tuple[float, float]:
    """Return log-odds at 0 bits and per bit: maximum a posteriori by Newton's method, never falling with the bits."""
    given = np.stack((np.ones_like(bits), bits))
    start, precision = np.array(shipped), np.diag(1 / np.square(_SPREAD))
    line = start.copy()
    for _ in range(_NEWTON_STEPS):
        chance = _sigmoid(line @ given)
        slope = given @ (verdicts - chance) - precision @ (line - start)
        bend = (given * (chance * (1 - chance))) @ given.T + precision
        step = np.linalg.solve(bend, slope)
        # A full step from far away can overshoot for good; bounded ones arrive all the same.
        line += step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        line[1] = max(line[1], _LEAST_SLOPE)
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(line[0]), float(line[1])


def _steps(bits: Array, verdicts: Array, line: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """Return (bits, probability) at the edges of the isotonic blocks, each drawn towards the line by _DOUBT decisions."""
    places, which = np.unique(bits, return_inverse=True)
    counts = np.bincount(which).astype(np.float64)
    blocks = _pooled(np.bincount(which, weights=verdicts) / counts, counts)
    drawn, weights = [], []
    for first, after, height in blocks:
        weight = float(counts[first:after].sum())
        middle = float(np.average(places[first:after], weights=counts[first:after]))
        towards = float(_sigmoid(np.array(line[0] + line[1] * middle)))
        drawn.append((weight * height + _DOUBT * towards) / (weight + _DOUBT))
        weights.append(weight)
    edges: dict[float, float] = {}
    for start, stop, height in _pooled(np.array(drawn), np.array(weights)):
        edges[float(places[blocks[start][0]])] = height
        edges[float(places[blocks[stop - 1][1] - 1])] = height
    return tuple(edges.items())


def _pooled(heights: Array, weights: Array) -> list[tuple[int, int, float]]:
    """Return blocks (first, after the last, height) of the nearest heights that never fall: pool adjacent violators."""
    blocks: list[tuple[int, int, float, float]] = []
    for place, (height, weight) in enumerate(zip(heights.tolist(), weights.tolist(), strict=True)):
        first = place
        while blocks and blocks[-1][2] >= height:
            first, _, before, heavy = blocks.pop()
            height = (before * heavy + height * weight) / (heavy + weight)
            weight += heavy
        blocks.append((first, place + 1, height, weight))
    return [block[:3] for block in blocks]


def teaching_order(asked: Iterable[Asked]) -> list[int]:
    """Return the numbers of the proposals, the one whose answer teaches most first; the same in whatever order they come.

    An answer teaches most where it is least sure (Lewis and Gale 1994) and where many others hang on the same evidence; of
    those that are alike the second teaches half as much as the first, the third a third.
    """
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.alike].append(one)
    worth: list[tuple[float, int]] = []
    for group in groups.values():
        group.sort(key=lambda one: (abs(one.probability - 0.5), one.number))
        for place, one in enumerate(group):
            unsure = 4 * one.probability * (1 - one.probability)
            worth.append((-unsure * log2(1 + len(group)) / (1 + place), one.number))
    return [number for _, number in sorted(worth)]


def reliability(curve: Curve, judged: Iterable[Judged], *, bins: int = 10) -> list[tuple[float, float, int]]:
    """Return (stated probability, observed share, decisions) in equal bins of probability: how honest a curve is."""
    right, count = Counter[int](), Counter[int]()
    total: dict[int, float] = defaultdict(float)
    for one in judged:
        probability = float(curve.at(corrected(one.bits, one.size)))
        place = min(bins - 1, int(probability * bins))
        total[place] += probability
        right[place] += one.is_same
        count[place] += 1
    return [(total[place] / count[place], right[place] / count[place], count[place]) for place in sorted(count)]
