"""Records of one list that say exactly the same: they are read once, and are one body only if that is enough to tell.

A name without anything else proves nothing however often it is repeated. It never looks at two different records.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np

from dalil.formats.record import Record, encode
from dalil.linkage.evidence import FEATURES, NAMED, Reader, namesakes_level
from dalil.linkage.pairing import Pairs
from dalil.linkage.ragged import Bools, Longs, spread
from dalil.linkage.weights import Weights

Mark = bytes


def mark_of(record: Record, name_of_list: str = "") -> Mark:
    """Return 16 bytes that are the same for equal records of one list, on every machine, and for no others."""
    try:
        said = encode(record)
    except UnicodeEncodeError:
        said = repr(record).encode("utf-8", "backslashreplace")
    return blake2b(
        said, digest_size=16, key=blake2b(name_of_list.encode("utf-8", "replace"), digest_size=32).digest()
    ).digest()


def numbers_of(marks: Iterable[Mark]) -> Longs:
    """Return the marks as numbers to sort by: shape (marks,)."""
    return np.frombuffer(b"".join(mark[:8] for mark in marks), np.int64)


def stand_ins(marks: Sequence[Mark], decided: set[int]) -> list[list[int]]:
    """Return the records that say exactly the same, together; one that a decision names stands for itself."""
    alike: dict[Mark | int, list[int]] = {}
    for number, mark in enumerate(marks):
        alike.setdefault(number if number in decided else mark, []).append(number)
    return list(alike.values())


def are_loose(reader: Reader, sizes: Longs, weights: Weights, bar: float) -> Bools:
    """Return for each record of the reader whether those that say the same as it are no proof of one body: shape (records,).

    `sizes`: how many say the same, itself included. Such a record is weighed against itself, as one of so many namesakes;
    that its list has it twice does not speak against it.
    """
    forms = reader.forms
    found = np.zeros(len(forms), bool)
    some = np.flatnonzero(sizes > 1)
    if len(some):
        names = spread(forms.names_of.starts[some], forms.names_of.counts[some])
        of_pair = np.repeat(np.arange(len(some)), forms.names_of.counts[some])
        levels = reader.levels(Pairs(some, some, np.zeros(len(some), np.float32), of_pair, names, names))
        levels[:, FEATURES.index("lists")] = np.where(forms.lists[some] > 0, NAMED["lists"].index("same"), 0)
        column = FEATURES.index("namesakes")
        named = forms.names_of.counts[some] > 0
        levels[named, column] = np.maximum(levels[named, column], namesakes_level(sizes[some[named]]))
        found[some] = weights.total(levels) <= bar
    return found
