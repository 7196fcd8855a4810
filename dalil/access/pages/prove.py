"""Before a sensitive act: show once more who you are; then back to where you came from.

It never keeps what was about to be sent, and leads nowhere but to our own pages.
"""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from dalil.access.entering import better_address, onwards, rise
from dalil.access.factors import has_time_code, strongest_of
from dalil.access.forms import OwnPasswordForm
from dalil.access.gates import for_known
from dalil.access.strength import Factor
from dalil.access.viewer import person_of
from dalil.accounts import limits


@for_known
@sensitive_post_parameters("password")
def prove(request: HttpRequest) -> HttpResponseBase:
    """By passkey (`passkey_talk` takes the answer), by a code, or, while neither is set up, by the password."""
    if better := better_address(request):
        return redirect(better)
    person, at = person_of(request), timezone.now()
    strongest = strongest_of(person)
    form, refusal, status = OwnPasswordForm(person) if strongest is Factor.PASSWORD else None, "", 200
    if form is not None and request.method == "POST":
        who = {"sign_in_name": person.sign_in_name, "address": request.META.get("REMOTE_ADDR", "")}
        if not limits.may_try(**who, at=at):
            refusal, status = _("Too many attempts. Try again in a quarter of an hour."), 429
        elif (form := OwnPasswordForm(person, request.POST)).is_valid():
            limits.forget(**who)
            rise(request, person, Factor.PASSWORD, at=at)
            return redirect(onwards(request))
        else:
            status = 422
    shown = {
        "form": form,
        "refusal": refusal,
        "going": onwards(request),
        "has_passkey": strongest is Factor.PASSKEY,
        "asks_code": has_time_code(person) and not person.needs_passkey,
    }
    return render(request, "access/pages/prove.html", shown, status=status)
