"""The index of organisations: built whole, updated by a few, asked by many processes at once.

A build is a folder of segments, each a set of arrays that are mapped into memory: one large segment, and small ones for
what changed since. It is never the truth: whoever finds it missing builds it anew from the guide. Public values only.
"""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final, Self

from dalil.search import storage
from dalil.search.asking import Asked, asked
from dalil.search.building import build_segment
from dalil.search.counting import browsed, counted, filters_of, masks_within
from dalil.search.entry import FACETS, Entry, Found, Hit, Query, Suggestion
from dalil.search.explaining import reasons_of
from dalil.search.merging import Shown, pages_of, ranked_of
from dalil.search.opened import Opened, engine_may_fail
from dalil.search.storage import IndexIsMissing
from dalil.search.suggesting import suggestions
from dalil.search.vectors import Progress, Store, are_available

MOST_OFFSET: Final = 10_000

# Changes go into the newest small segment until it has this many entries; of more small ones than this, one is made.
_SMALL: Final = 500
_MOST_SMALL: Final = 6

# A process asks one index, or two; each that it keeps open holds some fifty files.
_MOST_OPEN: Final = 4


class Index:
    """An index below a path. Cheap to `open` again: what is open is shared by the threads of a process."""

    _open: ClassVar[dict[Path, Opened]] = {}
    _opening: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the index, seen as it is now. Raises `IndexIsMissing`."""
        index = cls(path)
        index._opened()
        return index

    @classmethod
    def exists(cls, path: Path) -> bool:
        """Return whether an index of this layout is there."""
        try:
            cls.open(path)
        except IndexIsMissing:
            return False
        return True

    @classmethod
    def build(
        cls, path: Path, entries: Iterable[Entry], *, vectors: bool = False, progress: Progress | None = None
    ) -> Self:
        """Build the index anew and put it in place at once; readers see the old one until then.

        With `vectors` (the optional extra), each name gets a vector as well, and `progress` is told how many are made;
        those made before are taken from the store beside the index. Raises `OSError` when the disk is full: then
        nothing has changed.
        """
        with storage.writing(path), storage.building(path) as folder:
            segment = storage.new_segment(folder)
            build_segment(segment, entries, Store(path) if vectors else None, progress)
            storage.describe(folder, [(segment.name, ())])
            storage.put_in_place(path, folder)
        return cls.open(path)

    def update(self, entries: Iterable[Entry], gone: Iterable[str]) -> None:
        """Put these entries in, in place of what had their ids, and take out `gone`: all at once. Waits for its turn."""
        with storage.writing(self.path):
            opened = self._opened()
            store = Store(self.path) if opened.has_vectors and are_available() else None
            with engine_may_fail(opened.folder):
                changed = {entry.id: entry for entry in entries}
                kept, melted = opened.without({*changed, *gone}, small=_SMALL, most_small=_MOST_SMALL)
                taken = {entry.id: entry for entry in melted} | changed
                if taken:
                    segment = storage.new_segment(opened.folder)
                    with storage.undone_if_failed(segment):
                        build_segment(segment, taken.values(), store)
                    kept.append((segment.name, ()))
                storage.describe(opened.folder, kept)

    def _opened(self) -> Opened:
        """Return the build in use at its newest state, opening it if another process changed it."""
        before = None
        while True:
            seen = storage.seen(self.path)
            try:
                folder = storage.current(self.path)
                known = self._open.get(self.path)
                if known and known.folder == folder and known.state == storage.state(folder):
                    return known
                with self._opening:
                    self._open[self.path] = opened = Opened(folder, known)
                    for oldest in list(self._open)[:-_MOST_OPEN]:
                        del self._open[oldest]
                return opened
            except IndexIsMissing:  # unless a build or an update came between, there is nothing to wait for
                if seen in (before, storage.seen(self.path)):
                    raise
                before = seen

    def find(self, query: Query) -> Found:
        """Return the answer to a question. Raises `IndexIsMissing` if the index cannot be read."""
        opened = self._opened()
        question = asked(query.text)
        offset = min(max(0, query.offset), MOST_OFFSET)
        limit = max(0, min(query.limit, MOST_OFFSET - offset))
        filters = filters_of(query)
        with engine_may_fail(opened.folder):
            within = masks_within(opened, filters)
            if question.has_words or question.whole_terms:
                ranked = ranked_of(opened, question, within)
                total, facets = counted(opened, ranked.found, filters, within)
                page = pages_of(opened, ranked, within, offset, limit)
                return Found(total, _hits(question, page), facets)
            if question.text:
                return Found(0, (), {facet: [] for facet in FACETS})
            return browsed(opened, filters, within, offset, limit)

    def suggest(self, prefix: str, *, limit: int = 8) -> list[Suggestion]:
        """Return organisations with a name that has all words of the prefix, the last as a beginning."""
        opened = self._opened()
        with engine_may_fail(opened.folder):
            return suggestions(opened, prefix, limit)


def _hits(question: Asked, page: Iterable[tuple[Shown, Entry]]) -> tuple[Hit, ...]:
    return tuple(Hit(entry.id, one.score, reasons_of(question, entry, one.pairs, one.name)) for one, entry in page)
