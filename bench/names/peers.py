"""Stores that find by words or by runs of letters: tantivy and SQLite's FTS5, names and questions in plain ASCII.

None of them ranks again, translates or knows a language: they stand for what a project gets by installing them.
"""

import re
import sqlite3
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.names.engine import Engine, folder_megabytes, package, plain

_BUILD_MEMORY: Final = 100_000_000
_MOST_TERMS: Final = 200
_MOST_TRIGRAMS: Final = 20
_WORD: Final = re.compile(r"\w+")


class Tantivy(Engine):
    """tantivy over words, or over all runs of two and three letters; any term may match, BM25 orders."""

    def __init__(self, *, has_grams: bool) -> None:
        self._tantivy = package("tantivy", "tantivy")
        self._folder = tempfile.TemporaryDirectory(prefix="dalil-bench-")
        tokenizer = self._tantivy.Tokenizer
        cut = tokenizer.ngram(min_gram=2, max_gram=3, prefix_only=False) if has_grams else tokenizer.simple()
        self._analyzer = self._tantivy.TextAnalyzerBuilder(cut).build()
        self._schema: Any = None
        self._searcher: Any = None

    def build(self, names: list[str], countries: list[str]) -> None:
        """Write the index to a throw-away folder, memory-mapped when asked."""
        builder = self._tantivy.SchemaBuilder()
        builder.add_integer_field("row", stored=True)
        builder.add_text_field("name", tokenizer_name="bench")
        self._schema = builder.build()
        index = self._tantivy.Index(self._schema, self._folder.name)
        index.register_tokenizer("bench", self._analyzer)
        writer = index.writer(_BUILD_MEMORY, 1)
        for row, name in enumerate(names):
            writer.add_document(self._tantivy.Document(row=row, name=plain(name)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def ask(self, query: str, limit: int) -> list[int]:
        """Ask for any of the terms."""
        kinds = self._tantivy.Query
        terms = list(dict.fromkeys(self._analyzer.analyze(plain(query))))[:_MOST_TERMS]
        should = [(self._tantivy.Occur.Should, kinds.term_query(self._schema, "name", term)) for term in terms]
        if not should:
            return []
        found = self._searcher.search(kinds.boolean_query(should), limit, count=False)
        return [self._searcher.doc(address)["row"][0] for _, address in found.hits]

    def megabytes(self) -> float:
        """The files, which are mapped into memory."""
        return folder_megabytes(Path(self._folder.name))

    def close(self) -> None:
        """Remove the folder."""
        self._searcher = None
        self._folder.cleanup()


class Fts5(Engine):
    """SQLite's FTS5 over words or trigrams, in memory; any term may match, BM25 orders.

    Of the trigrams of a question twenty are asked for, spread over it: with all of them answers took seconds at
    127,000 names. At 50,000 all of them take 36 ms instead of 21, for a recall@10 of .68 instead of .53 in Russian.
    """

    def __init__(self, *, has_trigrams: bool) -> None:
        self._has_trigrams = has_trigrams
        self._database = sqlite3.connect(":memory:")
        self._known: set[str] = set()

    def build(self, names: list[str], countries: list[str]) -> None:
        """Fill one virtual table."""
        tokenizer = "trigram" if self._has_trigrams else "unicode61"
        self._database.execute(f"create virtual table names using fts5(name, tokenize='{tokenizer}')")
        texts = [plain(name) for name in names]
        self._database.executemany("insert into names (rowid, name) values (?, ?)", enumerate(texts))
        if self._has_trigrams:
            self._known.update(*map(_trigrams, texts))

    def ask(self, query: str, limit: int) -> list[int]:
        """Ask for any of the terms."""
        text = plain(query)
        if self._has_trigrams:
            terms = spread([term for term in _trigrams(text) if term in self._known], _MOST_TRIGRAMS)
        else:
            terms = list(dict.fromkeys(_WORD.findall(text)))[:_MOST_TERMS]
        if not terms:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        sql = "select rowid from names where names match ? order by rank limit ?"
        return [row for (row,) in self._database.execute(sql, (match, limit))]

    def megabytes(self) -> float:
        """All pages of the database, which is in memory."""
        pages = self._database.execute("pragma page_count").fetchone()[0]
        return float(pages * self._database.execute("pragma page_size").fetchone()[0] / 1e6)

    def close(self) -> None:
        """Let the memory go."""
        self._database.close()


def _trigrams(text: str) -> list[str]:
    return list(dict.fromkeys(text[place : place + 3] for place in range(len(text) - 2)))


def spread(terms: list[str], most: int) -> list[str]:
    """Return at most so many of the terms, evenly from beginning to end."""
    if len(terms) <= most:
        return terms
    return [terms[place * len(terms) // most] for place in range(most)]
