"""What goes into the index and what comes out: entries, questions, answers and the reasons for a hit.

It never holds a sentence: a reason is a code with particulars, and the guide words it in the reader's language.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

# Facets in the order in which pages show them, with the most values that an answer counts.
FACETS: Final[Mapping[str, int]] = {
    "sector": 20,
    "country": 300,
    "region": 200,
    "kind": 30,
    "language": 200,
    "source": 200,
    "status": 10,
}

# Every code, and the particulars that its sentence uses; `name` is the name that matched, `missing` what it lacks.
REASON_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "name_other_script": ("name",),
    "name_other_spelling": ("name",),
    "name_same_meaning": ("name",),
    "name_part": ("name", "missing"),
    "acronym": ("acronym",),
    "identifier": ("identifier",),
    "domain": ("domain",),
    "place": ("place",),
}

# In which ways a word of a name answers a word of the question, and how surely it does, from surest to least sure.
WAYS: Final = ("same", "spelling", "meaning", "sound")
SURENESS: Final = ("surely", "probably", "perhaps")


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One organisation as the index holds it: public values only. `title_sort` orders the list when nothing is asked."""

    id: str
    names: tuple[tuple[str, str], ...] = ()
    acronyms: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kind: str = ""
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    status: str = ""
    lat: float | None = None
    lng: float | None = None
    title_sort: str = ""


class Query(msgspec.Struct, frozen=True):
    """A question. Values of one facet widen each other, facets narrow each other; offsets end at MOST_OFFSET."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = {}
    offset: int = 0
    limit: int = 20


class WordPair(msgspec.Struct, frozen=True):
    """Words of the question, as the reader wrote them, and the words of the name that answer them, as they stand there.

    `way` is one of WAYS, `sureness` one of SURENESS.
    """

    asked: str
    named: str
    way: str
    sureness: str


class Reason(msgspec.Struct, frozen=True):
    """Why an entry was found: a code of REASON_CODES and its particulars, and for a name which words answer which.

    The pairs are in the order of the question; there are none where all the words plainly stand in the name.
    """

    code: str
    params: dict[str, str]
    pairs: tuple[WordPair, ...] = ()


class Hit(msgspec.Struct, frozen=True):
    """An entry that was found, with a score that only orders the hits of one answer."""

    id: str
    score: float
    reasons: tuple[Reason, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """An answer: `total` and `facets` count all that was found; `hits` are the page that was asked for.

    What is chosen in a facet does not shrink that facet's own counts, so that a reader sees what else could be chosen.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str, int]]]


class Suggestion(msgspec.Struct, frozen=True):
    """An organisation for the search box; `nth` tells which of its names answers what is being typed."""

    entry: Entry
    nth: int = 0

    @property
    def id(self) -> str:
        """The organisation's number."""
        return self.entry.id

    @property
    def name(self) -> str:
        """The name that answers; the number of one that has no name."""
        return self.entry.names[self.nth][0] if self.entry.names else self.entry.id
