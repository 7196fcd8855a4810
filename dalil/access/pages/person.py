"""For operators: one person's roles, whether they may sign in, and a new password when theirs is lost.

It never deletes anybody: the ledger goes on naming whoever acted.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import actions
from dalil.access.approvals import NeedsReason
from dalil.access.forms import RightsForm
from dalil.access.gates import for_operators
from dalil.access.rights import rights_of
from dalil.access.viewer import person_of
from dalil.accounts.models import Person


@for_operators
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Shows the roles, or changes them."""
    somebody = get_object_or_404(Person.objects.human(), pk=number)
    held = rights_of(somebody).as_data()
    form = RightsForm(request.POST) if request.method == "POST" else RightsForm(initial=held)
    if form.is_valid():
        try:
            asked = actions.change_rights(
                by=person_of(request),
                at=timezone.now(),
                person=somebody,
                rights=form.rights(),
                why=form.cleaned_data["why"],
            )
        except actions.NoOperatorLeft:
            form.add_error(None, _("Somebody else must be an operator first."))
        except NeedsReason as missing:
            form.add_error("why", str(missing))
        else:
            done = _("The roles are changed.") if asked is None else _("Asked for: done once a second person agrees.")
            messages.success(request, done)
            return redirect("access:people") if asked is None else redirect("access:approval", asked.pk)
    shown = {"form": form, "somebody": somebody, "here": "people"}
    return render(request, "access/pages/person.html", shown, status=422 if form.errors else 200)


@for_operators
@require_POST
def new_password(request: HttpRequest, number: int) -> HttpResponse:
    """Makes a new password for somebody and shows it this once."""
    operator = person_of(request)
    somebody = get_object_or_404(Person.objects.human(), pk=number)
    if somebody == operator:
        raise Http404  # One's own is changed with the old one.
    password = actions.new_password()
    actions.change_password(by=operator, at=timezone.now(), person=somebody, password=password)
    shown = {"form": RightsForm(initial=vars(somebody)), "somebody": somebody, "password": password, "here": "people"}
    return render(request, "access/pages/person.html", shown)
