"""Who may see what of the board: one sentence and one query each. Lists, single pages and downloads all ask here.

It never knows of pages.
"""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import Viewer
from dalil.board.models import Motion, MotionState, Recusal

if TYPE_CHECKING:
    from dalil.board.models import Interest, Meeting, Order, Resolution, SigningKey, Term
    from dalil.vault.models import Hold

# "All", in a form that can be joined to other rules.
ALL = Q(pk__isnull=False)


def not_aside(viewer: Viewer) -> Q | None:
    """Trustees see the papers of motions in which they do not stand aside."""
    if not viewer.is_trustee or viewer.person is None:
        return None
    return ~Exists(Recusal.objects.filter(motion=OuterRef("pk"), term__person=viewer.person)) & ALL


def papers_of(rows: QuerySet[Motion], viewer: Viewer) -> QuerySet[Motion]:
    """Of these motions those whose confidential papers the viewer may see."""
    return PAPERS.visible(rows, viewer)


def for_trustees(viewer: Viewer) -> Q | None:
    """Trustees see it."""
    return ALL if viewer.is_trustee else None


def for_counsel_and_trustees(viewer: Viewer) -> Q | None:
    """Counsel and trustees see it."""
    return ALL if viewer.is_counsel or viewer.is_trustee else None


def published(viewer: Viewer) -> Q | None:
    """What the board published."""
    return Q(published_at__isnull=False)


def agreed_to_be_shown(viewer: Viewer) -> Q | None:
    """Those who agreed to stand on the public list."""
    return Q(is_shown=True)


def while_the_register_is_public(viewer: Viewer) -> Q | None:
    """The last resolution on it says whether the register of interests is public."""
    return ALL if register_is_public() else None


def register_is_public() -> bool:
    """Whether the last resolution about the register of interests publishes it."""
    last = Motion.objects.filter(kind="interests", state=MotionState.PASSED).order_by("-closed_at", "-pk").first()
    return last is not None and last.particulars.get("is_public") is True


_TRUSTEES = _("Trustees may see it.")
_COUNSEL = _("Counsel and trustees may see it.")

MOTIONS: "RuleTable[Motion]" = RuleTable((Rule(_TRUSTEES, for_trustees),))
PAPERS: "RuleTable[Motion]" = RuleTable(
    (Rule(_("Trustees may see the papers of a motion unless they stand aside in it."), not_aside),)
)
MEETINGS: "RuleTable[Meeting]" = RuleTable((Rule(_TRUSTEES, for_trustees),))
KEYS: "RuleTable[SigningKey]" = RuleTable((Rule(_TRUSTEES, for_trustees),))
HOLDS: "RuleTable[Hold]" = RuleTable((Rule(_COUNSEL, for_counsel_and_trustees),))
ORDERS: "RuleTable[Order]" = RuleTable((Rule(_COUNSEL, for_counsel_and_trustees),))
RESOLUTIONS: "RuleTable[Resolution]" = RuleTable(
    (Rule(_("Everyone may see a resolution that the board published."), published), Rule(_TRUSTEES, for_trustees))
)
TERMS: "RuleTable[Term]" = RuleTable(
    (Rule(_("Everyone may see a trustee who agreed to be shown."), agreed_to_be_shown), Rule(_TRUSTEES, for_trustees))
)
INTERESTS: "RuleTable[Interest]" = RuleTable(
    (
        Rule(
            _("Everyone may see the register of interests while the board publishes it."), while_the_register_is_public
        ),
        Rule(_TRUSTEES, for_trustees),
    )
)
