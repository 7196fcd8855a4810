"""Are two records about one body? The evidence of single pairs in bits, with every reason kept and put into particulars.

The same features and weights as in `linking`, for a pair that an editor looks at or a row that arrives. It never decides:
plans and people do.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np

from dalil.formats.record import Record
from dalil.linkage.evidence import FEATURES, Levels, Reader
from dalil.linkage.explaining import reasons_of, told_of
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies
from dalil.linkage.linking import are_forbidden
from dalil.linkage.pairing import Pairs
from dalil.linkage.reasons import Comparison
from dalil.linkage.weights import Weights, shipped_weights

# Probabilities of a pair that is asked about, and of one that is as good as certain.
SAME_BAR: Final = 0.98
ASK_BAR: Final = 0.5
# Single pairs are read as in a guide of this size; a bar moves with the size of the guide (see `calibration`).
POPULATION: Final = 50_000
_MOST_NAMES: Final = 5


class Compared:
    """Records that are compared pair by pair: taken apart once, whatever number of pairs they are in."""

    def __init__(self, records: Sequence[Record], weights: Weights | None = None) -> None:
        self.records = records
        self.weights = weights or shipped_weights()
        self.forms = Forms(records)
        self.reader = Reader(self.forms, Frequencies.of(self.forms, own=False), POPULATION)

    def pairs(self, left: Sequence[int], right: Sequence[int]) -> Pairs:
        """Return these pairs of records with the pairs of names to read: all of the first few of each."""
        starts, counts = self.forms.names_of.starts, np.minimum(self.forms.names_of.counts, _MOST_NAMES)
        rows: list[tuple[int, int, int]] = []
        for number, (a, b) in enumerate(zip(left, right, strict=True)):
            names = product(range(int(counts[a])), range(int(counts[b])))
            rows += [(number, int(starts[a]) + x, int(starts[b]) + y) for x, y in names]
        of, one, other = np.array(rows, np.int64).reshape(-1, 3).T
        none = np.zeros(len(left), np.float32)
        return Pairs(np.array(left, np.int64), np.array(right, np.int64), none, of, one, other)

    def compare(self, left: Sequence[int], right: Sequence[int], least: float) -> list[Comparison | None]:
        """Return the comparison of each pair, None where the probability is below `least`: reasons cost most of the time."""
        # Read in one order, so that the verdict on two records is the same whichever comes first.
        turned = [self._is_turned(a, b) for a, b in zip(left, right, strict=True)]
        ordered = [(b, a) if turn else (a, b) for a, b, turn in zip(left, right, turned, strict=True)]
        pairs = self.pairs([a for a, _ in ordered], [b for _, b in ordered])
        levels = self.reader.levels(pairs)
        bits, forbidden = self.weights.total(levels), are_forbidden(levels)
        likely = np.array([place for place, total in enumerate(bits.tolist()) if probability(total) >= least], np.int64)
        found: list[Comparison | None] = [None] * len(ordered)
        for number, one in zip(likely.tolist(), told_of(self.reader, self.records, pairs.of(likely)), strict=True):
            weighed = {f: self.weights.bits[f][levels[number, c]] for c, f in enumerate(FEATURES)}
            named = {f: int(levels[number, c]) for c, f in enumerate(FEATURES)}
            reasons = reasons_of(one.turned() if turned[number] else one, named, weighed)
            total = float(bits[number])
            prior = round(total - sum(reason.bits for reason in reasons), 6)
            found[number] = Comparison(probability(total), total, reasons, bool(forbidden[number]), prior)
        return found

    def told(self, left: Sequence[int], right: Sequence[int]) -> list[Comparison]:
        """Return the comparison of each pair, with every reason."""
        return [comparison for comparison in self.compare(left, right, least=0.0) if comparison is not None]

    def levels(self, left: Sequence[int], right: Sequence[int]) -> Levels:
        """Return the levels of these pairs of records: what weights are learned from."""
        return self.reader.levels(self.pairs(left, right))

    def _is_turned(self, a: int, b: int) -> bool:
        return self._mark(b) < self._mark(a)

    def _mark(self, record: int) -> tuple[str, ...]:
        first, last = self.forms.names_of.starts[record : record + 2].tolist()
        return tuple(self.forms.folded[first:last])


def probability(bits: float) -> float:
    """Return the probability that bits stand for."""
    return float(1 / (1 + 2.0 ** -max(-60.0, min(60.0, bits))))


def compare(a: Record, b: Record, weights: Weights | None = None) -> Comparison:
    """Return the verdict on two records. The same score whichever comes first; reasons strongest first."""
    (found,) = Compared((a, b), weights).told([0], [1])
    return found
