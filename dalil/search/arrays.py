"""What an index is made of: arrays of numbers and tables of texts, each a file that is mapped into memory.

A segment is a folder of `.npy` files; opening one costs the same at any size. It never knows what the numbers mean.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_HASH_BYTES: Final = 8


def hash_of(text: str) -> int:
    """Return 64 bits of a text, the same on every machine; half a surrogate pair counts as a question mark."""
    return int.from_bytes(
        blake2b(text.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest(), "little", signed=True
    )


def hashes_of(texts: Sequence[str]) -> Longs:
    """Return the hashes of texts, in their order."""
    return np.fromiter(map(hash_of, texts), np.int64, len(texts))


def spans(starts: Longs, ends: Longs) -> Longs:
    """Return all numbers of the ranges `starts[i]..ends[i]`, one range after the other."""
    lengths = ends - starts
    whole = int(lengths.sum())
    if not whole:
        return np.zeros(0, np.int64)
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(offsets + np.arange(whole, dtype=np.int64))


class Rows:
    """Lists of numbers of unlike length, one after the other: `starts` has one more entry than there are lists."""

    def __init__(self, starts: Longs, values: Numbers) -> None:
        self.starts, self.values = starts, values

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]], kind: type = np.int32) -> "Rows":
        """Return the table of these lists."""
        every = list(lists)
        starts = np.zeros(len(every) + 1, np.int64)
        np.cumsum([len(one) for one in every], out=starts[1:])
        values: Numbers = np.fromiter((value for one in every for value in one), kind, int(starts[-1]))
        return cls(starts, values)

    @classmethod
    def grouped(cls, owners: Numbers, values: Numbers, size: int) -> "Rows":
        """Return for each of `size` owners its values, in their order."""
        order = np.argsort(owners, kind="stable")
        starts = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(owners, minlength=size), out=starts[1:])
        return cls(starts, values[order])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of_one(self, place: int) -> Numbers:
        """Return the list of one owner."""
        return np.asarray(self.values[self.starts[place] : self.starts[place + 1]])

    def of_all(self, places: Numbers) -> tuple[Numbers, Longs]:
        """Return the values of several owners one after the other, and how many each has."""
        starts, ends = self.starts[places], self.starts[np.asarray(places) + 1]
        return np.asarray(self.values[spans(starts, ends)]), np.asarray(ends - starts)


class Sorted:
    """Hashes in ascending order, each with a number: a dictionary that needs no loading."""

    def __init__(self, hashes: Longs, numbers: Numbers) -> None:
        self.hashes, self.numbers = hashes, numbers

    @classmethod
    def of(cls, hashes: Longs, numbers: Numbers) -> "Sorted":
        """Return the dictionary; equal hashes keep the order of their numbers."""
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], numbers[order])

    def places_of(self, hashes: Longs) -> tuple[Longs, Longs]:
        """Return where the numbers of each hash begin and end."""
        return self.hashes.searchsorted(hashes, "left"), self.hashes.searchsorted(hashes, "right")

    def of_one(self, text: str) -> Numbers:
        """Return the numbers under a text."""
        start, end = self.places_of(np.array([hash_of(text)]))
        return np.asarray(self.numbers[start[0] : end[0]])


class Texts(Sequence[str]):
    """Texts one after the other in one file; each is read when it is asked for."""

    def __init__(self, starts: Longs, letters: NDArray[np.uint8]) -> None:
        self._starts, self._letters = starts, letters

    @staticmethod
    def arrays_of(texts: Iterable[str | bytes]) -> tuple[Longs, NDArray[np.uint8]]:
        """Return starts and bytes for the texts."""
        packed, starts = bytearray(), [0]
        for text in texts:
            packed += text.encode("utf-8", "replace") if isinstance(text, str) else text
            starts.append(len(packed))
        return np.array(starts, np.int64), np.frombuffer(bytes(packed), np.uint8)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def raw(self, place: int) -> bytes:
        """Return the bytes of a text."""
        return self._letters[self._starts[place] : self._starts[place + 1]].tobytes()

    def __getitem__(self, place: Any) -> Any:
        return self.raw(place).decode("utf-8")

    def many(self, places: Numbers) -> list[str]:
        """Return several texts: one copy of their bytes, cut."""
        starts, ends = self._starts[places], self._starts[np.asarray(places) + 1]
        packed = self._letters[spans(starts, ends)].tobytes()
        cuts = [0, *np.cumsum(ends - starts).tolist()]
        if packed.isascii():
            text = packed.decode("ascii")
            return [text[start:end] for start, end in pairwise(cuts)]
        return [packed[start:end].decode("utf-8") for start, end in pairwise(cuts)]

    def lengths(self, places: Numbers) -> Longs:
        """Return how many bytes each of the texts has."""
        return np.asarray(self._starts[np.asarray(places) + 1] - self._starts[places])

    def range_of(self, prefix: str) -> tuple[int, int]:
        """Return where the texts with a beginning lie; they must be in ascending order of their bytes."""
        sought = prefix.encode("utf-8", "replace")
        numbers = range(len(self))
        start = bisect_left(numbers, sought, key=self.raw)
        end = bisect_left(numbers, sought + b"\xff", lo=start, key=self.raw)
        return start, end


def save(folder: Path, arrays: dict[str, Numbers]) -> None:
    """Write arrays as files of these names."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def mapped(folder: Path, name: str) -> Numbers:
    """Return one array, mapped from its file. Raises `OSError` or `ValueError` if it is missing, cut or no array."""
    file = folder / f"{name}.npy"
    try:
        array = np.load(file, mmap_mode="r")
    except EOFError as error:
        raise ValueError(f"{file} is cut") from error
    return np.asarray(array)
