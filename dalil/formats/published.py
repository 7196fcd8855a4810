"""What leaves the platform of one organisation: every value, ranked, with the sources that say so.

Every writer of an exchange format takes these. It holds what is public and nothing else, and never decides anything:
what may leave is decided before (the guide's rules of visibility).
"""

from typing import Final, Generic, TypeVar

import msgspec

from dalil.formats.record import LISTS, Identifier, Location, Name, Relation, SectorClaim, Text, Value

T = TypeVar("T")


class Said(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True):
    """One value; `by` are the slugs of the sources that give it, best first; `as_of` the best one's date (ISO 8601)."""

    value: T
    by: tuple[str, ...]
    as_of: str = ""


class Published(Value, frozen=True):
    """One organisation of an edition. Each list is ranked: the first value is the one to show where there is room for one.

    `uri` is its permanent address. `titles` gives the name to head it in each language of the edition. `sector_codes` are
    the sectors to show; with `is_sector_guessed` nobody states them. `merged` are ids that lead to this one.
    `last_verified_on` is when it was last confirmed; `unconfirmed_since` since when nobody has, once that is long ago.
    """

    id: str
    uri: str
    titles: dict[str, str] = {}
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
    sector_codes: tuple[str, ...] = ()
    is_sector_guessed: bool = False
    changed_on: str = ""
    merged: tuple[str, ...] = ()
    last_verified_on: str = ""
    unconfirmed_since: str = ""


# Its lists of values.
VALUES: Final = (*LISTS, "kinds", "statuses", "founded", "closed_on")


class SourceCard(Value, frozen=True, omit_defaults=False):
    """A source as an edition names it. One that is not named in public has only its kind: self, register, editor or list.

    `origin` is the fingerprint of the platform from whose edition it was taken in ("elsewhere" for a source that is not named);
    empty for a source of the publisher's own.
    """

    slug: str
    kind: str
    name: str = ""
    publisher: str = ""
    licence: str = ""
    address: str = ""
    origin: str = ""


class EditionCard(Value, frozen=True, omit_defaults=False):
    """What an edition is: who publishes it, which number, of which day (ISO 8601), in which languages, and what it holds.

    `title` and `foreword` are by language. `scope` are the filters by which its entries were chosen, empty for all.
    `digest` is the SHA-256 (hexadecimal) of its frozen content: whoever holds the content can check it.
    `root` is the fingerprint of the first root of the publisher's mirror; empty where there was none yet.
    """

    platform: str
    address: str
    number: int
    dated_on: str
    languages: tuple[str, ...]
    papers: tuple[str, ...]
    licence: str
    title: dict[str, str]
    foreword: dict[str, str]
    scope: dict[str, tuple[str, ...]]
    count: int
    digest: str
    previous: int | None
    sources: tuple[SourceCard, ...]
    root: str = ""


LANGUAGES: Final = ("ar", "en", "fr", "he")
