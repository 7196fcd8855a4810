"""Asks one engine all questions of a corpus, one after the other in one process, and keeps ranks and times.

It never prints a table: that is the matter of `tables`.
"""

import gc
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.names.data import Corpus, Question
from bench.names.engine import Engine, NotRun
from bench.names.engines import ENGINES

FIRST: Final = 10
_DEEP: Final = 100


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose answer was not among the first: at which rank it was (0 = not in a hundred), what was first."""

    set: str
    question: Question
    rank: int
    first: str


@dataclass(slots=True)
class Outcome:
    """What came out for one engine; `reason` says why there is nothing. A rank of 0 means not found."""

    engine: str
    reason: str = ""
    has_failed: bool = False
    remark: str = ""
    build_seconds: float = 0.0
    megabytes: float | None = None
    ranks: dict[str, list[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    missed: list[Miss] = field(default_factory=list)

    def recall(self, name: str, within: int) -> float | None:
        """Return the share of a set's questions answered within the first so many; None where none was asked."""
        ranks = self.ranks.get(name)
        return sum(0 < rank <= within for rank in ranks) / len(ranks) if ranks else None

    def milliseconds(self, share: float) -> float:
        """Return a percentile of the times."""
        times = sorted(self.seconds)
        return times[min(len(times) - 1, int(len(times) * share))] * 1000 if times else 0.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller wants of every engine. `named` are the engines asked for by name, `most` questions of a set."""

    cache: Path
    named: tuple[str, ...] = ()
    most: int = 0
    depth: int = FIRST
    has_misses: bool = False


def rank_of(question: Question, rows: list[int], names: list[str]) -> int:
    """Return the place of the first row that has a wanted name, counted from 1; 0 if there is none."""
    return next((place for place, row in enumerate(rows, 1) if names[row] in question.wanted), 0)


def measure(name: str, corpus: Corpus, wish: Wish) -> Outcome:
    """Return what comes out for the engine of that name."""
    outcome = Outcome(name)
    engine: Engine | None = None
    try:
        engine = ENGINES[name](wish.cache)
        if engine.most_names and len(corpus.names) > engine.most_names and name not in wish.named:
            raise NotRun(f"too slow for {len(corpus.names):,} names, unless asked for with --only {name}")
        print(f"  {name} ...", file=sys.stderr, flush=True)
        started = time.perf_counter()
        engine.build(corpus.names, corpus.countries)
        outcome.build_seconds = time.perf_counter() - started
        _ask(engine, corpus, wish, outcome)
        outcome.megabytes, outcome.remark = engine.megabytes(), engine.remark
    except NotRun as absent:
        outcome.reason = f"not run: {absent}"
    except Exception as error:  # the figures of the others, which may have taken an hour, are kept
        traceback.print_exc()
        outcome.reason, outcome.has_failed = f"failed: {error!r}", True
    finally:
        if engine:
            engine.close()
        gc.collect()
    return outcome


def _asked(engine: Engine, questions: list[Question], most: int) -> list[Question]:
    return questions[: min(most or len(questions), engine.most_questions or len(questions))]


def _ask(engine: Engine, corpus: Corpus, wish: Wish, outcome: Outcome) -> None:
    for first in next(iter(corpus.sets.values()), [])[:1]:
        engine.ask(first.text, wish.depth)  # what is loaded at the first question is no part of its time
    for name, questions in corpus.sets.items():
        ranks = outcome.ranks[name] = []
        for question in _asked(engine, questions, wish.most):
            started = time.perf_counter()
            rows = engine.ask(question.text, wish.depth)
            outcome.seconds.append(time.perf_counter() - started)
            ranks.append(rank_of(question, rows, corpus.names))
            if wish.has_misses and not ranks[-1]:
                outcome.missed.append(_missed(engine, name, question, corpus.names))


def _missed(engine: Engine, name: str, question: Question, names: list[str]) -> Miss:
    rows = engine.ask(question.text, _DEEP)
    return Miss(name, question, rank_of(question, rows, names), names[rows[0]] if rows else "")
