"""RapidFuzz with blocking: pairs that share a word or a host, joined when the names are nearly equal.

It stands for the script that everybody writes first. It never looks at anything but names, countries and hosts.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer, Linker, blocked, host, joined, package, plain
from dalil.formats.record import Record

_BAR: Final = 87.0
_BAR_SAME_HOST: Final = 50.0


class RapidFuzz(Linker):
    """`token_sort_ratio` of the most alike names; of another country nothing is joined."""

    def link(self, records: Sequence[Record], lists: Sequence[str], training: Benchmark | None) -> Answer:
        """Join what scores above the bar, a lower one where the host is the same."""
        ratio = package("rapidfuzz.fuzz", "rapidfuzz").token_sort_ratio
        names = [tuple(dict.fromkeys(plain(name.value) for name in record.names)) for record in records]
        hosts = [host(record) for record in records]
        countries = [{place.country for place in record.locations if place.country} for record in records]
        pairs = blocked(names, hosts)
        scores = np.zeros(len(pairs))
        for number, (a, b) in enumerate(pairs):
            if countries[a] and countries[b] and not countries[a] & countries[b]:
                continue
            scores[number] = max((ratio(x, y) for x in names[a] for y in names[b]), default=0.0)
        same = [
            pair
            for pair, score in zip(pairs, scores.tolist(), strict=True)
            if score >= (_BAR_SAME_HOST if hosts[pair[0]] and hosts[pair[0]] == hosts[pair[1]] else _BAR)
        ]
        sides = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return Answer(joined(len(records), same), sides[:, 0], sides[:, 1], (scores - _BAR) / 4)
