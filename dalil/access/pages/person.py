"""For operators: one person's roles, whether they may sign in, and where they are signed in.

It never deletes anybody (the ledger goes on naming whoever acted), and never sets a password or a passkey: whoever lost
theirs gets back in by the word of two (`recoveries`).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dalil.access import actions
from dalil.access.actions.sessions import end_all
from dalil.access.approvals import NeedsReason
from dalil.access.forms import RightsForm
from dalil.access.gates import for_operators, freshly, freshly_sent
from dalil.access.rights import rights_of
from dalil.access.viewer import person_of
from dalil.accounts.models import Person


@for_operators
@freshly_sent
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
@freshly
@require_POST
def end_sessions(request: HttpRequest, number: int) -> HttpResponse:
    """Signs somebody out everywhere."""
    somebody = get_object_or_404(Person.objects.human(), pk=number)
    ended = end_all(by=person_of(request), at=timezone.now(), person=somebody)
    told = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
    messages.success(request, told)
    return redirect("access:person", somebody.pk)
