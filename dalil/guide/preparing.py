"""The part of planning a row that needs no database: read it, key it, set its private cells apart.

Long lists have it done by other processes while this one compares and stores. It never touches Django.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from dalil import kinds
from dalil.formats.record import encode
from dalil.formats.row import Problem, RawRow, verbatim
from dalil.guide.contact_cells import private_cells
from dalil.guide.mapping import Mapping
from dalil.guide.reading import keep_out_private, read_record, row_key
from dalil.linkage import keys_of_each, pack_keys

# Below this many batches starting other processes takes longer than it saves.
ALONE = 8
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row as it will be stored: `values` is the JSON of its record, empty when the row is refused."""

    number: int
    sheet: str
    cells: str
    values: str
    key: str
    keys: bytes
    problems: tuple[Problem, ...]
    # What private columns hold, by kind; in memory until it is sealed with the row.
    private: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def prepare_batch(batch: list[RawRow], mapping: Mapping) -> list[Prepared]:
    """Read a list of rows; one that cannot be read has no values and a fatal problem."""
    read = [read_record(raw, mapping) for raw in batch]
    keys = iter(keys_of_each([record for record, _ in read if record]))
    found = []
    for raw, (record, problems) in zip(batch, read, strict=True):
        public = keep_out_private(raw, mapping)
        one = Prepared(
            number=raw.number,
            sheet=raw.sheet,
            cells=verbatim(public),
            values=encode(record).decode() if record else "",
            key=row_key(record, raw, mapping) if record else "",
            keys=pack_keys(next(keys)) if record else b"",
            problems=(*public.problems, *problems),
            private=private_cells(raw, mapping) if record else (),
        )
        found.append(one)
    return found


def prepared(
    rows: Iterator[RawRow], mapping: Mapping, size: int, own_kinds: Path | None = None
) -> Iterator[list[Prepared]]:
    """Yield the rows in lists of `size`, in their order. Raises whatever reading the file raises.

    `own_kinds` is the operator's folder of kinds, which other processes must load as this one did.
    """
    batches = iter(lambda: list(islice(rows, size)), [])
    for batch in islice(batches, ALONE):
        yield prepare_batch(batch, mapping)
    yield from by_other_hands(batches, partial(prepare_batch, mapping=mapping), own_kinds)


def by_other_hands(
    batches: Iterable[list[RawRow]], work: "partial[list[Prepared]]", own_kinds: Path | None
) -> Iterator[list[Prepared]]:
    """Have the batches prepared by other processes, a few ahead of what is asked for; none is started for nothing."""
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return
    hands = max(1, (os.cpu_count() or 2) - 1)
    with ProcessPoolExecutor(hands, get_context("spawn"), kinds.load, (own_kinds,)) as pool:
        under_way: deque[Future[list[Prepared]]] = deque([pool.submit(work, first)])
        for batch in batches:
            under_way.append(pool.submit(work, batch))
            if len(under_way) >= AHEAD + hands:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
