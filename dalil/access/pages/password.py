"""One's own account: the password, and the way out.

It never changes another's: operators do that on the page of the person.
"""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from dalil.access import actions
from dalil.access.forms import PasswordForm
from dalil.access.gates import for_signed_in
from dalil.access.viewer import person_of


@for_signed_in
@sensitive_post_parameters("old", "new")
def password(request: HttpRequest) -> HttpResponse:
    """Shows the form, or takes it; this session goes on, all others of the person end."""
    person = person_of(request)
    form = PasswordForm(person, request.POST or None)
    if form.is_valid():
        actions.change_password(by=person, at=timezone.now(), person=person, password=form.cleaned_data["new"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("access:password")
    return render(
        request, "access/pages/password.html", {"form": form, "here": "account"}, status=422 if form.errors else 200
    )
