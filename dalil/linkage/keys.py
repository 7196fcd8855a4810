"""The blocking keys of a record in a form that is kept beside it: hashes that say what kind of key they are.

A key is a signed 64-bit number that is the same on every machine; its last four bits are its kind (see `blocking`). It
never says that records are the same.
"""

import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from dalil.formats.record import Record
from dalil.linkage.blocking import PROOF, SHORT, WHOLE, Keys, name_keys, record_keys
from dalil.linkage.forms import Forms
from dalil.linkage.ragged import Longs

KIND_BITS: Final = 4
KIND_MASK: Final = (1 << KIND_BITS) - 1
_TELLING: Final = frozenset({WHOLE, PROOF, SHORT})
# Of the keys of the shorter record, this share must be common before two records are read.
_LEAST_SHARED: Final = 0.12


def with_kinds(keys: Keys) -> Longs:
    """Return the keys with their kinds in the last four bits."""
    return (keys.keys & ~np.int64(KIND_MASK)) | keys.kinds


def keys_of_each(records: Sequence[Record]) -> list[tuple[int, ...]]:
    """Return the keys of each record in ascending order, each once; many records at once take a tenth of the time."""
    forms = Forms(records)
    by_name, by_record = name_keys(forms), record_keys(forms)
    keys = np.concatenate((with_kinds(by_name), with_kinds(by_record)))
    owners = np.concatenate((forms.owners[by_name.places], by_record.places))
    order = np.lexsort((keys, owners))
    keys, owners = keys[order], owners[order]
    ends = np.searchsorted(owners, np.arange(len(records) + 1))
    return [tuple(dict.fromkeys(keys[a:b].tolist())) for a, b in pairwise(ends.tolist())]


def keys_of(record: Record) -> tuple[int, ...]:
    """Return the record's keys in ascending order, each once. Equal records give equal keys."""
    return keys_of_each((record,))[0]


def pack_keys(keys: Iterable[int]) -> bytes:
    """Return the keys as little-endian 64-bit integers, eight bytes each, to be kept beside the record."""
    listed = tuple(keys)
    return struct.pack(f"<{len(listed)}q", *listed)


def unpack_keys(packed: bytes) -> tuple[int, ...]:
    """Return the keys that `pack_keys` packed."""
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def are_worth_comparing(mine: frozenset[int], packed: bytes) -> bool:
    """Return whether records with these keys can be alike at all: a look that costs a hundredth of `compare`."""
    bare = {key >> KIND_BITS for key in mine}
    theirs = unpack_keys(packed)
    shared = [key for key in theirs if key >> KIND_BITS in bare]
    if any(key & KIND_MASK in _TELLING for key in shared):
        return True
    return bool(shared) and len(shared) >= _LEAST_SHARED * min(len(mine), len(theirs))
