"""Codes of the guide in the reader's language: kinds of bodies, status, ties, how a sector was assigned, types of names.

It never invents a word for a code that it does not know: such a code is shown as it is.
"""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil import kinds
from dalil.guide.isolating import isolated

Words = Mapping[str, str | Promise]

KINDS: Words = {
    "archive": _("archive or library"),
    "company": _("company"),
    "education": _("place of education"),
    "facility": _("facility"),
    "funder": _("funder"),
    "government": _("public body"),
    "healthcare": _("health care provider"),
    "nonprofit": _("non-profit organisation"),
    "other": _("other body"),
}

STATUSES: Words = {
    "active": _("active"),
    "inactive": _("inactive"),
    "closed": _("closed"),
    "moved": _("moved"),
}

SOURCE_KINDS: Words = {
    "self": _("the organisation itself"),
    "register": _("an official register"),
    "editor": _("the editors of this guide"),
    "list": _("a list"),
}

RELATIONS: Words = {
    "parent": _("belongs to"),
    "child": _("has as a part"),
    "related": _("is related to"),
    "successor": _("was followed by"),
    "predecessor": _("follows"),
}

METHODS: Words = {
    "declared": _("stated by the source"),
    "register": _("from the register's own classification"),
    "editor": _("assigned by an editor"),
    "rule": _("guessed from its words by a rule"),
    "model": _("guessed from its words by a learned model"),
}


def how_assigned(method: str, *, by_itself: bool) -> str:
    """How a sector was assigned; what the organisation typed into the guide's form is its own word, no editor's."""
    return str(SOURCE_KINDS["self"]) if by_itself and method == "editor" else str(METHODS.get(method, method))


NAME_TYPES: Words = {
    "acronym": _("acronym"),
    "alias": _("also called"),
    "former": _("former name"),
}

FACETS: Words = {
    "sector": _("Sector"),
    "country": _("Country"),
    "region": _("Region"),
    "kind": _("Kind"),
    "language": _("Language of a name"),
    "source": _("Source"),
    "status": _("Status"),
}


def in_words(words: Words, code: str) -> str:
    """The word for a code, or the code itself."""
    return str(words.get(code, code))


def sector_label(code: str, language: str) -> str:
    """The label of a sector, or the code itself."""
    sector = kinds.sectors().get(code)
    return sector.label_in(language) if sector else code


def place_name(code: str, language: str) -> str:
    """The name of a place by the authorities that the operator prefers."""
    return kinds.place_name(code, language, tuple(settings.DALIL_PLACE_NAMES))


def place_line(locality: str, region: str, country: str, language: str) -> str:
    """Town, region and country in one line, each in its own direction; what is unknown is left out."""
    separator = "، " if language == "ar" else ", "
    parts = (locality, place_name(region, language) if region else "", country_name(country, language))
    return separator.join(isolated(part) for part in dict.fromkeys(parts) if part)


def country_name(code: str, language: str) -> str:
    """The name of a country or region as the policy has it; nothing for no code."""
    return place_name(code, language) if code else ""
