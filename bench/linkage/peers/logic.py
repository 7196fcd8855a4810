"""nomenklatura's logic-v2, the matcher that screens names against sanctions lists, on the pairs of a plain blocking.

It never uses nomenklatura's own store and blocker: they need a dataset in its own shape. Seconds for every thousand pairs.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, blocked, host, joined, package, plain
from dalil.formats.record import Record

_BAR: Final = 0.8
_FEW: Final = 5_000


class LogicV2(Linker):
    """Joined at a score of 0.8; an organisation has all its names, its countries and its web addresses."""

    most_records = _FEW

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Compare what shares a word in plain letters, or a host."""
        matcher = package("nomenklatura.matching", "nomenklatura").LogicV2
        model = package("followthemoney", "nomenklatura").model
        config = matcher.default_config()
        entities = [self._entity(model, number, record) for number, record in enumerate(records)]
        names = [[plain(name.value) for name in record.names] for record in records]
        pairs = blocked(names, [host(record) for record in records])
        scores = [matcher.compare(entities[a], entities[b], config).score for a, b in pairs]
        same = [pair for pair, score in zip(pairs, scores, strict=True) if score >= _BAR]
        sides = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return Answer(joined(len(records), same), sides[:, 0], sides[:, 1], (np.array(scores) - _BAR) * 20)

    def _entity(self, model: Any, number: int, record: Record) -> Any:
        properties = {
            "name": [name.value for name in record.names],
            "country": [place.country.lower() for place in record.locations if place.country],
            "website": list(record.links),
            "incorporationDate": [record.founded] if record.founded else [],
        }
        return model.get_proxy({"id": f"record-{number}", "schema": "Organization", "properties": properties})
