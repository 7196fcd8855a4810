"""Which engine retrieves best: `python -m bench.engine [ror-orgs.jsonl.gz] [SIZE ...]` (default 50000).

The same expanded question (words of the vocabulary with weights, as `dalil.search.expanding` gives them) is put to our
mapped arrays, to tantivy, to SQLite FTS5 and, where there is one, to PostgreSQL; only ours can weigh the country. Printed:
the build, the time of a question, and in what share of questions the wanted name is among the 400 that would be looked at
closer. It never measures ranking.
"""

import csv
import os
import platform
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dalil.search import Entry, Index
from dalil.search.asking import asked
from dalil.search.matching import Question, candidates, question_in
from dalil.search.training import records_in
from dalil.search.wording import tokens_of

LOOKED_AT = 400
QUESTIONS = 300
DATA = Path("../shared/data")

Words = list[tuple[str, float]]


def percentile(seconds: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


class Tantivy:
    """tantivy: a disjunction of boosted terms."""

    def __init__(self, names: list[str]) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("row", stored=True)
        builder.add_text_field("name", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(100_000_000, 1)
        for row, name in enumerate(names):
            writer.add_document(tantivy.Document(row=row, name=" ".join(tokens_of(name))))
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def ask(self, words: Words) -> list[int]:
        """Return the rows, best first."""
        query, occur = self._tantivy.Query, self._tantivy.Occur
        terms = [query.boost_query(query.term_query(self._schema, "name", word), weight) for word, weight in words]
        hits = self._searcher.search(query.boolean_query([(occur.Should, term) for term in terms]), LOOKED_AT).hits
        return [self._searcher.doc(address)["row"][0] for _, address in hits]


class Fts5:
    """SQLite's full text: a disjunction, which knows no weights."""

    def __init__(self, names: list[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("create virtual table names using fts5(name, tokenize='unicode61 remove_diacritics 0')")
        rows = ((row, " ".join(tokens_of(name))) for row, name in enumerate(names))
        self._database.executemany("insert into names (rowid, name) values (?, ?)", rows)

    def ask(self, words: Words) -> list[int]:
        """Return the rows, best first."""
        question = " OR ".join(f'"{word}"' for word, _ in words)
        sql = "select rowid from names where names match ? order by rank limit ?"
        return [row for (row,) in self._database.execute(sql, (question, LOOKED_AT))]


class PostgreSQL:
    """PostgreSQL's full text with a GIN index: a disjunction by rank."""

    def __init__(self, names: list[str]) -> None:
        import psycopg

        self._connection = psycopg.connect(os.environ["DATABASE_URL"])
        self._connection.execute("create temporary table names (row int, words tsvector)")
        with self._connection.cursor().copy("copy names from stdin") as copy:
            for row, name in enumerate(names):
                copy.write_row((row, " ".join("'" + word.replace("'", "''") + "'" for word in tokens_of(name))))
        self._connection.execute("create index on names using gin (words)")
        self._connection.execute("analyze names")

    def ask(self, words: Words) -> list[int]:
        """Return the rows, best first."""
        question = " | ".join("'" + word.replace("'", "''") + "'" for word, _ in words)
        sql = "select row from names where words @@ %s::tsquery order by ts_rank(words, %s::tsquery) desc limit %s"
        return [row for (row,) in self._connection.execute(sql, (question, question, LOOKED_AT)).fetchall()]


def weighed(question: Question, held: Callable[[int], str]) -> Words:
    """Return the words of a question with their weights, each once."""
    words: dict[str, float] = {}
    for expansion in question.expansions:
        for place, strength in zip(expansion.words.tolist(), expansion.strengths.tolist(), strict=True):
            word = held(place)
            words[word] = max(words.get(word, 0.0), strength)
    return sorted(words.items())


def measure(names: list[str], countries: list[str], wanted: list[tuple[str, set[int]]]) -> None:
    """Print a table for one size."""
    print(f"\n{len(names)} names, {len(wanted)} questions in ar, he, fa, ru, el\n")
    print("| engine | build s | p50 / p99 ms | among 400 |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        pairs = enumerate(zip(names, countries, strict=True))
        entries = (Entry(id=str(row), names=((name, "en"),), countries=(country,)) for row, (name, country) in pairs)
        index = Index.build(Path(folder), entries)
        report("mapped arrays", time.perf_counter() - started, *ours(index, wanted))
        part = index._opened().parts[0]
        asked_so = [question_in(part.segment, part.expanding, asked(text)) for text, _ in wanted]
        words = [weighed(question, part.segment.words.__getitem__) for question in asked_so]
    for name, engine in (("tantivy", Tantivy), ("FTS5", Fts5), ("PostgreSQL", PostgreSQL)):
        started = time.perf_counter()
        try:
            built = engine(names)
        except (ImportError, KeyError) as error:
            print(f"| {name} | not run: {error} | | |")
            continue
        seconds, found = [], 0
        build = time.perf_counter() - started
        for (_, rows), sought in zip(wanted, words, strict=True):
            started = time.perf_counter()
            answer = built.ask(sought) if sought else []
            seconds.append(time.perf_counter() - started)
            found += not rows.isdisjoint(answer)
        report(name, build, seconds, found)


def ours(index: Index, wanted: list[tuple[str, set[int]]]) -> tuple[list[float], int]:
    """Return the seconds that retrieval takes, expansion not counted, and how often it holds what is wanted."""
    part = index._opened().parts[0]
    seconds, found = [], 0
    for text, rows in wanted:
        question = question_in(part.segment, part.expanding, asked(text))
        country = part._evidence(question.asked)
        started = time.perf_counter()
        answer = candidates(part.segment, question, part.alive, country)
        seconds.append(time.perf_counter() - started)
        found += not rows.isdisjoint(int(part.segment.ids[int(place)]) for place in part.segment.row_owners[answer])
    return seconds, found


def report(name: str, build: float, seconds: list[float], found: int) -> None:
    """Print a line of the table."""
    times = f"{percentile(seconds, 0.5):.1f} / {percentile(seconds, 0.99):.0f}"
    print(f"| {name} | {build:.1f} | {times} | {found / len(seconds):.3f} |")


def main() -> None:
    """Print the tables for the file and the sizes given."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "ror-orgs.jsonl.gz"
    records = records_in(file)
    places = {record: row for row, record in enumerate(records)}
    with (DATA / "ror-multilingual-dev.csv").open(encoding="utf-8", newline="") as lines:
        labels = [row for row in csv.DictReader(lines) if row["lang"] in ("ar", "he", "fa", "ru", "el")]
    picked = random.Random(11).sample([row for row in labels if row["ror_id"] in places], QUESTIONS)
    names, countries = ([record[part] for record in records.values()] for part in (0, 1))
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; data: {file}")
    for size in [int(size) for size in sys.argv[2:]] or [len(names)]:
        chance = random.Random(7)
        more = [chance.randrange(len(names)) for _ in range(size - len(names))]
        same: dict[str, set[int]] = {}
        for row, name in enumerate(names):
            same.setdefault(name, set()).add(row)
        every = [*names, *(f"{names[row]} {number}" for number, row in enumerate(more))]
        measure(
            every,
            [*countries, *(countries[row] for row in more)],
            [(row["query"], same[names[places[row["ror_id"]]]]) for row in picked],
        )


if __name__ == "__main__":
    main()
