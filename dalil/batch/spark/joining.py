"""From scored pairs to clusters: components on the machine that steers, each cut into clusters wherever it lies.

The cutting is `dalil.linkage.clusters`, which looks at one component at a time anyway. It never looks at a record.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.components import components
from dalil.batch.spark.levels import IS_FORBIDDEN
from dalil.batch.spark.reading import Batches, Numbered
from dalil.batch.spark.taking_apart import BESIDE
from dalil.linkage.clusters import clustered
from dalil.linkage.evidence import FEATURES, NAMED, Levels
from dalil.linkage.linking import cluster_records
from dalil.linkage.pairing import Pairs
from dalil.linkage.ragged import Floats, Ragged
from dalil.linkage.repeated import numbers_of

Longs = NDArray[np.int64]
Told = Sequence[tuple[int, int]]

_LABELS: Final = "number long, label long"


class _Registered:
    """Of the records of a part what `cluster_records` looks at: their numbers in registers."""

    def __init__(self, schemes: pa.Array, identifiers: pa.Array) -> None:
        self.schemes, self.identifiers = (Ragged.of(one.to_pylist()) for one in (schemes, identifiers))

    def __len__(self) -> int:
        return len(self.schemes)


def labels(
    spark: SparkSession, given: Numbered, scored: DataFrame, taken: DataFrame, loose: DataFrame, bar: float, parts: int
) -> DataFrame:
    """Return (number, label) of the records that hang together with others: label is the lowest number of the cluster.

    The pairs of `loose` records are not looked at.
    """
    for side in ("left", "right"):
        scored = scored.join(loose.withColumnRenamed("number", side), side, "left_anti")
    worth = scored.where(f.round(f.col("bits") - bar, 2) > 0).select("left", "right").toArrow()
    told = np.array(given.same, np.int64).reshape(-1, 2)
    ends = (np.concatenate((worth[side].to_numpy(), told[:, place])) for place, side in enumerate(("left", "right")))
    records, of = components(*ends)
    lie_in = spark.createDataFrame(pa.table({"number": records, "component": of}))
    inside = (
        scored.select("left", "right", "bits", IS_FORBIDDEN)
        .join(lie_in.withColumnsRenamed({"number": "left"}), "left")
        .join(lie_in.withColumnsRenamed({"number": "right", "component": "other"}), "right")
        .where("component = other")
        .drop("other")
    )
    # Each record comes as a pair with itself as well, which says nothing, and brings its mark and numbers in registers along.
    registered = taken.where(f.col("name") == BESIDE).select(f.col("record").alias("number"), "schemes", "identifiers")
    of_records = registered.join(given.firsts.select("number", "mark"), "number")
    alone = lie_in.join(of_records, "number").withColumn("right", f.col("number")).withColumnRenamed("number", "left")
    every = inside.unionByName(alone, allowMissingColumns=True)
    cut = _cut(bar, given.same, given.different)
    return every.repartition(parts, "component").mapInArrow(cut, _LABELS)


def _cut(bar: float, same: Told, different: Told) -> Callable[[Batches], Batches]:
    def cut(batches: Batches) -> Batches:
        filled = [batch for batch in batches if batch.num_rows]
        if filled:
            table = pa.Table.from_batches(filled)
            is_pair = pc.not_equal(table["left"], table["right"])
            records, pairs = table.filter(pc.invert(is_pair)).sort_by("left"), table.filter(is_pair)
            numbers = records["left"].to_numpy()
            part: Any = _Registered(records["schemes"], records["identifiers"])
            told = among(numbers, same), among(numbers, different)
            marks = numbers_of(records["mark"].to_pylist())
            found = cluster_records(part, *_compared(pairs, numbers, bar), *told, marks)
            yield pa.RecordBatch.from_pydict({"number": numbers, "label": numbers[found.label]})

    return cut


def _compared(table: pa.Table, numbers: Longs, bar: float) -> tuple[Pairs, Floats, Levels]:
    """Return the pairs of a part, their bits less the bar, and of their levels whether a register keeps them apart."""
    left, right = (np.searchsorted(numbers, table[side].to_numpy()) for side in ("left", "right"))
    none = np.zeros(0, np.int64)
    bits = table["bits"].to_numpy().astype(np.float32) - np.float32(bar)
    levels = np.zeros((len(left), len(FEATURES)), np.uint8)
    levels[table[IS_FORBIDDEN].to_numpy(), FEATURES.index("identifier")] = NAMED["identifier"].index("conflict")
    return Pairs(left, right, np.zeros(len(left), np.float32), none, none, none), bits, levels


def among(numbers: Longs, decisions: Told) -> list[tuple[int, int]]:
    """Return the decisions on two of these numbers, which ascend, as places among them."""
    both = np.array(decisions, np.int64).reshape(-1, 2)
    places = np.minimum(np.searchsorted(numbers, both), len(numbers) - 1)
    known = (numbers[places] == both).all(axis=1)
    return [(int(a), int(b)) for a, b in places[known]]


def contradictions(same: Told, different: Told) -> list[tuple[int, ...]]:
    """Return the records that decisions call one and not one, as they are told of everywhere."""
    numbers = np.unique(np.array([*same, *different], np.int64))
    none, nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    if not len(numbers):
        return []
    found = clustered(len(numbers), none, none, nothing, among(numbers, same), among(numbers, different))
    return [tuple(numbers[list(one)].tolist()) for one in found.contradictions]
