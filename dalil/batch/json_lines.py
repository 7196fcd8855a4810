"""Tables as JSON lines, one object a line: what can be read and written without any further package.

It never judges what a row holds (see `rows`).
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from numpy import generic

from dalil.batch.rows import Column, NotUsable, Place

SUFFIX: Final = ".jsonl"


def rows(path: Path) -> Iterator[tuple[Place, Mapping[str, object]]]:
    """Yield the objects of the lines that are not empty. Raises `NotUsable`."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NotUsable(f"{path.name}, row {number}: this line is not JSON ({error})") from None
            if not isinstance(value, dict):
                raise NotUsable(f"{path.name}, row {number}: this line is not an object with columns")
            yield Place(path.name, number), value


def write(folder: Path, name: str, columns: Mapping[str, Column]) -> None:
    """Write the columns, all of one length, as a table of that name."""
    with (folder / f"{name}{SUFFIX}").open("w", encoding="utf-8") as file:
        for values in zip(*map(iter, columns.values()), strict=True):
            row = {
                key: value.item() if isinstance(value, generic) else value
                for key, value in zip(columns, values, strict=True)
            }
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
