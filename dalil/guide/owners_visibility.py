"""Who may see claims, owners' statements, delegations and proposed changes: one sentence and one query each.

It never knows of pages. What another organisation's delegates see is absent here, not forbidden.
"""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import Viewer
from dalil.accounts.models import DelegateRole, Delegation
from dalil.guide.models import ChangeProposal, Claim, ClaimEvidence, ManagerOffer, OwnStatement
from dalil.guide.owning import ownership_of

ALL = Q(pk__isnull=False)
KEEPERS = (DelegateRole.MANAGER, DelegateRole.EDITOR)


def body_of(viewer: Viewer, *roles: DelegateRole) -> UUID | None:
    """The body that the viewer acts for now, if in one of these roles (in any, when none is named)."""
    body = viewer.acting_for
    return body if body is not None and (not roles or viewer.acts_for[body] in roles) else None


def for_editors(viewer: Viewer) -> Q | None:
    """Editors see all of them."""
    return ALL if viewer.is_editor else None


def claims_to_my_entry(viewer: Viewer) -> Q | None:
    """Managers of whoever holds the entry see that it is claimed."""
    body = body_of(viewer, DelegateRole.MANAGER)
    return Q(holder=body) if body else None


def asked_to_vouch(viewer: Viewer) -> Q | None:
    """Those who keep a body's entry see what their word is asked for."""
    body = body_of(viewer, *KEEPERS)
    return Q(voucher=body) if body else None


def changes_to_my_entry(viewer: Viewer) -> Q | None:
    """Those who keep an entry see what is proposed to it."""
    ownership = ownership_of(body_of(viewer, *KEEPERS))
    if ownership is None:
        return None
    entry = ownership.entry.pk
    without = Q(anchor=None) & (Q(organisation=entry) | Q(organisation__merged_into=entry))
    return Q(anchor__organisation=entry) | without


def of_my_body(viewer: Viewer) -> Q | None:
    """What is of the body that one acts for."""
    body = body_of(viewer)
    return Q(body=body) if body else None


def delegations_of_my_body(viewer: Viewer) -> Q | None:
    """Delegates see each other."""
    return of_my_body(viewer)


def offers_in_my_body(viewer: Viewer) -> Q | None:
    """Managers see who was asked to become one; whoever was asked sees it too."""
    body = body_of(viewer)
    if body is None or viewer.person is None:
        return None
    mine = Q(delegation__person=viewer.person.pk)
    return Q(delegation__body=body) & (ALL if viewer.acts_for[body] == DelegateRole.MANAGER else mine)


CLAIMS: RuleTable[Claim] = RuleTable(
    (
        Rule(_("Editors may see claims."), for_editors),
        Rule(_("Managers may see that the entry of their organisation is claimed."), claims_to_my_entry),
    )
)

VOICES: RuleTable[ClaimEvidence] = RuleTable(
    (Rule(_("Whoever keeps an organisation's entry may see for whom its word is asked."), asked_to_vouch),)
)

CHANGES: RuleTable[ChangeProposal] = RuleTable(
    (
        Rule(_("Editors may see what is proposed."), for_editors),
        Rule(_("Whoever keeps an organisation's entry may see what is proposed to it."), changes_to_my_entry),
    )
)

STATEMENTS: RuleTable[OwnStatement] = RuleTable(
    (
        Rule(_("Editors may see what organisations stated of themselves, and when."), for_editors),
        Rule(_("Delegates may see what their organisation stated."), of_my_body),
    )
)

DELEGATIONS: RuleTable[Delegation] = RuleTable(
    (
        Rule(_("Editors may see who acts for an organisation."), for_editors),
        Rule(_("Delegates may see who else acts for their organisation."), delegations_of_my_body),
    )
)

OFFERS: RuleTable[ManagerOffer] = RuleTable(
    (
        Rule(_("Editors may see who is asked to become a manager."), for_editors),
        Rule(_("Managers, and whoever is asked, may see who is asked to become a manager."), offers_in_my_body),
    )
)
