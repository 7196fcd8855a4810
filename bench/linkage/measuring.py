"""The figures: pairwise precision, recall and F1, B-cubed, recall per stratum, candidates, the exponent of cost.

It never links, and counts without ever listing the pairs that a linker joined: one wrong component of 50,000 records
has a thousand million of them. B-cubed is after Bagga and Baldwin (1998).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from bench.linkage.benchmark import STRATA, Benchmark, Group, Pairs
from bench.linkage.linker import Answer


@dataclass(frozen=True)
class Quality:
    """Shares from 0 to 1. With nothing joined precision is 1; with nothing to be found recall is."""

    precision: float
    recall: float
    b3_precision: float
    b3_recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of pairwise precision and recall."""
        return harmonic(self.precision, self.recall)

    @property
    def b3(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        return harmonic(self.b3_precision, self.b3_recall)


def harmonic(a: float, b: float) -> float:
    """Return the harmonic mean; 0 if both are 0."""
    return 2 * a * b / (a + b) if a + b else 0.0


def _two_of(count: int) -> int:
    return count * (count - 1) // 2


def quality(truth: Sequence[object], found: Sequence[int] | NDArray[np.int64]) -> Quality:
    """Return the figures of the clusters found; records whose truth is "" do not count."""
    judged = [(label, int(cluster)) for label, cluster in zip(truth, found, strict=True) if label != ""]
    cells = Counter(judged)
    bodies = Counter(label for label, _ in judged)
    clusters = Counter(cluster for _, cluster in judged)
    right = sum(map(_two_of, cells.values()))
    joined = sum(map(_two_of, clusters.values()))
    whole = sum(map(_two_of, bodies.values()))
    count = max(1, len(judged))
    return Quality(
        precision=right / joined if joined else 1.0,
        recall=right / whole if whole else 1.0,
        b3_precision=sum(n * n / clusters[cluster] for (_, cluster), n in cells.items()) / count,
        b3_recall=sum(n * n / bodies[label] for (label, _), n in cells.items()) / count,
    )


def together(pairs: Pairs, clusters: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each pair whether its records are in one cluster."""
    return clusters[pairs[:, 0]] == clusters[pairs[:, 1]]


def strata_recall(job: Benchmark, answer: Answer) -> dict[str, tuple[float, int]]:
    """Return for each stratum (share of its true pairs that are together, how many there are)."""
    hits = together(job.pairs, answer.clusters)
    shares = {}
    for place, name in enumerate(STRATA):
        chosen = job.strata == place
        if count := int(chosen.sum()):
            shares[name] = (float(hits[chosen].mean()), count)
    return shares


def _codes(pairs: Pairs, count: int) -> NDArray[np.int64]:
    return np.minimum(pairs[:, 0], pairs[:, 1]) * count + np.maximum(pairs[:, 0], pairs[:, 1])


def _scored(answer: Answer) -> Pairs:
    return np.stack((answer.left, answer.right), axis=1)


@dataclass(frozen=True)
class Candidacy:
    """Which share of the true pairs was looked at, in all and per stratum, and how many others each record was held against."""

    recall: float
    strata: dict[str, float]
    a_record: float


def candidacy(job: Benchmark, answer: Answer) -> Candidacy:
    """Return the figures of the scored pairs, whatever their score."""
    count = len(job.records)
    hits = np.isin(_codes(job.pairs, count), _codes(_scored(answer), count))
    strata = {
        name: float(hits[job.strata == place].mean())
        for place, name in enumerate(STRATA)
        if bool((job.strata == place).any())
    }
    return Candidacy(float(hits.mean()) if len(hits) else 1.0, strata, 2 * len(answer.left) / max(1, count))


@dataclass(frozen=True)
class AtBar:
    """The scored pairs of at least `bits`: which share is true, and which share of the true pairs is among them."""

    bits: float
    count: int
    precision: float
    recall: float


def at_bars(job: Benchmark, answer: Answer, bars: Sequence[float]) -> list[AtBar]:
    """Return what the bits of single pairs are worth, before any clustering. Pairs that nobody judged do not count."""
    known = np.array([label != "" for label in job.truth], dtype=np.bool_)
    judged = known[answer.left] & known[answer.right]
    left, right, bits = answer.left[judged], answer.right[judged], answer.bits[judged]
    names = {label: place for place, label in enumerate(sorted(set(job.truth)))}
    labels = np.array([names[label] for label in job.truth], dtype=np.int64)
    is_true = labels[left] == labels[right]
    lines = []
    for bar in bars:
        chosen = bits >= bar
        count, right_ones = int(chosen.sum()), int((chosen & is_true).sum())
        lines.append(AtBar(bar, count, right_ones / max(1, count), right_ones / max(1, len(job.pairs))))
    return lines


@dataclass
class Proposals:
    """For pairs (record, the one it should be led to): which are one cluster, or a proposal, which were scored at all."""

    merged: float
    proposed: float
    scored: float
    count: int = field(default=0)


def proposals(job: Benchmark, answer: Answer, group: Group, ask_bits: float) -> Proposals:
    """Return the shares of the pairs whose first record is led to the second.

    Proposed: in one cluster, or of at least `ask_bits`, or the best among all of the second's list that the first was
    scored with. Where a linker does not tell its pairs, only clusters count.
    """
    merged = together(group.pairs, answer.clusters)
    if not answer.tells_pairs:
        return Proposals(float(merged.mean()), float(merged.mean()), float("nan"), len(merged))
    scores, best = _by_record(job, answer, group)
    proposed, scored = merged.copy(), merged.copy()
    for place, (one, other) in enumerate(group.pairs.tolist()):
        bits = scores.get((one, other))
        if bits is not None:
            scored[place] = True
            proposed[place] |= bits >= ask_bits or bits >= best[one]
    return Proposals(float(merged.mean()), float(proposed.mean()), float(scored.mean()), len(merged))


def _by_record(job: Benchmark, answer: Answer, group: Group) -> tuple[dict[tuple[int, int], float], dict[int, float]]:
    """Return the bits of (record asked about, other of the lists it may be led to), and the most of each record."""
    goals = {job.lists[other] for other in group.pairs[:, 1].tolist()}
    asked = set(group.pairs[:, 0].tolist())
    scores: dict[tuple[int, int], float] = {}
    best: dict[int, float] = {}
    for a, b, bits in zip(answer.left.tolist(), answer.right.tolist(), answer.bits.tolist(), strict=True):
        for one, other in ((a, b), (b, a)):
            if one in asked and job.lists[other] in goals:
                scores[one, other] = bits
                best[one] = max(bits, best.get(one, bits))
    return scores, best


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float | None:
    """Return the slope of log(cost) over log(size) by least squares; None for fewer than two sizes. 1 is linear."""
    points = sorted({size: cost for size, cost in zip(sizes, costs, strict=True) if cost > 0}.items())
    if len(points) < 2:
        return None
    x, y = np.array([log(size) for size, _ in points]), np.array([log(cost) for _, cost in points])
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


def between(sizes: Sequence[int], costs: Sequence[float]) -> list[float]:
    """Return the slope between each size and the next, in the order given."""
    return [slope for part in pairwise(zip(sizes, costs, strict=True)) if (slope := exponent(*zip(*part, strict=True)))]


def mixed(truth: Sequence[object], found: Sequence[int] | NDArray[np.int64]) -> float:
    """Return the share of the judged records that are in one cluster with a record of another body."""
    judged = [(label, int(cluster)) for label, cluster in zip(truth, found, strict=True) if label != ""]
    bodies: defaultdict[int, set[object]] = defaultdict(set)
    for label, cluster in judged:
        bodies[cluster].add(label)
    return sum(len(bodies[cluster]) > 1 for _, cluster in judged) / max(1, len(judged))
