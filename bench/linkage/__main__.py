"""`python -m bench.linkage`: how well and how fast records are linked, by Dalil and by its peers, in Markdown tables.

It writes nothing, and only measures on the half of the registry that nothing here was trained on.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from bench.linkage import speed
from bench.linkage.benchmark import Benchmark, WrongData
from bench.linkage.files import Given, shared
from bench.linkage.linker import Answer
from bench.linkage.linkers import OURS, chosen, linker
from bench.linkage.peers import PEERS
from bench.linkage.reading import Row, read
from bench.linkage.registry import FILES, Organisation, make_lists, read_organisations
from bench.linkage.running import run
from bench.linkage.tables import alone_table, bars_table, group_table, quality_table
from bench.setting import SHARED, machine

_SIZES: Final = (4_500, 50_000)
_TRAINING: Final = 1_500
_PATIENCE: Final = 900.0
_EPILOG: Final = f"""
peers: {", ".join(PEERS)}. One whose package is missing, or that takes too long for a size, is named and passed over.
The registry's lists are synthetic and flatter everybody; the genuine lists are what counts. docs/bench-linkage.md says
what each table is and which columns files may have.

examples:
  make bench-linkage                                           everything, all peers
  python -m bench.linkage --only genuine --peers none          the genuine lists, ours alone
  python -m bench.linkage --size 200000 --only registry --peers rapidfuzz,splink
  python -m bench.linkage --files records.csv pairs.csv        files of your own, and nothing else
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.linkage",
        description="How well and how fast records about one organisation are linked, beside named peers.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, default=SHARED, metavar="DIR", help="folder of the shared data")
    add("--size", type=int, action="append", metavar="N", help=f"records of the registry job (default: {_SIZES})")
    add("--half", choices=("train", "test", "both"), default="test", help="half of the registry (default: test)")
    add("--seed", type=int, default=1, help="of the registry's lists")
    add(
        "--files",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="measure these files instead of the shared data",
    )
    add("--peers", default="all", metavar="none|all|NAME,...", help="who is measured beside Dalil")
    add("--bars", type=float, nargs="+", default=[], metavar="BITS", help="ours also at these bars of its own")
    add("--only", choices=("registry", "genuine", "speed"), help="one part")
    add("--guide", type=int, default=0, metavar="N", help="of the registry as distractors at most N (default: all)")
    add("--patience", type=float, default=_PATIENCE, metavar="S", help="seconds a linker has for one job (900)")
    return parser


class _Run:
    """One call of the bench: what was asked for, and what was measured so far."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.linkers = chosen(given.peers, given.bars)
        self.costs: dict[str, list[tuple[int, Answer]]] = {}
        self.has_failed = False

    @cached_property
    def bodies(self) -> dict[str, Organisation]:
        """The organisations of the registry."""
        return read_organisations([self.given.data / name for name in FILES])

    @cached_property
    def training(self) -> Benchmark | None:
        """A job of the other half, for peers that are trained."""
        if not all((self.given.data / name).exists() for name in FILES):
            return None
        return make_lists(self.bodies, _TRAINING, self.given.seed, "train")

    def guide(self) -> Sequence[Row]:
        """Return the rows of the registry, at most as many as were asked for."""
        rows = read(self.given.data / FILES[0]).rows
        return rows[: self.given.guide] if self.given.guide else rows

    def answers(self, job: Benchmark) -> Iterator[tuple[str, Answer]]:
        """Yield what each linker made of the job; print a line for one that made nothing."""
        for name in self.linkers:
            training = self.training if name == "dedupe" else None
            answer = run(name, job, training, self.given.patience)
            if isinstance(answer, str):
                self.has_failed |= answer.startswith("failed") and name == OURS
                print(f"{name}: {answer}", flush=True)
            else:
                yield name, answer

    def job(self, job: Benchmark) -> list[tuple[str, Answer]]:
        """Measure one job and print its tables."""
        print(f"\n## {job.title}: {len(job.records):,} records\n\n{job.note}", flush=True)
        answers = list(self.answers(job))
        for name, _ in answers:
            if remark := linker(name).remark:
                print(f"{name}: {remark}")
        if answers and len(job.pairs):
            _print(quality_table(job, answers))
        if answers and job.groups:
            _print(group_table(job, answers))
        return answers

    def registry(self) -> None:
        """Print the tables of the registry's lists, and what bits are worth there."""
        for size in self.given.size or _SIZES:
            job = make_lists(self.bodies, size, self.given.seed, self.given.half)
            answers = self.job(job)
            for name, answer in answers:
                self.costs.setdefault(name, []).append((len(job.records), answer))
                if name == OURS and answer.tells_pairs:
                    _print(bars_table(job, answer))

    def genuine(self, files: Given) -> None:
        """Print the tables of genuine lists, and what is said of their labelled pairs when each is looked at alone."""
        jobs = []
        for job in files.jobs(self.given.size or _SIZES[:1]):
            jobs.append(job)
            self.job(job)
        if any(job.groups for job in jobs):
            print(
                "\n## Labelled pairs, two records alone\n\n`compare` without a guide around it: may merge, asks, apart"
            )
            _print(alone_table(jobs))

    def speed(self) -> None:
        """Print what an editor waits for."""
        print("\n## Speed\n", flush=True)
        _print(speed.cost_table(self.costs))
        job = make_lists(self.bodies, speed.GUIDE + speed.ROWS, self.given.seed, "both")
        print(speed.one_pair(job), flush=True)
        _print(speed.against_guide(job))


def _print(lines: Iterable[str]) -> None:
    """Print a table with a line of air before it, as it is made."""
    first = list(islice(lines := iter(lines), 1))
    if first:
        print("\n" + first[0])
        for line in lines:
            print(line)
        sys.stdout.flush()


def measure(given: argparse.Namespace) -> bool:
    """Print what was asked for, and return whether Dalil did not fail. Raises `WrongData`."""
    bench = _Run(given)
    print(f"machine: {machine()}\ndata: {', '.join(map(str, given.files)) or given.data}", flush=True)
    if given.files:
        files = Given(bench.guide)
        for path in given.files:
            files.add(path)
        bench.genuine(files)
        return not bench.has_failed
    if given.only in (None, "genuine"):
        bench.genuine(shared(given.data, bench.guide))
    if given.only in (None, "registry"):
        bench.registry()
    if given.only != "genuine":
        bench.speed()
    return not bench.has_failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 1 if Dalil's own linkage failed, 2 if a file or a name given is wrong."""
    given = _parser().parse_args(arguments)
    try:
        return 0 if measure(given) else 1
    except WrongData as error:
        print(f"bench.linkage: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
