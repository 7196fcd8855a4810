"""Codes by time, for those whose role does not need a passkey: set up, given as the second factor, withdrawn.

It never shows the secret of codes that are set up, only of those that are being so.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dalil.access import time_codes
from dalil.access.acting import attempt
from dalil.access.actions import factors as actions
from dalil.access.entering import may_change_factors, onwards, rise
from dalil.access.factors import has_time_code, strongest_of
from dalil.access.forms import CodeForm
from dalil.access.gates import for_known, for_signed_in, freshly
from dalil.access.strength import Factor
from dalil.access.viewer import person_of
from dalil.accounts import limits
from dalil.accounts.models import Person


@for_known
@sensitive_post_parameters("code")
def time_code(request: HttpRequest) -> HttpResponseBase:
    """Sets them up: shows the secret, and takes the first code of it."""
    person, at = person_of(request), timezone.now()
    if has_time_code(person):
        return render(request, "access/pages/time_code.html", {"is_set_up": True, "here": "account"})
    if person.needs_passkey:
        return redirect("access:factor")
    if not may_change_factors(request, strongest_of(person), at=at):
        return redirect(f"{reverse('access:prove')}?{urlencode({'next': request.get_full_path()})}")
    form, status = CodeForm(request.POST or None), 200
    if form.is_valid():
        refusal, status = _refusal(request, person, form.cleaned_data["code"], is_first=True)
        if not refusal:
            rise(request, person, Factor.TIME_CODE, at=at)
            messages.success(request, _("Codes by time are set up."))
            return redirect(onwards(request))
        form.add_error("code", refusal)
    begun = time_codes.begun(person)
    if begun is None:
        begun = time_codes.begin(person, at=at)
    secret, picture = time_codes.shown(begun)
    shown = {"form": form, "secret": secret, "picture": picture, "here": "account"}
    return render(request, "access/pages/time_code.html", shown, status=status)


@for_known
@require_POST
@sensitive_post_parameters("code")
def give_code(request: HttpRequest) -> HttpResponseBase:
    """The code as the second factor, or once more before a sensitive act; for staff only on the way to their passkey."""
    person, at = person_of(request), timezone.now()
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "access/pages/give_code.html", _waiting(request, form), status=422)
    refusal, status = _refusal(request, person, form.cleaned_data["code"], is_first=False)
    if refusal:
        form.add_error("code", refusal)
        return render(request, "access/pages/give_code.html", _waiting(request, form), status=status)
    rise(request, person, Factor.TIME_CODE, at=at)
    return redirect(onwards(request, request.POST.get("next", "")))


@for_signed_in
@freshly
@require_POST
def withdraw_time_code(request: HttpRequest) -> HttpResponse:
    """The device's codes open nothing any more."""
    attempt(
        request,
        lambda: actions.withdraw_time_code(by=person_of(request), at=timezone.now()),
        _("Codes by time are withdrawn."),
    )
    return redirect("access:account")


def _refusal(request: HttpRequest, person: Person, code: str, *, is_first: bool) -> tuple[str, int]:
    """Why the code is not taken, with the status of the answer; an empty sentence when it is."""
    at = timezone.now()
    session = request.session.session_key or ""
    if not limits.may_try_code(person=person.pk, session=session, at=at):
        return _("Too many attempts. Try again in a quarter of an hour."), 429
    accepted = (
        actions.confirm_time_code(by=person, at=at, code=code) if is_first else time_codes.accept(person, code, at=at)
    )
    if not accepted:
        return _("This code is not right, or was used already. Wait for the next one."), 422
    limits.forget_codes(person=person.pk, session=session)
    return "", 200


def _waiting(request: HttpRequest, form: CodeForm) -> dict[str, object]:
    return {"form": form, "going": onwards(request, request.POST.get("next", ""))}
