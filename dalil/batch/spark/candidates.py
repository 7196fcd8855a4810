"""Which pairs of records are worth comparing: the rule of `dalil.linkage.pairing`, with the keys spread by their hash.

Every pair is found by the same keys and the same weights as on one machine; what is summed there in memory is summed here by
Spark. It never compares two names.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from dalil.linkage.blocking import Keys, Postings, met, name_keys, record_keys
from dalil.linkage.forms import Forms
from dalil.linkage.pairing import LEAST_SHARE, MOST_SHARING, NAMES_READ

Batches = Iterator[pa.RecordBatch]
Longs = NDArray[np.int64]

KEYS: Final = "space byte, key long, record long, name int, kind byte"
HITS: Final = "left long, right long, left_name int, right_name int, bits double"
# A key is one of a name, or one of a record beside its names; the two are counted apart.
OF_A_NAME, OF_A_RECORD = 0, 1
NO_NAME: Final = -1
_MET_AT_ONCE: Final = 500_000


def keyed(forms: Forms, numbers: Longs) -> pa.RecordBatch:
    """Return the keys of records (KEYS); `numbers[i]` is the number of the record that `forms` has as its i-th."""
    of_names, of_records = name_keys(forms), record_keys(forms)
    owners = forms.owners[of_names.places]
    first = forms.names_of.starts[owners]
    columns = {
        "space": np.repeat(np.array([OF_A_NAME, OF_A_RECORD], np.int8), [len(of_names.keys), len(of_records.keys)]),
        "key": np.concatenate((of_names.keys, of_records.keys)),
        "record": numbers[np.concatenate((owners, of_records.places))],
        "name": np.concatenate((of_names.places - first, np.full(len(of_records.keys), NO_NAME))).astype(np.int32),
        "kind": np.concatenate((of_names.kinds, of_records.kinds)).astype(np.int8),
    }
    return pa.RecordBatch.from_pydict(columns)


def _met(population: int) -> Callable[[Batches], Batches]:
    """Return what turns all keys of a part, each key whole, into the pairs that they make (HITS)."""

    def pairs(batches: Batches) -> Batches:
        table = pa.Table.from_batches(list(batches)) if (batches := _filled(batches)) else None
        if table is None:
            return
        for space in (OF_A_NAME, OF_A_RECORD):
            some = table.filter(pa.compute.equal(table["space"], space))
            if some.num_rows:
                yield from _hits(*(some[name].to_numpy() for name in ("key", "record", "name", "kind")), population)

    return pairs


def _filled(batches: Batches) -> list[pa.RecordBatch]:
    return [batch for batch in batches if batch.num_rows]


def _hits(keys: Longs, records: Longs, names: Longs, kinds: Longs, population: int) -> Batches:
    order = np.lexsort((names, records, keys))
    keys, records, names, kinds = keys[order], records[order], names[order], kinds[order].astype(np.int64)
    by_place = np.lexsort((names, records))
    is_new = (np.diff(records[by_place], prepend=-1) != 0) | (np.diff(names[by_place], prepend=-2) != 0)
    places = np.empty(len(keys), np.int64)
    places[by_place] = np.cumsum(is_new) - 1
    of_place = by_place[is_new]
    postings = Postings.of(Keys(keys, places, kinds), population, MOST_SHARING)
    entries, counts = postings.by_place()
    ends = np.flatnonzero(np.diff(np.cumsum(counts) // _MET_AT_ONCE)) + 1
    for first, last in zip([0, *ends.tolist()], [*ends.tolist(), len(entries)], strict=True):
        left, right, bits = met(postings, entries, counts, slice(first, last))
        left, right = of_place[left], of_place[right]
        apart = records[left] != records[right]
        left, right, bits = left[apart], right[apart], bits[apart]
        columns = (records[left], records[right], names[left], names[right], bits.astype(np.float64))
        yield pa.RecordBatch.from_arrays(
            [pa.array(column) for column in columns], ["left", "right", "left_name", "right_name", "bits"]
        )


def candidates(keys: DataFrame, population: int, parts: int) -> DataFrame:
    """Return the pairs to be read (left, right, bits, names = up to three pairs of names) of a table of KEYS."""
    hits = keys.repartition(parts, "space", "key").mapInArrow(_met(population), HITS)
    of_names = (
        hits.repartition(parts, "left", "right")
        .groupBy("left", "right", "left_name", "right_name")
        .agg(f.sum("bits").alias("bits"))
    )
    has_names = f.col("left_name") != NO_NAME
    ranked = f.array_sort(
        f.collect_list(f.when(has_names, f.struct((-f.col("bits")).alias("cost"), "left_name", "right_name")))
    )
    best = f.coalesce(f.max(f.when(has_names, f.col("bits"))), f.lit(0.0))
    beside = f.coalesce(f.sum(f.when(~has_names, f.col("bits"))), f.lit(0.0))
    summed = of_names.groupBy("left", "right").agg(
        (best + beside).alias("bits"), f.slice(ranked, 1, NAMES_READ).alias("names")
    )
    return summed.where(f.col("bits") >= float(np.float32(LEAST_SHARE * np.log2(max(2, population)))))
