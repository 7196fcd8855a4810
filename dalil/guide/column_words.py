"""What a column can hold, and why it is proposed so, in the reader's language. It never proposes anything."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: Mapping[str, str | Promise] = {
    "name": _("Name"),
    "name.ar": _("Name in Arabic"),
    "name.en": _("Name in English"),
    "name.fr": _("Name in French"),
    "name.he": _("Name in Hebrew"),
    "name.es": _("Name in Spanish"),
    "name.alias": _("Another name"),
    "name.acronym": _("Acronym"),
    "name.former": _("Former name"),
    "identifier": _("Identifier (in a known register)"),
    "register_number": _("Number in the register of the country"),
    "register": _("Which register"),
    "country": _("Country"),
    "region": _("Region"),
    "locality": _("Town"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "website": _("Website"),
    "sector": _("Sector"),
    "description": _("Description"),
    "kind": _("Kind of body"),
    "status": _("Status: active, closed …"),
    "founded": _("Founded"),
    "closed": _("Closed"),
    "languages": _("Languages"),
    "parent": _("Parent organisation"),
    "key": _("The list's own number for the row"),
    "private": _("Contacts or persons: kept sealed, for members"),
    "ignore": _("Leave out"),
}

REASONS: Mapping[str, str | Promise] = {
    "heading_says": _("The heading says so."),
    "heading_and_cells_say": _("The heading and the cells say so."),
    "cells_are_emails": _("The cells are e-mail addresses."),
    "cells_are_phones": _("The cells are telephone numbers."),
    "cells_are_links": _("The cells are web addresses."),
    "cells_are_identifiers": _("The cells are numbers of a known register."),
    "cells_are_countries": _("The cells are countries."),
    "cells_are_places": _("The cells are place codes."),
    "cells_are_languages": _("The cells are languages."),
    "cells_are_sectors": _("The cells are sectors."),
    "cells_are_long_and_distinct": _("The cells are long and all different, as names are."),
    "another_column_fits_better": _("Another column fits better."),
    "nothing_fits": _("Nothing fits; it is left out unless you say otherwise."),
}
