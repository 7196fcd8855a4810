"""Records of one list that say the same and are no proof of one body: the rule of `dalil.linkage.repeated`, spread.

Only records that are there more than once are read. It never looks at two different records.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from dalil.batch.spark.levels import Known, reader_of
from dalil.batch.spark.reading import Batches, Numbered
from dalil.formats.record import decode
from dalil.linkage.forms import Forms
from dalil.linkage.repeated import are_loose
from dalil.linkage.weights import Weights

_LOOSE: Final = "number long"


def loose(
    spark: SparkSession, given: Numbered, census: Known, weights: Weights, bar: float, parts: int, work: Path
) -> DataFrame:
    """Return (number) of the records that stand for others and are linked to none, not even to those; below `work`."""
    repeated = given.firsts.where("alike > 1").select("number", "list", "record", "alike").repartition(parts, "number")
    path = str(work / "loose")
    repeated.mapInArrow(_told(census, given.population, weights, bar), _LOOSE).write.parquet(path)
    return spark.read.parquet(path)


def _told(census: Known, population: int, weights: Weights, bar: float) -> Callable[[Batches], Batches]:
    def tell(batches: Batches) -> Batches:
        for batch in batches:
            if batch.num_rows:
                forms = Forms(map(decode, batch["record"].to_pylist()), batch["list"].to_pylist())
                reader = reader_of(forms, census(), population)
                found = are_loose(reader, batch["alike"].to_numpy(), weights, bar)
                yield pa.RecordBatch.from_pydict({"number": batch["number"].to_numpy()[found]})

    return tell
