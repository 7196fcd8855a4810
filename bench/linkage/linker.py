"""What the bench asks of whatever links records, and the few things that several linkers share.

It never knows a particular linker: those are `ours` and `peers`.
"""

import importlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from bench.linkage.benchmark import Benchmark
from dalil.formats.record import Record

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)
_EVERYBODY: Final = ("facebook.com", "twitter.com", "linkedin.com", "sites.google.com")
# A block of more records than this is not compared: common words would make every pair a candidate.
_LARGEST_BLOCK: Final = 60


class NotRun(Exception):
    """This linker cannot be measured here; the sentence says why."""


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass
class Answer:
    """What a linker made of the records: `clusters` has one number a record, equal for records of one body.

    `left`, `right`, `bits`: the pairs that were scored, left < right, empty where a linker does not tell them.
    `seconds` of linking alone; `mib`: the most memory of the process and its children, `loaded_mib` before it began.
    """

    clusters: Ints
    left: Ints = field(default_factory=_none)
    right: Ints = field(default_factory=_none)
    bits: Floats = field(default_factory=lambda: np.empty(0))
    seconds: float = 0.0
    mib: float = 0.0
    loaded_mib: float = 0.0

    @property
    def tells_pairs(self) -> bool:
        """Whether the scored pairs are known."""
        return bool(len(self.left))


class Linker:
    """Links records. A new one is made for every job, in a process of its own."""

    # 0 = any number. Jobs of more records are passed over, with a line that says so.
    most_records = 0
    # What a reader of the figures must know.
    remark = ""

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Return what is one body. `training` is a job of other organisations with its truth. Raises `NotRun`."""
        raise NotImplementedError


def package(module: str, install: str) -> Any:
    """Return an optional module. Raises `NotRun` with the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotRun(f"pip install {install} ({error})") from error


def plain(text: str) -> str:
    """Return the text in lower-case ASCII: what tools that know no other script are given."""
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", anyascii(text).lower()).split())


def host(record: Record) -> str:
    """Return the host of the first web address without `www.`, or "" if there is none or everybody is there."""
    found = _HOST.match(record.links[0].strip()) if record.links else None
    return found[1].lower() if found and not found[1].lower().endswith(_EVERYBODY) else ""


def flat(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return rows for tools that link tables: the first name in plain letters, first place, host, year; None = unknown."""
    rows = []
    for number, record in enumerate(records):
        place = record.locations[0] if record.locations else None
        rows.append(
            {
                "unique_id": number,
                "name": plain(record.names[0].value) if record.names else None,
                "country": (place.country if place else "") or None,
                "city": plain(place.locality if place else "") or None,
                "host": host(record) or None,
                "founded": record.founded[:4] or None,
            }
        )
    return rows


def blocked(texts: Sequence[Sequence[str]], hosts: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of records that share a word that is not too common, or a web host; each pair once, in order."""
    blocks: dict[str, list[int]] = {}
    for number, (names, site) in enumerate(zip(texts, hosts, strict=True)):
        words = {word for name in names for word in name.split() if len(word) > 2}
        for word in words | ({"//" + site} if site else set()):
            blocks.setdefault(word, []).append(number)
    pairs = {
        (block[a], block[b])
        for block in blocks.values()
        if len(block) <= _LARGEST_BLOCK
        for a in range(len(block))
        for b in range(a + 1, len(block))
    }
    return sorted(pairs)


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> Ints:
    """Return the number of the component of each of `count` records when these pairs are joined."""
    parent = list(range(count))

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        low, high = sorted((top(a), top(b)))
        parent[high] = low
    return np.array([top(one) for one in range(count)], dtype=np.int64)
