"""Records and decisions as tables of Spark: checked row by row, numbered in the order of their ids, equals put together.

What is wrong with a row is said in the words of `dalil.batch.rows`. It never compares two records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from dalil.batch import parquet, tables
from dalil.batch.rows import NOT_SAME, SAME, NotUsable, Place, given
from dalil.formats.record import encode
from dalil.linkage.repeated import mark_of

Batches = Iterator[pa.RecordBatch]

_CHECKED: Final = "id string, list string, record string, file string, row long, wrong string, mark binary"
_NAMES: Final = ("id", "list", "record", "file", "row", "wrong", "mark")
_LINES_AT_ONCE: Final = 10_000
_SCHEMA: Final = pa.schema([(name, {"row": pa.int64(), "mark": pa.binary()}.get(name, pa.string())) for name in _NAMES])


@dataclass(frozen=True, slots=True)
class Numbered:
    """All records (number, id, list, record, mark, first, alike), numbers in the order of ids, and decisions on numbers.

    `first` is the lowest number of those that say the same in the same list: it is compared for them all, and `alike` is
    how many they are. `mark` is that of `linkage.repeated`. `population` is how many are compared, `sizes` in each list.
    """

    records: DataFrame
    population: int
    sizes: Mapping[str, int]
    same: tuple[tuple[int, int], ...]
    different: tuple[tuple[int, int], ...]

    @property
    def firsts(self) -> DataFrame:
        """Those that are compared: of each that say the same, one."""
        return self.records.where("number = first")


def read(spark: SparkSession, records: Path, decisions: Path | None, work: Path) -> Numbered:
    """Return everything of two files; tables in between are written below `work`. Raises `NotUsable`."""
    rows = _checked(spark, records, work)
    _refuse_what_is_wrong(rows)
    path = str(work / "numbered")
    kept = rows.select("id", "list", "record", "mark").sort("id")
    kept.withColumn("number", f.monotonically_increasing_id()).write.parquet(path)
    numbered = spark.read.parquet(path)
    pairs = _decided(spark, numbered, decisions)
    marked = numbered.withColumn("same", f.col("mark"))
    if decided := sorted({one for told in pairs.values() for pair in told for one in pair}):
        # Whoever a decision names stands for itself.
        named = f.broadcast(spark.createDataFrame([(one, str(one)) for one in decided], "number long, own string"))
        marked = marked.join(named, "number", "left").withColumn(
            "same", f.coalesce(f.col("own").cast("binary"), "mark")
        )
    firsts = marked.groupBy("same").agg(f.min("number").alias("first"), f.count("*").alias("alike"))
    path = str(work / "records")
    marked.join(firsts, "same").select("number", "id", "list", "record", "mark", "first", "alike").write.parquet(path)
    of = spark.read.parquet(path)
    sizes = {row.list: row["count"] for row in of.where("number = first").groupBy("list").count().collect()}
    return Numbered(of, sum(sizes.values()), sizes, tuple(pairs[SAME]), tuple(pairs[NOT_SAME]))


def _checked(spark: SparkSession, records: Path, work: Path) -> DataFrame:
    path = str(work / "given")
    if tables.tables_of(records) is not parquet:
        pq.write_table(pa.Table.from_batches(_lines(records), _SCHEMA), work / "lines.parquet")
        return spark.read.parquet(str(work / "lines.parquet"))
    columns = parquet.columns_of(records)
    for column in ("id", "record"):
        if column not in columns:
            raise NotUsable(f"{records.name}: there is no column {column}")
    listed = f.col("list") if "list" in columns else f.lit(None).cast("string")
    rows = spark.read.parquet(*map(str, parquet.parts(records))).select(
        "id",
        listed.alias("list"),
        "record",
        f.col("_metadata.file_name").alias("file"),
        f.col("_metadata.row_index").alias("row"),
    )
    rows.mapInArrow(_check, _CHECKED).write.parquet(path)
    return spark.read.parquet(path)


def _lines(records: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows of JSON lines, which one machine reads, checked."""
    columns: dict[str, list[object]] = {name: [] for name in _NAMES}
    for place, row in tables.tables_of(records).rows(records):
        tables.has(place, row, ("id", "record"))
        _take(columns, place, row)
        if len(columns["id"]) == _LINES_AT_ONCE:
            yield pa.RecordBatch.from_pydict(columns, _SCHEMA)
            columns = {name: [] for name in _NAMES}
    yield pa.RecordBatch.from_pydict(columns, _SCHEMA)


def _check(batches: Batches) -> Batches:
    for batch in batches:
        columns: dict[str, list[object]] = {name: [] for name in _NAMES}
        for row in batch.to_pylist():
            _take(columns, Place(row.pop("file"), row.pop("row") + 1), row)
        yield pa.RecordBatch.from_pydict(columns, _SCHEMA)


def _take(columns: dict[str, list[object]], place: Place, row: object) -> None:
    try:
        one = given(place, row)  # type: ignore[arg-type]
        text, mark = encode(one.record).decode(), mark_of(one.record, one.list)
        cells = (one.id, one.list, text, place.file, place.row, "", mark)
    except NotUsable as wrong:
        cells = ("", "", "", place.file, place.row, str(wrong), b"")
    for name, cell in zip(_NAMES, cells, strict=True):
        columns[name].append(cell)


def _refuse_what_is_wrong(rows: DataFrame) -> None:
    first = f.min(f.when(f.col("wrong") != "", f.struct("file", "row", "wrong")))
    found = rows.agg(f.count("*").alias("rows"), first.alias("first")).collect()[0]
    if found.first:
        raise NotUsable(found.first.wrong)
    if not found.rows:
        raise NotUsable("there is no record in what was given")
    places = f.sort_array(f.collect_list(f.struct("file", "row"))).alias("places")
    twice = rows.groupBy("id").agg(places).where("size(places) > 1").orderBy(f.element_at("places", 2)).first()
    if twice:
        one, other = (Place(place.file, place.row) for place in twice.places[:2])
        raise other.refuse("id", tables.already(twice.id, one))


def _decided(spark: SparkSession, records: DataFrame, path: Path | None) -> dict[str, list[tuple[int, int]]]:
    """Return the decisions as pairs of numbers. People make them, so that one machine holds them all."""
    pairs: dict[str, list[tuple[int, int]]] = {SAME: [], NOT_SAME: []}
    if path is None:
        return pairs
    told = list(tables.decisions_of(path))
    ids = sorted({one for _, decision in told for one in (decision.a, decision.b)})
    asked = spark.createDataFrame([(one,) for one in ids], "id string")
    numbers = {row.id: row.number for row in records.join(f.broadcast(asked), "id").select("id", "number").collect()}
    for place, decision in told:
        tables.refuse_strangers(place, decision, numbers)
        if decision.verdict in pairs:
            pairs[decision.verdict].append((numbers[decision.a], numbers[decision.b]))
    return pairs
