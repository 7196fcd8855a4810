"""What an editor waits for: a new list against a large guide, one pair explained, the growth of cost with size.

Everything is timed in this process, on records made from the registry. It never judges quality.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from os import getloadavg
from statistics import quantiles
from typing import Final

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer
from bench.linkage.measuring import between, exponent
from bench.linkage.memory import mib_now
from bench.linkage.ours import Guide, explain
from bench.linkage.tables import header, row

ROWS: Final = 500
GUIDE: Final = 100_000
_PAIRS: Final = 1_000


def against_guide(job: Benchmark, rows: int = ROWS) -> Iterator[str]:
    """Yield the time of the last `rows` records against all before them: to start, then to answer."""
    before, started = mib_now(), time.perf_counter()
    guide = Guide(job.records[:-rows], job.lists[:-rows])
    ready = time.perf_counter() - started
    grown = mib_now() - before
    started, busy = time.perf_counter(), time.process_time()
    known, compared = guide.add(job.records[-rows:], job.lists[-rows:])
    took, busy = time.perf_counter() - started, time.process_time() - busy
    size = len(job.records) - rows
    touched = guide.touched
    yield (
        f"{rows:,} rows linked to a guide of {size:,}: {took:.2f} s ({busy:.2f} s of one processor) after a start of "
        f"{ready:.1f} s (+{grown:,.0f} MB);"
    )
    yield f"{known:,} rows have a body in the guide, {compared:,} pairs were compared for them;"
    others = touched.records - rows
    yield f"{others:,} of the guide's records were touched, {touched.read:,} pairs read; load {getloadavg()[0]:.1f}"


def one_pair(job: Benchmark) -> str:
    """Return how long one pair takes to be explained, neither of whose records was looked at before."""
    pairs = job.pairs[:: max(1, len(job.pairs) // _PAIRS)].tolist()[:_PAIRS]
    took = []
    for a, b in pairs:
        started = time.perf_counter()
        explain(job.records[a], job.records[b])
        took.append((time.perf_counter() - started) * 1000)
    if len(took) < 2:
        return "one pair explained: no pairs"
    cuts = quantiles(took, n=100)
    return (
        f"one pair explained: p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms, most {max(took):.2f} ms ({len(took)} pairs)"
    )


def cost_table(runs: Mapping[str, Sequence[tuple[int, Answer]]]) -> Iterator[str]:
    """Yield time and memory of each linker at each size, and the exponent with which its time grows (1 = linear)."""
    sizes = sorted({size for runs_of in runs.values() for size, _ in runs_of})
    if not sizes:
        return
    titles = [f"{size:,}: s / MB / KB a record" for size in sizes]
    yield from header(["linker", *titles, "exponent of time", "between sizes"])
    for name, measured in runs.items():
        known = dict(measured)
        cells = [_cost(size, known.get(size)) for size in sizes]
        at = sorted(known)
        seconds = [known[size].seconds for size in at]
        slope = exponent(at, seconds)
        parts = ", ".join(f"{one:.2f}" for one in between(at, seconds))
        yield row([name, *cells, "–" if slope is None else f"{slope:.2f}", parts or "–"])


def _cost(size: int, answer: Answer | None) -> str:
    if answer is None:
        return "–"
    each = (answer.mib - answer.loaded_mib) * 1024 / size
    return f"{answer.seconds:.1f} / {answer.mib:,.0f} / {each:.1f}"
