"""Where keys lie in the agent's memory: locked against the swap, left out of core dumps, zeroed at the end.

It never copies a key into an object that Python would leave lying about.
"""

import ctypes
import mmap
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from dalil.vault.envelope import KEY_SIZE

SLOTS: Final = 2048
_PR_SET_DUMPABLE: Final = 4
_MCL_CURRENT, _MCL_FUTURE = 1, 2
_RANDOM: Final = Path("/dev/urandom")


class Full(Exception):
    """There is no room for another key."""


class Slots:
    """Room for keys, 32 bytes each, in pages that are not swapped out where the machine allows it."""

    def __init__(self) -> None:
        """Ask for the pages and lock them."""
        self._pages = mmap.mmap(-1, SLOTS * KEY_SIZE)
        with suppress(OSError, AttributeError):
            self._pages.madvise(mmap.MADV_DONTDUMP)
        self._view = memoryview(self._pages)
        self._free = [self._view[place * KEY_SIZE : (place + 1) * KEY_SIZE] for place in reversed(range(SLOTS))]
        self.locked = _lock(self._pages)

    def take(self) -> memoryview:
        """A free slot."""
        if not self._free:
            raise Full
        return self._free.pop()

    def give_back(self, slot: memoryview) -> None:
        """Zero a slot; it is free again."""
        zero(slot)
        self._free.append(slot)

    def random(self) -> memoryview:
        """A slot filled by the machine's source of randomness, without passing through another object."""
        slot = self.take()
        with _RANDOM.open("rb", buffering=0) as source:
            if source.readinto(slot) != KEY_SIZE:
                raise OSError("no randomness")
        return slot

    def copy_of(self, key: memoryview) -> memoryview:
        """A slot filled from a buffer, which the caller zeroes."""
        slot = self.take()
        slot[:] = key
        return slot

    def wipe(self) -> None:
        """Zeroes in every slot; none may be used any more."""
        self._view[:] = bytes(len(self._view))
        self._free = []


def zero(buffer: bytearray | memoryview) -> None:
    """Zeroes in a buffer that held a secret."""
    buffer[:] = bytes(len(buffer))


def forbid_dumps() -> bool:
    """No core file, no debugger of another process with the same user; whether a core could still be written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _c_library().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0


def lock_everything() -> bool:
    """Ask that nothing of this process is ever swapped out; only where there is no limit, or later requests would fail."""
    soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
        soft = hard
    if soft != resource.RLIM_INFINITY:
        return False
    return bool(_c_library().mlockall(_MCL_CURRENT | _MCL_FUTURE) == 0)


def _lock(pages: mmap.mmap) -> bool:
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    return bool(_c_library().mlock(ctypes.c_void_p(address), ctypes.c_size_t(len(pages))) == 0)


def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
