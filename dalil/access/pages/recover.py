"""For somebody who cannot get in any more: asking for help, and the link that was handed over in the end.

It never tells whether a name exists: every answer is the same and takes as long.
"""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from dalil.access.actions import recoveries
from dalil.access.entering import enter
from dalil.access.forms import NewPasswordForm, RecoverForm
from dalil.access.gates import public
from dalil.access.handed import gone, take_secret
from dalil.access.strength import Factor
from dalil.accounts import limits
from dalil.accounts.models import Recovery

# An answer takes as long as this whether there was something to write down or not.
SECONDS_OF_AN_ANSWER = 0.3
_HELD = "recovery"


@public("whoever cannot sign in is not signed in")
@never_cache
def recover(request: HttpRequest) -> HttpResponseBase:
    """Takes a name, and says how it goes on."""
    began = time.monotonic()
    form = RecoverForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "access/pages/recover.html", {"form": form}, status=status)
    name = form.cleaned_data["sign_in_name"]
    if not limits.may_try(sign_in_name=name, address=request.META.get("REMOTE_ADDR", ""), at=timezone.now()):
        form.add_error(None, _("Too many attempts. Try again in a quarter of an hour."))
        return render(request, "access/pages/recover.html", {"form": form}, status=429)
    recoveries.ask(sign_in_name=name, at=timezone.now())
    time.sleep(max(0.0, SECONDS_OF_AN_ANSWER - (time.monotonic() - began)))
    return render(request, "access/pages/recover.html", {"is_asked": True})


@public("whoever was handed a link cannot sign in")
@never_cache
@sensitive_post_parameters("secret")
def recovery_link(request: HttpRequest) -> HttpResponseBase:
    """Takes the secret of the link, and goes on without it."""
    return _handed(request, _("Getting back in"))


@public("whoever was handed a link has not signed in yet")
@never_cache
@sensitive_post_parameters("secret")
def first_link(request: HttpRequest) -> HttpResponseBase:
    """The same for somebody whose account is new: in words for somebody who lost nothing."""
    return _handed(request, _("Your new account"))


def _handed(request: HttpRequest, title: str) -> HttpResponse:
    def go_on(found: Recovery) -> HttpResponse:
        request.session.flush()
        request.session[_HELD] = [str(found.pk), found.token_hash]
        return redirect("access:finish_recovery")

    return take_secret(request, title=title, find=recoveries.find, go_on=go_on)


@public("whoever was handed a link cannot sign in")
@never_cache
@sensitive_post_parameters("new")
def finish_recovery(request: HttpRequest) -> HttpResponseBase:
    """A new password; from there to the page that asks for a new passkey."""
    number, token_hash = request.session.get(_HELD) or (None, None)
    found = (
        Recovery.objects.under_way(timezone.now()).select_related("person").filter(pk=number).first()
        if number
        else None
    )
    if found is None or found.token_hash != token_hash:
        return gone(request, recoveries.LinkGone())
    form = NewPasswordForm(found.person, request.POST or None)
    if not form.is_valid():
        shown = {"form": form, "person": found.person, "is_first": found.is_first}
        status = 422 if form.errors else 200
        return render(request, "access/pages/finish_recovery.html", shown, status=status)
    try:
        person = recoveries.finish(at=timezone.now(), recovery=found, password=form.cleaned_data["new"])
    except recoveries.LinkGone as refused:
        return gone(request, refused)
    request.session.flush()
    enter(request, person, Factor.PASSWORD, at=timezone.now())
    return redirect("access:factor")
