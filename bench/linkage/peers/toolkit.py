"""The Python Record Linkage Toolkit: sorted neighbourhood and blocking, Jaro-Winkler, a sum of weights.

It never learns: the weights and the bar are set by hand.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, flat, joined, package
from dalil.formats.record import Record

_WINDOW: Final = 9
_WEIGHTS: Final = {"name": 3.0, "country": 0.5, "city": 0.75, "host": 1.5}
_BAR: Final = 3.35


class RecordLinkage(Linker):
    """Neighbours by name and pairs of one host are compared by `recordlinkage.Compare`."""

    most_records = 60_000

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Join what weighs more than the bar."""
        toolkit, pandas = package("recordlinkage", "recordlinkage"), package("pandas", "pandas")
        frame = pandas.DataFrame(flat(records)).set_index("unique_id")
        frame["turned"] = frame["name"].fillna("").map(lambda name: " ".join(sorted(name.split())))
        index = toolkit.Index()
        index.sortedneighbourhood("name", window=_WINDOW)
        index.sortedneighbourhood("turned", window=_WINDOW)
        if frame["host"].notna().any():
            index.block("host")
        pairs = index.index(frame)
        compare = toolkit.Compare()
        compare.string("turned", "turned", method="jarowinkler", label="name")
        for column in ("country", "city", "host"):
            compare.exact(column, column, label=column, missing_value=0)
        features = compare.compute(pairs, frame)
        scores = sum(features[column] * weight for column, weight in _WEIGHTS.items()).to_numpy()
        known = frame["country"].notna()
        left = np.asarray(pairs.get_level_values(0), dtype=np.int64)
        right = np.asarray(pairs.get_level_values(1), dtype=np.int64)
        differs = known.to_numpy()[left] & known.to_numpy()[right] & (features["country"].to_numpy() == 0)
        scores = scores - 1.5 * differs
        chosen = scores >= _BAR
        same = zip(left[chosen].tolist(), right[chosen].tolist(), strict=True)
        clusters = joined(len(records), same)
        return Answer(clusters, np.minimum(left, right), np.maximum(left, right), (scores - _BAR) * 4)
