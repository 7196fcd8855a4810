"""Which organisations are within some choices, by id: what a list goes through page by page, to the end, whatever its size.

It asks the search index alone, and keeps nothing but the order of ids, which is made anew when the index changes.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dalil.formats.hsds_writing import identity
from dalil.guide import indexing
from dalil.search import IndexIsMissing, Query, storage
from dalil.search.asking import asked
from dalil.search.counting import filters_of, masks_within
from dalil.search.merging import pages_of, ranked_of
from dalil.search.opened import Opened

Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list: how many there are in all, how many come before, and the ids of this part."""

    total: int
    before: int
    ids: tuple[str, ...]


class Order:
    """All ids of one state of the index, ascending."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    @cached_property
    def sorted(self) -> tuple[list[str], NDArray[np.int64]]:
        """The ids, and where each lies among the entries of all segments, one segment after the other."""
        ids = [each for part in self.opened.parts for each in part.segment.ids]
        places = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
        return [ids[place] for place in places.tolist()], places

    @cached_property
    def by_uuid(self) -> dict[str, str]:
        """The ids by the UUIDs that HSDS asks for, which are made of them and cannot be read back."""
        return {identity(one): one for one in self.sorted[0]}

    def within(self, choices: Choices) -> NDArray[np.intp]:
        """The places in the order of those who are within the choices."""
        masks = masks_within(self.opened, filters_of(Query(filters=choices)))
        return np.flatnonzero(np.concatenate(masks)[self.sorted[1]])

    def stretch(self, choices: Choices, *, after: str | None, skipped: int, most: int) -> Stretch:
        """Those behind the id `after`, or behind the first `skipped`."""
        ids, _ = self.sorted
        places = self.within(choices)
        if choices and (waiting := indexing.not_yet_out()):
            places = places[[ids[place] not in waiting for place in places.tolist()]]
        if after is not None:
            skipped = int(np.searchsorted(places, bisect_right(ids, after)))
        return Stretch(len(places), skipped, tuple(ids[place] for place in places[skipped : skipped + most].tolist()))


_known: dict[Path, Order] = {}


def order() -> Order:
    """The ids as the index has them now; an index that cannot be read is built anew first."""
    path = indexing.place()
    try:
        return _opened(path)
    except IndexIsMissing:
        indexing.rebuild()
        return _opened(path)


def _opened(path: Path) -> Order:
    folder = storage.current(path)
    known = _known.get(path)
    if known and known.opened.folder == folder and known.opened.state == storage.state(folder):
        return known
    if len(_known) > 1:
        _known.clear()
    _known[path] = Order(Opened(folder, known.opened if known else None))
    return _known[path]


def found(text: str, choices: Choices, *, skipped: int, most: int) -> Stretch:
    """Whom the search finds, the best first."""
    answer = indexing.find(Query(text=text, filters=choices, offset=skipped, limit=most))
    return Stretch(answer.total, skipped, tuple(hit.id for hit in answer.hits))


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody whom a text may mean: the id, how well it answers, and the name by which it does."""

    id: str
    score: float
    name: str


def near(text: str, choices: Choices, most: int) -> list[Near]:
    """Whom a text may mean, the best first: as `found`, without counting who else there is or wording why.

    Whoever asks leaves out those of whom the index holds what they withdrew (`indexing.not_yet_out`): once for many texts.
    """
    opened = order().opened
    question = asked(text)
    if not (question.has_words or question.whole_terms):
        return []
    within = masks_within(opened, filters_of(Query(filters=choices)))
    page = pages_of(opened, ranked_of(opened, question, within), within, 0, most)
    return [
        Near(entry.id, one.score, entry.names[one.name][0] if 0 <= one.name < len(entry.names) else "")
        for one, entry in page
    ]


def among(ids: Sequence[Any], *, skipped: int, most: int) -> Stretch:
    """A part of a list that is there as a whole."""
    return Stretch(len(ids), skipped, tuple(ids[skipped : skipped + most]))
