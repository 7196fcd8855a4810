"""The evidence of all pairs: the levels that `dalil.linkage.evidence` finds, in shards of records that fit into memory.

A record is taken apart once in each shard that needs it. It never weighs a level.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.spark.lists import IS_LIKELY, LEFT_LIST, RIGHT_LIST, with_lists
from dalil.batch.spark.reading import Numbered
from dalil.batch.spark.scoring import PAIR
from dalil.batch.spark.taking_apart import Census, name_number
from dalil.formats.record import decode
from dalil.linkage.evidence import FEATURES, Reader
from dalil.linkage.forms import Forms
from dalil.linkage.linking import LIKELY, are_forbidden, blocks
from dalil.linkage.pairing import Pairs
from dalil.linkage.weights import Weights

# What was counted, as the machine that asks has it.
Known = Callable[[], Census]

IS_FORBIDDEN: Final = "is_forbidden"
_LEVELS: Final = f"{PAIR} long, left long, right long, " + ", ".join(
    (
        *(f"{name} int" for name in FEATURES),
        f"{LEFT_LIST} string",
        f"{RIGHT_LIST} string",
        f"{IS_LIKELY} boolean",
        f"{IS_FORBIDDEN} boolean",
    )
)
_PAIRS_OF_A_SHARD: Final = 33  # bits of a number that are left to the pairs of one shard


def levels(
    spark: SparkSession, given: Numbered, pairs: DataFrame, census: Known, weights: Weights, shards: int, work: Path
) -> DataFrame:
    """Return (pair, left, right, a level for each of FEATURES), written below `work`."""
    sharded = pairs.withColumn("shard", f.pmod(f.xxhash64("left"), f.lit(shards)))
    ends = sharded.select("shard", f.explode(f.array("left", "right")).alias("number")).distinct()
    records = given.firsts.select("number", "list", "record")
    needed = ends.join(records, "number").withColumnRenamed("shard", "of_shard")
    compared = sharded.groupBy("shard").cogroup(needed.groupBy("of_shard"))
    path = str(work / "levels")
    compared.applyInArrow(_compared(census, given.population, weights), _LEVELS).write.parquet(path)
    return with_lists(spark.read.parquet(path), given.sizes)


def _compared(census: Known, population: int, weights: Weights) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def compare(pairs: pa.Table, records: pa.Table) -> pa.Table:
        pairs = pairs.sort_by([("left", "ascending"), ("right", "ascending")])
        records = records.sort_by("number")
        lists = records["list"].to_pylist()
        forms = Forms(map(decode, records["record"].to_pylist()), lists)
        reader = reader_of(forms, census(), population)
        numbered = _numbered(pairs, records["number"].to_numpy(), forms)
        found = np.concatenate([reader.levels(block) for block in blocks(numbered)])
        first = pairs["shard"][0].as_py() << _PAIRS_OF_A_SHARD
        columns = {name: found[:, place].astype(np.int32) for place, name in enumerate(FEATURES)}
        ends = {"left": pairs["left"], "right": pairs["right"]}
        names = np.array(lists, object)
        of_lists = {LEFT_LIST: names[numbered.left], RIGHT_LIST: names[numbered.right]}
        likely = {IS_LIKELY: weights.total(found) > LIKELY, IS_FORBIDDEN: are_forbidden(found)}
        numbers = first + np.arange(pairs.num_rows, dtype=np.int64)
        return pa.table({PAIR: numbers, **ends, **columns, **of_lists, **likely})

    return compare


def reader_of(forms: Forms, census: Census, population: int) -> Reader:
    """Return what compares the records of a shard, with what was counted over all records."""
    hosts = np.unique(forms.hosts.values)
    names = np.array([name_number(folded) for folded in forms.folded], np.int64)
    return Reader(
        forms, census.frequencies, population, hosts=(hosts, census.hosts.of(hosts)), namesakes=census.names.of(names)
    )


def _numbered(pairs: pa.Table, numbers: "np.typing.NDArray[np.int64]", forms: Forms) -> Pairs:
    """Return the pairs with records and names numbered as in these forms."""
    left, right = (np.searchsorted(numbers, pairs[side].to_numpy()) for side in ("left", "right"))
    one, other = (pairs[side].combine_chunks() for side in ("one", "other"))
    counts = np.diff(_flat(one)[0])
    of_pair = np.repeat(np.arange(len(left)), counts)
    starts = forms.names_of.starts
    names = [starts[records[of_pair]] + _flat(chosen)[1] for records, chosen in ((left, one), (right, other))]
    return Pairs(left, right, np.zeros(len(left), np.float32), of_pair, names[0], names[1])


def _flat(lists: pa.Array) -> tuple["np.typing.NDArray[np.int64]", "np.typing.NDArray[np.int64]"]:
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.concat_arrays(lists.chunks)
    offsets = lists.offsets.to_numpy().astype(np.int64)
    return offsets, lists.values.to_numpy()[offsets[0] : offsets[-1]].astype(np.int64)
