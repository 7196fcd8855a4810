"""How fast the index answers: `python bench/search.py ror-orgs.jsonl.gz [SIZE ...]` (default 5000 50000 127000).

Larger sizes than the file repeat its organisations with one word of each name changed. Prints machine, data, and for
each size the build, the megabytes on disk, and the times of each sort of question. It never keeps an index.
"""

import gzip
import json
import os
import platform
import random
import re
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dalil.search import Entry, Index, Query

SECTORS = ("rights", "relief", "health", "education", "social", "culture", "environment", "economy", "civic")
QUESTIONS = 200
ODD = (
    "\u0651\u0652", "a" * 10_000, "جامعة " * 2_000, "ab " * 3_000, "(.*)+$ \"x\" OR y", "\ud83d\ude00\udc00", "بirzيt Unіversity",
    "of the and for in", "\u202eytisrevinU", "北京大学研究院", "a b c d e f g h i j k l m n o p", "a\u0300" * 300, "%_\\*?[]{}",
)  # fmt: skip


def entry_of(row: dict[str, Any], number: int, change: Callable[[str], str]) -> Entry:
    """Return the entry of a ROR row, its names passed through `change`."""
    names = tuple((change(name["v"]), name["lang"] or "") for name in row["names"] if "acronym" not in name["t"])
    return Entry(
        id=f"o{number:07d}",
        names=names,
        acronyms=tuple(name["v"] for name in row["names"] if "acronym" in name["t"]),
        identifiers=(row["id"], *map(str, (row.get("ext") or {}).values())),
        domains=tuple((urlsplit(link).hostname or "").removeprefix("www.") for link in row.get("websites") or ()),
        localities=(row.get("city") or "",),
        sectors=(SECTORS[number % len(SECTORS)],),
        countries=(row["country"],),
        kind=row["types"][0] if row["types"] else "other",
        languages=tuple(dict.fromkeys(lang for _, lang in names if lang)),
        sources=("ror", f"list-{number % 7}"),
        status=row["status"],
        title_sort=names[0][0].casefold() if names else "",
    )


def entries(rows: list[dict[str, Any]], size: int) -> Iterator[Entry]:
    """Yield `size` entries; copies of a row have one word of each name replaced by a word made for the copy."""
    chance = random.Random(7)

    def changed(name: str) -> str:
        words = name.split()
        place = chance.randrange(len(words)) if words else 0
        made = "".join(chance.choice("bdfgklmnrstz") + chance.choice("aeiou") for _ in range(3))
        return " ".join([*words[:place], made, *words[place + 1 :]])

    for number in range(size):
        yield entry_of(rows[number % len(rows)], number, changed if number >= len(rows) else str)


def questions(rows: list[dict[str, Any]]) -> dict[str, list[Query]]:
    """Return the questions by sort, always the same."""
    chance = random.Random(11)
    picked = [chance.choice(rows) for _ in range(QUESTIONS)]
    names = [row["names"][-1]["v"] for row in picked]
    other = [n["v"] for row in rows for n in row["names"] if n["lang"] in ("ar", "he", "fa", "ru", "el")]

    def wrong(name: str) -> str:
        place = chance.randrange(len(name))
        return name[:place] + name[place + 1 :]

    common = ["university", "research institute", "national", "association", "hospital", "جامعة", "centre", "health"]
    return {
        "name": [Query(name) for name in names],
        "one word": [Query(max(name.split(), key=len)) for name in names],
        "wrong letter": [Query(wrong(name)) for name in names],
        "other script": [Query(name) for name in chance.sample(other, min(QUESTIONS, len(other)))],
        "common word": [Query(chance.choice(common)) for _ in range(QUESTIONS)],
        "name within facets": [
            Query(max(row["names"][-1]["v"].split(), key=len), {"country": (row["country"],), "sector": SECTORS[:3]})
            for row in picked
        ],
        "odd text": [Query(text) for text in ODD for _ in range(10)],
        "browse": [Query(offset=20 * chance.randrange(200)) for _ in range(QUESTIONS)],
        "browse a country": [Query(filters={"country": (row["country"],)}) for row in picked],
    }


def percentile(seconds: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


def told(seconds: list[float]) -> str:
    """Return the times in words."""
    at = {share: percentile(seconds, share) for share in (0.5, 0.95, 0.99)}
    return (
        " ".join(f"p{share * 100:.0f} {time:6.1f}" for share, time in at.items())
        + f"  most {max(seconds) * 1000:6.1f} ms"
    )


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds an action took."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(rows: list[dict[str, Any]], size: int) -> None:
    """Print the figures of one size."""
    folder = Path(tempfile.mkdtemp(prefix="dalil-bench-"))
    try:
        built = timed(lambda: Index.build(folder, entries(rows, size)))
        megabytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{size} organisations: built in {built:.1f} s ({size / built:.0f}/s), {megabytes:.0f} MB, peak {peak:.0f} MB"
        )
        index = Index.open(folder)
        every: list[float] = []
        for sort, asked in questions(rows).items():
            seconds = [timed(lambda query=query: index.find(query)) for query in asked]  # type: ignore[misc]
            every += seconds
            print(f"  {sort:20} {told(seconds)}")
        print(f"  {'all':20} {told(every)}")
        suggested = [timed(lambda q=q: index.suggest(q.text[:6])) for q in questions(rows)["name"]]  # type: ignore[misc]
        print(f"  {'suggest':20} {told(suggested)}")
        peer(rows, size)
        few = list(entries(rows[:5], 5))
        print(f"  {'update of 5':20} {timed(lambda: index.update(few, [])) * 1000:10.1f} ms")
    finally:
        shutil.rmtree(folder)


def peer(rows: list[dict[str, Any]], size: int) -> None:
    """Ask SQLite's FTS5 the same names in the same run: words alone, no facets, no reasons, no other spelling."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table names using fts5(id unindexed, name)")
    names = ((entry.id, value) for entry in entries(rows, size) for value, _ in entry.names)
    built = timed(lambda: database.executemany("insert into names values (?, ?)", names))
    seconds = []
    for query in questions(rows)["name"]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query.text))
        sql = "select id from names where names match ? order by rank limit 20"
        seconds.append(timed(lambda words=words, sql=sql: database.execute(sql, (words,)).fetchall()))  # type: ignore[misc]
    print(
        f"  {'peer: FTS5, name':20} p50 {percentile(seconds, 0.5):6.1f} ms  p95 {percentile(seconds, 0.95):6.1f} ms"
        f"  (built in {built:.1f} s)"
    )
    database.close()


def main() -> None:
    """Print the figures for the file and the sizes given."""
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    sizes = [int(size) for size in sys.argv[2:]] or [5_000, 50_000, 127_000]
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"data: {sys.argv[1]}, {len(rows)} organisations; {QUESTIONS} questions of each sort, facets included")
    for size in sizes:
        measure(rows, size)


if __name__ == "__main__":
    main()
