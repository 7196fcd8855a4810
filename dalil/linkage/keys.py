"""Blocking keys: two records that share one may be about the same body, and only those are ever compared.

A key is a signed 64-bit hash that is the same on every machine. It never says that records are the same.
"""

import struct
from collections.abc import Iterable
from hashlib import blake2b
from itertools import combinations

from dalil.formats.record import Record
from dalil.linkage.features import Features, NameForm, features_of

_PAIRED_WORDS = 4
_SINGLE_WORDS = 3


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _name_keys(form: NameForm) -> Iterable[str]:
    heaviest = sorted(form.words, key=lambda word: (-word.weight, -len(word.roman), word.roman))
    yield "all " + " ".join(sorted(form.keys))
    for a, b in combinations(heaviest[:_PAIRED_WORDS], 2):
        yield "two " + " ".join(sorted((a.meaning or a.skeleton, b.meaning or b.skeleton)))
    distinctive = [word for word in heaviest if word.is_distinctive]
    for word in distinctive[:_SINGLE_WORDS]:
        yield "one " + word.skeleton
    if len(distinctive) > 1:  # in the order of the name: Bir Zeit = Birzeit
        yield "one " + "".join(word.skeleton for word in form.words if word.is_distinctive)


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
