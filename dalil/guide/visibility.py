"""Who may see what in the guide: one sentence and one query each. The page, the list, the search and the sitemap all ask here.

It never knows of pages. Merged organisations are shown by no rule: their address leads to the survivor instead.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import Viewer
from dalil.guide.models.organisations import spoken_for

if TYPE_CHECKING:
    from dalil.guide.models import Organisation, Source

CURRENT = Q(merged_into=None)


def for_everyone(viewer: Viewer) -> Q | None:
    """What is listed is for everyone."""
    return CURRENT & Q(is_listed=True) & spoken_for()


def current_for_editors(viewer: Viewer) -> Q | None:
    """Editors see the unlisted as well."""
    return CURRENT if viewer.is_editor else None


def listed_sources(viewer: Viewer) -> Q | None:
    """Sources that the page of sources names."""
    return Q(is_listed=True)


def all_sources_for_editors(viewer: Viewer) -> Q | None:
    """Editors see every source; `pk__isnull=False` is "all" in a form that can be joined to other rules."""
    return Q(pk__isnull=False) if viewer.is_editor else None


ORGANISATIONS: "RuleTable[Organisation]" = RuleTable(
    (
        Rule(_("Everyone may see an organisation that is listed in the guide."), for_everyone),
        Rule(_("Editors may see organisations that are not listed."), current_for_editors),
    )
)

SOURCES: "RuleTable[Source]" = RuleTable(
    (
        Rule(_("Everyone may see which sources the guide is made from."), listed_sources),
        Rule(_("Editors may see sources that are not named in public."), all_sources_for_editors),
    )
)
