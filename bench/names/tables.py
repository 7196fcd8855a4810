"""Writes what came out: Markdown tables as in `name-search.md`, and the misses as CSV for reading.

It never changes a figure but by rounding.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.names.asking import FIRST, Outcome
from bench.names.data import LATIN_SCRIPT, Corpus
from bench.names.mustfind import DEPTH
from bench.names.spoiling import KINDS

_NONE: Final = "–"
_MISS_COLUMNS: Final = ("table", "engine", "set", "query", "wanted", "rank", "first found")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(outcome: Outcome, name: str) -> str:
    first, ten = outcome.recall(name, 1), outcome.recall(name, FIRST)
    return _NONE if first is None or ten is None else f"{first:.2f} / {ten:.2f}"


def _figures(outcome: Outcome) -> list[str]:
    p50, p99 = outcome.milliseconds(0.5), outcome.milliseconds(0.99)
    size = _NONE if outcome.megabytes is None else f"{outcome.megabytes:.1f}"
    return [f"{outcome.build_seconds:.1f}", f"{p50:.1f} / {p99:.0f}", size]


def recall_table(sets: Sequence[str], asked: dict[str, int], outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield the lines of one table: a row for each engine that was run, a column for each set."""
    columns = ["engine", *(f"{name} ({asked[name]})" for name in sets), "build s", "p50 / p99 ms", "MB"]
    yield _row(columns)
    yield "|" + "---|" * len(columns)
    for outcome in outcomes:
        if not outcome.reason:
            yield _row([outcome.engine, *(_cell(outcome, name) for name in sets), *_figures(outcome)])


def recall_tables(corpus: Corpus, outcomes: Sequence[Outcome], most: int) -> Iterator[str]:
    """Yield the tables of one corpus: Latin script and spoilt names in one of their own, below."""
    asked = {name: min(most or len(questions), len(questions)) for name, questions in corpus.sets.items()}
    below = (*LATIN_SCRIPT, *KINDS)
    for group in ([name for name in asked if name not in below], [name for name in asked if name in below]):
        if group:
            yield from recall_table(group, asked, outcomes)
            yield ""
    yield from remarks(asked, outcomes)


def remarks(asked: dict[str, int], outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield who was not run, who was asked fewer questions than the header says, and what engines say of themselves."""
    for outcome in outcomes:
        if outcome.reason:
            yield f"{outcome.engine}: {outcome.reason}"
            continue
        if outcome.remark:
            yield f"{outcome.engine}: {outcome.remark}"
        if fewer := max((len(ranks) for name, ranks in outcome.ranks.items() if len(ranks) < asked[name]), default=0):
            yield f"{outcome.engine}: only the first {fewer} questions of a set"


def must_find_table(corpus: Corpus, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the rank of each question for each engine."""
    run = [outcome for outcome in outcomes if not outcome.reason]
    yield _row(["query", *(outcome.engine for outcome in run)])
    yield "|" + "---|" * (len(run) + 1)
    for text in corpus.sets:
        yield _row([text, *(str(outcome.ranks[text][0] or _NONE) for outcome in run)])
    at_first = [sum(outcome.ranks[text] == [1] for text in corpus.sets) for outcome in run]
    yield _row([f"at rank 1, of {len(corpus.sets)}", *map(str, at_first)])
    times = [f"{outcome.milliseconds(0.5):.1f}" for outcome in run]
    yield _row(["p50 ms", *times])
    yield ""
    yield f"{_NONE}: not among the first {DEPTH}"
    yield from remarks(dict.fromkeys(corpus.sets, 1), outcomes)


def write_misses(path: Path, tables: Iterable[tuple[str, Sequence[Outcome]]]) -> int:
    """Write every question that was not answered among the first ten; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_MISS_COLUMNS)
        for title, outcomes in tables:
            for outcome in outcomes:
                for miss in outcome.missed:
                    wanted = " | ".join(sorted(miss.question.wanted))
                    writer.writerow(
                        (title, outcome.engine, miss.set, miss.question.text, wanted, miss.rank or "", miss.first)
                    )
                    count += 1
    return count
