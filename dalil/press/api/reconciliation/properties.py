"""The properties of the reconciliation service: by which a query is told more exactly, and with which data is extended.

What a query says of a property is read as a cell of a list would be. It never reads the database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil import kinds
from dalil.formats.record import Record
from dalil.formats.row import RawRow
from dalil.guide.gathering import Gathering
from dalil.guide.labels import KINDS, STATUSES, country_name, in_words, place_name, sector_label
from dalil.guide.mapping import Column
from dalil.guide.mapping import Mapping as Columns
from dalil.press.api.shaping import Seen, website_of

Cell = dict[str, Any]
OF_REGISTER: Final = "identifier/"


@dataclass(frozen=True, slots=True)
class Property:
    """`field` is the field of a list that it is read as, empty where it only extends; `values` are what it extends with."""

    id: str
    label: str | Promise
    about: str | Promise
    values: Callable[[Seen], Iterable[str]]
    field: str = ""
    scheme: str = ""


def names_of(seen: Seen) -> list[str]:
    """Names in use, the title first."""
    names = [said.value for said in seen.profile.names if not {"acronym", "former"} & set(said.value.types)]
    title = seen.profile.title(seen.language)
    return list(dict.fromkeys([*([title] if title else []), *(name.value for name in names)]))


def typed(seen: Seen, kind: str) -> list[str]:
    """Names of one kind."""
    return [said.value.value for said in seen.profile.names if kind in said.value.types]


def in_places(seen: Seen, part: str) -> list[str]:
    """Countries, regions or towns, each once."""
    found = (getattr(said.value, part) for said in seen.profile.locations)
    return list(dict.fromkeys(value for value in found if value))


def of_register(scheme: str) -> Callable[[Seen], Iterable[str]]:
    """The numbers in one register."""
    return lambda seen: [s.value.value for s in seen.profile.identifiers if s.value.scheme == scheme]


FIXED: Final = (
    Property("name", _("name"), _("A name in any language."), names_of, "name"),
    Property(
        "acronym", _("acronym"), _("The letters by which it goes."), lambda s: typed(s, "acronym"), "name.acronym"
    ),
    Property("former_name", _("former name"), _("A name that it had."), lambda s: typed(s, "former"), "name.former"),
    Property("country", _("country"), _("Its ISO code, or its name."), lambda s: in_places(s, "country"), "country"),
    Property(
        "country_name",
        _("country, in words"),
        _("Its name in your language."),
        lambda s: [country_name(code, s.language) for code in in_places(s, "country")],
    ),
    Property("region", _("region"), _("Its OCHA p-code, or its name."), lambda s: in_places(s, "region"), "region"),
    Property(
        "region_name",
        _("region, in words"),
        _("Its name in your language."),
        lambda s: [place_name(code, s.language) for code in in_places(s, "region")],
    ),
    Property("city", _("town"), _("The town where it is."), lambda s: in_places(s, "locality"), "locality"),
    Property("sector", _("sector"), _("Its code, or its name."), lambda s: s.profile.sector_codes, "sector"),
    Property(
        "sector_name",
        _("sector, in words"),
        _("Its name in your language."),
        lambda s: [sector_label(code, s.language) for code in s.profile.sector_codes],
    ),
    Property("kind", _("kind of body"), _("As ROR names it."), lambda s: [x.value for x in s.profile.kinds], "kind"),
    Property(
        "kind_name",
        _("kind of body, in words"),
        _("Its name in your language."),
        lambda s: [in_words(KINDS, said.value) for said in s.profile.kinds],
    ),
    Property(
        "status",
        _("status"),
        _("Active, inactive, closed or moved."),
        lambda s: [x.value for x in s.profile.statuses],
        "status",
    ),
    Property(
        "status_name",
        _("status, in words"),
        _("In your language."),
        lambda s: [in_words(STATUSES, said.value) for said in s.profile.statuses],
    ),
    Property(
        "website", _("website"), _("Its address on the web."), lambda s: [x.value for x in s.profile.links], "website"
    ),
    Property(
        "main_website", _("first website"), _("The one to show."), lambda s: [w for w in (website_of(s.profile),) if w]
    ),
    Property(
        "identifier",
        _("register number"),
        _("With the register before it, such as GB-CHC-1107583."),
        lambda s: ["-".join(filter(None, (x.value.scheme, x.value.value))) for x in s.profile.identifiers],
        "register_number",
    ),
    Property(
        "founded", _("founded"), _("The year or the day."), lambda s: [x.value for x in s.profile.founded], "founded"
    ),
    Property(
        "closed_on",
        _("closed on"),
        _("The year or the day."),
        lambda s: [x.value for x in s.profile.closed_on],
        "closed",
    ),
    Property(
        "description",
        _("description"),
        _("What it does, in its sources’ words."),
        lambda s: [said.value.value for said in (s.profile.description(s.language),) if said],
    ),
    Property("uri", _("address in the guide"), _("The permanent address of its entry."), lambda s: [s.uri]),
)


def every() -> Mapping[str, Property]:
    """All properties by id, those of registers last."""
    about = _("Its number in this register.")
    of_registers = (
        Property(f"{OF_REGISTER}{code}", register.name, about, of_register(code), "identifier", code)
        for code, register in sorted(kinds.registers().items())
    )
    return {one.id: one for one in (*FIXED, *of_registers)}


def record_of(name: str, told: Iterable[tuple[Property, list[str]]]) -> Record:
    """The record that a query comes to: read as a row of a list, the country before the region."""
    gathering = Gathering(RawRow(number=1), Columns())
    if name:
        gathering.take(Column("name", "name"), name)
    for one, values in sorted(told, key=lambda pair: pair[0].field != "country"):
        for value in values:
            gathering.take(Column(one.id, one.field, scheme=one.scheme), value)
    return gathering.record()


def cells_of(seen: Seen, wanted: Property) -> list[Cell]:
    """The values of a property; an empty list where there are none."""
    return [{"str": value} for value in wanted.values(seen)]
