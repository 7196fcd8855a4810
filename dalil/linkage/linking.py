"""From records to clusters: candidates, evidence, bits, and the clusters that bits and decisions make.

Everything is done for all records at once, in blocks of bounded size. The result depends on the records and the decisions,
not on their order. It never merges anything: who keeps records decides what a cluster means.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dalil.formats.record import Record
from dalil.linkage.clusters import Clusters, clustered
from dalil.linkage.evidence import FEATURES, Levels, Reader
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies
from dalil.linkage.pairing import Pairs, pairs_of
from dalil.linkage.ragged import Bools, Floats, Longs
from dalil.linkage.repeated import are_loose, mark_of, numbers_of, stand_ins
from dalil.linkage.weights import Weights, shipped_weights

Progress = Callable[[str, int, int], None]

# Where genuine look-alikes are told apart best, and one point below the best sum of precision and recall on the registry.
BAR: Final = -1.0
_AT_ONCE: Final = 100_000
# A list is taken to have nobody twice if so small a share of the likely pairs to be expected in it are there.
LIKELY: Final = 3.0
LEAST_EXPECTED: Final = 10.0
CLEAN_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found. Records are known by their place in what was given.

    `clusters`: every record in exactly one, numbers ascending. `left`, `right`, `bits`: the pairs that were compared.
    `levels`: their evidence, as `evidence.FEATURES`. `contradictions`: records that decisions call one and not one.
    """

    clusters: tuple[tuple[int, ...], ...]
    left: Longs
    right: Longs
    bits: Floats
    levels: Levels
    contradictions: tuple[tuple[int, ...], ...]


def blocks(pairs: Pairs, size: int = _AT_ONCE) -> Iterator[Pairs]:
    """Yield the pairs in blocks of at most this size."""
    for start in range(0, len(pairs), size):
        end = min(start + size, len(pairs))
        first, last = np.searchsorted(pairs.of_pair, (start, end))
        yield Pairs(
            pairs.left[start:end], pairs.right[start:end], pairs.bits[start:end],
            pairs.of_pair[first:last] - start, pairs.one[first:last], pairs.other[first:last],
        )  # fmt: skip


def no_progress(stage: str, done: int, of: int) -> None:
    """Tell nobody."""


def say_lists(forms: Forms, pairs: Pairs, levels: Levels, bits: Floats) -> None:
    """Set the level of the lists of each pair: lists in which hardly anybody is twice are told from the pairs themselves.

    In such a list likely pairs are far rarer than between it and the others. `bits` are those without this level.
    """
    column = FEATURES.index("lists")
    a, b = forms.lists[pairs.left], forms.lists[pairs.right]
    size = int(forms.lists.max(initial=0)) + 1
    sizes = np.bincount(forms.lists, minlength=size).astype(np.float64)
    likely = bits > LIKELY
    within = np.bincount(a[likely & (a == b)], minlength=size)
    across = np.bincount(a[likely & (a != b)], minlength=size) + np.bincount(b[likely & (a != b)], minlength=size)
    clean = np.append(False, without_doubles(sizes[1:], within[1:], across[1:]))
    levels[:, column] = np.where((a > 0) & (b > 0), np.where(a == b, np.where(clean[a], 2, 1), 3), 0)


def without_doubles(sizes: NDArray[Any], within: NDArray[Any], across: NDArray[Any]) -> Bools:
    """Return which lists of these sizes have far fewer likely pairs within than they have with others."""
    expected = across * sizes / 2 / np.maximum(1.0, sizes.sum() - sizes)
    return np.asarray((expected >= LEAST_EXPECTED) & (within < CLEAN_SHARE * expected))


def with_lists(forms: Forms, pairs: Pairs, levels: Levels, bits: Floats, weights: Weights) -> Floats:
    """Set the level of the lists of each pair, and return the bits with it; `bits` are those without."""
    say_lists(forms, pairs, levels, bits)
    of_lists = np.array(weights.bits["lists"], np.float32)
    return np.asarray(bits + (of_lists - of_lists[0])[levels[:, FEATURES.index("lists")]], np.float32)


def link(
    records: Sequence[Record],
    *,
    lists: Sequence[str] = (),
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    bar: float = BAR,
    weights: Weights | None = None,
    progress: Progress = no_progress,
) -> Linked:
    """Return which records are about one body. `lists` names the list of each record, "" or nothing when not known.

    `same` and `different` are pairs of records as people decided; they always win, transitively too. `bar` in bits is
    taken off every pair before clustering: a higher one gives fewer and surer links. Raises `ValueError` when `lists` and
    `records` differ in length, `IndexError` for a decision on a record that there is not.
    """
    same, different = list(same), list(different)
    check(len(records), len(lists), (*same, *different))
    marks = [mark_of(record, lists[n] if lists else "") for n, record in enumerate(records)]
    groups = stand_ins(marks, {one for pair in (*same, *different) for one in pair})
    firsts = [group[0] for group in groups]
    progress("forms", 0, len(firsts))
    forms = Forms((records[n] for n in firsts), [lists[n] for n in firsts] if lists else ())
    progress("pairs", 0, len(firsts))
    pairs = pairs_of(forms)
    reader = Reader(forms, Frequencies.of(forms))
    weights = weights or shipped_weights()
    bits, levels = scored(reader, pairs, weights, progress)
    loose = are_loose(reader, np.array([len(group) for group in groups], np.int64), weights, bar)
    place = {first: number for number, first in enumerate(firsts)}
    found = cluster_records(
        forms, pairs, bits - np.float32(bar), levels,
        [(place[a], place[b]) for a, b in same], [(place[a], place[b]) for a, b in different],
        numbers_of(marks[first] for first in firsts), loose,
    )  # fmt: skip
    of = np.array(firsts, np.int64)
    return Linked(clusters_of(groups, found, loose), of[pairs.left], of[pairs.right], bits, levels, told(groups, found))


def check(records: int, lists: int, decisions: Iterable[tuple[int, int]]) -> None:
    """Raise `ValueError` if lists are named and not for every record, `IndexError` for a decision on no record."""
    if lists and lists != records:
        raise ValueError(f"{lists} names of lists for {records} records")
    if any(not 0 <= one < records for pair in decisions for one in pair):
        raise IndexError(f"a decision names a record that there is not: there are {records}")


def clusters_of(groups: Sequence[Sequence[int]], found: Clusters, loose: Bools) -> tuple[tuple[int, ...], ...]:
    """Return the clusters of all records, given `groups` of those that say the same; of a loose one each stands alone."""
    members: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for group, label, is_loose in zip(groups, found.label.tolist(), loose.tolist(), strict=True):
        if is_loose:
            members.update({(-1, one): [one] for one in group})
        else:
            members[label, 0] += group
    return tuple(sorted(tuple(sorted(one)) for one in members.values()))


def told(groups: Sequence[Sequence[int]], found: Clusters) -> tuple[tuple[int, ...], ...]:
    """Return the records whose decisions contradict each other; one that a decision names is a group by itself."""
    return tuple(sorted(tuple(sorted(groups[n][0] for n in one)) for one in found.contradictions))


def are_forbidden(levels: Levels) -> Bools:
    """Return which pairs a register keeps apart: other numbers of one register, or a known parent, branch or sister."""
    told = (levels[:, FEATURES.index("identifier")] == 1) | (levels[:, FEATURES.index("relation")] == 1)
    return np.asarray(told)


def cluster_records(
    forms: Forms,
    pairs: Pairs,
    bits: Floats,
    levels: Levels,
    same: Sequence[tuple[int, int]],
    different: Sequence[tuple[int, int]],
    marks: Longs | None = None,
    loose: Bools | None = None,
) -> Clusters:
    """Return the clusters; no cluster holds two numbers of one register unless a person said so.

    Equals are taken in the order of `marks` (see `clustered`); `loose` records (see `repeated`) are linked to none. Pairs
    that were never compared may conflict too: they are looked for in what was joined, and kept apart in turn.
    """
    kept = are_forbidden(levels)
    forbidden = set(zip(pairs.left[kept].tolist(), pairs.right[kept].tolist(), strict=True))
    left, right = pairs.left, pairs.right
    if loose is not None and loose.any():
        some = ~(loose[left] | loose[right])
        left, right, bits = left[some], right[some], bits[some]
    while True:
        found = clustered(len(forms), left, right, bits, same, different, forbidden, marks=marks)
        more = conflicts(forms, found.label, same) - forbidden
        if not more:
            return found
        forbidden |= more


def conflicts(forms: Forms, label: Longs, same: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs of records of one cluster that have different numbers of one register, decided pairs left out."""
    owners, strict = forms.schemes.owners, (forms.schemes.values & 1) == 0
    owners, schemes, numbers = owners[strict], forms.schemes.values[strict], forms.identifiers.values[strict]
    by_register: defaultdict[tuple[int, int], defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for owner, scheme, number in zip(owners.tolist(), schemes.tolist(), numbers.tolist(), strict=True):
        by_register[int(label[owner]), scheme][owner].add(number)
    decided = {frozenset(pair) for pair in same}
    found: set[tuple[int, int]] = set()
    for members in by_register.values():
        for a, b in combinations(sorted(members), 2) if len(members) > 1 else ():
            if members[a].isdisjoint(members[b]) and frozenset((a, b)) not in decided:
                found.add((a, b))
    return found


def scored(reader: Reader, pairs: Pairs, weights: Weights, progress: Progress = no_progress) -> tuple[Floats, Levels]:
    """Return the bits of every pair and its levels."""
    levels = levels_of(reader, pairs, progress)
    return with_lists(reader.forms, pairs, levels, weights.total(levels), weights), levels


def levels_of(reader: Reader, pairs: Pairs, progress: Progress = no_progress) -> Levels:
    """Return the levels of every pair, block by block; that of the lists is not said yet."""
    levels = np.zeros((len(pairs), len(FEATURES)), np.uint8)
    done = 0
    for block in blocks(pairs):
        levels[done : done + len(block)] = reader.levels(block)
        done += len(block)
        progress("evidence", done, len(pairs))
    return levels
