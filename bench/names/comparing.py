"""Peers that compare the question with every name: RapidFuzz, and nomenklatura's logic-v2. They keep no index.

What takes them long grows with the names, so logic-v2 answers few questions and only over a small list.
"""

import sys
from heapq import nlargest
from typing import Any, Final

from bench.names.engine import FEW_NAMES, Engine, package, plain

_FEW_QUESTIONS: Final = 24


class RapidFuzz(Engine):
    """`rapidfuzz.process.extract` over all names in plain ASCII."""

    def __init__(self, scorer: str) -> None:
        self._process = package("rapidfuzz.process", "rapidfuzz")
        self._scorer = getattr(package("rapidfuzz.fuzz", "rapidfuzz"), scorer)
        self._names: list[str] = []

    def build(self, names: list[str], countries: list[str]) -> None:
        """Only the names in plain ASCII are made beforehand."""
        self._names = [plain(name) for name in names]

    def ask(self, query: str, limit: int) -> list[int]:
        """Compare with every name."""
        found = self._process.extract(plain(query), self._names, scorer=self._scorer, limit=limit)
        return [row for _, _, row in found]

    def megabytes(self) -> float:
        """The strings and the list of them."""
        return (sys.getsizeof(self._names) + sum(map(sys.getsizeof, self._names))) / 1e6


class LogicV2(Engine):
    """nomenklatura's logic-v2, the matcher that screens names against sanctions lists, without its blocker."""

    most_names = FEW_NAMES
    most_questions = _FEW_QUESTIONS

    def __init__(self) -> None:
        self._matcher = package("nomenklatura.matching", "nomenklatura").LogicV2
        self._entities_of = package("followthemoney", "nomenklatura")
        self._config = self._matcher.default_config()
        self._rows: list[Any] = []
        self._asked = 0

    def _entity(self, number: str, name: str, country: str = "") -> Any:
        """An id of its own for each: what was worked out about an entity is kept by id."""
        properties = {"name": [name], "country": [country] if country else []}
        return self._entities_of.model.get_proxy({"id": number, "schema": "Organization", "properties": properties})

    def build(self, names: list[str], countries: list[str]) -> None:
        """Make an entity of each row."""
        pairs = zip(names, countries, strict=True)
        self._rows = [self._entity(f"row-{row}", name, country) for row, (name, country) in enumerate(pairs)]

    def ask(self, query: str, limit: int) -> list[int]:
        """Compare with every entity."""
        self._asked += 1
        wanted = self._entity(f"asked-{self._asked}", query)
        scores = ((self._matcher.compare(wanted, one, self._config).score, -row) for row, one in enumerate(self._rows))
        return [-row for score, row in nlargest(limit, scores) if score > 0]
