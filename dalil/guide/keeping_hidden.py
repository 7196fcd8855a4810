"""What a form has no field for stays as it was stated: coordinates, further kinds of a name, a tie's number. Pure.

A value counts as the same where everything that the form shows of it is the same.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from dalil.formats.record import Location, Name, Record, Relation, SectorClaim, Text

T = TypeVar("T", bound=Hashable)


def relation_label(relation: Relation) -> str:
    """The other body as a form shows it."""
    return relation.label or f"{relation.scheme} {relation.value}".strip()


def kept_names(typed: Iterable[Name], before: Record) -> tuple[Name, ...]:
    """Names with all their kinds, where the first of these is what was typed."""
    return _kept(typed, before.names, lambda one: (one.value, one.lang, one.types[0] if one.types else "label"))


def kept_locations(typed: Iterable[Location], before: Record) -> tuple[Location, ...]:
    """Places with their coordinates."""
    return _kept(typed, before.locations, lambda one: (one.country, one.region, one.locality))


def kept_relations(typed: Iterable[Relation], before: Record) -> tuple[Relation, ...]:
    """Ties with the number of the other body."""
    return _kept(typed, before.relations, lambda one: (one.kind, relation_label(one)))


def kept_sectors(codes: Iterable[str], before: Record) -> tuple[SectorClaim, ...]:
    """Sectors as they were stated; those that are new are an editor's or owner's word."""
    return _kept((SectorClaim(code, "editor") for code in codes), before.sectors, lambda one: one.code)


def in_other_languages(before: Record, shown: Iterable[str]) -> tuple[Text, ...]:
    """The descriptions in languages for which there is no field."""
    known = set(shown)
    return tuple(text for text in before.descriptions if text.lang not in known)


def _kept(typed: Iterable[T], before: Iterable[T], seen: Callable[[T], Hashable]) -> tuple[T, ...]:
    had: dict[Hashable, list[T]] = {}
    for one in before:
        had.setdefault(seen(one), []).append(one)
    return tuple(dict.fromkeys(_next(had.get(seen(one), [one])) for one in typed))


def _next(alike: list[T]) -> T:
    """Of several that a form shows alike each comes once, in their order, and then the last again."""
    return alike.pop(0) if len(alike) > 1 else alike[0]
