"""What every writer does with the values it takes, and what it tells afterwards.

It never changes a value that text can hold: only a lone half of a UTF-16 pair, which no format can, becomes U+FFFD.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from dalil.formats.published import Published, Said
from dalil.formats.record import Record

T = TypeVar("T")
Labels = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Words for codes: of a list (`sector`, `country` ...) and a code the word in each language."""

_HALVES: Final = re.compile("[\ud800-\udfff]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KEY: Final = "dalil:"


@dataclass(frozen=True)
class Written:
    """What a writer did: how many organisations it wrote, and what it left out, as a count by code.

    The codes: `without_identifier`, `without_coordinates`, `coordinates_out_of_range`, `text_cut`, `characters_not_in_xml`.
    """

    count: int
    left_out: Mapping[str, int] = field(default_factory=dict)


def sound(entries: Iterable[Published]) -> Iterator[Published]:
    """Yield the entries; in one that holds a lone surrogate, each is replaced by U+FFFD."""
    for entry in entries:
        try:
            msgspec.json.encode(entry)
        except UnicodeEncodeError:
            yield msgspec.convert(_whole(msgspec.to_builtins(entry)), Published)
        else:
            yield entry


def _whole(value: object) -> object:
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole(key): _whole(part) for key, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list | tuple) else value


def in_xml(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\ufffd", text)


def key_of(number: str) -> str:
    """The key that an organisation of an edition has wherever it is read back."""
    return f"{KEY}{number}"


def record_of(entry: Published) -> Record:
    """What an entry says, as a row of a source would: who says so is left behind."""
    return Record(
        names=_values(entry.names),
        identifiers=_values(entry.identifiers),
        locations=_values(entry.locations),
        links=_values(entry.links),
        sectors=_values(entry.sectors),
        relations=_values(entry.relations),
        descriptions=_values(entry.descriptions),
        languages=_values(entry.languages),
        kind=_first(entry.kinds),
        status=_first(entry.statuses),
        founded=_first(entry.founded),
        closed_on=_first(entry.closed_on),
    )


def sources_of(entry: Published) -> tuple[str, ...]:
    """The slugs of all sources that say anything of it, by name."""
    lists = (
        entry.names, entry.identifiers, entry.locations, entry.links, entry.sectors, entry.relations, entry.descriptions,
        entry.languages, entry.kinds, entry.statuses, entry.founded, entry.closed_on,
    )  # fmt: skip
    return tuple(sorted({slug for values in lists for said in values for slug in said.by}))


def _values(said: tuple[Said[T], ...]) -> tuple[T, ...]:
    return tuple([one.value for one in said])


def _first(said: tuple[Said[str], ...]) -> str:
    return said[0].value if said else ""
