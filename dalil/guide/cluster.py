"""Why the records of an organisation are one: the strongest links that hold them together, and the weakest of those.

Records are nodes; every pair has its evidence in bits; of all ways to join them without a ring the one of strongest links
is shown (a maximum spanning tree, Kruskal 1956). Who decided each is in `joinings`. It never decides, and changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin

from dalil.formats.record import Record as Values
from dalil.guide.joinings import Joining, joinings_of
from dalil.guide.models import Organisation, Record
from dalil.guide.spanning import strongest_tree
from dalil.guide.waterfall import Waterfall, Yardstick, waterfall_of
from dalil.linkage import Compared, Comparison

MOST_RECORDS = 200
# So many are compared each with each; beyond that every record with the first few alone.
MOST_COMPARED = 40
FIRST_FEW = 4
MOST_DRAWN = 24

WIDTH, HEIGHT, RADIUS = 480, 300, 15
THINNEST, THICKEST, THICK_AT = 1.5, 8.0, 30.0


@dataclass(frozen=True, slots=True)
class Node:
    """A record: its number on the page, and where it stands in the picture."""

    number: int
    record: Record
    name: str
    lang: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """What holds two records together: the evidence, who joined them, and which records would leave if it were cut."""

    one: Node
    other: Node
    waterfall: Waterfall
    joining: Joining
    leaving: tuple[Node, ...]
    is_weakest: bool
    thickness: float

    @property
    def middle(self) -> tuple[float, float]:
        """Where the mark of the weakest link stands."""
        return (self.one.x + self.other.x) / 2, (self.one.y + self.other.y) / 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """The records of one organisation and the links between them, the strongest first."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    beside: tuple[tuple[Node, Node], ...]
    left_out: int

    @property
    def weakest(self) -> Link | None:
        """The link that gives way first."""
        return next((link for link in self.links if link.is_weakest), None)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture: with too many records it would be a tangle."""
        return 1 < len(self.nodes) <= MOST_DRAWN


def cluster_of(organisation: Organisation, yardstick: Yardstick) -> Cluster:
    """The cluster; the same few queries for any number of records."""
    related = ("source", "row__intake")
    found = list(organisation.records.select_related(*related).order_by("pk")[: MOST_RECORDS + 1])
    records = found[:MOST_RECORDS]
    left_out = organisation.records.count() - len(records) if len(found) > MOST_RECORDS else 0
    values = [record.read() for record in records]
    evidence = evidence_between(values)
    tree = strongest_tree({pair: found.bits for pair, found in evidence.items()})
    nodes = nodes_of(records, values, tree)
    joined = joinings_of([(records[one], records[other]) for one, other in tree])
    links = []
    for place, (pair, joining) in enumerate(zip(tree, joined, strict=True)):
        comparison = evidence[pair]
        fall = waterfall_of(comparison.reasons, comparison.bits, yardstick)
        ends, leaving = (nodes[pair[0]], nodes[pair[1]]), tuple(nodes[i] for i in smaller_side(len(nodes), tree, pair))
        links.append(Link(*ends, fall, joining, leaving, place == len(tree) - 1, thickness(comparison.bits)))
    rest = tuple((nodes[i], nodes[j]) for (i, j), c in evidence.items() if c.bits > 0 and (i, j) not in set(tree))
    return Cluster(tuple(nodes), tuple(links), rest, left_out)


def evidence_between(values: Sequence[Values]) -> dict[tuple[int, int], Comparison]:
    """Every two records compared; of many, each with the first few."""
    pairs = list(pairs_to_compare(len(values)))
    return dict(zip(pairs, Compared(values).told([i for i, _ in pairs], [j for _, j in pairs]), strict=True))


def pairs_to_compare(count: int) -> Iterator[tuple[int, int]]:
    """Which records to compare, by their places: enough to hold all together."""
    if count <= MOST_COMPARED:
        return combinations(range(count), 2)
    return ((i, j) for j in range(1, count) for i in range(min(j, FIRST_FEW)))


def smaller_side(count: int, tree: Sequence[tuple[int, int]], cut: tuple[int, int]) -> tuple[int, ...]:
    """The records that part from the rest if one link of the tree is cut; of equal halves the one without the first record."""
    side = set(order_of(count, [pair for pair in tree if pair != cut], cut[1]))
    other = set(range(count)) - side
    is_smaller = (len(side), 0 in side) < (len(other), 0 in other)
    return tuple(sorted(side if is_smaller else other))


def order_of(count: int, tree: Sequence[tuple[int, int]], start: int = 0) -> list[int]:
    """The records that can be reached from one, neighbours in the tree beside each other."""
    near: dict[int, list[int]] = {place: [] for place in range(count)}
    for one, other in tree:
        near[one].append(other)
        near[other].append(one)
    reached, waiting = [], [start] if count else []
    seen = set(waiting)
    while waiting:
        here = waiting.pop()
        reached.append(here)
        fresh = [place for place in reversed(near[here]) if place not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return reached


def nodes_of(records: Sequence[Record], values: Sequence[Values], tree: Sequence[tuple[int, int]]) -> list[Node]:
    """The nodes in the order of the records, set on an oval in the order of the tree, so that few links cross."""
    places = {place: turn for turn, place in enumerate(order_of(len(records), tree))}
    nodes = []
    for place, (record, said) in enumerate(zip(records, values, strict=True)):
        angle = pi + 2 * pi * places[place] / max(len(records), 1)
        x = WIDTH / 2 + (WIDTH / 2 - 2 * RADIUS) * cos(angle)
        y = HEIGHT / 2 + (HEIGHT / 2 - 2 * RADIUS) * sin(angle)
        name = next(iter(said.names), None)
        shown = (name.value, name.lang) if name else (record.key, "")
        nodes.append(Node(place + 1, record, *shown, round(x, 1), round(y, 1)))
    return nodes


def thickness(bits: float) -> float:
    """How thick a link is drawn."""
    share = max(0.0, min(bits / THICK_AT, 1.0))
    return round(THINNEST + (THICKEST - THINNEST) * share, 1)
