"""The frozen content of an edition: what the guide said on one day of every organisation in it, as lines of JSON.

Every product of an edition is made from this file alone, so that all of them agree and an edition can be made again
on any machine. It holds what a stranger may see and nothing else; once written it never changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from dalil.formats import published
from dalil.formats.published import EditionCard, Published, SourceCard
from dalil.formats.record import Record, Value
from dalil.guide.profile import Profile, Said, T, Testimony, profile_of

CONTENT: Final = "entries.jsonl"
CARD: Final = "edition.json"


class Witness(Value, frozen=True):
    """What one source says of a body: its record, since when we have it, the day it speaks of, its row in the source.

    `held_back` are fields that were withdrawn before: nothing of theirs is in the record.
    """

    source: str
    record: Record
    since: str
    as_of: str
    row: int | None = None
    is_gone: bool = False
    held_back: tuple[str, ...] = ()


class Entry(Value, frozen=True):
    """One organisation: its witnesses in the order in which they rank, and the ids that were merged into it.

    `last_verified_on` is when it was last confirmed; `unconfirmed_since` that day (or of its newest source) once it is long ago.
    """

    id: str
    changed_on: str
    witnesses: tuple[Witness, ...]
    merged: tuple[str, ...] = ()
    last_verified_on: str = ""
    unconfirmed_since: str = ""


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(Entry)


def encode(entry: Entry) -> bytes:
    """One line, without its end: equal entries give equal bytes."""
    return _ENCODER.encode(entry)


def decode(line: bytes) -> Entry:
    """The entry of a line. Raises `msgspec.MsgspecError` for anything else."""
    return _DECODER.decode(line)


@dataclass(frozen=True)
class Frozen:
    """An edition's card and content, where they lie. `folder` holds `edition.json` and `entries.jsonl`."""

    folder: Path

    @cached_property
    def card(self) -> EditionCard:
        """What the edition is."""
        return msgspec.json.decode((self.folder / CARD).read_bytes(), type=EditionCard)

    @cached_property
    def sources(self) -> Mapping[str, SourceCard]:
        """The sources by slug."""
        return {one.slug: one for one in self.card.sources}

    def entries(self) -> Iterator[Entry]:
        """Every entry, by id: one at a time, whatever the size."""
        with (self.folder / CONTENT).open("rb") as file:
            for line in file:
                yield decode(line)

    def profiles(self) -> Iterator[tuple[Entry, Profile]]:
        """Every entry with its profile: the same that the live page of that day showed."""
        for entry in self.entries():
            yield entry, profile_in(entry, self.sources)

    def published(self) -> Iterator[Published]:
        """Every entry in the form that writers of exchange formats take."""
        for entry, profile in self.profiles():
            yield published_of(entry, profile, self.card)


def profile_in(entry: Entry, sources: Mapping[str, SourceCard]) -> Profile:
    """The profile of an entry, computed as the guide computes it."""
    return profile_of(
        Testimony(
            record=one.record,
            record_id=number,
            source=one.source,
            source_name=sources[one.source].name,
            source_kind=sources[one.source].kind,
            since=datetime.fromisoformat(one.since),
            as_of=moment_in(one.as_of),
            row_number=one.row,
            is_gone=one.is_gone,
            held_back=frozenset(one.held_back),
        )
        for number, one in enumerate(entry.witnesses)
    )


def moment_in(text: str) -> date | datetime:
    """A day or a moment in ISO 8601."""
    return date.fromisoformat(text) if len(text) == len("2026-11-22") else datetime.fromisoformat(text)


def uri_of(number: str, card: EditionCard) -> str:
    """The permanent address of an organisation; without a public address a name that is no address."""
    return f"{card.address}/organisations/{number}/" if card.address else f"urn:dalil:{number}"


def published_of(entry: Entry, profile: Profile, card: EditionCard) -> Published:
    """An entry as writers take it."""
    return Published(
        id=entry.id,
        uri=uri_of(entry.id, card),
        titles={language: profile.title(language) for language in card.languages},
        names=said_in(profile.names),
        identifiers=said_in(profile.identifiers),
        locations=said_in(profile.locations),
        links=said_in(profile.links),
        sectors=said_in(profile.sectors),
        relations=said_in(profile.relations),
        descriptions=said_in(profile.descriptions),
        languages=said_in(profile.languages),
        kinds=said_in(profile.kinds),
        statuses=said_in(profile.statuses),
        founded=said_in(profile.founded),
        closed_on=said_in(profile.closed_on),
        sector_codes=profile.sector_codes,
        is_sector_guessed=profile.is_sector_guessed,
        changed_on=entry.changed_on,
        merged=entry.merged,
        last_verified_on=entry.last_verified_on,
        unconfirmed_since=entry.unconfirmed_since,
    )


def said_in(values: tuple[Said[T], ...]) -> tuple[published.Said[T], ...]:
    """Values with the slugs of their witnesses, each once."""
    return tuple(
        published.Said(one.value, tuple(dict.fromkeys(w.source for w in one.by)), one.first.as_of.isoformat())
        for one in values
    )
