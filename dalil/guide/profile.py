"""The profile of an organisation, computed from its records: every value with who says so and since when.

Nothing is chosen away: conflicting values all stay, ranked by one stated rule. The organisation itself comes before
official registers, registers before the editors, editors before lists; what a list no longer holds comes after what it
still does; among equals the newest comes first. It never reads the database and never stores anything.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Generic, TypeVar

from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text
from dalil.guide.sector_claims import is_guess, is_left_to_a_person
from dalil.kinds import Suggestion, suggest_sector

T = TypeVar("T")

RANK_OF_KIND: Mapping[str, int] = {"self": 0, "register": 1, "editor": 2, "list": 3}
NAME_TYPES = ("label", "alias", "former", "acronym")
# A name whose language nobody knows is one in Latin letters: the other scripts give theirs away.
FALLBACK_LANGUAGES = ("en", "fr", "", "ar", "he")


@dataclass(frozen=True, slots=True)
class Testimony:
    """One record as a witness: the values, and the source that speaks through it.

    `held_back` are fields it says nothing of; `stated_in` is where it was stated (a link or words), if that was told of it alone.
    """

    record: Record
    record_id: int
    source: str
    source_name: str
    source_kind: str
    since: datetime
    as_of: date | datetime
    row_number: int | None = None
    is_gone: bool = False
    held_back: frozenset[str] = frozenset()
    stated_in: str = ""

    @property
    def stated_at(self) -> str:
        """The address on the web where it was stated, if that is what `stated_in` is."""
        return self.stated_in if self.stated_in.startswith(("http://", "https://")) else ""


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """One value, and all who say so; the best witness first."""

    value: T
    by: tuple[Testimony, ...]

    @property
    def first(self) -> Testimony:
        """The witness on whose word the value holds its rank."""
        return self.by[0]


@dataclass(frozen=True)  # without slots: what is guessed is kept beside the values, so that it is guessed once
class Profile:
    """All that the records say of one body, each list ranked, the first value the one to show."""

    names: tuple[Said[Name], ...] = ()
    identifiers: tuple[Said[Identifier], ...] = ()
    locations: tuple[Said[Location], ...] = ()
    links: tuple[Said[str], ...] = ()
    sectors: tuple[Said[SectorClaim], ...] = ()
    relations: tuple[Said[Relation], ...] = ()
    descriptions: tuple[Said[Text], ...] = ()
    languages: tuple[Said[str], ...] = ()
    kinds: tuple[Said[str], ...] = ()
    statuses: tuple[Said[str], ...] = ()
    founded: tuple[Said[str], ...] = ()
    closed_on: tuple[Said[str], ...] = ()
    testimonies: tuple[Testimony, ...] = field(default=())

    def title(self, language: str = "") -> str:
        """The name to head the page: in `language` if anybody gives one, else by the order of FALLBACK_LANGUAGES."""
        said = self.title_said(language)
        return said.value.value if said else ""

    def title_said(self, language: str = "") -> Said[Name] | None:
        """The name that `title` shows, with who says so."""
        place = best_name([said.value for said in self.names], language)
        return None if place is None else self.names[place]

    def description(self, language: str = "") -> Said[Text] | None:
        """The description to show, falling back to another language when there is none in this one."""
        for wanted in (language, *FALLBACK_LANGUAGES):
            for said in self.descriptions:
                if said.value.lang == wanted:
                    return said
        return self.descriptions[0] if self.descriptions else None

    @property
    def sector_codes(self) -> tuple[str, ...]:
        """The sectors that anybody states, best witness first; where nobody does, the one that is guessed."""
        return self.stated_sectors or self.guessed_sectors

    @property
    def stated_sectors(self) -> tuple[str, ...]:
        """The sectors on somebody's word, best witness first."""
        return sectors_in(self.sectors, guessed=False)

    @property
    def is_sector_guessed(self) -> bool:
        """Whether `sector_codes` is a guess and nobody's word."""
        return not self.stated_sectors and bool(self.guessed_sectors)

    @property
    def guessed_sectors(self) -> tuple[str, ...]:
        """The guess where nobody states a sector and nobody left it to a person: one that a list brings, or else ours."""
        if self.stated_sectors or self.is_sector_left_to_a_person:
            return ()
        return sectors_in(self.sectors, guessed=True) or ((self.guessed_sector.code,) if self.guessed_sector else ())

    @property
    def is_sector_left_to_a_person(self) -> bool:
        """Whether a source classified it where no rule may go on: politics, and what a register or an editor left open."""
        if any("sectors" in testimony.held_back for testimony in self.testimonies):
            return True  # what was withdrawn is not guessed back
        return any(is_left_to_a_person(said.value) for said in self.sectors)

    @cached_property
    def guessed_sector(self) -> Suggestion | None:
        """What the rule of words guesses where nobody states, guesses or leaves open a sector; never stored."""
        if self.is_sector_left_to_a_person or any(said.value.code for said in self.sectors):
            return None
        in_use = [said.value.value for said in self.names if "acronym" not in said.value.types]
        return suggest_sector(in_use, " ".join(said.value.value for said in self.descriptions))

    @property
    def status(self) -> str:
        """active, inactive, closed, moved, or empty when nobody says."""
        return self.statuses[0].value if self.statuses else ""

    @property
    def kind(self) -> str:
        """The kind of body that the best witness names, or empty."""
        return self.kinds[0].value if self.kinds else ""


def sectors_in(claims: Iterable[Said[SectorClaim]], *, guessed: bool) -> tuple[str, ...]:
    """The sectors of those claims that are guesses, or of those that are not, each once, in their order."""
    return tuple(dict.fromkeys(c.value.code for c in claims if c.value.code and is_guess(c.value) == guessed))


def best_name(names: Sequence[Name], language: str = "") -> int | None:
    """The place in the list of the name to show: one in use, in `language` if there is one, a label before an alias."""
    order: dict[str, int] = {}
    for code in (language, *FALLBACK_LANGUAGES) if language else FALLBACK_LANGUAGES:
        order.setdefault(code, len(order))

    def preference(place: int) -> tuple[bool, bool, int, int, int]:
        name = names[place]
        kind = sort_of_name(name)
        is_in_use = kind < NAME_TYPES.index("former")
        return (not is_in_use, bool(language) and name.lang != language, kind, order.get(name.lang, len(order)), place)

    return min(range(len(names)), key=preference, default=None)


def sort_of_name(name: Name) -> int:
    """The place in NAME_TYPES of what a name is; one of which nobody says it counts as an alias."""
    return min((NAME_TYPES.index(t) for t in name.types if t in NAME_TYPES), default=1)


def title_of(record: Record) -> str:
    """The title that a body has while this is its only record."""
    place = best_name(record.names)
    return "" if place is None else record.names[place].value


def rank(testimony: Testimony) -> tuple[bool, int, float, str, int]:
    """The stated rule as a sort key; the source and the record's number settle ties, so the order never wavers."""
    as_of = testimony.as_of
    newest = as_of.timestamp() if isinstance(as_of, datetime) else float(as_of.toordinal()) * 86400 - 62135683200
    kind = RANK_OF_KIND.get(testimony.source_kind, len(RANK_OF_KIND))
    return (testimony.is_gone, kind, -newest, testimony.source, testimony.record_id)


def gather(
    ranked: tuple[Testimony, ...],
    values: Callable[[Record], Iterable[T]],
    same: Callable[[T], object] = lambda value: value,
) -> tuple[Said[T], ...]:
    """Collect the distinct values (by `same`) in rank order, each with its witnesses."""
    found: dict[object, tuple[T, list[Testimony]]] = {}
    for testimony in ranked:
        for value in values(testimony.record):
            witnesses = found.setdefault(same(value), (value, []))[1]
            if not witnesses or witnesses[-1] is not testimony:
                witnesses.append(testimony)
    return tuple([Said(value, tuple(by)) for value, by in found.values()]) if found else ()


def one(text: str) -> tuple[str, ...]:
    """A single-valued field as a list of values."""
    return (text,) if text else ()


def profile_of(testimonies: Iterable[Testimony]) -> Profile:
    """Compute the profile. The order in which the testimonies come makes no difference."""
    ranked = tuple(sorted(testimonies, key=rank))
    return Profile(
        names=gather(ranked, lambda r: r.names, lambda n: (n.value, n.lang)),
        identifiers=gather(ranked, lambda r: r.identifiers),
        locations=gather(ranked, lambda r: r.locations, lambda p: (p.country, p.region, p.locality)),
        links=gather(ranked, lambda r: r.links),
        sectors=gather(ranked, lambda r: r.sectors, lambda s: (s.code, s.given, s.method)),
        relations=gather(ranked, lambda r: r.relations),
        descriptions=gather(ranked, lambda r: r.descriptions),
        languages=gather(ranked, lambda r: r.languages),
        kinds=gather(ranked, lambda r: one(r.kind)),
        statuses=gather(ranked, lambda r: one(r.status)),
        founded=gather(ranked, lambda r: one(r.founded)),
        closed_on=gather(ranked, lambda r: one(r.closed_on)),
        testimonies=ranked,
    )
