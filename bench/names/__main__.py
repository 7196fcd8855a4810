"""`python -m bench.names`: how well and how fast names are found, by Dalil and by its peers, in Markdown tables.

It writes nothing but what it is told to: misses, a chart, and the vectors that e5 keeps below the cache folder.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.names import chart, persons
from bench.names.asking import Outcome, Wish, measure
from bench.names.data import (
    OTHER_SCRIPT,
    SETS,
    SMALLEST,
    Body,
    Corpus,
    Label,
    WrongData,
    corpus,
    read_bodies,
    read_labels,
)
from bench.names.engines import ENGINES, OURS, chosen
from bench.names.mustfind import DEPTH, must_find
from bench.names.tables import must_find_table, recall_tables, write_misses
from bench.setting import SHARED, machine

_INDEX: Final = SHARED / "ror-orgs.jsonl.gz"
_QUERIES: Final = SHARED / "ror-multilingual-dev.csv"
_PAIRS: Final = SHARED / "name-pairs" / "transliteration-dev.csv.gz"
_EPILOG: Final = f"""
sets:     {", ".join(SETS)}
engines:  {", ".join(ENGINES)}

A cell is recall@1 / recall@10: the share of the questions whose answer is the first hit, or among the first ten.
`+ascii`: names and questions go through anyascii and lower case first. A peer whose package is missing is named and
passed over. fts5tri is asked for twenty trigrams of a question, not for all. logic-v2 answers 24 questions of each
set. logic-v2, e5 and dalil+vectors are run over more than 5,000 names only if asked for with --only.

examples:
  python -m bench.names                                      all engines, 4,500 names
  python -m bench.names --only dalil --size 4500 50000       Dalil alone, both sizes
  python -m bench.names --queries kept-back.csv --only dalil --misses misses.csv
  python -m bench.names --langs ar,he,fa --limit-queries 60 --chart recall.svg
  python -m bench.names --must-find --no-peers
"""

Measured = tuple[str, Corpus, list[Outcome]]


def _many(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.names",
        description="How well and how fast names are found across scripts, languages and spellings, beside named peers.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--queries", type=Path, default=_QUERIES, metavar="FILE", help="CSV with query, lang, ror_id, perhaps kind")
    add("--index", type=Path, default=_INDEX, metavar="FILE", help="organisations in ROR's flattened shape, jsonl(.gz)")
    add("--size", type=int, nargs="+", metavar="N", help=f"names to index: {SMALLEST} (the default), 50000 = all, or N")
    add("--langs", type=_many, default=list(SETS), metavar="SET,...", help="only these sets")
    add("--only", type=_many, default=[], metavar="ENGINE,...", help="only these engines")
    add("--peers", action=argparse.BooleanOptionalAction, default=True, help="beside Dalil also its peers")
    add("--limit-queries", type=int, default=0, metavar="N", help="the first N questions of each set")
    add("--persons", action="store_true", help=f"{persons.PERSONS:,} composed names of persons")
    add("--pairs", type=Path, default=_PAIRS, metavar="FILE", help="the tokens that persons are composed of")
    add("--must-find", action="store_true", help="the rank of each must-find question, among all names (or --size)")
    add("--misses", type=Path, metavar="FILE", help="write what was not among the first ten as CSV")
    add("--cache", type=Path, default=Path("var/bench"), metavar="DIR", help="where e5 keeps its vectors (var/bench)")
    add("--chart", type=Path, metavar="FILE.svg", help="draw recall@10 against p50, of the largest size")
    return parser


class _Run:
    """One call of the bench: what was asked for, and what was measured so far."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.engines = chosen(given.only, has_peers=given.peers)
        self.measured: list[Measured] = []
        self.has_failed = False
        for name in given.langs:
            if name not in SETS:
                raise WrongData(f"--langs: no set is called {name}; there are {', '.join(SETS)}")

    def wish(self, depth: int = 10) -> Wish:
        """Return what every engine is told."""
        given = self.given
        return Wish(given.cache, tuple(given.only), given.limit_queries, depth, bool(given.misses))

    def outcomes(self, rows: Corpus, depth: int = 10) -> list[Outcome]:
        """Ask all engines in turn."""
        outcomes = [measure(name, rows, self.wish(depth)) for name in self.engines]
        self.has_failed |= any(outcome.has_failed for outcome in outcomes)
        return outcomes

    def table(self, title: str, rows: Corpus) -> None:
        """Measure and print one corpus."""
        print(f"\n## {title}: {len(rows.names):,} names, recall@1 / recall@10\n", flush=True)
        outcomes = self.outcomes(rows)
        self.measured.append((f"{title} {len(rows.names)}", rows, outcomes))
        print("\n".join(recall_tables(rows, outcomes, self.given.limit_queries)), flush=True)

    def organisations(self, sizes: Sequence[int]) -> None:
        """Print the tables of organisations, and the ranks of the must-find questions."""
        given = self.given
        bodies = read_bodies(given.index)
        labels = read_labels(given.queries, bodies)
        print(_about(given, bodies, labels), flush=True)
        for size in sizes:
            self.table("Organisations", corpus(bodies, labels, size, given.langs))
        if given.must_find:
            rows = must_find(bodies, labels, max(given.size or [len(bodies)]))
            print(f"\n## Must-find: rank among {len(rows.names):,} names\n", flush=True)
            print("\n".join(must_find_table(rows, self.outcomes(rows, DEPTH))), flush=True)


def _about(given: argparse.Namespace, bodies: dict[str, Body], labels: list[Label]) -> str:
    named = sum(bool(body.name) for body in bodies.values())
    lines = [
        f"index file: {given.index}: {len(bodies):,} organisations, {named:,} with a name in Latin script",
        f"queries file: {given.queries}: {len(labels):,} rows in {len({label.lang for label in labels})} languages",
    ]
    return "\n".join(lines)


def _chart(measured: Sequence[Measured]) -> str:
    """Draw the last of the largest: the mean recall@10 of languages in other scripts, or of all sets if there is none."""
    _, rows, outcomes = max(measured, key=lambda one: len(one[1].names))
    sets: list[str] = [name for name in OTHER_SCRIPT if name in rows.sets] or list(rows.sets)
    points = []
    for outcome in outcomes:
        shares = [share for name in sets if (share := outcome.recall(name, 10)) is not None]
        if shares:
            mean, p50 = sum(shares) / len(shares), outcome.milliseconds(0.5)
            points.append(chart.Point(outcome.engine, p50, mean, outcome.engine in OURS))
    title = f"Finding names across scripts: {len(rows.names):,} names"
    return chart.draw(points, title, f"mean recall@10 of {', '.join(sets)}; {machine()}")


def _sizes(given: argparse.Namespace) -> list[int]:
    """Without --size, the smallest; or none where something else was asked for."""
    return given.size or ([] if given.persons or given.must_find else [SMALLEST])


def run(given: argparse.Namespace) -> bool:
    """Print what was asked for, and return whether no engine failed. Raises `WrongData`."""
    bench = _Run(given)
    print(f"machine: {machine()}", flush=True)
    if _sizes(given) or given.must_find:
        bench.organisations(_sizes(given))
    if given.persons:
        rows = persons.corpus(given.pairs)
        print(f"\ntokens of persons: {given.pairs}", flush=True)
        bench.table("Persons", rows)
    if given.misses:
        count = write_misses(given.misses, [(title, outcomes) for title, _, outcomes in bench.measured])
        print(f"\nmisses: {count:,} in {given.misses}")
    if given.chart and bench.measured:
        given.chart.parent.mkdir(parents=True, exist_ok=True)
        given.chart.write_text(_chart(bench.measured), encoding="utf-8")
        print(f"\nchart: {given.chart}")
    return not bench.has_failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 1 if an engine failed, 2 if a file or a name given is wrong."""
    given = _parser().parse_args(arguments)
    try:
        return 0 if run(given) else 1
    except WrongData as error:
        print(f"bench.names: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
