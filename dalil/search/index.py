"""The index of organisations: built whole, updated by a few, asked by many processes at once.

It is never the truth: whoever finds it missing builds it anew from the guide. It holds public values only.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import tantivy

from dalil.names import fold
from dalil.names.folding import without_article
from dalil.search import storage
from dalil.search.asking import Asked, Asking, asked
from dalil.search.documents import document_of, entry_in, schema
from dalil.search.entry import FACETS, Entry, Found, Hit, Query, Suggestion
from dalil.search.explaining import fit_of, reasons_of
from dalil.search.storage import IndexIsMissing

MOST_OFFSET: Final = 10_000

_RANKED_AGAIN: Final = 60
_FEW: Final = 3
_ENGINE_SHARE: Final = 0.25
_BROWSED_KEPT: Final = 64
_PAGES_READ: Final = 500
_ENDINGS: Final = 50
_BUILD_MEMORY: Final = 100_000_000
_UPDATE_MEMORY: Final = 20_000_000

Counts = dict[str, list[tuple[str, int]]]
Ranked = list[tuple[float, Entry]]


@contextmanager
def _engine_may_fail(folder: Path) -> Iterator[None]:
    """Turn what the engine says about a damaged index, be it a panic, into `IndexIsMissing`."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexIsMissing(str(folder)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the engine's; its class cannot be imported
            raise
        raise IndexIsMissing(str(folder)) from error


@dataclass(slots=True)
class _Browsed:
    """What was counted within some facets, and the entries by title as far as anyone has turned the pages."""

    total: int
    facets: Counts
    addresses: list[tantivy.DocAddress]


class _Opened:
    """One build of the index as this process has it open, at one state of its commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = storage.state(folder)
        with _engine_may_fail(folder):
            self.engine = tantivy.Index.open(str(folder))
            self.engine.config_reader("manual")
            self.engine.reload()
        self.searcher = self.engine.searcher()
        self.asking = Asking(self.engine.schema, self.searcher)
        self.browsed: dict[tuple[tuple[str, tuple[str, ...]], ...], _Browsed] = {}


class Index:
    """An index below a path. Cheap to `open` again: what is open is shared by the threads of a process."""

    _open: dict[Path, _Opened] = {}
    _opening = threading.Lock()

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
    def build(cls, path: Path, entries: Iterable[Entry]) -> Self:
        """Build the index anew and put it in place at once; readers see the old one until then."""
        with storage.writing(path):
            folder = storage.fresh(path)
            fields = schema()
            writer = tantivy.Index(fields, str(folder)).writer(_BUILD_MEMORY, 1)
            for entry in entries:
                writer.add_document(document_of(entry, fields))
            writer.commit()
            writer.wait_merging_threads()
            storage.put_in_place(path, folder)
        return cls.open(path)

    def update(self, entries: Iterable[Entry], gone: Iterable[str]) -> None:
        """Put these entries in, in place of what had their ids, and take out `gone`: all at once. Waits for its turn."""
        with storage.writing(self.path):
            opened = self._opened()
            with _engine_may_fail(opened.folder):
                fields = opened.engine.schema
                writer = opened.engine.writer(_UPDATE_MEMORY, 1)
                for entry_id in gone:
                    writer.delete_documents_by_term("id", entry_id)
                for entry in {entry.id: entry for entry in entries}.values():
                    writer.delete_documents_by_term("id", entry.id)
                    writer.add_document(document_of(entry, fields))
                writer.commit()
                writer.wait_merging_threads()

    def _opened(self) -> _Opened:
        """Return the build in use at its newest commit, opening it if another process changed it."""
        for is_last in (False, True):
            folder = storage.current(self.path)
            try:
                known = self._open.get(self.path)
                if known and known.folder == folder and known.state == storage.state(folder):
                    return known
                with self._opening:
                    self._open[self.path] = opened = _Opened(folder)
                return opened
            except IndexIsMissing:  # a build may have come between; only then is the pointer another one
                if is_last or storage.current(self.path) == folder:
                    raise
        raise AssertionError("unreachable")

    def find(self, query: Query) -> Found:
        """Return the answer to a question. Raises `IndexIsMissing` if the index cannot be read."""
        opened = self._opened()
        question = asked(query.text)
        with _engine_may_fail(opened.folder):
            if question.has_words:
                return _find_by_words(opened, question, query)
            if question.text:
                return Found(0, (), {facet: [] for facet in FACETS})
            return _browse(opened, query)

    def suggest(self, prefix: str, *, limit: int = 8) -> list[Suggestion]:
        """Return organisations with a name that has all words of the prefix, the last as a beginning."""
        opened = self._opened()
        *before, last = fold(asked(prefix).text).split() or [""]
        if not last:
            return []
        last = without_article(last)
        with _engine_may_fail(opened.folder):
            endings = [term for term, _ in opened.searcher.terms_with_prefix("word", last, limit=_ENDINGS)]
            if not endings:
                return []
            query = opened.asking.completed(" ".join(before), endings)
            hits = opened.searcher.search(query, limit * 4, count=False).hits
            entries = [entry_in(opened.searcher.doc(address)) for _, address in hits]
        found = [Suggestion(entry.id, _beginning_name(entry, last)) for entry in entries]
        return sorted(found, key=lambda suggestion: (len(suggestion.name), suggestion.name, suggestion.id))[:limit]


def _beginning_name(entry: Entry, last: str) -> str:
    """Return the first name in which a word begins as typed, else the first name."""
    for value, _ in entry.names:
        if any(without_article(word).startswith(last) for word in fold(value).split()):
            return value
    return entry.names[0][0] if entry.names else entry.id


def _counted(opened: _Opened, query: tantivy.Query, facets: Iterable[str]) -> Counts:
    wanted = {facet: {"terms": {"field": facet, "size": FACETS[facet]}} for facet in facets}
    if not wanted:
        return {}
    counts: dict[str, Any] = opened.searcher.aggregate(query, wanted)
    return {
        facet: sorted(((b["key"], b["doc_count"]) for b in counts[facet]["buckets"]), key=lambda v: (-v[1], v[0]))
        for facet in wanted
    }


def _facets(opened: _Opened, query: tantivy.Query, filters: Mapping[str, tuple[str, ...]]) -> Counts:
    """Count all facets: the chosen ones each without its own choice, the others together."""
    chosen = [facet for facet in FACETS if filters.get(facet)]
    rest = [facet for facet in FACETS if facet not in chosen]
    counts = _counted(opened, opened.asking.narrowed(query, filters), rest)
    for facet in chosen:
        counts |= _counted(opened, opened.asking.narrowed(query, filters, without=facet), [facet])
    return {facet: counts[facet] for facet in FACETS}


def _known_filters(query: Query) -> dict[str, tuple[str, ...]]:
    """Return the choices that mean something, in one order; what is no text at all (half a pair) is no value."""
    return {
        facet: tuple(value.encode("utf-8", "replace").decode() for value in values)
        for facet, values in sorted(query.filters.items())
        if facet in FACETS and values
    }


def _window(query: Query) -> tuple[int, int]:
    """Return offset and limit within what may be reached."""
    offset = min(max(0, query.offset), MOST_OFFSET)
    return offset, max(0, min(query.limit, MOST_OFFSET - offset))


def _browse(opened: _Opened, query: Query) -> Found:
    """Answer when nothing is asked: everything within the facets, by title.

    The engine pays for every title before the page, so what was read is kept until the next commit.
    """
    filters = _known_filters(query)
    offset, limit = _window(query)
    kept = opened.browsed.get(tuple(filters.items()))
    if kept is None or len(kept.addresses) < min(kept.total, offset + limit):
        kept = _browsed(opened, filters, offset + limit, kept)
    entries = [entry_in(opened.searcher.doc(address)) for address in kept.addresses[offset : offset + limit]]
    return Found(kept.total, tuple(Hit(entry.id, 0.0) for entry in entries), kept.facets)


def _browsed(opened: _Opened, filters: dict[str, tuple[str, ...]], reach: int, known: _Browsed | None) -> _Browsed:
    """Read the first entries by title, some pages further than asked for, unless few were asked for."""
    within = opened.asking.narrowed(tantivy.Query.all_query(), filters)
    if reach > _PAGES_READ // 10:
        reach += _PAGES_READ - reach % _PAGES_READ
    result: Any = opened.searcher.search(
        within, max(1, min(reach, MOST_OFFSET)), order_by_field="title_sort", order=tantivy.Order.Asc
    )
    facets = known.facets if known else _facets(opened, tantivy.Query.all_query(), filters)
    if len(opened.browsed) >= _BROWSED_KEPT:
        opened.browsed.clear()
    browsed = _Browsed(result.count, facets, [address for _, address in result.hits])
    opened.browsed[tuple(filters.items())] = browsed
    return browsed


def _find_by_words(opened: _Opened, question: Asked, query: Query) -> Found:
    filters = _known_filters(query)
    words = opened.asking.strictly(question)
    offset, limit = _window(query)
    result = _search(opened, opened.asking.narrowed(words, filters), 0, _RANKED_AGAIN)
    if result.count < _FEW:
        words = opened.asking.loosely(question)
        result = _search(opened, opened.asking.narrowed(words, filters), 0, _RANKED_AGAIN)
    ranked: Ranked = []
    if limit and offset < _RANKED_AGAIN:
        ranked = _ranked_again(opened, question, result)[offset : offset + limit]
    if limit > len(ranked) and offset + limit > _RANKED_AGAIN:
        start = max(offset, _RANKED_AGAIN)
        more = _search(opened, opened.asking.narrowed(words, filters), start, offset + limit - start)
        ranked += [(0.0, entry_in(opened.searcher.doc(address))) for _, address in more.hits]
    hits = tuple(Hit(entry.id, score, reasons_of(question, entry)) for score, entry in ranked)
    return Found(result.count, hits, _facets(opened, words, filters))


def _search(opened: _Opened, query: tantivy.Query, offset: int, limit: int) -> Any:
    return opened.searcher.search(query, limit, offset=offset)


def _ranked_again(opened: _Opened, question: Asked, result: Any) -> Ranked:
    """Order the engine's best hits by how well their best name fits."""
    top = max((score for score, _ in result.hits), default=0.0) or 1.0
    ranked = []
    for score, address in result.hits:
        entry = entry_in(opened.searcher.doc(address))
        fit = (1 - _ENGINE_SHARE) * fit_of(question, entry) + _ENGINE_SHARE * score / top
        ranked.append((fit, entry))
    return sorted(ranked, key=lambda item: (-item[0], item[1].title_sort, item[1].id))
