"""How much one address may ask in a minute: counted for all workers together, in a small file in the platform's home.

It leaves no trace of readers: the file holds numbers alone, in places told by a keyed hash whose key is drawn anew and whose
numbers are wiped every minute. It never keeps an address, and never locks anybody out for longer than the minute.
"""

import fcntl
import mmap
import os
import secrets
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from dalil.accounts.neighbours import neighbourhood

WINDOW: Final = 60  # seconds
# What a minute allows is a setting: 600 requests unless the operator says otherwise, or as many names as one core can compare.
OF_A_REQUEST: Final = 10
OF_A_QUERY: Final = 1

_HEAD: Final = struct.Struct("<q32s")
_START: Final = 64
_NUMBER: Final = struct.Struct("<I")
_PLACES: Final = 1 << 16
_SIZE: Final = _START + _PLACES * _NUMBER.size
_MOST: Final = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to an address: `units` were allowed for the minute, `spent` are gone, `seconds` until the next."""

    units: int
    spent: int
    seconds: int

    @property
    def is_spent(self) -> bool:
        """Whether this request goes beyond it."""
        return self.spent > self.units

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, as the IETF's draft has them."""
        return {
            "RateLimit-Policy": f'"minute";q={self.units};w={WINDOW}',
            "RateLimit": f'"minute";r={max(0, self.units - self.spent)};t={self.seconds}',
        }


class Counts:
    """The numbers of the minute. Each address has two places, and the smaller number counts: few share both with others."""

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._file).st_size != _SIZE:
            os.ftruncate(self._file, _SIZE)
        self._numbers = mmap.mmap(self._file, _SIZE)

    def add(self, who: str, amount: int, minute: int) -> int:
        """Add to the number of `who` in this minute, and return what it comes to."""
        with self._our_turn():
            key = self._key_of(minute)
            digest = blake2b(who.encode("utf-8", "replace"), key=key, digest_size=8).digest()
            places = {_START + place % _PLACES * _NUMBER.size for place in struct.unpack("<II", digest)}
            found: list[int] = []
            for place in places:
                number = min(_MOST, _NUMBER.unpack_from(self._numbers, place)[0] + amount)
                _NUMBER.pack_into(self._numbers, place, number)
                found.append(number)
        return min(found)

    def _key_of(self, minute: int) -> bytes:
        known, key = _HEAD.unpack_from(self._numbers, 0)
        if known != minute:
            key = secrets.token_bytes(32)
            self._numbers[_START:_SIZE] = bytes(_SIZE - _START)
            _HEAD.pack_into(self._numbers, 0, minute, key)
        return bytes(key)

    @contextmanager
    def _our_turn(self) -> Iterator[None]:
        with self._turn:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


@lru_cache(maxsize=4)
def counts_in(home: Path) -> Counts:
    """The numbers of the platform whose home this is, opened once a process."""
    return Counts(home / "api-counts")


def spend(address: str, amount: int) -> Allowance:
    """Count what a request from this address costs, and say what is left."""
    now = timezone.now().timestamp()
    units = int(settings.DALIL_API_UNITS)
    spent = counts_in(Path(settings.DALIL_HOME)).add(neighbourhood(address), amount, int(now // WINDOW))
    return Allowance(units, spent, WINDOW - int(now % WINDOW))
