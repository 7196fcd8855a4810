"""The fields of an entry in the reader's language, for pages that speak of a field as such. It never reads anything."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS: Final[Mapping[str, str | Promise]] = {
    "": _("The whole entry"),
    "names": _("Names"),
    "identifiers": _("Numbers in registers"),
    "locations": _("Places"),
    "links": _("On the web"),
    "sectors": _("Sector"),
    "relations": _("Ties to others"),
    "descriptions": _("Description"),
    "languages": _("Languages"),
    "kind": _("Kind of body"),
    "status": pgettext_lazy("field", "Standing"),
    "founded": _("Founded"),
    "closed_on": _("Closed"),
}
