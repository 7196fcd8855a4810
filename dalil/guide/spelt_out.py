"""What a record or a profile says, spelt out line by line, and what differs between two: for editors who compare.

It never judges: "differs" means only that both sides say something and nothing of it is the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text, decode
from dalil.guide.labels import (
    KINDS,
    METHODS,
    NAME_TYPES,
    RELATIONS,
    STATUSES,
    how_assigned,
    in_words,
    place_line,
    sector_label,
)
from dalil.guide.profile import Profile

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of a comparison: what each side says, and whether they agree."""

    label: str
    left: Lines
    right: Lines
    is_evidence: bool = True

    @property
    def state(self) -> str:
        """agrees, differs, or empty when one side says nothing or the line is no evidence."""
        if not (self.is_evidence and self.left and self.right):
            return ""
        mine = {line.casefold() for line in self.left}
        return "agrees" if any(line.casefold() in mine for line in self.right) else "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change took away and what it brought, under one label."""

    label: str
    gone: Lines
    come: Lines


def name_line(name: Name, language: str) -> str:
    """A name with what kind of name it is."""
    types = [in_words(NAME_TYPES, one) for one in name.types if one in NAME_TYPES]
    about = gettext(", ").join([*types, *([name.lang] if name.lang else [])])
    return f"{name.value} ({about})" if about else name.value


def identifier_line(identifier: Identifier, language: str) -> str:
    """A register's code and the number."""
    return f"{identifier.scheme or gettext('number in a register not named')} {identifier.value}"


def location_line(location: Location, language: str) -> str:
    """Town, region and country."""
    return place_line(location.locality, location.region, location.country, language)


def sector_line(claim: SectorClaim, language: str) -> str:
    """The sector and how it came to be assigned."""
    label = sector_label(claim.code, language) if claim.code else claim.given
    return f"{label} ({in_words(METHODS, claim.method)})"


def relation_line(relation: Relation, language: str) -> str:
    """The tie and the other body."""
    other = relation.label or f"{relation.scheme} {relation.value}".strip()
    return f"{in_words(RELATIONS, relation.kind)}: {other}"


def text_line(text: Text, language: str) -> str:
    """The words, with their language."""
    return f"{text.value} ({text.lang})" if text.lang else text.value


def plain_line(value: str, language: str) -> str:
    """As it stands."""
    return value


def kind_line(value: str, language: str) -> str:
    """The kind of body in words."""
    return in_words(KINDS, value)


def status_line(value: str, language: str) -> str:
    """The status in words."""
    return in_words(STATUSES, value)


Wording = tuple[str | Promise, Callable[..., str]]

FIELDS: Mapping[str, Wording] = {
    "names": (_("Names"), name_line),
    "identifiers": (_("Numbers in registers"), identifier_line),
    "locations": (_("Places"), location_line),
    "links": (_("Websites"), plain_line),
    "sectors": (_("Sectors"), sector_line),
    "kind": (_("Kind"), kind_line),
    "status": (_("Status"), status_line),
    "founded": (_("Founded"), plain_line),
    "closed_on": (_("Closed"), plain_line),
    "relations": (_("Ties"), relation_line),
    "languages": (_("Languages"), plain_line),
    "descriptions": (_("Description"), text_line),
}


def lines_of(record: Record, field: str, language: str) -> Lines:
    """What a record says under one field, each value a line, each line once."""
    held = getattr(record, field)
    values = held if isinstance(held, tuple) else (held,) if held else ()
    word = FIELDS[field][1]
    return tuple(dict.fromkeys(line for value in values if (line := word(value, language))))


def own_word(record: Record, language: str) -> list[tuple[str, Lines]]:
    """All that an organisation stated of itself: as `spelt_out`, but that what it typed was assigned by no editor."""
    sectors = tuple(
        f"{sector_label(one.code, language) if one.code else one.given} ({how_assigned(one.method, by_itself=True)})"
        for one in record.sectors
    )
    label = str(FIELDS["sectors"][0])
    return [
        (said, tuple(dict.fromkeys(sectors)) if said == label else lines) for said, lines in spelt_out(record, language)
    ]


def spelt_out(record: Record, language: str) -> list[tuple[str, Lines]]:
    """All that a record says: (label, lines); fields that say nothing are left out."""
    pairs = ((str(label), lines_of(record, field, language)) for field, (label, _word) in FIELDS.items())
    return [(label, lines) for label, lines in pairs if lines]


def compared(left: Record, right: Record, language: str) -> list[Compared]:
    """Two records line by line; what neither speaks of is left out."""
    lines = [
        Compared(str(label), lines_of(left, field, language), lines_of(right, field, language))
        for field, (label, _word) in FIELDS.items()
    ]
    return [line for line in lines if line.left or line.right]


def differences(before: str, after: str, language: str) -> list[Difference]:
    """What changed between two stored records; an empty text is a record that says nothing."""
    old, new = (decode(text) if text else Record() for text in (before, after))
    found = []
    for field, (label, _word) in FIELDS.items():
        was, now = lines_of(old, field, language), lines_of(new, field, language)
        gone = tuple(line for line in was if line not in now)
        come = tuple(line for line in now if line not in was)
        if gone or come:
            found.append(Difference(str(label), gone, come))
    return found


def united(profile: Profile) -> Record:
    """All that a profile holds as one record, each list in the order of the profile."""
    return Record(
        names=tuple(said.value for said in profile.names),
        identifiers=tuple(said.value for said in profile.identifiers),
        locations=tuple(said.value for said in profile.locations),
        links=tuple(said.value for said in profile.links),
        sectors=tuple(said.value for said in profile.sectors),
        relations=tuple(said.value for said in profile.relations),
        descriptions=tuple(said.value for said in profile.descriptions),
        languages=tuple(said.value for said in profile.languages),
        kind=profile.kind,
        status=profile.status,
        founded=profile.founded[0].value if profile.founded else "",
        closed_on=profile.closed_on[0].value if profile.closed_on else "",
    )
