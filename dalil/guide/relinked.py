"""Which organisations a linkage of all records puts into one cluster, and by which pairs of records: a tree of strongest links.

It never reads the database, never words anything and never merges.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, overload

import numpy as np

from dalil.formats.record import Record, decode
from dalil.guide.spanning import strongest_tree
from dalil.linkage import Linked
from dalil.linkage.linking import are_forbidden

# Bits of two records that say exactly the same in one list: linking looks at one of them and never compares the two.
_TWINS: Final = 1000.0


class Texts(Sequence[Record]):
    """Records kept as their JSON and read whenever one is asked for: a fifth of the memory of the records themselves."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        """How many there are."""
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> "Texts": ...

    def __getitem__(self, place: int | slice) -> "Record | Texts":
        """The record at a place."""
        return Texts(self.texts[place]) if isinstance(place, slice) else decode(self.texts[place])

    def __iter__(self) -> Iterator[Record]:
        """All of them, one at a time."""
        return map(decode, self.texts)


@dataclass(frozen=True, slots=True)
class Link:
    """Two organisations that may be one, the lesser id first, and the places of the two records that say so loudest."""

    left: str
    right: str
    left_place: int
    right_place: int


def standing_together(owners: Sequence[str]) -> list[tuple[int, int]]:
    """The records of each organisation tied to each other one after the other, by their places."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, owner in enumerate(owners):
        places[owner].append(place)
    return [pair for own in places.values() for pair in pairwise(own)]


def links_of(
    linked: Linked, owners: Sequence[str], texts: Sequence[str], apart: set[frozenset[str]]
) -> tuple[list[Link], int]:
    """The fewest and strongest links that hold together organisations of one cluster, and how many clusters have several.

    `owners` and `texts` by the places of the records. Organisations that are `apart`, or of which a register keeps two
    records apart, get no link of their own.
    """
    shared = clusters_of_several(linked, owners)
    by_cluster: defaultdict[int, dict[tuple[str, str], Link]] = defaultdict(dict)
    bits: dict[tuple[str, str], float] = {}
    closed = {tuple(sorted(pair)) for pair in apart}
    label = np.full(len(owners), -1, np.int64)
    for number, cluster in enumerate(shared):
        label[list(cluster)] = number
        add_twins(cluster, owners, texts, by_cluster[number], bits)
    for place in inside(linked, label, owners):
        one, other = int(linked.left[place]), int(linked.right[place])
        link = link_between(one, other, owners)
        pair = (link.left, link.right)
        if are_forbidden(linked.levels[place : place + 1])[0]:
            closed.add(pair)
        weight = float(linked.bits[place])
        if weight > bits.get(pair, -np.inf):
            by_cluster[int(label[one])][pair], bits[pair] = link, weight
    found = []
    for number in sorted(by_cluster):
        links = by_cluster[number]
        found += [links[pair] for pair in strongest_tree({pair: bits[pair] for pair in links if pair not in closed})]
    return found, len(shared)


def clusters_of_several(linked: Linked, owners: Sequence[str]) -> list[tuple[int, ...]]:
    """The clusters with records of more than one organisation."""
    return [one for one in linked.clusters if len(one) > 1 and len({owners[place] for place in one}) > 1]


def inside(linked: Linked, label: "np.typing.NDArray[np.int64]", owners: Sequence[str]) -> list[int]:
    """The pairs within a shared cluster whose records are of two organisations, in the order of their records."""
    left, right = label[linked.left], label[linked.right]
    together = np.flatnonzero((left >= 0) & (left == right))
    order = together[np.lexsort((linked.right[together], linked.left[together]))].tolist()
    return [place for place in order if owners[linked.left[place]] != owners[linked.right[place]]]


def add_twins(
    cluster: Sequence[int],
    owners: Sequence[str],
    texts: Sequence[str],
    links: dict[tuple[str, str], Link],
    bits: dict[tuple[str, str], float],
) -> None:
    """Link the organisations of a cluster whose records say exactly the same, each to the first of them."""
    firsts: dict[str, int] = {}
    for place in cluster:
        first = firsts.setdefault(texts[place], place)
        if owners[first] != owners[place]:
            link = link_between(first, place, owners)
            links.setdefault((link.left, link.right), link)
            bits.setdefault((link.left, link.right), _TWINS)


def link_between(one: int, other: int, owners: Sequence[str]) -> Link:
    """The link that two records make."""
    if owners[other] < owners[one]:
        one, other = other, one
    return Link(owners[one], owners[other], one, other)
