"""What was learned for ranking: the weight of each feature, and which countries a language's readers mean.

Two small files in `tables/`, made by `python -m dalil.search.training` from published labels. It computes no feature.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np

from dalil.search.arrays import Floats
from dalil.search.ranking import FEATURES, WITH_VECTORS

TABLES: Final = resources.files("dalil.search") / "tables"
# As many readers as this are imagined to ask for each country as often as the index holds it.
_IMAGINED: Final = 20.0


def _lines(name: str) -> Iterator[list[str]]:
    for line in (TABLES / name).read_text("utf-8").splitlines():
        if line[0] != "#":
            yield line.split("\t")


@lru_cache(maxsize=2)
def weights(*, has_vectors: bool) -> Floats:
    """Return the weight of each feature, in the order of FEATURES (and WITH_VECTORS)."""
    column = 2 if has_vectors else 1
    told = {line[0]: float(line[column]) for line in _lines("weights.tsv")}
    return np.array([told[name] for name in (*FEATURES, *(WITH_VECTORS if has_vectors else ()))], np.float32)


@lru_cache(maxsize=1)
def _asked_for() -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for language, country, count in _lines("countries.tsv"):
        counts.setdefault(language, {})[country] = int(count)
    return counts


def country_evidence(language: str, shares: dict[str, float]) -> dict[str, float]:
    """Return how much likelier than by its share of the index each country is meant, in nats. `shares` sum to one."""
    counts = _asked_for().get(language, {})
    whole = sum(counts.values()) + _IMAGINED
    return {
        country: float(np.log((counts.get(country, 0) + _IMAGINED * share) / whole / share))
        for country, share in shares.items()
        if share
    }
