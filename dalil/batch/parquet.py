"""Tables as Parquet, which needs pyarrow (the extra `spark`): one file, or a folder of parts as Spark writes them.

It never judges what a row holds (see `rows`), and is imported only when a Parquet file is met.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from dalil.batch.rows import Column, NotUsable, Place

SUFFIX: Final = ".parquet"
_AT_ONCE: Final = 10_000


def parts(path: Path) -> list[Path]:
    """Return the files that hold the rows, in the order of their names. Raises `NotUsable` when there is none."""
    found = [path] if path.is_file() else sorted(path.glob(f"*{SUFFIX}"))
    if not found:
        raise NotUsable(f"{path.name}: there is no Parquet file in this folder")
    return found


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the columns that every part has, found without reading a row. Raises `NotUsable`."""
    shared: list[str] | None = None
    for part in parts(path):
        with _opened(part) as file:
            names = file.schema_arrow.names
        shared = names if shared is None else [name for name in shared if name in names]
    return tuple(shared or ())


def rows(path: Path) -> Iterator[tuple[Place, Mapping[str, object]]]:
    """Yield the rows of all parts; row numbers begin anew in each. Raises `NotUsable`."""
    for part in parts(path):
        number = 0
        with _opened(part) as file:
            try:
                for batch in file.iter_batches(batch_size=_AT_ONCE):
                    for row in batch.to_pylist():
                        number += 1
                        yield Place(part.name, number), row
            except (pa.ArrowException, UnicodeDecodeError) as error:
                raise NotUsable(f"{part.name}, after row {number}: it cannot be read on ({error})") from None


def write(folder: Path, name: str, columns: Mapping[str, Column]) -> None:
    """Write the columns, all of one length, as a table of that name."""
    pq.write_table(pa.table({key: pa.array(values) for key, values in columns.items()}), folder / f"{name}{SUFFIX}")


def _opened(part: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(part)
    except (pa.ArrowException, OSError) as error:
        raise NotUsable(f"{part.name}: it is not a Parquet file that can be read ({error})") from None
