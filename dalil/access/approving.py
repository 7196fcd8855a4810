"""What of this room needs two people: roles that nobody gives alone, and exports in bulk.

It never decides whether something needs two: `rights` and `exporting` do.
"""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dalil.access import approvals, destructions, due_by_two
from dalil.access.actions import erasing, invitations
from dalil.access.actions.people import change_rights_as_asked
from dalil.access.approvals import Line
from dalil.access.models import Approval
from dalil.access.viewer import Viewer
from dalil.accounts.models import Invitation, Person
from dalil.vault import destroying

ROLES: dict[str, str | Promise] = {
    "is_editor": _("editor"),
    "is_operator": _("operator"),
    "is_counsel": _("counsel"),
    "is_active": _("may sign in"),
}


def operators_and_trustees(viewer: Viewer) -> bool:
    """Operators on duty, and trustees."""
    return viewer.is_operator or viewer.is_trustee


def trustees_counsel_and_operators(viewer: Viewer) -> bool:
    """Those who answer for what leaves the platform."""
    return viewer.is_trustee or viewer.is_counsel or viewer.is_operator


def lines_of_rights(approval: Approval) -> list[Line]:
    """Whose roles, and each that changes."""
    person = Person.objects.filter(pk=approval.data["person"]).first()
    before, after = approval.data["before"], approval.data["after"]
    yes, no = _now("yes"), _now("no")
    changed = [
        Line(label, yes if before.get(name) else no, yes if after.get(name) else no)
        for name, label in ROLES.items()
        if before.get(name) != after.get(name)
    ]
    return [Line(_("Person"), "", str(person or "")), *changed]


def lines_of_export(approval: Approval) -> list[Line]:
    """How much, of which class."""
    of_class, number = approval.data["of_class"], approval.data["number"]
    return [Line(_("Class of data"), "", str(of_class)), Line(_("Records"), "", str(number))]


@approvals.kind("rights", sentence=_("Change what a person may do"), who=operators_and_trustees, lines=lines_of_rights)
def rights(approval: Approval, *, by: Person, at: datetime) -> None:
    """Gives and takes the roles as they were asked for."""
    change_rights_as_asked(approval, by=by, at=at)


@approvals.kind("bulk_export", sentence=_("Export in bulk"), who=trustees_counsel_and_operators, lines=lines_of_export)
def bulk_export(approval: Approval, *, by: Person, at: datetime) -> None:
    """Nothing is exported here: who asked may now, that day and the next, once for what was asked (`exporting`)."""


@invitations.kind("staff", sentence=_("You are invited to work on this platform."))
def staff(invitation: Invitation, *, person: Person, at: datetime) -> None:
    """The editor's role, if that was offered: the others nobody gives alone, so no invitation holds them."""
    if invitation.given.get("is_editor") and not person.is_editor:
        Person.objects.filter(pk=person.pk).update(is_editor=True)


@approvals.kind(erasing.KIND, sentence=_("Erase a person"), who=operators_and_trustees)
def erase_person(approval: Approval, *, by: Person, at: datetime) -> None:
    """Erases the one who asked for it."""
    erasing.erase_as_asked(approval, by=by, at=at)


@approvals.kind(destructions.KIND, sentence=_("Destroy a record for ever"), who=trustees_counsel_and_operators)
def destroy(approval: Approval, *, by: Person, at: datetime) -> None:
    """Destroys what was named, unless a hold stands."""
    destructions.destroy_as_asked(approval, by=by, at=at)


@approvals.kind(
    due_by_two.KIND,
    sentence=_("Destroy what is kept no longer"),
    who=trustees_counsel_and_operators,
    lines=due_by_two.lines,
)
def destroy_due(approval: Approval, *, by: Person, at: datetime) -> None:
    """Destroys what was due when somebody asked, but for what is held."""
    due_by_two.destroy_due_as_asked(approval, by=by, at=at)


destroying.stops_while(destructions.stops_now)
