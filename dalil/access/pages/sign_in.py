"""Signing in and out.

It never tells whether a name exists: a wrong name and a wrong password get the same answer after the same time.
"""

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dalil.access.entering import better_address, enter, onwards
from dalil.access.forms import SignInForm
from dalil.access.gates import does, for_known, public
from dalil.access.state import Act
from dalil.access.strength import Factor
from dalil.access.viewer import viewer_of
from dalil.accounts import limits
from dalil.accounts.models import Person


@public("whoever wants to sign in is not signed in yet")
@does(Act.SIGN_IN)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Shows the form, or takes it. The gate of the page where one goes then asks for the second factor."""
    person = viewer_of(request).person
    if person is not None:
        return redirect(onwards(request))
    if request.method == "GET" and (better := better_address(request)):
        return redirect(better)
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        known, status = _recognised(request, **form.cleaned_data)
        if known is not None:
            enter(request, known, Factor.PASSWORD, at=timezone.now())
            return redirect(onwards(request))
        form.add_error(None, _refusal(status))
    where = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "access/pages/sign_in.html", where, status=status)


@for_known
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("/")


def _recognised(request: HttpRequest, sign_in_name: str, password: str) -> tuple[Person | None, int]:
    who = {"sign_in_name": sign_in_name, "address": request.META.get("REMOTE_ADDR", "")}
    if not limits.may_try(**who, at=timezone.now()):
        return None, 429
    person = authenticate(request, username=sign_in_name, password=password)
    if not isinstance(person, Person):
        return None, 422
    limits.forget(**who)
    return person, 200


def _refusal(status: int) -> str:
    if status == 429:
        return _("Too many attempts. Try again in a quarter of an hour.")
    return _("This name and password do not belong together.")
