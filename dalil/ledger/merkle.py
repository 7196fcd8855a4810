"""One hash for many records, and the proof that one of them is among them: RFC 6962's tree, in plain functions.

A stranger can check a proof with this file alone. It never touches the database or the clock.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from dalil.ledger import chain

# A leaf and a joint are hashed under different first bytes, so that no joint can be passed off as a leaf.
_LEAF, _JOINT = b"\x00", b"\x01"


def content_hash(data: Mapping[str, Any]) -> str:
    """What stands for the particulars of one record; they themselves are kept where they can be erased."""
    return hashlib.sha256(chain.canonical(data).encode("ascii")).hexdigest()


def leaf(subject: str, content: str) -> bytes:
    """The leaf of one record: bound to what it is about, so that neither can be exchanged."""
    told = chain.canonical({"content": content, "subject": subject})
    return hashlib.sha256(_LEAF + told.encode("ascii")).digest()


def joint(left: bytes, right: bytes) -> bytes:
    """The hash above two others."""
    return hashlib.sha256(_JOINT + left + right).digest()


class Tree:
    """Leaves given one after the other; holds one hash for each power of two among them, however many they are."""

    __slots__ = ("_peaks", "count")

    def __init__(self) -> None:
        """Without a leaf."""
        self.count = 0
        self._peaks: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """The next leaf; every full pair beneath it becomes one."""
        filled = self.count
        while filled & 1:
            leaf_hash = joint(self._peaks.pop(), leaf_hash)
            filled >>= 1
        self._peaks.append(leaf_hash)
        self.count += 1

    def root(self) -> str:
        """The one hash, as 64 hexadecimal digits; of no leaves, that of nothing, as the RFC has it."""
        if not self._peaks:
            return hashlib.sha256(b"").hexdigest()
        *others, above = self._peaks
        for peak in reversed(others):
            above = joint(peak, above)
        return above.hex()


def root_of(leaves: Sequence[bytes]) -> str:
    """The root of leaves that are all at hand."""
    tree = Tree()
    for leaf_hash in leaves:
        tree.add(leaf_hash)
    return tree.root()


def path_to(place: int, leaves: Sequence[bytes]) -> list[str]:
    """The hashes that lead from the leaf at this place (counted from 0) up to the root, lowest first."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    path: list[str] = []
    first, end = 0, len(leaves)
    while end - first > 1:
        middle = first + _largest_power_below(end - first)
        beside = (middle, end) if place < middle else (first, middle)
        path.append(root_of(leaves[beside[0] : beside[1]]))
        first, end = (first, middle) if place < middle else (middle, end)
    return path[::-1]


def leads_to(root: str, *, leaf_hash: bytes, place: int, count: int, path: Sequence[str]) -> bool:
    """Whether this is the leaf at this place of a tree with so many leaves and this root: as RFC 9162, 2.1.3.2, has it."""
    if not 0 <= place < count:
        return False
    at, last, hashed = place, count - 1, leaf_hash
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = joint(bytes.fromhex(step), hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = joint(hashed, bytes.fromhex(step))
        at, last = at >> 1, last >> 1
    return last == 0 and hashed.hex() == root


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
