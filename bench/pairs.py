"""How well `names.compare` tells one name from two, beside plainer measures, on pairs labelled by hand, and how fast.

Run: `python -m bench.pairs ../shared/data/name-pairs/name-bench-dev.csv`. It learns nothing from the file.

A file has the columns `name1,name2,is_match` (`true` or `false`) and may have `schema`; then each schema has its line too.
ROC-AUC: how often a pair that is one name scores above a pair that is two. F1 is the best that any bar reaches.
"""

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple

from anyascii import anyascii
from rapidfuzz.fuzz import token_sort_ratio

from dalil.names import compare, similarity
from dalil.names.pairing import side_of

Measure = Callable[[str, str], float]
_FEW: Final = 20
_SHOWN: Final = 8


class Labelled(NamedTuple):
    """Two names, and whether they are one."""

    a: str
    b: str
    is_one: bool
    schema: str


def read(path: Path) -> list[Labelled]:
    """The pairs of the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [Labelled(r["name1"], r["name2"], r["is_match"] == "true", r.get("schema") or "") for r in rows]


MEASURES: Final[dict[str, Measure]] = {
    "names.compare": lambda a, b: compare(a, b).score,
    "names.similarity": similarity,
    "token_sort_ratio, anyascii": lambda a, b: token_sort_ratio(anyascii(a).lower(), anyascii(b).lower()) / 100,
}


def area(scores: list[float], labels: list[bool]) -> float:
    """ROC-AUC by ranks; ties count half."""
    ones = [score for score, is_one in zip(scores, labels, strict=True) if is_one]
    twos = [score for score, is_one in zip(scores, labels, strict=True) if not is_one]
    won = sum((one > two) + 0.5 * (one == two) for one in ones for two in twos)
    return won / max(1, len(ones) * len(twos))


def best_f1(scores: list[float], labels: list[bool]) -> tuple[float, float]:
    """The best F1 of calling one name whatever scores at least a bar, and that bar."""
    best = (0.0, 1.0)
    whole = sum(labels)
    for bar in sorted(set(scores)):
        taken = [is_one for score, is_one in zip(scores, labels, strict=True) if score >= bar]
        best = max(best, (2 * sum(taken) / max(1, len(taken) + whole), bar))
    return best


def report(pairs: list[Labelled], title: str) -> None:
    """Print one table: a line for each measure."""
    labels = [pair.is_one for pair in pairs]
    print(f"\n{title}: {len(pairs)} pairs, {sum(labels)} of one name")
    for name, measure in MEASURES.items():
        scores = [measure(pair.a, pair.b) for pair in pairs]
        f1, bar = best_f1(scores, labels)
        print(f"  {name:28} ROC-AUC {area(scores, labels):.3f}   best F1 {f1:.3f} at {bar:.2f}")


def mistakes(pairs: list[Labelled]) -> None:
    """Print the pairs that are furthest on the wrong side, with what was said of them."""
    told = [(compare(pair.a, pair.b), pair) for pair in pairs]
    for is_one in (True, False):
        print(f"\n{'one name, lowest' if is_one else 'two names, highest'} scores")
        of_kind = sorted((one for one in told if one[1].is_one == is_one), key=lambda one: one[0].score)
        for found, _ in of_kind[:_SHOWN] if is_one else of_kind[: -_SHOWN - 1 : -1]:
            print(f"  {found.score:.2f}  {found.explained(isolated=False)}")


def speed(pairs: list[Labelled]) -> None:
    """Print the time that one comparison takes when the tables are read and the words known, but neither name."""
    took = []
    for pair in pairs:
        side_of.cache_clear()
        began = time.perf_counter()
        compare(pair.a, pair.b)
        took.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(took, n=100)
    print(f"\none comparison: p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms, most {max(took):.2f} ms")


def main(path: Path) -> None:
    """Print everything for one file."""
    pairs = read(path)
    report(pairs, path.name)
    for schema in sorted({pair.schema for pair in pairs}):
        of_schema = [pair for pair in pairs if pair.schema == schema]
        if schema and len(of_schema) >= _FEW:
            report(of_schema, schema)
    mistakes(pairs)
    speed(pairs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
