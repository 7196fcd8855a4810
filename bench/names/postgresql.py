"""The peer PostgreSQL: trigrams with a GiST index, ordered by distance, on a server of our own or DATABASE_URL's.

Whatever it does in a database is one transaction that is rolled back: it never leaves a table or an extension there.
"""

import os
import re
from contextlib import ExitStack
from typing import Any

from bench.names.engine import Engine, NotRun, package, plain
from house import testing


class PgTrgm(Engine):
    """`order by name <-> question` over names in plain ASCII."""

    def __init__(self) -> None:
        self._psycopg = package("psycopg", "'psycopg[binary]'")
        self._stack = ExitStack()
        self._connection: Any = None

    def build(self, names: list[str], countries: list[str]) -> None:
        """Fill a table of this connection's own, then index it."""
        try:
            self._connection = self._stack.enter_context(self._psycopg.connect(self._address()))
            self._stack.callback(self._connection.rollback)
            self._connection.execute("create extension if not exists pg_trgm")
        except (self._psycopg.Error, OSError) as error:
            raise NotRun(" ".join(str(error).split())) from error
        self._connection.execute("create temp table bench_names (place int, name text) on commit drop")
        with self._connection.cursor().copy("copy bench_names from stdin") as copy:
            for row, name in enumerate(names):
                copy.write_row((row, plain(name)))
        self._connection.execute("create index on bench_names using gist (name gist_trgm_ops)")
        self._connection.execute("analyze bench_names")

    def _address(self) -> str:
        """DATABASE_URL where it names a PostgreSQL, else a throw-away server where its programs are installed."""
        given = os.environ.get("DATABASE_URL", "")
        if given:
            if not given.startswith(("postgres://", "postgresql://")):
                raise NotRun("DATABASE_URL names no PostgreSQL")
            return given
        if not testing._found("initdb"):
            raise NotRun("no PostgreSQL on this machine, and no DATABASE_URL")
        address = self._stack.enter_context(testing._throw_away_server())
        return re.sub("/[^/]*$", "/postgres", address)  # the server is new: the tests' own database isn't there

    def ask(self, query: str, limit: int) -> list[int]:
        """Let the index walk outwards from the question."""
        sql = "select place from bench_names order by name <-> %s limit %s"
        return [row for (row,) in self._connection.execute(sql, (plain(query).replace("\0", ""), limit))]

    def megabytes(self) -> float:
        """Table and index as the server counts them."""
        sql = "select pg_total_relation_size('bench_names')"
        return float(self._connection.execute(sql).fetchone()[0] / 1e6)

    def close(self) -> None:
        """Roll everything back and stop a server of our own."""
        self._stack.close()
