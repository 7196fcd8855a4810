"""Who may see what in the guide: one sentence and one query each. The page, the list, the search and the sitemap all ask here.

It never knows of pages. Merged organisations are shown by no rule: their address leads to the survivor instead.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.audiences import Audience, bodies_in, is_member
from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import Viewer
from dalil.accounts.models import DelegateRole
from dalil.guide.held_by import entries_held_by
from dalil.guide.models.organisations import spoken_for

if TYPE_CHECKING:
    from dalil.guide.models import Contact, Organisation, Source

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


# Contacts: of entries that stand in public, and never one that was withdrawn, replaced, or only planned.
STANDING = Q(record__isnull=False, ended_at=None, withdrawn_at=None, record__organisation__is_listed=True)
KEEPERS = frozenset({DelegateRole.MANAGER, DelegateRole.EDITOR})
CASEWORKERS = KEEPERS | {DelegateRole.CASEWORKER}


def of_entries_held(viewer: Viewer, roles: frozenset[DelegateRole]) -> Q | None:
    """Contacts of the entries that the bodies hold for which the viewer acts in one of these roles."""
    bodies = bodies_in(viewer, roles)
    return Q(record__organisation__in=entries_held_by(bodies)) if bodies else None


def may_ask(viewer: Viewer) -> bool:
    """Whether any rule of contacts could speak of this viewer."""
    return viewer.is_editor or is_member(viewer)


def for_members(viewer: Viewer) -> Q | None:
    """Contacts for members."""
    return STANDING & Q(audience=Audience.MEMBERS) if is_member(viewer) else None


def for_own_caseworkers(viewer: Viewer) -> Q | None:
    """Contacts for the case team, of one's own organisation."""
    own = of_entries_held(viewer, CASEWORKERS)
    return STANDING & own & Q(audience__in=(Audience.MEMBERS, Audience.CASE_TEAM)) if own is not None else None


def for_own_managers(viewer: Viewer) -> Q | None:
    """All contacts of one's own organisation."""
    own = of_entries_held(viewer, frozenset({DelegateRole.MANAGER}))
    return STANDING & own if own is not None else None


def of_lists_for_editors(viewer: Viewer) -> Q | None:
    """Contacts that a list told, for those who keep the lists."""
    return STANDING & Q(source__isnull=False, audience=Audience.MEMBERS) if viewer.is_editor else None


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

CONTACTS: "RuleTable[Contact]" = RuleTable(
    (
        Rule(_("Members may open contacts that are for members, for a reason."), for_members),
        Rule(
            _("Those who work on cases of an organisation may open its contacts for the case team."),
            for_own_caseworkers,
        ),
        Rule(_("The managers of an organisation may open all of its contacts."), for_own_managers),
        Rule(_("Editors may open contacts that a list told, to find what stands twice."), of_lists_for_editors),
    )
)
