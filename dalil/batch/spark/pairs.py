"""Which pairs of records are worth comparing: the rule of `dalil.linkage.pairing`, with the keys spread by their hash.

Every pair is found by the same keys and the same weights as on one machine. It never compares two names.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.spark.reading import Batches
from dalil.batch.spark.taking_apart import BESIDE
from dalil.linkage.blocking import Keys, Postings, met
from dalil.linkage.pairing import LEAST_PRODUCT, MOST_SHARING, pairs_of_block
from dalil.linkage.ragged import Ragged

Longs = NDArray[np.int64]
Floats = NDArray[np.float32]

_OWN: Final = "record long, name int, part double"
_HITS: Final = (
    "left long, right long, left_name int, right_name int, left_names int, right_names int, "
    "left_own float, right_own float, bits float"
)
_PAIRS: Final = "left long, right long, one array<int>, other array<int>"
_MET_AT_ONCE: Final = 300_000


def pairs(spark: SparkSession, taken: DataFrame, population: int, parts: int, work: Path) -> DataFrame:
    """Return the pairs to be read (left < right, and which of their names), written below `work`."""
    keys = taken.select("record", "name", "names", f.arrays_zip("keys", "kinds").alias("both"))
    of_names = _exploded(keys.where(f.col("name") != BESIDE), parts)
    own = (
        of_names.mapInArrow(_own(population), _OWN)
        .groupBy("record", "name")
        .agg(f.sum("part").cast("float").alias("own"))
    )
    with_own = keys.join(own, ["record", "name"], "left").fillna(0.0, ["own"])
    hits = _exploded(with_own, parts).mapInArrow(_hits(population), _HITS)
    path = str(work / "pairs")
    hits.repartition(parts, "left").mapInArrow(_worth(population), _PAIRS).write.parquet(path)
    return spark.read.parquet(path)


def _exploded(keys: DataFrame, parts: int) -> DataFrame:
    """Return a row for each key, those of one key in one part. Keys of names and of records are counted apart."""
    each = keys.withColumn("key", f.explode("both"))
    flat = each.withColumn("is_beside", f.col("name") == BESIDE).select(
        *(c for c in each.columns if c not in ("both", "key")), "is_beside", "key.keys", "key.kinds"
    )
    return flat.repartition(parts, "is_beside", "keys")


class _Posted:
    """The keys of one part as postings; `entries` are the places that they stand at, as (record, name)."""

    def __init__(self, table: pa.Table, population: int) -> None:
        keys, records, names, kinds = (table[name].to_numpy() for name in ("keys", "record", "name", "kinds"))
        by_place = np.lexsort((names, records))
        is_new = np.ones(len(keys), bool)
        if len(keys):
            is_new[1:] = (np.diff(records[by_place]) != 0) | (np.diff(names[by_place]) != 0)
        places = np.empty(len(keys), np.int64)
        places[by_place] = np.cumsum(is_new) - 1
        self.rows = by_place[is_new]
        self.records, self.names = records[self.rows], names[self.rows]
        order = np.lexsort((places, keys))
        self.postings = Postings.of(
            Keys(keys[order], places[order], kinds[order].astype(np.int64)), len(self.rows), population, MOST_SHARING
        )

    def met(self) -> Iterator[tuple[Longs, Longs, Floats]]:
        """Yield the pairs of places that share keys, in blocks."""
        entries, counts = self.postings.by_place()
        ends = (np.flatnonzero(np.diff(np.cumsum(counts) // _MET_AT_ONCE)) + 1).tolist()
        for first, last in zip([0, *ends], [*ends, len(entries)], strict=True):
            yield met(self.postings, entries, counts, slice(first, last))


def _whole(batches: Batches) -> pa.Table | None:
    """Return all batches of a part, or nothing."""
    filled = [batch for batch in batches if batch.num_rows]
    return pa.Table.from_batches(filled) if filled else None


def _own(population: int) -> Callable[[Batches], Batches]:
    def own(batches: Batches) -> Batches:
        table = _whole(batches)
        if table is not None:
            posted = _Posted(table, population)
            columns = (posted.records, posted.names, posted.postings.own.astype(np.float64))
            yield pa.RecordBatch.from_arrays(list(map(pa.array, columns)), ["record", "name", "part"])

    return own


def _hits(population: int) -> Callable[[Batches], Batches]:
    def hits(batches: Batches) -> Batches:
        table = _whole(batches)
        if table is None:
            return
        for is_beside in (False, True):
            some = table.filter(pc.equal(table["is_beside"], is_beside))
            posted = _Posted(some, population)
            names, own = (some[name].to_numpy()[posted.rows] for name in ("names", "own"))
            for left, right, bits in posted.met():
                apart = posted.records[left] != posted.records[right]
                left, right, bits = left[apart], right[apart], bits[apart]
                columns = [
                    array[side] for array in (posted.records, posted.names, names, own) for side in (left, right)
                ]
                named = [
                    "left",
                    "right",
                    "left_name",
                    "right_name",
                    "left_names",
                    "right_names",
                    "left_own",
                    "right_own",
                ]
                yield pa.RecordBatch.from_arrays(list(map(pa.array, (*columns, bits))), [*named, "bits"])

    return hits


def _worth(population: int) -> Callable[[Batches], Batches]:
    def worth(batches: Batches) -> Batches:
        table = _whole(batches)
        if table is not None:
            yield _of_part({name: table[name].to_numpy() for name in table.column_names}, population)

    return worth


class _Part:
    """Of the records of a part what the rule looks at; it takes its length for the number of all records."""

    def __init__(self, names_of: Ragged, population: int) -> None:
        self.names_of, self.names, self.owners = names_of, names_of.values, names_of.owners
        self._population = population

    def __len__(self) -> int:
        return self._population


def _of_part(hits: dict[str, NDArray[Any]], population: int) -> pa.RecordBatch:
    """Return the pairs of one part, in which all that was met of a left record stands together."""
    numbers, ends = np.unique(np.concatenate((hits["left"], hits["right"])), return_inverse=True)
    left, right = np.split(ends, 2)
    sizes = np.zeros(len(numbers), np.int64)
    sizes[left], sizes[right] = hits["left_names"], hits["right_names"]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    names_of = Ragged(np.arange(starts[-1], dtype=np.int64), starts)
    is_name = hits["left_name"] != BESIDE
    one, other = starts[left] + hits["left_name"], starts[right] + hits["right_name"]
    own = np.zeros(max(1, int(starts[-1])), np.float32)
    own[one[is_name]], own[other[is_name]] = hits["left_own"][is_name], hits["right_own"][is_name]
    bits = hits["bits"].astype(np.float32)
    of_names = one[is_name], other[is_name], bits[is_name]
    of_records = left[~is_name], right[~is_name], bits[~is_name]
    part: Any = _Part(names_of, population)
    found = pairs_of_block(part, of_names, of_records, own, LEAST_PRODUCT)
    offsets = pa.array(np.searchsorted(found.of_pair, np.arange(len(found) + 1)).astype(np.int32))
    chosen = [
        pa.ListArray.from_arrays(offsets, pa.array((names - starts[records[found.of_pair]]).astype(np.int32)))
        for names, records in ((found.one, found.left), (found.other, found.right))
    ]
    sides = [pa.array(numbers[found.left]), pa.array(numbers[found.right])]
    return pa.RecordBatch.from_arrays([*sides, *chosen], ["left", "right", "one", "other"])
