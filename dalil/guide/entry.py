"""The entry of the guide about one organisation, as a reader sees it: values in groups, each with its numbered sources.

It leaves nothing out: conflicting values all stand there in their rank, the one shown first before the others.
It never reads the database.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext

from dalil import kinds
from dalil.formats.record import Identifier, Name, Relation, SectorClaim, Text
from dalil.guide.labels import (
    KINDS,
    METHODS,
    NAME_TYPES,
    RELATIONS,
    SOURCE_KINDS,
    STATUSES,
    Words,
    how_assigned,
    in_words,
    place_line,
)
from dalil.guide.profile import Profile, Said, Testimony
from dalil.guide.sector_claims import is_guess

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marked(Generic[T]):
    """A value with the numbers of the sources that state it; `note` says more about it in words."""

    value: T
    marks: tuple[int, ...]
    note: str = ""
    address: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names in one language (code, or empty when unknown)."""

    language: str
    names: tuple[Marked[Name], ...]


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A claim to a sector; `sector` is None where the source's words fit none of the nine."""

    claim: Marked[SectorClaim]
    sector: kinds.Sector | None
    is_guess: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with all its values in their rank."""

    code: str
    values: tuple[Marked[str], ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A line in the list of sources at the bottom of the page; a source that is not named in public only by its kind."""

    number: int
    testimony: Testimony
    is_named: bool

    @property
    def kind(self) -> str:
        """What kind of source it is, in words."""
        return in_words(SOURCE_KINDS, self.testimony.source_kind)


class Marks:
    """Numbers the sources of one page in the order of their rank."""

    def __init__(self, testimonies: Iterable[Testimony], named: Container[str]) -> None:
        numbered = enumerate(testimonies, start=1)
        self.witnesses = tuple(Witness(number, t, t.source in named) for number, t in numbered)
        self._numbers = {w.testimony.record_id: w.number for w in self.witnesses}

    def of(self, said: Said[T]) -> tuple[int, ...]:
        """The numbers of those who say so."""
        return tuple(self._numbers[testimony.record_id] for testimony in said.by)


def name_groups(profile: Profile, marks: Marks, language: str) -> tuple[NameGroup, ...]:
    """The names by language: that of the page first, then as they rank; labels before aliases."""
    groups: dict[str, list[Marked[Name]]] = {}
    for said in profile.names:
        types = [in_words(NAME_TYPES, t) for t in said.value.types if t in NAME_TYPES]
        groups.setdefault(said.value.lang, []).append(Marked(said.value, marks.of(said), note=", ".join(types)))
    order = sorted(groups, key=lambda code: (code != language, code == ""))
    return tuple(NameGroup(code, tuple(sorted(groups[code], key=lambda n: bool(n.note)))) for code in order)


def sector_lines(profile: Profile, marks: Marks) -> tuple[SectorLine, ...]:
    """Every claim to a sector, and how it was assigned; guesses after what somebody stated."""
    lines = []
    for said in profile.sectors:
        claim = said.value
        by_itself = all(testimony.source_kind == "self" for testimony in said.by)
        marked = Marked(claim, marks.of(said), note=how_assigned(claim.method, by_itself=by_itself))
        lines.append(SectorLine(marked, kinds.sectors().get(claim.code), is_guess(claim)))
    if guess := profile.guessed_sector:
        claim = SectorClaim(guess.code, "rule", given=", ".join(guess.words), confidence=guess.confidence)
        marked = Marked(claim, (), note=in_words(METHODS, claim.method))
        lines.append(SectorLine(marked, kinds.sectors().get(claim.code), is_guess=True))
    return tuple(sorted(lines, key=lambda line: (line.is_guess, line.sector is None)))


def place_lines(profile: Profile, marks: Marks, language: str) -> tuple[Marked[str], ...]:
    """The places in one line each; `address` is the code of the smallest place that has a page."""
    lines = []
    for said in profile.locations:
        p = said.value
        code = p.region if p.region and kinds.place(p.region) else p.country
        text = place_line(p.locality, p.region, p.country, language)
        if text:
            lines.append(Marked(text, marks.of(said), address=code if code and kinds.place(code) else ""))
    return tuple(lines)


def identifier_lines(profile: Profile, marks: Marks, language: str) -> tuple[Marked[Identifier], ...]:
    """The identifiers with the register's name and, where it has one, the address of the entry there."""
    registers = kinds.registers()
    lines = []
    for said in profile.identifiers:
        scheme, value = said.value.scheme, said.value.value
        register = registers.get(scheme)
        label = register.name_in(language) if register else scheme or gettext("number in a register not named")
        url = (kinds.check_identifier(scheme, value).url if register else "") or ""
        lines.append(Marked(said.value, marks.of(said), address=url, label=label))
    return tuple(lines)


def relation_lines(profile: Profile, marks: Marks) -> tuple[Marked[Relation], ...]:
    """The ties to other bodies, in words."""
    return tuple(Marked(s.value, marks.of(s), label=in_words(RELATIONS, s.value.kind)) for s in profile.relations)


def link_lines(profile: Profile, marks: Marks) -> tuple[Marked[str], ...]:
    """The web addresses; only those of the web can be followed."""
    return tuple(
        Marked(s.value, marks.of(s), address=s.value if s.value.startswith(("http://", "https://")) else "")
        for s in profile.links
    )


def description_lines(profile: Profile, marks: Marks, language: str) -> tuple[Marked[Text], ...]:
    """All descriptions, the one in the page's language first."""
    ordered = sorted(profile.descriptions, key=lambda said: said.value.lang != language)
    return tuple(Marked(said.value, marks.of(said)) for said in ordered)


def facts(profile: Profile, marks: Marks) -> tuple[Fact, ...]:
    """Kind, status, and when it was founded and closed; those of which nobody says anything are left out."""
    stated: tuple[tuple[str, tuple[Said[str], ...], Words], ...] = (
        ("kind", profile.kinds, KINDS),
        ("status", profile.statuses, STATUSES),
        ("founded", profile.founded, {}),
        ("closed_on", profile.closed_on, {}),
    )
    return tuple(
        Fact(code, tuple(Marked(said.value, marks.of(said), label=in_words(words, said.value)) for said in values))
        for code, values, words in stated
        if values
    )
