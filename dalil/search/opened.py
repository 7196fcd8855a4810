"""One build of the index as a process has it open: its segments, and which of their entries are not gone.

Segments that were open before are kept open, so that after an update only the new one is read.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np

from dalil.search import storage
from dalil.search.entry import Entry
from dalil.search.finding import Finding
from dalil.search.segment import Segment
from dalil.search.storage import IndexIsMissing


@contextmanager
def engine_may_fail(folder: Path) -> Iterator[None]:
    """Turn what reading damaged arrays raises into `IndexIsMissing`; a full disk is told as it is."""
    try:
        yield
    except (ValueError, IndexError, KeyError, EOFError, msgspec.MsgspecError, FileNotFoundError) as error:
        raise IndexIsMissing(str(folder)) from error


class Opened:
    """A build at one state. `known` is what the process had open before."""

    def __init__(self, folder: Path, known: "Opened | None" = None) -> None:
        self.folder = folder
        self.state = storage.state(folder)
        with engine_may_fail(folder):
            open_before = {one.segment.folder: one for one in known.parts} if known and known.folder == folder else {}
            self.parts: list[Finding] = []
            for name, gone in storage.described(folder):
                before = open_before.get(folder / name)
                segment = before.segment if before else Segment(folder / name)
                alive = np.ones(len(segment), bool)
                alive[list(gone)] = False
                part = Finding(segment, alive)
                if before:
                    part.expanding = before.expanding
                elif self.parts:
                    segment.weigh_with(self.parts[0].segment)
                self.parts.append(part)
        self.browsed: dict[str, tuple[int, dict[str, list[tuple[str, int]]]]] = {}

    @property
    def has_vectors(self) -> bool:
        """Whether names have vectors here."""
        return any(part.segment.vectors is not None for part in self.parts)

    def without(
        self, ids: Collection[str], *, small: int, most_small: int
    ) -> tuple[list[tuple[str, tuple[int, ...]]], list[Entry]]:
        """Return the segments that stay, with what is gone in each, and the entries of those that are melted down."""
        parts = list(self.parts)
        melting = parts[1:] if len(parts) > most_small else [part for part in parts[1:] if len(part.segment) < small]
        melted = [entry for part in melting for entry in _entries(part) if entry.id not in ids]
        kept: list[tuple[str, tuple[int, ...]]] = []
        for part in parts:
            if part not in melting:
                gone = {place for entry_id in ids if (place := part.segment.place_of(entry_id)) >= 0}
                kept.append((part.segment.folder.name, tuple(sorted(gone | set(np.flatnonzero(~part.alive).tolist())))))
        return kept, melted


def _entries(part: Finding) -> Iterator[Entry]:
    for place in np.flatnonzero(part.alive):
        yield part.segment.entry(int(place))
