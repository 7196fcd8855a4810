"""For operators: everyone who has an account, the invitations that wait for an answer, and a form for one more.

It never shows a link twice: the one of a new invitation is on the answer to the form and nowhere else.
"""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import letters
from dalil.access.acting import attempt
from dalil.access.actions import invitations
from dalil.access.actions.invitations import What
from dalil.access.actions.sessions import end_everybodys
from dalil.access.forms import InvitationForm
from dalil.access.gates import does, for_operators, freshly, freshly_sent
from dalil.access.once import once
from dalil.access.state import Act
from dalil.access.viewer import person_of
from dalil.accounts.models import Invitation, Person

A_PAGE = 100


@for_operators
@does(Act.INVITE, reading=Act.READ_PRIVATE)
@freshly_sent
@once(shown_at="access:people")
def people(request: HttpRequest) -> HttpResponse:
    """Lists people and invitations, or invites."""
    form, link = InvitationForm(request.POST or None, initial={"language": "en"}), ""
    if form.is_valid():
        typed = form.cleaned_data
        _invitation, link = invitations.invite(
            by=person_of(request),
            at=timezone.now(),
            what=What("staff", {"is_editor": typed["is_editor"]}),
            mail=typed["mail"],
            language=typed["language"],
            note=typed["note"],
            base=f"{request.scheme}://{request.get_host()}",
        )
        form = InvitationForm(initial={"language": typed["language"]})
    shown = {
        "form": form,
        "link": link,
        "page": Paginator(Person.objects.human(), A_PAGE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.open(timezone.now())
        .filter(kind="staff")
        .select_related("invited_by")[:A_PAGE],
        "waiting": letters.waiting(),
        "has_mail": letters.is_set_up(),
        "mail_failed": letters.failed_last(),
        "here": "people",
    }
    return render(request, "access/pages/people.html", shown, status=422 if form.errors else 200)


@for_operators
@freshly
@require_POST
def revoke_invitation(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    found = get_object_or_404(Invitation.objects.filter(kind="staff"), pk=invitation)
    attempt(
        request,
        lambda: invitations.revoke(by=person_of(request), at=timezone.now(), invitation=found),
        _("The invitation is taken back."),
    )
    return redirect("access:people")


@for_operators
@freshly
@require_POST
def end_everybodys_sessions(request: HttpRequest) -> HttpResponse:
    """Signs everybody out, oneself as well."""
    end_everybodys(by=person_of(request), at=timezone.now())
    request.session.flush()  # Nothing is noted in a session that is no more: Django would answer 400.
    return redirect("access:sign_in")
