"""From scored pairs to clusters: components on the machine that steers, each cut into clusters wherever it lies.

The cutting is `dalil.linkage.clusters`, which looks at one component at a time anyway. It never looks at a record.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.components import components
from dalil.batch.spark.reading import Batches
from dalil.linkage.clusters import clustered

Longs = NDArray[np.int64]
Pairs = Sequence[tuple[int, int]]

_LABELS: Final = "number long, label long"


def labels(spark: SparkSession, scored: DataFrame, bar: float, same: Pairs, different: Pairs, parts: int) -> DataFrame:
    """Return (number, label) of the records that hang together with others: label is the lowest number of the cluster."""
    worth = scored.where(f.round(f.col("bits") - bar, 2) > 0).select("left", "right").toArrow()
    told = np.array(same, np.int64).reshape(-1, 2)
    ends = (np.concatenate((worth[side].to_numpy(), told[:, place])) for place, side in enumerate(("left", "right")))
    records, of = components(*ends)
    lie_in = spark.createDataFrame(pa.table({"number": records, "component": of}))
    inside = (
        scored.select("left", "right", "bits")
        .join(lie_in.withColumnsRenamed({"number": "left"}), "left")
        .join(lie_in.withColumnsRenamed({"number": "right", "component": "other"}), "right")
        .where("component = other")
    )
    # A record with no pair in its component is there by a decision alone: it is its own pair, which says nothing.
    alone = lie_in.select(
        f.col("number").alias("right"), f.col("number").alias("left"), f.lit(0.0).alias("bits"), "component"
    )
    every = inside.select("right", "left", "bits", "component").unionByName(alone)
    cut = _cut(bar, tuple(same), tuple(different))
    return every.repartition(parts, "component").mapInArrow(cut, _LABELS)


def _cut(bar: float, same: Pairs, different: Pairs) -> Callable[[Batches], Batches]:
    def cut(batches: Batches) -> Batches:
        filled = [batch for batch in batches if batch.num_rows]
        if filled:
            table = pa.Table.from_batches(filled)
            left, right = table["left"].to_numpy(), table["right"].to_numpy()
            numbers = np.unique(np.concatenate((left, right)))
            bits = table["bits"].to_numpy().astype(np.float32) - np.float32(bar)
            are_two = left != right
            one, other = (np.searchsorted(numbers, side)[are_two] for side in (left, right))
            told = among(numbers, same), among(numbers, different)
            found = clustered(len(numbers), one, other, bits[are_two], *told)
            yield pa.RecordBatch.from_pydict({"number": numbers, "label": numbers[found.label]})

    return cut


def among(numbers: Longs, decisions: Pairs) -> list[tuple[int, int]]:
    """Return the decisions on two of these numbers, which ascend, as places among them."""
    both = np.array(decisions, np.int64).reshape(-1, 2)
    places = np.minimum(np.searchsorted(numbers, both), len(numbers) - 1)
    known = (numbers[places] == both).all(axis=1)
    return [(int(a), int(b)) for a, b in places[known]]


def contradictions(same: Pairs, different: Pairs) -> list[tuple[int, ...]]:
    """Return the records that decisions call one and not one, as they are told of everywhere."""
    numbers = np.unique(np.array([*same, *different], np.int64))
    none, nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    if not len(numbers):
        return []
    found = clustered(len(numbers), none, none, nothing, among(numbers, same), among(numbers, different))
    return [tuple(numbers[list(one)].tolist()) for one in found.contradictions]
