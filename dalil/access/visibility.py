"""Who may see which requests for approval and which duty sessions: one sentence and one query each."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals
from dalil.access.models import Approval, Assent, DutySession
from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import Viewer


def asked_by_oneself(viewer: Viewer) -> Q | None:
    """One's own requests."""
    return Q(asked_by=viewer.person) if viewer.is_signed_in else None


def for_those_who_decide(viewer: Viewer) -> Q | None:
    """Requests of the kinds that one's roles decide, but for those about oneself."""
    codes = approvals.decided_by(viewer)
    if viewer.person is None or not codes:
        return None
    return Q(kind__in=codes) & ~Q(subject=f"person:{viewer.person.pk}")


def agreed_by_oneself(viewer: Viewer) -> Q | None:
    """Requests to which one has agreed, whatever role one has now."""
    if viewer.person is None or not viewer.is_signed_in:
        return None
    return Q(Exists(Assent.objects.filter(approval=OuterRef("pk"), person=viewer.person)))


def all_requests_for_trustees(viewer: Viewer) -> Q | None:
    """`pk__isnull=False` is "all" in a form that can be joined to other rules."""
    return Q(pk__isnull=False) if viewer.is_trustee else None


def own_duty(viewer: Viewer) -> Q | None:
    """One's own duty sessions."""
    return Q(person=viewer.person) if viewer.is_signed_in else None


def all_duty(viewer: Viewer) -> Q | None:
    """Those who watch over each other: all operators, on duty or off, and trustees."""
    person = viewer.person
    watches = viewer.is_trustee or (viewer.is_signed_in and person is not None and person.is_operator)
    return Q(pk__isnull=False) if watches else None


APPROVALS: RuleTable[Approval] = RuleTable(
    (
        Rule(_("You see what you asked for yourself."), asked_by_oneself),
        Rule(_("Those who decide a kind of request see all of that kind."), for_those_who_decide),
        Rule(_("You see what you agreed to."), agreed_by_oneself),
        Rule(_("Trustees see every request."), all_requests_for_trustees),
    )
)

DUTY: RuleTable[DutySession] = RuleTable(
    (
        Rule(_("You see when you were on duty."), own_duty),
        Rule(_("Trustees and operators see who was on duty, when and why."), all_duty),
    )
)
