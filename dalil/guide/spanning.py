"""The strongest links that hold things together without a ring. It never says what a link is."""

from collections.abc import Mapping
from typing import TypeVar

Node = TypeVar("Node", int, str)


def strongest_tree(bits: Mapping[tuple[Node, Node], float]) -> list[tuple[Node, Node]]:
    """The maximum spanning tree of each component, the strongest link first, of equals the smaller pair (Kruskal 1956)."""
    group = {node: node for pair in bits for node in pair}

    def top(node: Node) -> Node:
        while group[node] != node:
            group[node] = node = group[group[node]]
        return node

    tree = []
    for pair in sorted(bits, key=lambda pair: (-bits[pair], pair)):
        one, other = map(top, pair)
        if one != other:
            group[other] = one
            tree.append(pair)
    return tree
