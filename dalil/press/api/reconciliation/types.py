"""The types of the reconciliation service: organisations, those of each sector, and those of each kind of body."""

from typing import Final

from django.utils.translation import gettext

from dalil import kinds
from dalil.guide.labels import KINDS, in_words
from dalil.guide.profile import Profile
from dalil.press.api.reconciliation.protocol import Type

ORGANIZATION: Final = "organization"
OF_SECTOR: Final = "sector/"
OF_KIND: Final = "kind/"


def organization() -> Type:
    """What all are."""
    return Type(id=ORGANIZATION, name=gettext("organisation"))


def of_sector(code: str, language: str) -> Type:
    """The organisations of a sector."""
    return Type(id=OF_SECTOR + code, name=kinds.sectors()[code].label_in(language), broader=[organization()])


def of_kind(code: str) -> Type:
    """The organisations of a kind."""
    return Type(id=OF_KIND + code, name=in_words(KINDS, code), broader=[organization()])


def every(language: str) -> list[Type]:
    """All types."""
    sectors = [of_sector(code, language) for code in kinds.sectors()]
    return [organization(), *sectors, *(of_kind(code) for code in KINDS)]


def types_of(profile: Profile, language: str) -> list[Type]:
    """The types of an organisation, the plain one first."""
    found = [of_sector(code, language) for code in profile.sector_codes if code in kinds.sectors()]
    found += [of_kind(profile.kind)] if profile.kind else []
    return [organization(), *found]


def filters_of(asked: list[str], *, is_all: bool) -> dict[str, tuple[str, ...]] | None:
    """What the search is narrowed to by types; None when no organisation can have them.

    Several of one facet widen it. Types of both facets narrow only when all are wanted; else either will do, which the
    search cannot say, so that it is not narrowed.
    """
    sectors = tuple(one.removeprefix(OF_SECTOR) for one in asked if one.startswith(OF_SECTOR))
    of_kinds = tuple(one.removeprefix(OF_KIND) for one in asked if one.startswith(OF_KIND))
    unknown = [one for one in asked if one != ORGANIZATION and not one.startswith((OF_SECTOR, OF_KIND))]
    if unknown and (is_all or len(unknown) == len(asked)):
        return None
    if not is_all and (ORGANIZATION in asked or (sectors and of_kinds)):
        return {}
    return {facet: values for facet, values in (("sector", sectors), ("kind", of_kinds)) if values}


def has(profile: Profile, asked: list[str], *, is_all: bool) -> bool:
    """Whether an organisation has one of the types, or all."""
    mine = {ORGANIZATION, OF_KIND + profile.kind, *(OF_SECTOR + code for code in profile.sector_codes)}
    wanted = [one in mine for one in asked]
    return all(wanted) if is_all else any(wanted)
