"""Rules: who may see which rows, each one sentence and one query.

A room's `visibility.py` holds its table; the list, the single page, the search, the export and the answer to "why may I
see this?" all ask the same table. It never answers "forbidden": what no rule shows is as good as absent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from dalil.access.viewer import Viewer

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Rule:
    """`query` gives the rows that this rule shows to the viewer, or None when the rule does not speak of that viewer.

    The Q must not join to many rows (use `Exists`), or the list would show a row twice.
    """

    sentence: str | Promise
    query: Callable[[Viewer], Q | None]


@dataclass(frozen=True, slots=True)
class RuleTable(Generic[Row]):
    """The rules of one model. A row is visible when at least one rule shows it; without a rule nothing is."""

    rules: tuple[Rule, ...]

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Those of `rows` that the viewer may see."""
        queries = [query for rule in self.rules if (query := rule.query(viewer)) is not None]
        if not queries:
            return rows.none()
        # An empty Q means "all", but vanishes when joined with OR: it has to win by itself.
        if not all(queries):
            return rows
        either = queries[0]
        for query in queries[1:]:
            either |= query
        return rows.filter(either)

    def explain(self, row: Row, viewer: Viewer) -> tuple[str, ...]:
        """The sentences of the rules that show this row to the viewer; none when it may not be seen."""
        alone = type(row)._default_manager.filter(pk=row.pk)
        return tuple(
            str(rule.sentence)
            for rule in self.rules
            if (query := rule.query(viewer)) is not None and alone.filter(query).exists()
        )
