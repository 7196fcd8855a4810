"""From records to clusters: candidates, evidence, bits, and the clusters that bits and decisions make.

Everything is done for all records at once, in blocks of bounded size. The result depends on the records and the decisions,
not on their order. It never merges anything: who keeps records decides what a cluster means.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dalil.formats.record import Record, encode
from dalil.linkage.clusters import clustered
from dalil.linkage.evidence import Levels, Reader
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies
from dalil.linkage.pairing import Pairs, pairs_of
from dalil.linkage.ragged import Floats, Longs
from dalil.linkage.weights import Weights, shipped_weights

Progress = Callable[[str, int, int], None]

# Where the sum of precision and recall was best on lists that the weights had not seen.
BAR: Final = 0.0
_AT_ONCE: Final = 100_000
_LEAST_CLEAN: Final = 50
# A pair that a person or a register keeps apart weighs so much against, whatever else is said.
FORBIDDEN: Final = -60.0


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


def _stand_ins(
    records: Sequence[Record], lists: Sequence[str], decided: set[int]
) -> tuple[list[list[int]], frozenset[str]]:
    """Return the records that say exactly the same in one list, together, and the lists that have no such records.

    A record that a decision names stands for itself.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    sizes: defaultdict[str, int] = defaultdict(int)
    repeated: set[str] = set()
    for number, record in enumerate(records):
        of = lists[number] if lists else ""
        sizes[of] += 1
        mark = (number,) if number in decided else (encode(record), of)
        same = alike.setdefault(mark, [])
        if same:
            repeated.add(of)
        same.append(number)
    clean = {of for of, size in sizes.items() if of and size >= _LEAST_CLEAN and of not in repeated}
    return list(alike.values()), frozenset(clean)


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
    if lists and len(lists) != len(records):
        raise ValueError(f"{len(lists)} names of lists for {len(records)} records")
    decided = {one for pair in (*same, *different) for one in pair}
    if decided and not (min(decided) >= 0 and max(decided) < len(records)):
        raise IndexError(f"a decision names a record that there is not: there are {len(records)}")
    groups, clean = _stand_ins(records, lists, decided)
    firsts = [group[0] for group in groups]
    progress("forms", 0, len(firsts))
    forms = Forms((records[n] for n in firsts), [lists[n] for n in firsts] if lists else (), clean)
    progress("pairs", 0, len(firsts))
    pairs = pairs_of(forms)
    reader = Reader(forms, Frequencies.of(forms))
    weights = weights or shipped_weights()
    bits, levels = scored(reader, pairs, weights, progress)
    place = {first: number for number, first in enumerate(firsts)}
    found = clustered(
        len(firsts), pairs.left, pairs.right, bits - np.float32(bar),
        [(place[a], place[b]) for a, b in same], [(place[a], place[b]) for a, b in different],
    )  # fmt: skip
    of = np.array(firsts, np.int64)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, label in enumerate(found.label.tolist()):
        members[label] += groups[number]
    clusters = tuple(sorted(tuple(sorted(one)) for one in members.values()))
    contradictions = tuple(tuple(firsts[n] for n in one) for one in found.contradictions)
    return Linked(clusters, of[pairs.left], of[pairs.right], bits, levels, contradictions)


def scored(
    reader: Reader, pairs: Pairs, weights: Weights, progress: Progress = no_progress
) -> tuple[Floats, Levels]:
    """Return the bits of every pair and its levels."""
    found: list[Levels] = []
    done = 0
    for block in blocks(pairs):
        found.append(reader.levels(block))
        done += len(block)
        progress("evidence", done, len(pairs))
    levels = np.concatenate(found) if found else reader.levels(pairs)
    return weights.total(levels), levels
