"""dedupe 3, trained with labelled pairs of other organisations: learned blocking, a regression, hierarchical clusters.

It never sees a label of the job that it is measured on.
"""

import json
import random
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, NotRun, blocked, flat, package
from dalil.formats.record import Record

_FEW: Final = 5_000
_EXAMPLES: Final = 400
_BAR: Final = 0.92
_COLUMNS: Final = ("name", "country", "city", "host")


class Dedupe(Linker):
    """`Dedupe` with String, Exact and a missing-value flag for all but the name."""

    most_records = _FEW
    remark = (
        f"trained with {_EXAMPLES} true and {_EXAMPLES} false pairs of the other half, half of the false ones alike"
    )

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Train on the other half, then part the records into clusters."""
        # A newer BTrees lacks `byValue`, which dedupe 3.0.3 asks of it.
        dedupe, variables = (package(module, "dedupe 'BTrees<6.2'") for module in ("dedupe", "dedupe.variables"))
        if training is None:
            raise NotRun("needs the registry's other half to be trained on")
        random.seed(1)
        np.random.seed(1)
        made = [variables.String("name", has_missing=True)]
        made += [variables.Exact("country", has_missing=True), variables.String("city", has_missing=True)]
        made += [variables.Exact("host", has_missing=True)]
        deduper = dedupe.Dedupe(made, num_cores=1)
        self._train(deduper, training)
        rows = self._rows(records)
        clusters = np.arange(len(records), dtype=np.int64)
        for number, (members, _) in enumerate(deduper.partition(rows, threshold=_BAR)):
            clusters[list(members)] = len(records) + number
        return Answer(clusters)

    def _rows(self, records: Sequence[Record]) -> dict[int, dict[str, Any]]:
        return {row["unique_id"]: {name: row[name] for name in _COLUMNS} for row in flat(records)}

    def _train(self, deduper: Any, training: Benchmark) -> None:
        rows = self._rows(training.records)
        chance = random.Random(1)
        true = [(rows[a], rows[b]) for a, b in training.pairs.tolist()]
        chance.shuffle(true)
        numbers = range(len(training.records))
        names = [[row["name"] or ""] for row in rows.values()]
        alike = [(a, b) for a, b in blocked(names, [""] * len(names)) if training.truth[a] != training.truth[b]]
        chance.shuffle(alike)
        false = [(rows[a], rows[b]) for a, b in alike[: _EXAMPLES // 2]]
        while len(false) < _EXAMPLES:
            a, b = chance.sample(numbers, 2)
            if training.truth[a] != training.truth[b]:
                false.append((rows[a], rows[b]))
        examples = {"match": true[:_EXAMPLES], "distinct": false}
        deduper.prepare_training(rows, training_file=StringIO(json.dumps(_tagged(examples))), sample_size=1500)
        deduper.train(recall=0.95, index_predicates=False)


def _tagged(examples: dict[str, list[tuple[Any, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the pairs as dedupe writes tuples into its training files."""
    return {
        label: [{"__class__": "tuple", "__value__": list(pair)} for pair in pairs] for label, pairs in examples.items()
    }
