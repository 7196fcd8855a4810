"""The whole linkage on Spark, step by step, and what it leaves: the same tables as on one machine.

It never decides anything that `dalil.linkage` decides.
"""

from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.spark.joining import contradictions, labels
from dalil.batch.spark.levels import levels
from dalil.batch.spark.loose import loose
from dalil.batch.spark.pairs import pairs
from dalil.batch.spark.reading import Numbered, read
from dalil.batch.spark.scoring import scored
from dalil.batch.spark.taking_apart import census, taken_apart
from dalil.linkage.weights import Weights


def no_progress(stage: str) -> None:
    """Tell nobody."""


# So many records to a part: their keys, and the records that they meet, are what one process holds at a time.
_RECORDS_OF_A_PART: Final = 20_000


def link(
    spark: SparkSession,
    records: Path,
    decisions: Path | None,
    folder: Path,
    work: Path,
    *,
    bar: float,
    weights: Weights,
    progress: Callable[[str], None] = no_progress,
) -> Mapping[str, int]:
    """Write pairs, clusters and contradictions below `folder`; return how many.

    Tables in between are written below `work`, which the caller removes; every machine of the cluster must see both. Raises
    `NotUsable` when the files cannot be used.
    """
    work.mkdir(exist_ok=True)
    # Spark begins with two hundred parts, which for a short list is two hundred times the waiting.
    spark.conf.set("spark.sql.shuffle.partitions", str(spark.sparkContext.defaultParallelism))
    progress("reading records and decisions")
    given = read(spark, records, decisions, work)
    parts = max(spark.sparkContext.defaultParallelism, ceil(given.population / _RECORDS_OF_A_PART))
    spark.conf.set("spark.sql.shuffle.partitions", str(parts))
    progress("taking records apart")
    taken = taken_apart(spark, given.firsts, parts, work)
    counts = census(spark, taken, given.population)
    progress("finding pairs")
    met = pairs(spark, taken, given.population, parts, work)
    progress("reading the evidence")
    known = spark.sparkContext.broadcast(counts)
    evidence = levels(spark, given, met, lambda: known.value, weights, parts, work)
    apart = loose(spark, given, lambda: known.value, weights, bar, parts, work)
    progress("weighing the pairs")
    bits = _written(spark, scored(spark, evidence, weights, work), work / "scored")
    progress("cutting clusters")
    found = _written(spark, labels(spark, given, bits, taken, apart, bar, parts), work / "labels")
    progress("writing")
    pair_count = _written(spark, _with_ids(given, bits, weights), folder / "pairs.parquet").count()
    clusters = _written(spark, _clusters(given, found, apart), folder / "clusters.parquet")
    counted = clusters.agg(f.count("*").alias("records"), f.count_distinct("cluster").alias("clusters")).collect()[0]
    told = _told(given, folder)
    return {"records": counted.records, "clusters": counted.clusters, "pairs": pair_count, "contradictions": told}


def _written(spark: SparkSession, table: DataFrame, place: Path) -> DataFrame:
    table.write.parquet(str(place))
    return spark.read.parquet(str(place))


def _with_ids(given: Numbered, bits: DataFrame, weights: Weights) -> DataFrame:
    ids = given.records.select("number", "id")
    named = bits
    for side, name in (("left", "a"), ("right", "b")):
        named = named.join(ids.withColumnsRenamed({"number": side, "id": name}), side)
    return named.select("a", "b", *weights.bits, "bits")


def _clusters(given: Numbered, found: DataFrame, loose: DataFrame) -> DataFrame:
    """Return (id, cluster) of every record; a cluster is called by its first id, and of a loose one each stands alone."""
    alone = loose.select(f.col("number").alias("first"), f.lit(True).alias("is_loose"))
    label = f.when(f.col("is_loose"), f.col("number")).otherwise(f.coalesce("label", "first")).alias("label")
    labelled = given.records.join(found.withColumnRenamed("number", "first"), "first", "left")
    of = labelled.join(alone, "first", "left").select("id", label)
    names = given.records.select(f.col("number").alias("label"), f.col("id").alias("cluster"))
    return of.join(names, "label").select("id", "cluster")


def _told(given: Numbered, folder: Path) -> int:
    groups = contradictions(given.same, given.different)
    numbers = sorted({number for group in groups for number in group})
    rows = given.records.where(f.col("number").isin(numbers)).select("number", "id").collect() if numbers else []
    ids = {row.number: row.id for row in rows}
    told = [(place, ids[number]) for place, group in enumerate(groups, start=1) for number in group]
    table = {
        "contradiction": pa.array([n for n, _ in told], pa.int64()),
        "id": pa.array([i for _, i in told], pa.string()),
    }
    pq.write_table(pa.table(table), folder / "contradictions.parquet")
    return len(groups)
