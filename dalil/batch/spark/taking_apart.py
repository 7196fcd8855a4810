"""Every record taken apart once: its blocking keys, and what is counted over all records before any pair is read.

The forms and keys are those of `dalil.linkage`. It never compares two records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch.spark.reading import Batches
from dalil.formats.record import decode
from dalil.linkage.blocking import Keys, name_keys, record_keys
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies, shipped
from dalil.linkage.words import number_of

Longs = NDArray[np.int64]

# A row for each name of a record, and one (`name` = -1) for what is beside its names.
BESIDE: Final = -1
_TAKEN: Final = (
    "record long, name int, names int, keys array<long>, kinds array<byte>, "
    "concepts array<long>, hosts array<long>, folded array<long>, schemes array<long>, identifiers array<long>"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Values ascending with how often each is met; what is not listed is met once."""

    values: Longs
    counts: Longs

    def of(self, values: Longs) -> Longs:
        """Return how often each of these is met."""
        if not len(self.values):
            return np.ones(len(values), np.int64)
        place = np.minimum(np.searchsorted(self.values, values), len(self.values) - 1)
        return np.where(self.values[place] == values, self.counts[place], 1)


@dataclass(frozen=True, slots=True)
class Census:
    """What is counted over all records: words, hosts, equal names."""

    frequencies: Frequencies
    hosts: Counted
    names: Counted


def name_number(folded: str) -> int:
    """Return a number for a folded name."""
    return number_of("name " + folded)


def taken_apart(spark: SparkSession, firsts: DataFrame, parts: int, work: Path) -> DataFrame:
    """Return the table of names with their keys, written below `work`."""
    path = str(work / "taken")
    spread = firsts.select("number", "record").repartition(parts, "number")
    spread.mapInArrow(_take_apart, _TAKEN).write.parquet(path)
    return spark.read.parquet(path)


def _take_apart(batches: Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if batch.num_rows:
            yield _of(Forms(map(decode, batch["record"].to_pylist())), batch["number"].to_numpy())


def _of(forms: Forms, numbers: Longs) -> pa.RecordBatch:
    """Return the rows of all names, then those of all records."""
    names, records = len(forms.names), len(forms)
    firsts = forms.names_of.starts[:-1]
    concepts = forms.words.concepts[forms.names.values, 0]
    each_once = np.unique(np.stack((forms.owners[forms.names.owners], concepts), axis=1), axis=0)
    none = np.zeros(0, np.int64)
    keys, kinds = _keys(name_keys(forms), names, record_keys(forms), records)
    columns = {
        "record": np.concatenate((numbers[forms.owners], numbers)),
        "name": np.concatenate((np.arange(names) - firsts[forms.owners], np.full(records, BESIDE))).astype(np.int32),
        "names": np.concatenate((forms.names_of.counts[forms.owners], forms.names_of.counts)).astype(np.int32),
        "keys": keys,
        "kinds": kinds,
        "concepts": _listed(each_once[:, 1], names + each_once[:, 0], names + records),
        "hosts": _listed(forms.hosts.values, names + forms.hosts.owners, names + records),
        "folded": _listed(
            np.array([*map(name_number, forms.folded), *none], np.int64), np.arange(names), names + records
        ),
        "schemes": _listed(forms.schemes.values, names + forms.schemes.owners, names + records),
        "identifiers": _listed(forms.identifiers.values, names + forms.identifiers.owners, names + records),
    }
    return pa.RecordBatch.from_pydict(
        {name: column if isinstance(column, pa.Array) else pa.array(column) for name, column in columns.items()}
    )


def _keys(of_names: Keys, names: int, of_records: Keys, records: int) -> tuple[pa.Array, pa.Array]:
    places = np.concatenate((of_names.places, names + of_records.places))
    order = np.argsort(places, kind="stable")
    keys = np.concatenate((of_names.keys, of_records.keys))[order]
    kinds = np.concatenate((of_names.kinds, of_records.kinds))[order].astype(np.int8)
    return _listed(keys, places[order], names + records), _listed(kinds, places[order], names + records)


def _listed(values: NDArray[np.integer], owners: Longs, size: int) -> pa.Array:
    """Return lists of values, whose owners ascend, one for each of `size` owners."""
    starts = np.searchsorted(owners, np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), pa.array(values))


def census(spark: SparkSession, taken: DataFrame, population: int) -> Census:
    """Return what is counted; everything that is met once stays where it is."""
    beside = taken.where(f.col("name") == BESIDE)
    known, counts, of_shipped = shipped()
    listed = f.broadcast(spark.createDataFrame(pa.table({"value": known, "shipped": counts})))
    words = _counts(beside, "concepts").join(listed, "value", "left").where("count > 1 or shipped is not null")
    mine = _gathered(words)
    every, inverse = np.unique(np.concatenate((known, mine.values)), return_inverse=True)
    sums = np.bincount(inverse, np.concatenate((counts, mine.counts)), minlength=len(every)).astype(np.int64)
    hosts = _gathered(_counts(beside, "hosts").where("count > 1"))
    names = _gathered(_counts(taken, "folded").where("count > 1"))
    return Census(Frequencies(every, sums, of_shipped + population), hosts, names)


def _counts(table: DataFrame, column: str) -> DataFrame:
    return table.select(f.explode(column).alias("value")).groupBy("value").count()


def _gathered(counts: DataFrame) -> Counted:
    table = counts.select("value", "count").toArrow()
    values, numbers = table["value"].to_numpy(), table["count"].to_numpy()
    order = np.argsort(values)
    return Counted(values[order], numbers[order])
