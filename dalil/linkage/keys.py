"""Blocking keys: two records that share one may be about the same body, and only those are ever compared.

A key is a signed 64-bit hash that is the same on every machine. It never says that records are the same.
"""

import struct
from collections.abc import Iterable
from hashlib import blake2b
from itertools import combinations
from typing import Final

from dalil.formats.record import Record
from dalil.linkage.features import Features, NameForm, features_of

_PAIRED_WORDS = 4
_SINGLE_WORDS = 3


# Keys that say enough alone (a number, a web domain) are odd, all others even.
_PROOF: Final = ("id ", "host ")
# Of the keys of the shorter record, this share must be common before two records are read. On the 12,601 records of
# the bundled lists it leaves one pair in fourteen of those that share a key, and of the 660 worth asking about all but 3.
_LEAST_SHARED: Final = 0.25


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    number = int.from_bytes(digest, "little", signed=True)
    return number | 1 if text.startswith(_PROOF) else number & ~1


def _name_keys(form: NameForm) -> Iterable[str]:
    heaviest = sorted(form.words, key=lambda word: (-word.weight, -len(word.roman), word.roman))
    yield "all " + " ".join(sorted(form.keys))
    for a, b in combinations(heaviest[:_PAIRED_WORDS], 2):
        yield "two " + " ".join(sorted((a.meaning or a.skeleton, b.meaning or b.skeleton)))
    distinctive = [word for word in heaviest if word.is_distinctive]
    for word in distinctive[:_SINGLE_WORDS]:
        yield "one " + word.skeleton
    if distinctive:  # in the order of the name: Bir Zeit = Birzeit
        sounds = "".join(word.skeleton for word in form.words if word.is_distinctive)
        yield "one " + sounds
        yield " ".join(["sounds", sounds, *sorted(word.meaning for word in form.words if word.meaning)])


def _texts(features: Features) -> Iterable[str]:
    for form in features.names:
        yield from _name_keys(form)
    for acronym in features.acronyms | features.initials:
        yield "acronym " + acronym
    for scheme, values in features.identifiers.items():
        for value in values:
            yield f"id {scheme} {value}"
    for host in features.hosts:
        yield "host " + host


def keys_of(record: Record) -> tuple[int, ...]:
    """Return the record's keys in ascending order, each once. Equal records give equal keys."""
    return tuple(sorted(map(_hash, set(_texts(features_of(record))))))


def pack_keys(keys: Iterable[int]) -> bytes:
    """Return the keys as little-endian 64-bit integers, eight bytes each, to be kept beside the record."""
    listed = tuple(keys)
    return struct.pack(f"<{len(listed)}q", *listed)


def unpack_keys(packed: bytes) -> tuple[int, ...]:
    """Return the keys that `pack_keys` packed."""
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def are_worth_comparing(mine: frozenset[int], packed: bytes) -> bool:
    """Return whether records with these keys can be alike at all: a look that costs a twentieth of `compare`."""
    theirs = unpack_keys(packed)
    shared = [key for key in theirs if key in mine]
    if any(key & 1 for key in shared):
        return True
    fewest = min(len(mine), len(theirs))
    return len(shared) >= min(2, fewest) and len(shared) >= _LEAST_SHARED * fewest
