"""The organisation index: build, update, ask, with reasons for every hit and counts for every facet.

It never decides who may see what: it is given public values only.
"""

from dalil.search.entry import (
    FACETS,
    REASON_CODES,
    SURENESS,
    WAYS,
    Entry,
    Found,
    Hit,
    Query,
    Reason,
    Suggestion,
    WordPair,
)
from dalil.search.index import MOST_OFFSET, Index
from dalil.search.storage import IndexIsMissing

__all__ = [
    "FACETS",
    "MOST_OFFSET",
    "REASON_CODES",
    "SURENESS",
    "WAYS",
    "Entry",
    "Found",
    "Hit",
    "Index",
    "IndexIsMissing",
    "Query",
    "Reason",
    "Suggestion",
    "WordPair",
]
